"""Rank-biased overlap: as its definition says, with ties, and what chance alone gives."""

from itertools import permutations
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from matching_worlds import EXHAUSTIVE
from small_networks import need, offer, write_network

import hubgraph as hg
from hubgraph.errors import OptionError
from hubgraph.matching.options import MatchingOptions
from hubgraph.matching.overlap import compare_rankings, measure_overlap, measure_sweep
from hubgraph.matching.profiles import Profiles
from hubgraph.matching.scores import measure_scores

P = 0.9

rankings = st.lists(st.integers(0, 4), min_size=1, max_size=9)


def overlap_of_lists(left: list[int], right: list[int]) -> float:
    """RBO_ext of two lists of the same length without ties, as Webber et al. write it."""
    shared = [len({*left[:d]} & {*right[:d]}) for d in range(1, len(left) + 1)]
    terms = sum(x / d * P**d for d, x in enumerate(shared, start=1))
    return (1 - P) / P * terms + shared[-1] / len(left) * P ** len(left)


def to_scores(order: tuple[int, ...]) -> list[int]:
    """Scores that rank the things in this order."""
    return [len(order) - order.index(thing) for thing in range(len(order))]


@given(left=st.permutations(range(8)), right=st.permutations(range(8)))
@EXHAUSTIVE
def test_without_ties_it_is_the_definition(left: list[int], right: list[int]) -> None:
    found = measure_overlap(to_scores(tuple(left)), to_scores(tuple(right)))
    assert found.value == pytest.approx(overlap_of_lists(left, right))


@given(left=rankings, data=st.data())
@EXHAUSTIVE
def test_alike_is_1_and_sides_do_not_matter(left: list[int], data: st.DataObject) -> None:
    size = len(left)
    right = data.draw(st.lists(st.integers(0, 4), min_size=size, max_size=size))
    assert measure_overlap(left, left).value == pytest.approx(1)
    assert measure_overlap(left, right).value == pytest.approx(measure_overlap(right, left).value)
    assert measure_overlap(left, right).value <= 1 + 1e-12
    order = data.draw(st.permutations(range(size)))
    moved = [np.array(values)[order] for values in (left, right)]
    assert measure_overlap(*moved).value == pytest.approx(measure_overlap(left, right).value)


@pytest.mark.parametrize(
    ("left", "right"),
    [((3, 2, 1), (1, 2, 3)), ((5, 4, 3, 2, 1),) * 2, ((2, 2, 1, 0, 0), (3, 2, 1, 1, 1))],
)
def test_chance_is_the_mean_over_all_orders(left: tuple[int, ...], right: tuple[int, ...]) -> None:
    every = [measure_overlap(left, order) for order in permutations(right)]
    mean = np.mean([found.value for found in every])
    assert {round(found.chance, 12) for found in every} == {round(float(mean), 12)}
    beyond = [found.beyond_chance for found in every]
    assert None not in beyond
    assert sum(value for value in beyond if value) == pytest.approx(0)


def test_chance_for_twelve() -> None:
    """The figure of the matching specification, there found by simulation."""
    assert measure_overlap(range(12), range(12)).chance == pytest.approx(0.598, abs=5e-4)


@pytest.mark.parametrize("values", [[], [1], [2, 2, 2]])
def test_nothing_to_tell_apart_has_no_figure_beyond_chance(values: list[int]) -> None:
    found = measure_overlap(values, values)
    assert found.value == pytest.approx(1)
    assert found.beyond_chance is None


def test_lists_of_different_lengths_are_refused() -> None:
    with pytest.raises(OptionError):
        measure_overlap([1, 2], [1])


def test_a_sweep_passes_through_the_defaults(profiles: Profiles) -> None:
    found = measure_sweep(profiles, "alpha", [0.3, 0.5])
    default = found.iloc[1]
    assert default[["overlap", "beyond_chance", "same_first"]].tolist() == pytest.approx([1] * 3)
    assert default["chance"] < found["overlap"][0] < 1
    assert (found["learners"] == 12).all()
    learner, after = 0, measure_scores(profiles, options=MatchingOptions(alpha=0.3))
    before = measure_scores(profiles)
    rows = [np.delete(s.score.toarray()[learner], learner) for s in (before, after)]
    assert compare_rankings(before, after)[learner] == measure_overlap(*rows)


def test_a_learner_without_teachers_is_left_out(tmp_path: Path) -> None:
    stated = [need("a", "PM", 3), offer("b", "PM", 3), need("c", "Data", 3)]
    profiles = hg.build_profiles(hg.read_workbook(write_network(tmp_path, stated)))
    assert measure_sweep(profiles, "tau", [0.2])["learners"].tolist() == [1]
