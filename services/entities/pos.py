"""Universal parts of speech from tags and tree: what spaCy's attribute_ruler does for English, in a tenth of its time."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from services.entities.words import wordset

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

#: The part of speech of each Penn Treebank tag where nothing else decides.
BY_TAG = {
    tag: pos
    for pos, tags in {
        "ADJ": "AFX JJ JJR JJS",
        "ADP": "IN RP",
        "ADV": "RB RBR RBS",
        "AUX": "MD",
        "CCONJ": "CC",
        "DET": "DT PDT WDT WP$",
        "INTJ": "UH",
        "NOUN": "NN NNS",
        "NUM": "CD",
        "PART": "POS TO",
        "PRON": "EX PRP PRP$ WP",
        "PROPN": "NNP NNPS",
        "PUNCT": ". , : -LRB- -RRB- `` '' \"\" HYPH NFP",
        "SCONJ": "WRB",
        "SPACE": "_SP",
        "SYM": "$ # SYM",
        "VERB": "VB VBD VBG VBN VBP VBZ BES HVS",
        "X": "ADD FW GW LS NIL XX",
    }.items()
    for tag in tags.split()
}
#: Forms of be, have and do are auxiliaries, unless they are the verb of a clause (`CLAUSES`, not for be).
AUXILIARIES = {
    "VB": wordset("be do have of 've"),
    "VBD": wordset("was were did had 'd"),
    "VBG": wordset("being"),
    "VBN": wordset("been had"),
    "VBP": wordset("do are 're am 'm have 've 's"),
    "VBZ": wordset("is 's has does"),
}
FULL_VERBS = wordset("do does did 'd have has had")
CLAUSES = wordset("ROOT advcl ccomp conj relcl xcomp")
THERE_IS = wordset("is are was were 's 're")
SUBORDINATORS = wordset(
    """
    that if because while since so whether although though unless once cause upon till whereas whilst except despite but it
    albeit save besides til ask tho will
    """
)
INDEFINITE = wordset("something anyone anything nothing someone everything everyone everybody nobody somebody anybody")
NEGATIONS = wordset("not n't nt n’t")


def set_parts_of_speech(doc: Doc) -> Doc:
    """`doc`, which has tags and a tree, with `token.pos_`; blanks are tagged `_SP` and hang as `dep`."""
    if len(doc):
        parts = [part_of_speech(doc[0], ""), *(part_of_speech(token, before.dep_) for before, token in pairwise(doc))]
        ids = {part: doc.vocab.strings.add(part) for part in set(parts)}
        doc.from_array(["POS"], np.array([ids[part] for part in parts], dtype=np.uint64))  # type: ignore[arg-type]
        for token in doc:
            if token.is_space:
                token.tag_, token.dep_ = "_SP", "dep"
    return doc


def part_of_speech(token: Token, dep_before: str) -> str:
    """The universal part of speech of `token`; `dep_before` is how the token before it hangs."""
    tag, dep, lower = token.tag_, token.dep_, token.lower_
    if token.is_space:
        return "SPACE"
    if lower in THERE_IS and dep_before == "expl":
        return "VERB"
    if lower in FULL_VERBS and dep in CLAUSES:
        return "VERB"
    if (dep in ("aux", "auxpass") and tag != "TO") or lower in AUXILIARIES.get(tag, ()):
        return "AUX"
    return _other(tag, dep, lower)


def _other(tag: str, dep: str, lower: str) -> str:
    match tag:
        case "DT" | "WDT" if dep not in ("det", "quantmod") or (tag, lower) == ("WDT", "that"):
            return "PRON"
        case "IN" if dep == "mark" or lower in SUBORDINATORS:
            return "SCONJ"
        case "NN" if lower in INDEFINITE:
            return "PRON"
        case "RB" if lower in NEGATIONS:
            return "PART"
        case "CC" if (lower, dep) == ("but", "advmod"):
            return "ADV"
        case "_SP":
            return "X"
    return BY_TAG.get(tag, "X")
