"""A body's tokens, and the sentence boundaries that are certain before anybody parses."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from schemas import ParsedArticle
from services.errors import Rejected

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc, Token

#: Characters of a body, at most: spaCy's own limit, and half a minute's work.
LONGEST = 1_000_000

#: A run of so many characters without a blank is no word: spaCy's tokenizer looks at it once for each of its characters.
NO_WORD = re.compile(r"(\S{500,} ?)")

CLOSING = frozenset("\"'”’»)]")


def tokens(nlp: Language, article: ParsedArticle) -> Doc:
    """The tokens of an article's body. Paragraphs and the dateline begin and end sentences; closing marks and blanks begin none.

    Raises Rejected ("too-long") when the body is longer than an article can be.
    """
    if len(article.body) > LONGEST:
        raise Rejected("too-long", f"a body of {len(article.body):,} characters; an article has {LONGEST:,} at most")
    doc = _tokens(nlp, article.body)
    dateline = article.dateline
    starts = {span.start for span in article.paragraphs} | ({dateline.end} if dateline else set())
    begins = [0, *(_begins(token, before, starts) for before, token in pairwise(doc))][: len(doc)]
    # One array: setting `Token.is_sent_start` looks at the whole document each time.
    doc.from_array(["SENT_START"], np.array(begins, dtype=np.int64).astype(np.uint64))  # type: ignore[arg-type]
    return doc


def _tokens(nlp: Language, body: str) -> Doc:
    if not NO_WORD.search(body):
        return nlp.make_doc(body)
    from spacy.tokens import Doc

    words = [word for part in NO_WORD.split(body) if part for word in _of_part(nlp, part)]
    return Doc(nlp.vocab, words=[word for word, _ in words], spaces=[space for _, space in words])


def _of_part(nlp: Language, part: str) -> Iterator[tuple[str, bool]]:
    """The words of a part, each with whether a blank follows; a part that is one long run is one word."""
    if NO_WORD.fullmatch(part):
        yield part.removesuffix(" "), part.endswith(" ")
    else:
        yield from ((token.text, bool(token.whitespace_)) for token in nlp.make_doc(part))


def _begins(token: Token, before: Token, starts: set[int | None]) -> int:
    """Whether a sentence begins with `token`, as spaCy says it: 1 yes, -1 no, 0 when the parser has to say."""
    if token.idx in starts or (before.is_space and before.text.count("\n") > 1):
        return 1
    closes = token.text in CLOSING and not before.whitespace_ and not before.is_space
    return -1 if token.is_space or closes else 0
