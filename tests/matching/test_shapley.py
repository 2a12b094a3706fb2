"""Shapley values where the best one counts: equal to the average over all orders."""

from collections.abc import Sequence
from itertools import permutations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hubgraph.matching.shapley import share_maximum

VALUES = st.lists(st.sampled_from([0.0, 0.1, 0.25, 0.5, 0.5, 0.9, 1.0]), max_size=5)


def average_orders(values: Sequence[float]) -> np.ndarray:
    """What each adds to the largest value so far, on average over all orders."""
    gains = np.zeros(len(values))
    orders = list(permutations(range(len(values))))
    for order in orders:
        best = 0.0
        for place in order:
            gains[place] += max(values[place] - best, 0.0)
            best = max(best, values[place])
    return gains / max(len(orders), 1)


@given(VALUES)
def test_equals_the_average_over_all_orders(values: list[float]) -> None:
    found = share_maximum(values)
    assert found == pytest.approx(average_orders(values), abs=1e-12)
    assert found.sum() == pytest.approx(max(values, default=0.0), abs=1e-12)


def test_a_known_airport() -> None:
    assert share_maximum([0.9, 0.6, 0.3]) == pytest.approx([0.55, 0.25, 0.1])
