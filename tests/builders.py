"""Messages for tests, of fictional people and places. Every field can be named; what is not named fits the rest."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime
from typing import Any

from schemas import (
    NAMESPACE,
    Claim,
    ClaimArticle,
    Dated,
    Entity,
    EntityArticle,
    EntityKind,
    Label,
    Mention,
    ParsedArticle,
    Quote,
    RawItem,
    Span,
    Speaker,
    SpeakerKind,
    Status,
    Text,
    item_id,
    version_key,
)
from services.parser.signature import sign

#: A Monday; everything in these tests happens around it.
MONDAY = datetime(2031, 3, 3, 9, 0, tzinfo=UTC)

#: Who says what in an article that names nobody itself.
SAID = (("Ilse Varga", "the harbour of Tarn would reopen"), ("Oskar Lindqvist", "no ship had left since Friday"))


def a_raw_item(text: str = "TARN (Norland News) - Ilse Varga said the harbour would reopen.", **fields: Any) -> RawItem:
    """An item as received, its bytes those of `text`."""
    return RawItem(**{"body": text.encode(), "provider": "norland", "received_at": MONDAY} | fields)


def a_parsed_article(body: str | None = None, **fields: Any) -> ParsedArticle:
    """A version of an article; item id, version key and paragraphs follow from the rest unless they are named."""
    return ParsedArticle(**_parsed(sentences(SAID) if body is None else body, fields))


def an_entity_article(body: str | None = None, *, names: tuple[str, ...] = (), **fields: Any) -> EntityArticle:
    """An article in which every occurrence of every one of `names` (persons) is a mention of an entity."""
    text, names = (sentences(SAID), tuple(name for name, _ in SAID)) if body is None else (body, names)
    named = {"entities": tuple(map(an_entity, names)), "mentions": mentions(text, names)}
    return EntityArticle(**_parsed(text, named | fields))


def a_claim_article(*said: tuple[str, str], **fields: Any) -> ClaimArticle:
    """An article that says, sentence by sentence, that each person said each thing, with those claims in it."""
    said = said or SAID
    body = fields.pop("body", None)
    text = sentences(said) if body is None else body
    names = tuple(dict.fromkeys(name for name, _ in said if name in text))
    found = {"entities": tuple(map(an_entity, names)), "mentions": mentions(text, names)}
    parsed = _parsed(text, found | fields)
    claims = tuple(a_claim(content, name, body=text, item=parsed["item_id"]) for name, content in said if content in text)
    return ClaimArticle(**{"claims": claims} | parsed)


def a_claim(content: str, name: str | None = None, *, body: str, item: str = "", **fields: Any) -> Claim:
    """The claim that `name` (a person, if any) said `content`, with the offsets that the first of each has in `body`."""
    speaker = Speaker(entity=an_entity(name).id, name=name, kind=SpeakerKind.PERSON) if name else None
    return Claim(
        **{
            "id": str(uuid.uuid5(NAMESPACE, f"{item}\n{name}\n{content}")),
            "content": (words(content, body),),
            "cue": words("said", body) if "said" in body else None,
            "source": words(name, body) if name else None,
            "speaker": speaker,
            "quote": Quote.INDIRECT,
        }
        | fields
    )


def an_entity(name: str, **fields: Any) -> Entity:
    """The person `name`, with the last name as an alias."""
    kind = fields.get("kind", EntityKind.PERSON)
    last = name.split()[-1:]
    return Entity(
        **{
            "id": str(uuid.uuid5(NAMESPACE, f"{kind}\n{name}")),
            "kind": kind,
            "name": name,
            "aliases": tuple(last) if last != [name] else (),
        }
        | fields
    )


def sentences(said: tuple[tuple[str, str], ...]) -> str:
    """A paragraph for each: `Ilse Varga said …`."""
    return "\n\n".join(f"{name} said {content}." for name, content in said)


def mentions(body: str, names: tuple[str, ...]) -> tuple[Mention, ...]:
    """Where `body` has each of `names`, in the order of the text."""
    found = [
        Mention(start=at, end=at + len(name), text=name, label=Label.PERSON, entity=an_entity(name).id)
        for name in names
        for at in range(len(body))
        if body.startswith(name, at)
    ]
    return tuple(sorted(found, key=lambda mention: mention.start))


def words(text: str, body: str) -> Text:
    """The first `text` in `body`, which must have it."""
    start = body.index(text)
    return Text(start=start, end=start + len(text), text=text)


def _parsed(body: str, fields: dict[str, Any]) -> dict[str, Any]:
    """The fields of a parsed article with this body: those named, and what follows from them."""
    known: dict[str, Any] = {
        "provider": "norland",
        "guid": "tag:norland,2031:harbour",
        "version": 1,
        "version_created": MONDAY,
        "status": Status.USABLE,
        "headline": "Harbour of Tarn to reopen",
        "published": MONDAY,
        "published_from": Dated.METADATA,
        "received_at": MONDAY,
        "body": body,
        "paragraphs": _paragraphs(body),
    } | fields
    content = f"{known['headline']}\n{body}"
    made = {
        "item_id": item_id(known["provider"], known["guid"]),
        "version_key": version_key(known["version_created"], known["version"], known["status"], content),
        "signature": sign(body, headline=known["headline"] or "", dateline=known.get("dateline")),
    }
    return made | known


def _paragraphs(body: str) -> tuple[Span, ...]:
    spans, start = [], 0
    for paragraph in body.split("\n\n"):
        if paragraph.strip():
            spans.append(Span(start=start, end=start + len(paragraph)))
        start += len(paragraph) + 2
    return tuple(spans)
