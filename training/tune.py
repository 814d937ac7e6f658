"""How the model's numbers are best read: python -m training.tune FOLDER [--encoder encoder.fp32.onnx]

One value of `Decoding` after the other, twice round, on PolNeAR dev and on the third of our own articles that is held out.
Prints each try; the last line of each set goes into `services.claims.model.tagger.DECODING`.
"""

from __future__ import annotations

import argparse
import dataclasses
from functools import cache
from pathlib import Path

from services.claims.model.decode import Decoding
from services.claims.model.tagger import Tagger, decode
from training.benchmark import Score, found_items, gold_items, sets
from training.words import Words

TRIED = {
    "cue": (0.1, 0.2, 0.3, 0.4, 0.5, 0.6),
    "edge": (0.5, 1.0, 1.5, 2.5, 4.0),
    "confidence": (0.2, 0.3, 0.4, 0.5, 0.55, 0.6, 0.7),
    "overlap": (0.5, 0.8, 1.01),
}


class Trial:
    """One set of documents; what the networks say is kept for each cue threshold."""

    def __init__(self, tagger: Tagger, docs: list, scheme: int) -> None:
        self.tagger, self.scheme = tagger, scheme
        self.read = [(d.text, w := Words(d.text), gold_items(w, d)) for d in docs]
        self.numbers = cache(self._numbers)
        self.score = cache(self._score)

    def _numbers(self, cue: float) -> list:
        return [self.tagger.numbers(text, scheme=self.scheme, least=cue) for text, _, _ in self.read]

    def _score(self, decoding: Decoding) -> Score:
        score = Score()
        for (text, words, gold), numbers in zip(self.read, self.numbers(decoding.cue), strict=True):
            score.add(words, found_items(words, decode(text, numbers, decoding) if numbers else []), gold)
        return score

    def worth(self, decoding: Decoding) -> float:
        score = self.score(decoding)
        return score.f1("hit") + 0.3 * score.f1("exact") + 0.3 * score.f1("speaker")


def main() -> None:
    ask = argparse.ArgumentParser(description=__doc__)
    ask.add_argument("folder", type=Path)
    ask.add_argument("--encoder", default="encoder.onnx")
    ask.add_argument("--sets", nargs="+", default=["polnear", "ours"])
    args = ask.parse_args()
    tagger = Tagger(args.folder, encoder=args.encoder)
    for name, (docs, scheme) in sets(args.sets).items():
        trial, best = Trial(tagger, docs, scheme), Decoding()
        for _ in range(2):
            for field, values in TRIED.items():
                tries = [dataclasses.replace(best, **{field: value}) for value in values]
                best = max([best, *tries], key=trial.worth)
                _say(name, best, trial.score(best))
        print(name, "best", best, flush=True)


def _say(name: str, decoding: Decoding, score: Score) -> None:
    print(name, decoding, *(f"{k} {score.f1(k):.3f}" for k in ("hit", "exact", "speaker")), flush=True)


if __name__ == "__main__":
    main()
