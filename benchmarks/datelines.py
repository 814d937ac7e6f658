"""How often datelines are split right: python -m benchmarks.datelines [--misses]

reuters21578: every item's DATELINE element and body run together again as on the wire; right when the words that we take for
the dateline are those of the element. Some elements are none (a table's first row, half a lead): they count as misses too.
reuters2017: articles that begin as one with a dateline does, with a place in capitals or an agency in brackets and a dash in
the first line; right when what we find ends at that dash.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import html
import os
import re
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from services.parser.decode import readable
from services.parser.lines import paragraphs
from services.parser.story import split

CORPORA = Path(os.environ.get("CORPORA", Path(__file__).resolve().parents[2] / "shared" / "corpora"))

ITEM = re.compile(r"<REUTERS.*?</REUTERS>", re.DOTALL)
DATELINE = re.compile(r"<DATELINE>(.*?)</DATELINE>", re.DOTALL)
BODY = re.compile(r"<BODY>(.*?)</BODY>", re.DOTALL)
DAY = re.compile(r"<DATE>\s*(\d{1,2}-[A-Z]{3}-\d{4})")
#: A story of 2017 has a dateline when its agency stands in brackets before a dash, or capitals do.
AGENCY = re.compile(r"\((?:Reuters[^)]{0,12}|LPC/IFR|)\) ?[-–] ")
CAPITALS = re.compile(r"[A-Z][A-Z. ]{2,30} [-–] (?=[A-Z])")


@dataclass(frozen=True)
class Case:
    """A text, the day it is of, and the words of its dateline."""

    text: str
    day: date
    words: list[str]


def of_1987() -> Iterator[Case]:
    """Every DATELINE element of reuters21578 with its body."""
    for path in sorted((CORPORA / "reuters21578").glob("*.sgm.gz")):
        for item in ITEM.findall(gzip.decompress(path.read_bytes()).decode("latin-1")):
            dateline, body, day = DATELINE.search(item), BODY.search(item), DAY.search(item)
            if dateline:
                text = readable(html.unescape(dateline[1] + (body[1] if body else "")))
                when = datetime.strptime(day[1], "%d-%b-%Y").date() if day else date(1987, 3, 1)  # noqa: DTZ007
                yield Case(text, when, words(html.unescape(dateline[1])))


def of_2017() -> Iterator[Case]:
    """Every article of reuters2017 that has a dateline."""
    with (CORPORA / "reuters2017" / "articles.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            text = readable(row["text"])
            dash = AGENCY.search(text[:500]) or CAPITALS.match(text)
            if dash:
                day = datetime.strptime(row["date"].strip(), "%B %d, %Y").date()  # noqa: DTZ007
                yield Case(text, day, words(_without_preface(text[: dash.end()])))


def _without_preface(head: str) -> str:
    """A head without the correction and byline that crawls ran into it: these leave the body, which the tests hold."""
    head = re.sub(r"^\s*\(.{12,400}?\)\)?\s+(?=By |[A-Z]{3,}|\()", "", head)
    return re.sub(r"^By (?:[A-Z][\w.’-]*[a-z.] |and |, )+(?=[A-Z]{3,}|\()", "", head)


def words(text: str) -> list[str]:
    return re.findall(r"\w+", text)


def measure(name: str, cases: Iterator[Case], *, misses: bool) -> None:
    """Print one line of the table, and each case that was split otherwise."""
    total = right = 0
    began = time.perf_counter()
    for case in cases:
        total += 1
        found = split(paragraphs(case.text.strip("\n")), near=case.day).dateline
        ours = words(found.text) if found else []
        right += ours == case.words
        if misses and ours != case.words:
            print(f"  miss  {' '.join(case.words)!r}  ours: {' '.join(ours)!r}  in: {' '.join(case.text.split())[:110]!r}")
    seconds = time.perf_counter() - began
    print(f"{name:14} {total:6,} datelines  {right:6,} right  {right / total:7.2%}  {total / seconds:6,.0f} a second")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--misses", action="store_true", help="print every dateline that was split otherwise")
    misses = parser.parse_args().misses
    if not CORPORA.is_dir():
        sys.exit(f"there are no corpora at {CORPORA}; set CORPORA to the folder that has reuters21578 and reuters2017")
    measure("reuters21578", of_1987(), misses=misses)
    measure("reuters2017", of_2017(), misses=misses)


if __name__ == "__main__":
    main()
