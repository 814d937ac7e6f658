"""Lines of plain text to paragraphs, whether they are split by blank lines, by indents, or hard-wrapped."""

from __future__ import annotations

import re
from collections.abc import Iterator

#: No agency and no mail program wraps wider than this; a text with longer lines has one paragraph a line.
WIDEST_WRAP = 100
#: A wrapped line is at least this full, or the next word would have fitted: ragged wraps leave room for one long word.
FULL = 0.8
#: So much deeper than the line before, or than the shallowest line of its block, and a line begins a paragraph (wire copy
#: indents by two to five).
INDENT = 2

#: A line that ends so goes on: a dateline that stands alone on its line, a hyphenated word.
DASHES = ("-", "–", "—")

#: How a point of a list begins: its further lines are indented.
POINT = re.compile(r"\s*(?:[-*•–]|\d{1,2}[.)])\s")

#: A row of a table: two gaps at least between its cells, not those that typists leave behind a stop.
COLUMNS = re.compile(r"[^\s.!?:,;\"”)] {2,}\S.{0,80}?[^\s.!?:,;\"”)] {2,}\S")

#: How a sentence ends: its stop, and the quotation marks and brackets that may close after it.
SENTENCE_END = re.compile(r"[.!?:…][\"'”’»“)\]]{0,3}$")


def paragraphs(text: str) -> list[str]:
    """The paragraphs of `text`, each on one line with single blanks. Every word is in one of them, in order."""
    lines = text.split("\n")
    width = max((len(line.strip()) for line in lines), default=0)
    return [paragraph for block in _blocks(lines) for paragraph in _split(block, width)]


def _blocks(lines: list[str]) -> Iterator[list[str]]:
    """Runs of lines that are not blank."""
    block: list[str] = []
    for line in [*lines, ""]:
        if line.strip():
            block.append(line)
        elif block:
            yield block
            block = []


def _split(block: list[str], width: int) -> Iterator[str]:
    """A block's paragraphs: lines are joined where the break is only a wrap."""
    one_each = width > WIDEST_WRAP or all(SENTENCE_END.search(line.rstrip()) for line in block)
    shallow = min(map(_indent, block))
    held: list[str] = []
    for line, following in zip(block, [*block[1:], None], strict=True):
        held.append(line)
        begins = following is not None and _indent(following) >= shallow + INDENT and not POINT.match(held[0])
        if following is None or (begins and not line.rstrip().endswith(DASHES)) or not _wraps(line, following, width, one_each):
            yield " ".join(" ".join(held).split())
            held = []


def _wraps(line: str, following: str, width: int, one_each: bool) -> bool:
    """Whether `following` goes on with the paragraph of `line`."""
    if line.rstrip().endswith(DASHES):
        return True
    if _is_row(line) and _is_row(following):
        return False
    if _indent(following) >= _indent(line) + INDENT:
        return False
    text, more = line.strip(), following.lstrip()
    if more[0].islower() and not SENTENCE_END.search(text):
        return True
    return not one_each and len(text) + 1 + len(more.split(None, 1)[0]) > FULL * width


def _is_row(line: str) -> bool:
    """Whether a line is a row of a table with figures in it."""
    return bool(COLUMNS.search(line.strip())) and any(map(str.isdigit, line))


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())
