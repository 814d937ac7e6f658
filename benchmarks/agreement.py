"""How far two annotators of the same guidelines agree: python -m benchmarks.agreement

20 articles of `annotations/claims.json`, read again by somebody who had not seen the first reading (`second.json`). Prints F1 of
contents (`attributions.py` says how they match), and of the pairs that match, how often each further field is the same.
"""

from __future__ import annotations

from collections import Counter

from benchmarks.attributions import OURS, OURS_AGAIN, annotated
from training.words import matches

FIELDS = ("speaker", "speaker_kind", "act", "quote", "negated", "said_on")


def main() -> None:
    first = {document.name: document for document in annotated(OURS)}
    count: Counter[str] = Counter()
    for again in annotated(OURS_AGAIN):
        once = first[again.name].items
        pairs = matches([item.content for item in once], [item.content for item in again.items], least=0.8)
        exact = matches([item.content for item in once], [item.content for item in again.items], least=1.0)
        count.update(articles=1, once=len(once), again=len(again.items), pairs=len(pairs), exact=len(exact))
        for one, other in pairs:
            count.update(field for field in FIELDS if once[one].more[field] == again.items[other].more[field])
            count["source"] += once[one].source == again.items[other].source
    both = count["once"] + count["again"]
    print(f"{count['articles']} articles, {count['once']} and {count['again']} claims")
    print(f"contents J≥.8 F1 {2 * count['pairs'] / both:.3f}, exact {2 * count['exact'] / both:.3f}; of the pairs, the same")
    print(", ".join(f"{field} {count[field] / count['pairs']:.3f}" for field in ("source", *FIELDS)))


if __name__ == "__main__":
    main()
