"""What a change of the visible claims is called, and the event that tells it."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

from schemas import NAMESPACE, Change, Claim, ClaimsChanged
from services.storage.standing import Standing

#: Not what a claim says: where its words stand in this version's body, and how sure the machine is.
_ASIDE = {"start", "end", "confidence"}


def changed(
    item_id: str, standing: Standing, before: Sequence[Claim], after: Sequence[Claim], *, follows: str
) -> ClaimsChanged | None:
    """The event that turns `before` into `after` for who applies it: drop `withdrawn`, then keep `added` by id.

    `added` has the claims that are new or say something else than before under the same id (a correction of the speaker, of
    the date). None when nothing changes. `follows` is the id of the item's event before this one: with it the same change
    made twice (an embargo that is prolonged twice) has two ids, and the same event made again has the same one.
    """
    old = {claim.id: claim for claim in before}
    new = {claim.id: claim for claim in after}
    added = tuple(claim for id, claim in new.items() if id not in old or _says(old[id]) != _says(claim))
    withdrawn = tuple(id for id in old if id not in new)
    if not added and not withdrawn:
        return None
    change = _name(old, new)
    return ClaimsChanged(
        event_id=str(uuid.uuid5(NAMESPACE, "\n".join((item_id, standing.version_key, change, follows)))),
        item_id=item_id,
        version_key=standing.version_key,
        status=standing.status,
        change=change,
        added=added,
        withdrawn=withdrawn,
    )


def _name(old: dict[str, Claim], new: dict[str, Claim]) -> Change:
    if not new:
        return Change.WITHDRAWN
    return Change.SUPERSEDED if old else Change.ADDED


def _says(claim: Claim) -> Any:
    return _without_places(claim.model_dump(mode="json"))


def _without_places(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _without_places(part) for name, part in value.items() if name not in _ASIDE}
    if isinstance(value, list):
        return [_without_places(part) for part in value]
    return value
