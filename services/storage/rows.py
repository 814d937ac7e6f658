"""An article as rows of the tables."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from schemas import Claim, ClaimArticle, Entity, EntityKind, Speaker, SpeakerKind, Text
from services.storage.alike import Known, known
from services.storage.names import fold, keys, storable
from services.storage.standing import version_id

Row = dict[str, Any]

#: What an integer column holds. A provider may number beyond: the order is in the version key, the number in the JSON.
LARGEST = 2**63 - 1


@dataclass(frozen=True)
class Rows:
    """What one article adds, table by table; `entities` in the order of their ids, which all writers share."""

    item: Row
    version: Row
    entities: list[Row]
    article_entities: list[Row]
    mentions: list[Row]
    claims: list[Row]
    speaker_names: list[Row]
    known: Known | None


def rows(article: ClaimArticle) -> Rows:
    """`article`, ready to insert; its claims do not stand yet."""
    version = version_id(article)
    named: dict[str, Entity] = {}
    for entity in article.entities:
        named.setdefault(entity.id, entity)
    return Rows(
        item={
            "item_id": article.item_id,
            "provider": storable(article.provider),
            "guid": storable(article.guid),
            "announced": False,
        },
        version=_version(version, article),
        entities=[{"entity_id": id, "kind": one.kind, "name": storable(one.name)} for id, one in sorted(named.items())],
        article_entities=[_entity(version, nth, one) for nth, one in enumerate(named.values())],
        mentions=[
            {
                "version_id": version,
                "nth": nth,
                "start": one.start,
                "end": one.end,
                "text": storable(one.text),
                "label": one.label,
                "entity_id": one.entity,
            }
            for nth, one in enumerate(article.mentions)
        ],
        claims=[_claim(version, nth, one) for nth, one in enumerate(article.claims)],
        speaker_names=_speaker_names(version, article.claims, named),
        known=known(article),
    )


def _version(version: str, article: ClaimArticle) -> Row:
    text = article.model_dump_json()
    return {
        "version_id": version,
        "item_id": article.item_id,
        "version_key": article.version_key,
        "version": min(article.version, LARGEST),
        "version_created": article.version_created,
        "status": article.status,
        "embargo_until": article.embargo_until,
        "provider": storable(article.provider),
        "headline": _storable(article.headline),
        "published": article.published,
        "received_at": article.received_at,
        "source": _storable(article.source),
        "language": _storable(article.language),
        "wire_format": storable(article.wire_format),
        "digest": hashlib.sha256(text.encode()).hexdigest(),
        "article": text,
    }


def _entity(version: str, nth: int, entity: Entity) -> Row:
    return {
        "version_id": version,
        "entity_id": entity.id,
        "nth": nth,
        "name": storable(entity.name),
        "aliases": json.dumps([storable(alias) for alias in entity.aliases], ensure_ascii=False),
        "role": _storable(entity.role),
        "affiliation": entity.affiliation,
        "country": entity.country,
    }


def _claim(version: str, nth: int, claim: Claim) -> Row:
    speaker = claim.speaker
    return {
        "version_id": version,
        "nth": nth,
        "claim_id": claim.id,
        "stands": False,
        "speaker": speaker and _reference(speaker),
        "speaker_entity": speaker and speaker.entity,
        "speaker_name": speaker and storable(speaker.name),
        "speaker_kind": speaker and speaker.kind,
        "content": " … ".join(storable(part.text) for part in claim.content),
        "cue": _words(claim.cue),
        "source": _words(claim.source),
        "quote": claim.quote,
        "act": claim.act,
        "negated": claim.negated,
        "said_on": claim.said_on and claim.said_on.date,
        "addressee": _words(claim.addressee),
        "medium": _words(claim.medium),
        "place": _words(claim.place),
        "nested_in": claim.nested_in,
        "confidence": claim.confidence,
        "claim": claim.model_dump_json(),
    }


def _speaker_names(version: str, claims: Iterable[Claim], named: dict[str, Entity]) -> list[Row]:
    speakers = [claim.speaker for claim in claims if claim.speaker is not None]
    found = {(key, _reference(speaker)) for speaker in speakers for key in _names(speaker, named)}
    return [{"name": key, "version_id": version, "speaker": speaker} for key, speaker in sorted(found)]


def _names(speaker: Speaker, named: dict[str, Entity]) -> set[str]:
    entity = named.get(speaker.entity) if speaker.entity else None
    names = [speaker.name] if entity is None else [speaker.name, entity.name, *entity.aliases]
    person = speaker.kind is SpeakerKind.PERSON or (entity is not None and entity.kind is EntityKind.PERSON)
    return set[str]().union(*(keys(name, person=person) for name in names))


def _reference(speaker: Speaker) -> str:
    return speaker.entity or fold(speaker.name)


def _words(text: Text | None) -> str | None:
    return None if text is None else storable(text.text)


def _storable(text: str | None) -> str | None:
    return text and storable(text)
