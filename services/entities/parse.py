"""spaCy's reading of a body as a few compact arrays, and back."""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING, Any

import numpy as np

from schemas import Parse
from services.entities.model import NAME

if TYPE_CHECKING:
    from spacy.tokens import Doc
    from spacy.vocab import Vocab

Numbers = np.ndarray[tuple[int], np.dtype[Any]]

#: The arrays in `Parse.packed`, in order: a name and a little-endian type, one value a token.
#: length: characters of the token; space: 1 when one blank follows; head: how far away the head is (0: a root);
#: tag, pos and dep: the number of the string in `Parse.strings`.
LAYOUT = (("length", "<u4"), ("space", "<u1"), ("head", "<i4"), ("tag", "<u2"), ("pos", "<u2"), ("dep", "<u2"))

#: Bytes a token.
WIDTH = sum(np.dtype(kind).itemsize for _, kind in LAYOUT)

#: What spaCy calls these.
READ = ("LENGTH", "SPACY", "HEAD", "TAG", "POS", "DEP")

#: What a rebuilt document's words know of themselves, by spaCy's names; the others (like_num, is_stop, shape, norm …) are unset.
LEXICAL = ("LOWER", "IS_ALPHA", "IS_DIGIT", "IS_LOWER", "IS_PUNCT", "IS_SPACE", "IS_TITLE", "IS_UPPER")

#: Some 20 MB; the words of two thousand articles.
MOST_WORDS = 50_000

#: In characters. A longer one is no word but data, and is not kept.
LONGEST_WORD = 200

#: zlib's level: 6 makes a tenth less and takes twice as long.
LEVEL = 3


def pack(doc: Doc) -> Parse:
    """`doc`'s tokens, tags and tree: about 2 kB for an article of 450 words."""
    length, space, head, *labels = doc.to_array([*READ]).reshape(len(doc), len(READ)).T
    ids, numbers = np.unique(np.concatenate(labels), return_inverse=True)
    columns = (length, space, head.astype(np.int64), *np.split(numbers, len(labels)))
    packed = b"".join(column.astype(kind).tobytes() for column, (_, kind) in zip(columns, LAYOUT, strict=True))
    strings = tuple(doc.vocab.strings[int(number)] for number in ids)
    return Parse(model=NAME, tokens=len(doc), packed=zlib.compress(packed, LEVEL), strings=strings)


def unpack(parse: Parse, body: str, vocab: Vocab | None = None) -> Doc:
    """The `Doc` of `body` that was packed: tokens with idx, tag, pos, dep and head; `doc.sents`; `doc.text == body`.

    No lemmas, no vectors, no entities, and of a word by itself LEXICAL alone. Words go into `vocab`, without one into this
    process's `vocabulary()`, unless one is longer than words are. Raises ValueError when `parse` is not of `body`.
    """
    from spacy.tokens import Doc

    columns = _columns(parse)
    if vocab is None:
        vocab = vocabulary() if columns["length"].max(initial=0) <= LONGEST_WORD else _english()
    doc = Doc(vocab, words=_words(columns["length"], columns["space"], body), spaces=columns["space"].astype(bool).tolist())
    if len(doc):
        _check_tree(columns["head"])
        ids = np.array([vocab.strings.add(string) if string else 0 for string in parse.strings], dtype=np.uint64)
        head = columns["head"].astype(np.int64).astype(np.uint64)
        values = [head, ids[columns["tag"]], ids[columns["pos"]], ids[columns["dep"]]]
        doc.from_array(["HEAD", "TAG", "POS", "DEP"], np.stack(values, axis=1))  # type: ignore[arg-type]
    return doc


_kept: list[Vocab] = []


def vocabulary() -> Vocab:
    """The English words that this process keeps for rebuilt documents: the same until it has MOST_WORDS, then a new one.

    Without vectors, and with LEXICAL alone of what spaCy knows of a word by itself: all of it, which is read nowhere, would
    take four times as long for a word that is new, as two of five in an article are where none is kept.
    """
    if not _kept or len(_kept[0]) > MOST_WORDS:
        _kept[:] = [_english()]
    return _kept[0]


def _english() -> Vocab:
    import spacy
    from spacy.attrs import IDS  # type: ignore[import-not-found]

    vocab = spacy.blank("en").vocab
    wanted = {IDS[name] for name in LEXICAL}
    vocab.lex_attr_getters = {name: read for name, read in vocab.lex_attr_getters.items() if name in wanted}  # type: ignore[attr-defined]
    return vocab


def _columns(parse: Parse) -> dict[str, Numbers]:
    try:
        data = zlib.decompress(parse.packed)
    except zlib.error as error:
        raise ValueError(f"a parse that is no zlib data: {error}") from error
    if len(data) != parse.tokens * WIDTH:
        raise ValueError(f"a parse of {parse.tokens} tokens has {parse.tokens * WIDTH} bytes, this one has {len(data)}")
    columns: dict[str, Numbers] = {}
    at = 0
    for name, kind in LAYOUT:
        columns[name] = np.frombuffer(data, dtype=kind, count=parse.tokens, offset=at)
        at += columns[name].nbytes
    if parse.tokens and max(columns[name].max() for name in ("tag", "pos", "dep")) >= len(parse.strings):
        raise ValueError(f"a parse that numbers more than its {len(parse.strings)} strings")
    return columns


def _check_tree(head: Numbers) -> None:
    """Raises ValueError unless every token hangs, by however many others, from a root: spaCy does not end on a ring."""
    at = np.arange(len(head)) + head
    if at.min() < 0 or at.max() >= len(head):
        raise ValueError("a parse with a head outside the text")
    for _ in range(len(head).bit_length()):
        at = at[at]
    if head[at].any():
        raise ValueError("a parse whose heads go round in a ring")


def _words(lengths: Numbers, spaces: Numbers, body: str) -> list[str]:
    ends = np.cumsum(lengths.astype(np.int64) + spaces) - spaces
    starts = ends - lengths
    words = [body[start:end] for start, end in zip(starts.tolist(), ends.tolist(), strict=True)]
    if sum(map(len, words)) + int(spaces.sum()) != len(body):
        raise ValueError("this parse is of another body")
    return words
