"""The words by which one does more than assert, and what one does by them: cues.tsv, read once."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from importlib.resources import files

from schemas import Act

VOWELS = frozenset("aeiou")
ACTS = frozenset(act.value for act in Act)


@dataclass(frozen=True)
class Frame:
    """What a cue does with what follows it, where that tells its act or to whom one speaks.

    clause ('asked whether …'), told ('urged X to …': X is the addressee), own ('agreed to …'), preposition ('called for …';
    `word` is the preposition), object ('expressed hope': the noun's act is the cue's), past ('announced it had left': no deed to
    come).
    """

    kind: str
    word: str = ""
    act: Act | None = None


@dataclass(frozen=True)
class Cue:
    """A word that does more than assert. `particle` is its second word ('rule out'); a noun or adjective has no frames."""

    lemma: str
    act: Act
    frames: tuple[Frame, ...] = ()
    particle: str = ""

    def frame(self, kind: str) -> Frame | None:
        """Its first frame of this kind."""
        return next((frame for frame in self.frames if frame.kind == kind), None)

    def act_in(self, frame: Frame) -> Act:
        """What one does by saying it in this frame."""
        return frame.act or self.act


KINDS = {"t": "clause", "d": "told", "i": "own", "p": "preposition", "o": "object", "v": "past"}


def verbs(form: str) -> tuple[Cue, ...]:
    """The cues of which `form`, in lower case, is a form; those of two words first."""
    return _lexicon()["verb"].get(form, ())


def nouns(form: str) -> tuple[Cue, ...]:
    """The nouns of saying of which `form`, in lower case, is the singular or plural."""
    return _lexicon()["noun"].get(form, ())


def adjectives(form: str) -> tuple[Cue, ...]:
    """The adjectives of attitude that `form`, in lower case, is."""
    return _lexicon()["adjective"].get(form, ())


@functools.cache
def _lexicon() -> dict[str, dict[str, tuple[Cue, ...]]]:
    found: dict[str, dict[str, tuple[Cue, ...]]] = {"verb": {}, "noun": {}, "adjective": {}}
    for line in files("services.claims").joinpath("cues.tsv").read_text("utf-8").splitlines():
        if line.startswith("#"):
            continue
        words, part, act, frames, irregular = (*line.split("\t"), "")[:5]
        lemma, _, particle = words.partition(" ")
        cue = Cue(lemma, Act(act), _frames(frames), particle)
        for form in _forms(lemma, part, irregular):
            at = found[part].get(form, ())
            found[part][form] = (cue, *at) if particle else (*at, cue)
    return found


def _frames(codes: str) -> tuple[Frame, ...]:
    return tuple(_frame(code) for code in codes.split(",") if code != "-")


def _frame(code: str) -> Frame:
    """'p:against:direct' is the preposition 'against', which makes it a request; 't:ask' has an act only."""
    kind, *rest = code.split(":")
    acts = [Act(word) for word in rest if word in ACTS]
    words = [word for word in rest if word not in ACTS]
    return Frame(KINDS[kind], words[0] if words else "", acts[0] if acts else None)


def _forms(lemma: str, part: str, irregular: str) -> set[str]:
    """All forms: the regular ones, and those listed."""
    if part == "adjective":
        return {lemma}
    if part == "noun":
        return {lemma, _with_s(lemma)}
    stem = lemma[:-1] if lemma.endswith("e") else lemma
    y = lemma.endswith("y") and lemma[-2] not in VOWELS
    past = f"{lemma[:-1]}ied" if y else f"{stem}ed"
    progressive = f"{lemma}ing" if lemma.endswith("ee") else f"{stem}ing"
    return {lemma, _with_s(lemma), past, progressive, *filter(None, irregular.split(","))}


def _with_s(lemma: str) -> str:
    if lemma.endswith("y") and lemma[-2] not in VOWELS:
        return f"{lemma[:-1]}ies"
    return f"{lemma}es" if lemma.endswith(("s", "sh", "ch", "x")) else f"{lemma}s"
