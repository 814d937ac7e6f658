"""Stages for fault tests: what a message's text says happens to it."""

from __future__ import annotations

import os
import time
from pathlib import Path

from schemas import ParsedArticle, RawItem
from services import topics
from services.errors import Rejected, Unavailable
from services.stage import Stage
from tests.builders import a_parsed_article


def work(item: RawItem) -> ParsedArticle:
    """An article whose guid is the text's first word. The rest is what happens: `hang until PATH`, `raise`, `die`, `refuse`,
    `print`, `away until PATH`, `die unless PATH` (which is made), `begin PATH` (which is made) and another of these, or
    nothing."""
    name, _, happens = item.body.decode().partition(" ")
    _happen(happens)
    return a_parsed_article(f"{name} was read.", guid=name)


def _happen(what: str) -> None:
    verb, _, rest = what.partition(" ")
    if verb == "begin":
        path, _, then = rest.partition(" ")
        Path(path).touch()
        verb, _, rest = then.partition(" ")
    path = Path(rest.partition(" ")[2] or "/nowhere")
    if verb == "hang":
        while not path.exists():
            time.sleep(0.02)
    elif verb == "away" and not path.exists():
        raise Unavailable(f"{path.name} is away")
    elif verb == "raise":
        raise LookupError(rest)
    elif verb == "print":
        print(rest)
        os.write(1, b"and past Python's own output")
    elif verb == "refuse":
        raise Rejected("no-text", rest)
    elif verb == "die" and not path.exists():
        if rest:
            path.touch()
        os._exit(9)


def warm() -> None:
    """What takes its time before the first message: here it leaves a file."""
    Path(os.environ["WARMED"]).touch()


def no_such_model() -> None:
    """A model that isn't there."""
    raise OSError("no such model")


#: The stage under test: from wire.raw to articles.parsed, as the parser.
READER = Stage("parser", reads=topics.RAW, writes=topics.PARSED, work=work)
