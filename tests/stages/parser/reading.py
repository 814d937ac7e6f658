"""Texts read for tests: `read` parses one, `paragraphs` and `quoted` say what was found in words instead of offsets."""

from __future__ import annotations

import re
from collections import Counter
from typing import Any

from schemas import ParsedArticle
from services.errors import Rejected
from services.parser.parse import parse
from tests.builders import a_raw_item

WORD = re.compile(r"\w+")


def read(text: str | bytes, **fields: Any) -> ParsedArticle:
    """The one article that `text` holds."""
    body = text if isinstance(text, bytes) else text.encode()
    article = parse(a_raw_item(**{"body": body} | fields))
    assert isinstance(article, ParsedArticle)
    return article


def refused(text: str | bytes, **fields: Any) -> str:
    """The reason why `text` is refused."""
    try:
        read(text, **fields)
    except Rejected as error:
        assert error.detail
        return error.reason
    raise AssertionError(f"an article was made of {text[:60]!r}")


def paragraphs(article: ParsedArticle) -> list[str]:
    return [article.body[span.start : span.end] for span in article.paragraphs]


def quoted(article: ParsedArticle) -> list[list[str]]:
    """The words of every quotation, part by part."""
    return [[article.body[part.start : part.end] for part in quotation.parts] for quotation in article.quotations]


def words(text: str) -> Counter[str]:
    return Counter(WORD.findall(text.casefold()))


def words_of(article: ParsedArticle) -> Counter[str]:
    """Every word of the article, wherever it was put."""
    notices = [notice.text for notice in article.notices]
    return words(" ".join([*article.headline_tags, article.headline or "", *article.bylines, article.body, *notices]))
