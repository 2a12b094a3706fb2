"""Measures of a ranking, against cases counted by hand."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from matching_worlds import EXHAUSTIVE
from scipy.sparse import csr_array

from hubgraph.matching.quality import Queries, measure_quality, rank_relevant


def ask(relevant: list[list[int]], excluded: list[list[int]]) -> Queries:
    """Make queries from rows of 0 and 1."""
    right = csr_array(np.array(relevant, dtype=float))
    barred = csr_array(np.array(excluded, dtype=float))
    return Queries(csr_array((right.shape[0], 1)), right, barred)


def test_measures_by_hand() -> None:
    scores = np.array([np.arange(12, 0, -1.0)] * 4)
    relevant = np.zeros((4, 12), int)
    relevant[0, [0, 2]] = 1  # first and third
    relevant[1, [11]] = 1  # last
    relevant[2, [1, 10]] = 1  # second, and one beyond the tenth
    relevant[3, [3]] = 1  # fourth, but one before it is not offered
    excluded = np.zeros((4, 12), int)
    excluded[3, 0] = 1
    found = measure_quality(lambda rows: scores[rows], ask(relevant.tolist(), excluded.tolist()))
    both = 1 + 1 / np.log2(3)
    np.testing.assert_allclose(
        found,
        [
            [1, 1, (1 + 0.5) / both],
            [0, 1 / 12, 0],
            [1, 1 / 2, (1 / np.log2(3)) / both],
            [1, 1 / 3, 0.5],
        ],
    )


def test_the_ideal_of_many_is_ten_of_them() -> None:
    scores = np.arange(15, 0, -1.0)[None, :]
    found = measure_quality(lambda rows: scores[rows], ask([[1] * 15], [[0] * 15]))
    np.testing.assert_allclose(found, [[1, 1, 1]])


def test_who_is_never_offered_costs_but_is_not_found() -> None:
    scores = np.array([[3.0, 2.0, 1.0]])
    found = measure_quality(lambda rows: scores[rows], ask([[1, 1, 0]], [[1, 0, 0]]))
    np.testing.assert_allclose(found, [[1, 1, 1 / (1 + 1 / np.log2(3))]])
    alone = measure_quality(lambda rows: scores[rows], ask([[1, 0, 0]], [[1, 0, 0]]))
    np.testing.assert_allclose(alone, [[0, 0, 0]])


@EXHAUSTIVE
@given(st.integers(1, 8), st.integers(1, 9), st.integers(0, 99), st.data())
def test_ranks_are_an_order_also_among_equals(
    queries: int, width: int, seed: int, data: st.DataObject
) -> None:
    value = st.integers(0, 3)
    line = st.lists(value, min_size=width, max_size=width)
    scores = np.array(data.draw(st.lists(line, min_size=queries, max_size=queries)), dtype=float)
    everybody = ask([[1] * width] * queries, [[0] * width] * queries)
    ranks = rank_relevant(lambda rows: scores[rows], everybody, seed=seed).reshape(scores.shape)
    assert (np.sort(ranks, axis=1) == np.arange(1, width + 1)).all()
    ordered = np.take_along_axis(scores, np.argsort(ranks, axis=1), axis=1)
    assert (np.diff(ordered, axis=1) <= 0).all()


def test_ties_are_broken_by_chance_not_by_place() -> None:
    count, width = 4_000, 20
    right = np.zeros((count, width), int)
    right[:, 0] = 1
    queries = ask(right.tolist(), np.zeros((count, width), int).tolist())
    flat = np.zeros((count, width))
    hits = measure_quality(lambda rows: flat[rows], queries)[:, 0].mean()
    assert hits == pytest.approx(0.5, abs=0.04)
    again = measure_quality(lambda rows: flat[rows], queries)[:, 0].mean()
    other = measure_quality(lambda rows: flat[rows], queries, seed=1)[:, 0].mean()
    assert again == hits != other
