"""Parsed texts for tests, read from trees.tsv without a model. `python -m tests.trees` reads the file's texts anew with it."""

from __future__ import annotations

import functools
from pathlib import Path
from typing import TYPE_CHECKING

from schemas import EntityArticle, ParsedArticle
from services.parser.quotes import find_quotations
from tests.builders import a_parsed_article, an_entity_article

if TYPE_CHECKING:
    from spacy.tokens import Doc

TREES = Path(__file__).parent / "trees.tsv"


def a_doc(text: str) -> Doc:
    """`text` as en_core_web_md reads it: a tag, a label and a head a token."""
    from spacy.tokens import Doc

    from services.entities.parse import vocabulary

    if text not in _trees():
        raise LookupError(f"trees.tsv has no tree of {text!r}: add a line with it and run python -m tests.trees")
    tokens = [token.split() for token in _trees()[text].split("|")]
    words = _tokenizer()(text)
    return Doc(
        vocabulary(),
        words=[word.text for word in words],
        spaces=[bool(word.whitespace_) for word in words],
        tags=[tag for tag, _, _ in tokens],
        deps=[dep for _, dep, _ in tokens],
        heads=[int(head) for _, _, head in tokens],
    )


def repeated(text: str, *, times: int) -> Doc:
    """`text` so many times over, with a blank between."""
    from spacy.tokens import Doc

    return Doc.from_docs([a_doc(text)] * times)


def an_article(text: str, **fields: object) -> EntityArticle:
    paragraphs = a_parsed_article(text).paragraphs
    return an_entity_article(text, **{"quotations": find_quotations(text, paragraphs)} | fields)  # type: ignore[arg-type]


@functools.cache
def _trees() -> dict[str, str]:
    lines = TREES.read_text("utf-8").splitlines()
    pairs = (line.partition("\t") for line in lines if line)
    return {text.replace("\\n", "\n"): tree for text, _, tree in pairs}


@functools.cache
def _tokenizer():  # type: ignore[no-untyped-def]
    import spacy

    return spacy.blank("en").tokenizer


def _tree(doc: Doc) -> str:
    return "|".join(f"{token.tag_} {token.dep_} {token.head.i}" for token in doc)


def main() -> None:
    """Every line of trees.tsv with its tree as the model gives it now."""
    from services.entities.model import awake
    from services.entities.model import read as read_all

    articles: list[ParsedArticle] = [a_parsed_article(text) for text in _trees()]
    with awake() as nlp:
        lines = [
            f"{a.body}".replace("\n", "\\n") + f"\t{_tree(doc)}" for a, doc in zip(articles, read_all(nlp, articles), strict=True)
        ]
    TREES.write_text("\n".join(sorted(lines)) + "\n", "utf-8")


if __name__ == "__main__":
    main()
