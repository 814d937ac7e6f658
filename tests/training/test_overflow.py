"""Weights in int8 that give the same sums on every processor; those that serve are of that kind."""

from __future__ import annotations

import numpy as np
import onnx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from onnx import numpy_helper

from services.claims.model.tagger import MODEL
from training.overflow import PAIR, pairs, to_int8

#: The largest sum of two products that 16 bits hold, and an activation at its most.
SUM, ACTIVATION = 2**15 - 1, 255


def test_two_neighbours_at_their_most_fit_in_16_bits_and_no_more_would():
    assert ACTIVATION * PAIR <= SUM < ACTIVATION * (PAIR + 1)


#: None so small that fp32 has no 127th of it.
WEIGHTS = st.floats(-3, 3, width=32).filter(lambda weight: weight == 0 or abs(weight) > 1e-30)


@given(arrays(np.float32, st.tuples(st.sampled_from([2, 4, 8]), st.integers(1, 5)), elements=WEIGHTS))
def test_no_two_neighbours_overflow_and_each_column_is_near_to_what_it_was(weights: np.ndarray):
    whole, unit = to_int8(weights)

    assert whole.dtype == np.int8
    assert np.abs(pairs(whole)).max() <= PAIR
    assert np.abs(whole * unit - weights).sum(0) == pytest.approx(0, abs=float(np.abs(weights).max()) / 127 * len(weights))


def test_a_column_in_which_nothing_is_too_large_is_only_rounded():
    weights = np.array([[1.27, 0.25], [-1.27, 0.01], [0.01, -1.0], [0.0, 0.1]], np.float32)

    whole, unit = to_int8(weights)

    assert np.abs(whole * unit - weights).max(0) == pytest.approx(0, abs=0.0051)


def test_one_large_pair_is_made_smaller_where_a_coarser_unit_would_cost_all_others_more():
    weights = np.random.default_rng(7).uniform(-1, 1, (4000, 1)).astype(np.float32) / 2
    weights[:2, 0] = 1.27, 0.04

    whole, unit = to_int8(weights)

    assert whole[:2].sum() == PAIR
    assert unit < 1.31 / PAIR


@pytest.mark.parametrize("name", ["encoder.onnx", "cues.onnx"])
def test_the_network_that_serves_finds_the_same_on_every_processor(name: str):
    graph = onnx.load(MODEL / name).graph
    tensors = {tensor.name: tensor for tensor in graph.initializer}
    products = [node.input[1] for node in graph.node if node.op_type == "MatMulInteger"]

    assert products
    for weights in products:
        assert np.abs(pairs(numpy_helper.to_array(tensors[weights]))).max() <= PAIR, weights
