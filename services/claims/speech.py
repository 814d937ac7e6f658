"""Quoted speech: which words introduce a quotation, which quotations go on, which stand without a cue."""

from __future__ import annotations

import bisect
from collections.abc import Sequence
from typing import TYPE_CHECKING

from services.claims.content import merged
from services.claims.draft import Draft, in_order, speaks, with_content
from services.claims.quotes import ENDS, MARKS, Quotations, Quoted
from services.claims.syntax import subject

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

#: How far from its quotation a cue may stand: 'said Ilse Varga, who has led the harbour's union of pilots since 2019, "…'.
REACH = 40
#: Attributions before a quotation among which the one that it continues is: the last, or one inside the last.
NEAR = 4


def with_quotations(drafts: Sequence[Draft], doc: Doc, quotations: Quotations) -> list[Draft]:
    """`drafts`, and every quotation that none of them holds: with its cue, with the one it continues, or alone."""
    held = _held(drafts, quotations)
    known = {draft.at: draft for draft in drafts}
    places = sorted(known)
    for quoted in quotations.all:
        if quoted in held:
            continue
        cue = _cue_after(doc, quoted, quotations) or _cue_before(doc, quoted, quotations)
        if cue is None:
            before = places[: bisect.bisect_left(places, quoted.start)][-NEAR:]
            cue = _continued(doc, quoted, quotations, [known[place] for place in before])
        draft = _cued(cue, quoted, known) if cue is not None else _alone(quoted, quotations, places)
        if draft is not None and draft.at not in known:
            bisect.insort(places, draft.at)
        if draft is not None:
            known[draft.at] = draft
    return in_order(known.values())


def _held(drafts: Sequence[Draft], quotations: Quotations) -> set[Quoted]:
    """The quotations that a draft from outside has in its content."""
    return {
        quoted
        for draft in drafts
        for start, end in draft.content
        for quoted in quotations.touching(start, end)
        if start <= quoted.start and quoted.parts[0][1] <= end and quotations.around(draft.at) is not quoted
    }


def _cue_after(doc: Doc, quoted: Quoted, quotations: Quotations) -> Token | None:
    """The cue in '"…," the minister said': up to the end of the sentence or the next quotation."""
    if not _goes_on_after(doc, quoted):
        return None
    for token in doc[quoted.end : quoted.end + REACH]:
        if quotations.around(token.i) is not None or token.text in ENDS or "\n" in token.text:
            return None
        if speaks(token) is not None:
            return token
    return None


def _goes_on_after(doc: Doc, quoted: Quoted) -> bool:
    """Whether the sentence goes on behind the closing mark: '…,"' always, '…?"' before a small letter or a name."""
    words = [token for token in doc[quoted.start : quoted.end] if token.text not in MARKS and not token.is_space]
    following = doc[quoted.end] if quoted.end < len(doc) else None
    if not words or following is None:
        return False
    return words[-1].text[-1] in ",?!—" or following.text == ","


def _cue_before(doc: Doc, quoted: Quoted, quotations: Quotations) -> Token | None:
    """The cue in 'the minister said: "…"' or 'said the minister, "…"'."""
    before = quoted.start - 1
    while before >= 0 and doc[before].is_space and "\n" not in doc[before].text:
        before -= 1
    if before < 0 or not (doc[before].text in {",", ":", "that"} or speaks(doc[before]) is not None):
        return None
    for token in reversed(doc[max(0, before - REACH) : before + 1]):
        if quotations.around(token.i) is not None or token.text in ENDS or "\n" in token.text:
            return None
        if speaks(token) is not None:
            return token
    return None


def _continued(doc: Doc, quoted: Quoted, quotations: Quotations, before: Sequence[Draft]) -> Token | None:
    """The cue of the quotation before, when only its attribution stands in between: '"…," he said. "…"'."""
    if not quotations.stands_alone(quoted):
        return None
    for draft in before:
        end = draft.content[-1][1]
        if draft.cue is None or not end <= draft.at < quoted.start or quotations.around(end - 1) is None:
            continue
        between = doc[end : quoted.start]
        if sum(token.text in ENDS for token in between) <= 1 and not any("\n" in token.text for token in between):
            return doc[draft.at]
    return None


def _cued(cue: Token, quoted: Quoted, known: dict[int, Draft]) -> Draft | None:
    before = known.get(cue.i)
    if before is not None:
        return with_content(before, merged([*before.content, *quoted.parts]))
    source = subject(cue)
    return Draft(cue.i, (cue.i, cue.i + 1), source, quoted.parts, "quotation") if source is not None else None


def _alone(quoted: Quoted, quotations: Quotations, places: Sequence[int]) -> Draft | None:
    """A quotation without a cue: whole sentences, and somebody has spoken before."""
    if not quotations.stands_alone(quoted) or not places or places[0] >= quoted.start:
        return None
    return Draft(quoted.start, None, None, quoted.parts, "alone")
