"""'P, the newspaper reported, citing two officials': what the newspaper says is also what the officials say."""

from __future__ import annotations

import bisect
from collections.abc import Sequence
from typing import TYPE_CHECKING

from services.claims.draft import Draft, in_order, with_content
from services.claims.syntax import child
from services.claims.words import words

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token


#: Tokens between 'citing' and the cue that it goes with.
REACH = 60


def with_stacked(drafts: Sequence[Draft], doc: Doc) -> list[Draft]:
    """`drafts`, and for each that cites somebody the same content with that source, held by the first."""
    found = [_before_citing(draft, doc) for draft in drafts if doc[draft.at].lower_ != "citing"]
    places = sorted((draft.at, number) for number, draft in enumerate(found) if draft.cue)
    stacked = []
    for token in doc:
        cited = child(token, "dobj", "pobj") if token.lower_ == "citing" else None
        if cited is not None and _can_speak(cited):
            near = places[bisect.bisect_left(places, (token.i - REACH,)) : bisect.bisect_left(places, (token.i + REACH,))]
            outer = _citing(token, [found[number] for _, number in near])
            if outer is not None:
                stacked.append(Draft(token.i, (token.i, token.i + 1), cited, outer.content, "stacked", outer=outer.at))
    return in_order([*found, *stacked])


def _before_citing(draft: Draft, doc: Doc) -> Draft:
    """`draft` without a part of its content that begins with 'citing', which the parser hung on the content."""
    kept = tuple(part for part in draft.content if doc[part[0]].lower_ != "citing")
    return with_content(draft, kept) if kept else draft


def _citing(token: Token, drafts: Sequence[Draft]) -> Draft | None:
    """The nearest attribution of the same sentence outside of whose content `token` stands."""
    near = [draft for draft in drafts if _is_outside(token, draft) and token.doc[draft.at].sent == token.sent]
    return min(near, key=lambda draft: abs(draft.at - token.i), default=None)


def _is_outside(token: Token, draft: Draft) -> bool:
    return not any(start <= token.i < end for start, end in draft.content)


def _can_speak(cited: Token) -> bool:
    """'citing officials', 'citing a memo'; not 'citing the risk of floods'."""
    return cited.tag_.startswith("NNP") or cited.lower_ in words("cited") or cited.lower_ in words("documents")
