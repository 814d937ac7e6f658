"""Texts that are made of shapes carry the labels that their marks say."""

from __future__ import annotations

from random import Random

import pytest

from services.claims.model.tagger import ACTS, KINDS, OURS
from training import shapes
from training.data import Document

MARKED = "<s1>{person},</s1> <c1>told</c1> <a1>{person}</a1> <t1>on Monday</t1> <k1>it was so</k1>, and <k1>no other way</k1>."


def made(monkeypatch: pytest.MonkeyPatch, kind: str, act: str, negated: str, shape: str) -> Document:
    """A text of this shape alone."""
    monkeypatch.setattr(shapes, "SHAPES", [[kind, act, negated, shape]])
    monkeypatch.setattr(shapes, "NONE", [[kind, act, negated, shape]])
    return shapes._document("a", Random(1))


def test_marks_become_spans_of_the_text(monkeypatch: pytest.MonkeyPatch):
    document = made(monkeypatch, "person", "deny", "n", MARKED)

    for example in document.examples:
        content = [document.text[slice(*part)] for part in example.content]
        [source], [cue] = ([document.text[slice(*part)] for part in parts] for parts in (example.source, example.cue))
        assert content == ["it was so", "no other way"]
        assert source in shapes.FILLERS["person"]
        assert cue == "told"
        assert example.extras is not None
        assert document.text[slice(*example.extras["addressee"])] in shapes.FILLERS["person"]
        assert document.text[slice(*example.extras["said_on_text"])] == "on Monday"
        assert (example.act, example.negated, example.kind) == (ACTS.index("deny"), 1, KINDS.index("person"))
    assert len(document.examples) == document.text.count("told") >= 6
    assert not set("<>{}") & set(document.text)


def test_each_attribution_of_a_shape_has_its_own_labels(monkeypatch: pytest.MonkeyPatch):
    shape = "<s1>Varga</s1> <c1>denied</c1> that <k1>they</k1>, <s2>the union</s2> <c2>said</c2> <k2>so</k2>."
    document = made(monkeypatch, "person/organization", "deny/assert", "n/", shape)

    labels = [(ACTS[one.act], one.negated, KINDS[one.kind]) for one in document.examples]
    assert set(labels) == {("deny", 1, "person"), ("assert", 0, "organization")}


def test_the_shapes_that_are_drawn_are_whole_and_the_same_each_time():
    documents = shapes.documents(count=60)

    for document in documents:
        assert document.scheme == OURS
        assert not set("<>{}") & set(document.text)
        for example in document.examples:
            spans = [*example.content, *example.source, *example.cue, *(example.extras or {}).values()]
            assert all(document.text[start:end].strip() for start, end in spans)
            assert example.content and example.cue
    assert documents == shapes.documents(count=60)
    assert documents != shapes.documents(count=60, seed=2)
