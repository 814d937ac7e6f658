"""'P, the newspaper reported, citing two officials': what the newspaper says is also what the officials say."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from services.claims.draft import Draft
from services.claims.syntax import child
from services.claims.words import words

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token


def with_stacked(drafts: Sequence[Draft], doc: Doc) -> list[Draft]:
    """`drafts`, and for each that cites somebody the same content with that source, held by the first."""
    found = [draft for draft in drafts if doc[draft.at].lower_ != "citing"]
    for token in doc:
        cited = child(token, "dobj", "pobj") if token.lower_ == "citing" else None
        outer = _citing(token, found) if cited is not None and _can_speak(cited) else None
        if outer is not None:
            found.append(Draft(token.i, (token.i, token.i + 1), cited, outer.content, "stacked", outer=outer.at))
    return sorted(found, key=lambda draft: (draft.content[0][0], -draft.content[-1][1], draft.at))


def _citing(token: Token, drafts: Sequence[Draft]) -> Draft | None:
    """The attribution in whose sentence, outside of whose content, `token` stands; the nearest."""
    sentence = token.sent
    near = [
        draft
        for draft in drafts
        if sentence.start <= draft.at < sentence.end and draft.cue and not any(a <= token.i < b for a, b in draft.content)
    ]
    return min(near, key=lambda draft: abs(draft.at - token.i), default=None)


def _can_speak(cited: Token) -> bool:
    """'citing officials', 'citing a memo'; not 'citing the risk of floods'."""
    return cited.tag_.startswith("NNP") or cited.lower_ in words("cited") or cited.lower_ in words("documents")
