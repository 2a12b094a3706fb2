"""Distances and travel: hand-computed; a place nobody knows costs nothing."""

import math

import pandas as pd
import pytest

from hubgraph.matching.travel import measure_distances, measure_travel_factor

POLES = pd.DataFrame({"lat": [90.0, -90.0, 0.0, 0.0], "lon": [0.0, 0.0, 0.0, 180.0]})


def test_distances_by_hand() -> None:
    half = math.pi * 6371
    found = measure_distances(POLES[:1], POLES).tolist()
    assert found == pytest.approx([0, half, half / 2, half / 2])
    assert measure_distances(POLES[2:3], POLES[3:]).tolist() == pytest.approx([half])
    degree = pd.DataFrame({"lat": [48.0, 49.0], "lon": [9.0, 9.0]})
    assert measure_distances(degree[:1], degree[1:]).tolist() == pytest.approx([half / 180])


def test_a_missing_place() -> None:
    ends = pd.DataFrame({"lat": [48.0, None], "lon": [9.0, None]}, dtype="Float64")
    assert measure_distances(ends[:1], ends).tolist() == pytest.approx([0, math.nan], nan_ok=True)
    assert measure_travel_factor([math.nan]).tolist() == [1]


def test_the_way_by_hand() -> None:
    """1.3 times 92.3 km at 60 km/h take two hours, which halve the factor."""
    two_hours = 2 * 60 / 1.3
    found = measure_travel_factor([0, two_hours, 3 * two_hours]).tolist()
    assert found == pytest.approx([1, 1 / 2, 1 / 4])
