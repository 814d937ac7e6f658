"""Quotation marks paired across a text: a pure function over the body and its paragraphs.

Listed is what stands between a pair of marks, outermost pairs only: a quotation inside a quotation is part of the outer one.
One that is opened again at each of several paragraphs is one quotation, with a part a paragraph. A double mark that is never
closed ends with its paragraph (with its sentence, where another is opened in the paragraph or that is as long as an article), so
that it swallows nothing.
Single marks make a quotation only where both are in one paragraph; every other one is an apostrophe.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal

from schemas import Quotation, Span

Side = Literal["open", "close", "either"]

#: Marks of three families; inside an open quotation only its own family's marks count. Of three apostrophes the outer two
#: are one mark: `''He said, 'We sail,'''`.
MARK = re.compile(r"``|(?<![\w.,!?…'])''(?='(?!'))|''(?!')|[\"“”„‟«»‘’‚‹›']")
DOUBLE, ANGLE, SINGLE = "double", "angle", "single"
FAMILY = (
    dict.fromkeys(('"', "“", "”", "„", "‟", "``", "''"), DOUBLE) | dict.fromkeys("«»", ANGLE) | dict.fromkeys("'‘’‚‹›", SINGLE)
)

#: What may stand right before an opening mark, and right after a closing one, besides a blank.
BEFORE_OPENING = frozenset(" \n([{-–—/‘'“\"«„¿¡")
AFTER_CLOSING = frozenset(" \n)]},.;:!?-–—/…")

WORD = re.compile(r"\w")
#: A quotation that begins as a sentence does, with its mark; only such a one goes on with another sentence.
SENTENCE_BEGINS = re.compile(r"\W{0,3}[A-ZÀ-ÖØ-Þ0-9]")
#: What may follow a single opening mark: a word, a sum, a bracket or another opening mark.
BEGINS = re.compile(r"[\w$€£([“\"„«…]")
#: Words whose apostrophe stands at their beginning, and years: `'tis`, `rock 'n' roll`, `the '90s`.
ELIDED = re.compile(r"(?:tis|twas|twill|em|cause|til|till|n|round|bout|cos|s|d|ll|re|ve|t|m|ere|\d\ds?)(?!\w)", re.IGNORECASE)
#: A possessive plural, from the letter before its apostrophe: `the ministers' plan`.
POSSESSIVE = re.compile(r"[sxz]['’] [a-z0-9]")
#: A straight mark between blanks, from two characters before it, which opens, where no number makes it inches; and one that
#: closes, from the blank before it.
SPACED_OPENING = re.compile(r"(?:[^\d\s]\s|\s?\(|\n\n|^)\"\s(?=\w)")
SPACED_CLOSING = re.compile(r"\s\"(?=[\s.,;:!?)]|$)")
#: A height in feet and inches, up to the inches' mark: `6'2"`.
INCHES = re.compile(r"\d ?['’′] ?\d{1,2}$")

#: How many marks ahead a mark looks for its partner: no sentence has more, and looking further costs time squared.
AHEAD = 12

#: An unclosed quotation ends with its sentence when its paragraph goes on for longer than this: the text has lost its
#: paragraphs (of 3,964 quotations in 965 Reuters articles two are longer).
LONGEST_UNCLOSED = 1000
SENTENCE = re.compile(r"(?<![.\s][A-Z])(?<!\s(?:Mr|Ms|Dr|St))(?<!\s(?:Mrs|Sen|Rep|Gov|Gen))[.!?…](?=\s+[\"'“‘«A-ZÀ-ÖØ-Þ])")


def find_quotations(body: str, paragraphs: Sequence[Span]) -> tuple[Quotation, ...]:
    """The outermost quotations of `body`, marks included, in order; no part crosses a paragraph's end."""
    pairing = _Pairing(body)
    for paragraph in paragraphs:
        pairing.read(paragraph)
    pairing.give_up()
    return tuple(pairing.found)


class _Pairing:
    """Reads a text paragraph by paragraph.

    `mark`, `start` and `parts` are those of the quotation that is open, if one is; `inner` counts those open inside it; before
    `wordless` it has no word in its present part.
    """

    def __init__(self, body: str) -> None:
        self.body = body
        self.found: list[Quotation] = []
        self.parts: list[Span] = []
        self.mark: str | None = None
        self.start = 0
        self.wordless = 0
        self.inner = 0

    def read(self, paragraph: Span) -> None:
        marks = [*MARK.finditer(self.body, paragraph.start, paragraph.end)]
        if self.mark:
            self._resume(paragraph, marks)
        done = paragraph.start
        for nth, mark in enumerate(marks):
            if mark.start() < done:
                continue
            if self.mark:
                self._inside(mark, marks[nth + 1 : nth + AHEAD], paragraph)
            elif FAMILY[mark[0]] == SINGLE:
                done = self._single(marks[nth : nth + AHEAD], paragraph)
            elif self._opens(mark, marks[nth + 1 : nth + AHEAD], paragraph):
                self.mark, self.start = mark[0], mark.start()
        if self.mark:
            self._end_part(paragraph.end)
            self.inner = 0

    def give_up(self, *, longest: int = LONGEST_UNCLOSED) -> None:
        """The quotation that is open is never closed: it is what it has so far, or its first sentence if that is longer."""
        if not self.mark:
            return
        *parts, last = self.parts
        if last.end - last.start > longest and (stop := SENTENCE.search(self.body, last.start, last.end)):
            last = Span(start=last.start, end=stop.end())
        self._add([*parts, last], closed=False)

    def _resume(self, paragraph: Span, marks: list[re.Match[str]]) -> None:
        """Go on with the quotation if this paragraph opens it again, or closes it; else it was left unclosed."""
        own = next((mark for mark in marks if FAMILY[mark[0]] == FAMILY[self.mark or ""]), None)
        if own and own.start() == paragraph.start:
            marks.remove(own)
        elif not own or self._side(own, paragraph) != "close":
            self.give_up()
            return
        self.start = paragraph.start

    def _inside(self, mark: re.Match[str], following: list[re.Match[str]], paragraph: Span) -> None:
        """A mark while a quotation is open: its end, the beginning or end of one inside it, or another beginning."""
        if FAMILY[mark[0]] != FAMILY[self.mark or ""]:
            return
        if self._side(mark, paragraph) != "open":
            if self.inner:
                self.inner -= 1
            elif not self._is_inches(mark, paragraph):
                self._end_part(mark.end())
                self._add(self.parts, closed=True)
        elif not WORD.search(self.body, max(self.start, self.wordless), mark.start()):
            self.wordless = mark.end()
        elif self._closed_twice(following, paragraph):
            self.inner += 1
        else:
            self._begin_again(mark)

    def _closed_twice(self, following: list[re.Match[str]], paragraph: Span) -> bool:
        """Whether the next two marks both close: then what opens here is inside, and the outer one goes on."""
        own = [mark for mark in following if FAMILY[mark[0]] == FAMILY[self.mark or ""]][:2]
        return len(own) == 2 and all(self._side(mark, paragraph) == "close" for mark in own)

    def _begin_again(self, mark: re.Match[str]) -> None:
        """Another opening mark: after a whole sentence the same quotation goes on, else the first was never closed."""
        before = self.body[self.start : mark.start()].rstrip()
        self._end_part(self.start + len(before))
        if not (before.endswith((".", "!", "?", "…")) and SENTENCE_BEGINS.match(before)):
            self.give_up(longest=0)
        self.mark, self.start = mark[0], mark.start()

    def _opens(self, mark: re.Match[str], following: list[re.Match[str]], paragraph: Span) -> bool:
        """Whether a double or angle mark opens a quotation where none is open."""
        tight = self._side(mark, paragraph) != "close" and not self._is_inches(mark, paragraph)
        return tight or self._opens_spaced(mark, following)

    def _opens_spaced(self, mark: re.Match[str], following: list[re.Match[str]]) -> bool:
        """Whether a straight mark between blanks opens a quotation, as the French space them: the next is one that closes so."""
        partner = next((other for other in following if FAMILY[other[0]] == DOUBLE), None)
        if mark[0] != '"' or partner is None or partner[0] != '"':
            return False
        return bool(
            SPACED_OPENING.match(self.body, max(0, mark.start() - 2)) and SPACED_CLOSING.match(self.body, partner.start() - 1)
        )

    def _is_inches(self, mark: re.Match[str], paragraph: Span) -> bool:
        return bool(INCHES.search(self.body[max(paragraph.start, mark.start() - 6) : mark.start()]))

    def _end_part(self, end: int) -> None:
        self.parts.append(Span(start=self.start, end=end))

    def _add(self, parts: Sequence[Span], *, closed: bool) -> None:
        """List a quotation, if there is a word in it."""
        if any(WORD.search(self.body, part.start, part.end) for part in parts):
            self.found.append(Quotation(parts=tuple(parts), closed=closed))
        self.mark, self.parts, self.inner = None, [], 0

    def _side(self, mark: re.Match[str], paragraph: Span) -> Side:
        """Whether a double or angle mark opens or closes, by its form where that says it, else by what stands around it."""
        char, free_before, free_after = mark[0], self._before(mark, paragraph), self._after(mark, paragraph)
        opens = free_before and not free_after
        if char in "„‟``":
            return "open"
        if char == "“":
            return "close" if self.mark == "„" or (self.mark and free_after and not free_before) else "open"
        if char == "«":
            return "close" if self.mark == "»" else "open"
        if char in "”»":
            return "open" if opens and self.mark in (None, char) else "close"
        if opens:
            return "open"
        return "close" if free_after or self.mark else "open"

    def _before(self, mark: re.Match[str], paragraph: Span) -> bool:
        """Whether a word may begin after this mark: what stands before it is no word."""
        return mark.start() == paragraph.start or self.body[mark.start() - 1] in BEFORE_OPENING

    def _after(self, mark: re.Match[str], paragraph: Span) -> bool:
        """Whether a word may end before this mark: what follows it, and further marks, is no word."""
        after = self.body[mark.end() : min(mark.end() + 4, paragraph.end)].lstrip("'’”\"»")
        return not after or after[0] in AFTER_CLOSING

    def _single(self, marks: list[re.Match[str]], paragraph: Span) -> int:
        """Add the quotation that the first of `marks` opens, if it is no apostrophe. Where reading goes on."""
        opener = marks[0]
        end = opener.end()
        opens = opener[0] not in "’›" and self._before(opener, paragraph) and BEGINS.match(self.body, end, paragraph.end)
        if not opens or ELIDED.match(self.body, end):
            return end
        closing = self._closing(opener, marks[1:], paragraph)
        if closing is None:
            return end
        self._add([Span(start=opener.start(), end=closing.end())], closed=True)
        return closing.end()

    def _closing(self, opener: re.Match[str], marks: list[re.Match[str]], paragraph: Span) -> re.Match[str] | None:
        """The mark that closes a single quotation: the first after punctuation, else the first that is no possessive."""
        wanted = {"‹": "›", "‚": "‘’"}.get(opener[0], "'’")
        able = [mark for mark in marks if mark[0] in wanted and self._can_close(mark, paragraph)]
        stopped = [mark for mark in able if self.body[mark.start() - 1] in ",.?!…"]
        doubles = [mark.start() for mark in marks if FAMILY[mark[0]] != SINGLE]
        plain = [mark for mark in able if not POSSESSIVE.match(self.body, mark.start() - 1)]
        unbroken = [mark for mark in plain if not doubles or mark.end() <= doubles[0]]
        if stopped and (not unbroken or stopped[0].start() <= unbroken[0].start() or opener[0] != "'"):
            even = sum(1 for at in doubles if at < stopped[0].start()) % 2 == 0
            return stopped[0] if even else None
        return unbroken[0] if unbroken else None

    def _can_close(self, mark: re.Match[str], paragraph: Span) -> bool:
        return not self.body[mark.start() - 1].isspace() and self._after(mark, paragraph)
