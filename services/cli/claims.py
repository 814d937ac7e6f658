"""`onrecord claims`: who said what, from storage; or the claims service."""

from __future__ import annotations

import sys
from datetime import datetime
from typing import TYPE_CHECKING

import click
from click.core import ParameterSource

from services.cli.options import Moment

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.table import Table

    from schemas import Claim
    from services.storage.store import Pickup, StoredClaim


@click.command()
@click.option("--speaker", metavar="NAME", help="Who said it: a whole name, a last name or another name of the speaker.")
@click.option("--since", type=Moment(), metavar="DATE", help="Published on that day or later.")
@click.option("--group", metavar="ITEM", help="In the items that ran the text of this one (an `item_id` or a `group` of --json).")
@click.option("--once", is_flag=True, help="A claim that several items ran, with one text, once.")
@click.option("--limit", type=click.IntRange(min=1), default=100, show_default=True, help="At most so many.")
@click.option("--json", "as_json", is_flag=True, help="One line of JSON each.")
@click.option("--serve", is_flag=True, help="Run the claims service: articles.entities to articles.claims.")
@click.pass_context
def claims(
    ctx: click.Context,
    speaker: str | None,
    since: datetime | None,
    group: str | None,
    once: bool,
    limit: int,
    as_json: bool,
    serve: bool,
) -> None:
    """The claims that readers may see, newest article first: nothing killed, withheld or under embargo.

    Where several items ran the text of a claim's article (an agency's item and the papers that picked it up) it says how many;
    --group names them.

    Without an option, and with ONRECORD_KAFKA set, this is the claims service, like `onrecord parser` and its other
    neighbours; --serve says so outright, and any other option asks the database.
    """
    from services.settings import load

    settings = load()
    asked = any(ctx.get_parameter_source(name) is not ParameterSource.DEFAULT for name in ctx.params)
    if serve or (not asked and "kafka" in settings.model_fields_set):
        from services.cli.service import serve as run

        if not serve:
            click.echo("onrecord: the claims service; `onrecord claims --limit 100` reads the claims from storage", err=True)
        run("claims")
    from services.storage.sql import open_store

    store = open_store(settings.database)
    try:
        found = store.claims(speaker=speaker, since=since, group=group, once=once, limit=limit)
        ran = store.pickups(group) if group else []
    finally:
        store.close()
    if as_json:
        for one in found:
            click.echo(as_line(one))
    elif found or ran:
        print_pickups(ran)
        print_table(found)
    else:
        click.echo("no claims" + (f" by {speaker}" if speaker else ""), err=True)


def as_line(one: StoredClaim) -> str:
    """A claim as one line of JSON, the article version that carries it beside it."""
    import json

    about = {
        "item_id": one.item_id,
        "version_key": one.version_key,
        "provider": one.provider,
        "headline": one.headline,
        "published": one.published.isoformat(),
        "status": one.status,
        "group": one.group,
        "pickups": one.pickups,
    }
    return json.dumps({**about, "claim": one.claim.model_dump(mode="json")}, ensure_ascii=False)


def print_table(found: Sequence[StoredClaim]) -> None:
    """Claims for people: as wide as the terminal, in full."""
    from rich.console import Console

    wide = None if sys.stdout.isatty() else 140
    rows = table([one.claim for one in found], ran_in=[one.pickups for one in found])
    Console(highlight=False, markup=False, width=wide).print(rows)


def print_pickups(ran: Sequence[Pickup]) -> None:
    """Who ran a text, the first published first: a line each."""
    for one in ran:
        click.echo(f"{one.published:%Y-%m-%d %H:%M} {one.provider}  {one.headline or ''}".rstrip())
    if ran:
        click.echo()


def table(found: Sequence[Claim], *, ran_in: Sequence[int] = ()) -> Table:
    """Speaker, act, what, when, kind of quote; a claim inside another's words is set in under it.

    And in how many items it ran, where that is more than one for any of them.
    """
    from rich.box import SIMPLE_HEAD
    from rich.table import Table

    rows = Table(box=SIMPLE_HEAD, pad_edge=False, show_edge=False)
    for heading in ("speaker", "act", "what", "when", "quote"):
        rows.add_column(heading, ratio=6 if heading == "what" else None, overflow="fold")
    several = any(number > 1 for number in ran_in)
    if several:
        rows.add_column("ran in", justify="right")
    for nth, claim in enumerate(found):
        said = " … ".join(part.text for part in claim.content)
        rows.add_row(
            ("↳ " if claim.nested_in else "") + (claim.speaker.name if claim.speaker else "—"),
            claim.act.value + (", not" if claim.negated else ""),
            " ".join(said.split()),
            claim.said_on.date if claim.said_on else "",
            claim.quote.value,
            *([f"{ran_in[nth]} items" if ran_in[nth] > 1 else ""] if several else []),
        )
    return rows
