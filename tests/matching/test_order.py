"""Rank ranges: as a naive count finds them, and true whatever the missing levels are."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from matching_worlds import EXHAUSTIVE
from scipy.sparse import csr_array
from small_networks import DAY, Row, need, offer, own, write_network
from stated_worlds import Drawn, complete, draw_statements, draw_surveys, state

import hubgraph as hg
from hubgraph.matching.certainty import measure_bounds
from hubgraph.matching.options import MatchingOptions
from hubgraph.matching.order import (
    find_order,
    find_rank_range,
    mark_first,
    measure_places,
    measure_rank_ranges,
)
from hubgraph.matching.profiles import Profiles
from hubgraph.matching.scores import know_pairs, measure_scores, rank_teachers

HUBS = {hub: f"Hub {hub.upper()}" for hub in "abcdef"}
COMPLETIONS = 3
NETWORK = settings(
    EXHAUSTIVE,
    max_examples=25,
    phases=(Phase.explicit, Phase.generate),
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
"""An example measures a network several times; shrinking one would take minutes."""


# ------------------------------------------------------------------------- naive reference


def count_better(row: list[tuple[float, float]], teacher: int) -> tuple[int, int]:
    """Best and worst rank of one teacher among (low, high), by comparing all with all."""
    low, high = row[teacher]
    others = [bounds for number, bounds in enumerate(row) if number != teacher]
    surely = sum(other_low > high for other_low, _ in others)
    possibly = sum(other_high > low for _, other_high in others)
    return 1 + surely, 1 + possibly


def draw_bounds() -> st.SearchStrategy[tuple[np.ndarray, np.ndarray]]:
    """Draw low and high scores of up to 5 learners with up to 7 teachers, many alike."""

    def read(drawn: bytes) -> tuple[np.ndarray, np.ndarray]:
        values = np.array([byte % 6 / 5 for byte in drawn[2:]]).reshape(2, 5, 7)
        low, high = np.sort(values, axis=0)[:, : 1 + drawn[0] % 5, : 1 + drawn[1] % 7]
        return low, high

    return st.binary(min_size=72, max_size=72).map(read)


@given(bounds=draw_bounds())
@EXHAUSTIVE
def test_rank_ranges_are_what_a_naive_count_finds(bounds: tuple[np.ndarray, np.ndarray]) -> None:
    low, high = bounds
    best, worst = measure_rank_ranges(csr_array(low), csr_array(high))
    for learner, teacher in np.ndindex(*high.shape):
        row = list(zip(low[learner], high[learner], strict=True))
        expected = count_better(row, teacher) if high[learner, teacher] else (0, 0)
        assert (best[learner, teacher], worst[learner, teacher]) == expected


@given(bounds=draw_bounds(), top=st.integers(1, 4))
@EXHAUSTIVE
def test_places_are_the_mean_over_all_ways_to_break_ties(
    bounds: tuple[np.ndarray, np.ndarray], top: int
) -> None:
    score = bounds[1]
    places = measure_places(csr_array(score), top).toarray()
    for row, chances in zip(score, places, strict=True):
        better = [(row > value).sum() for value in row]
        alike = [(row == value).sum() for value in row]
        expected = [
            sum(place < top for place in range(b, b + a)) / a if value else 0
            for value, b, a in zip(row, better, alike, strict=True)
        ]
        assert chances == pytest.approx(expected)
        assert chances.sum() == pytest.approx(min(top, (row > 0).sum()))


# ------------------------------------------------------------------------- completions


@pytest.fixture(scope="module")
def network(tmp_path_factory: pytest.TempPathFactory) -> Profiles:
    """Six hubs; a and b have met."""
    stated = [offer("a", "PM"), need("b", "PM"), own("c", "PM", 1)]
    folder = tmp_path_factory.mktemp("net")
    write_network(folder, stated, hubs=HUBS, meetings={DAY: ("a", "b")})
    return hg.build_profiles(hg.read_workbook(folder))


def draw_options() -> st.SearchStrategy[MatchingOptions]:
    """Draw the defaults, or a heavy distance and no threshold."""
    tilted = MatchingOptions(distance_weight=0.25, tau=0.0)
    return st.sampled_from([MatchingOptions(), tilted])


@given(
    drawn=draw_surveys("abcdef") | draw_statements("abcdef", most=20),
    options=draw_options(),
    seed=st.integers(0, 999),
)
@NETWORK
def test_every_completion_ranks_within_the_range(
    network: Profiles, drawn: Drawn, options: MatchingOptions, seed: int
) -> None:
    profiles, rng = state(network, drawn), np.random.default_rng(seed)
    scores = measure_scores(profiles, options=options)
    for _ in range(COMPLETIONS):
        truth = measure_scores(complete(profiles, rng), options=options).score.toarray().round(9)
        for learner, row in enumerate(truth):
            ranges = find_rank_range(scores, learner)
            assert set(np.flatnonzero(row)) <= set(ranges)
            for teacher, (best, worst) in ranges.items():
                assert best <= 1 + (row > row[teacher]).sum() <= worst
            order = find_order(scores, learner)
            for (teacher, word), follower in zip(order.items(), list(order)[1:], strict=False):
                assert word != "sure" or row[teacher] > row[follower]


@given(drawn=draw_statements("abcdef", most=20))
@NETWORK
def test_order_is_that_of_the_ranks(network: Profiles, drawn: Drawn) -> None:
    scores = measure_scores(state(network, drawn))
    for learner in range(len(HUBS)):
        ranked = [teacher for _, teacher in rank_teachers(scores, learner)]
        order, ranges = find_order(scores, learner), find_rank_range(scores, learner)
        assert list(order)[: len(ranked)] == ranked
        assert set(mark_first(scores.score, 2)[[learner]].nonzero()[1]) == set(ranked[:2])
        assert set(order) == set(ranges)
        assert list(order.values())[-1:] == ["last"] * bool(order)
        for rank, teacher in rank_teachers(scores, learner):
            best, worst = ranges[teacher]
            assert best <= rank <= worst


@given(drawn=draw_surveys("abcdef"), options=draw_options())
@NETWORK
def test_what_the_plain_formula_knows_is_known(
    network: Profiles, drawn: Drawn, options: MatchingOptions
) -> None:
    """V_lo[j] * (1 - Λ) > V_hi[k] makes j surely before k, as the specification has it."""
    profiles = state(network, drawn)
    scores = measure_scores(profiles, options=options)
    low, high = (
        value.toarray()
        for value in measure_bounds(profiles, scores.matrices, scores.kernel, options=options)
    )
    left = low * (1 - options.distance_weight - options.novelty_weight)
    plain = left[:, :, None] > high[:, None, :] + 1e-9
    found = scores.low.toarray()[:, :, None] > scores.ceiling.toarray()[:, None, :]
    assert (found | ~plain).all()


# ------------------------------------------------------------------------- by hand


def rank(folder: Path, *offers: Row) -> tuple[dict[int, tuple[int, int]], list[str]]:
    """Ranges and order of the teachers of hub a, who needs PM at 3 and is at 1."""
    stated = [need("a", "PM", 3), own("a", "PM", 1), *offers]
    scores = measure_scores(hg.build_profiles(hg.read_workbook(write_network(folder, stated))))
    return find_rank_range(scores, 0), list(find_order(scores, 0).values())


def test_a_clear_lead_is_said_to_be_sure(tmp_path: Path) -> None:
    """Exactly the topic, verified, against a neighbouring topic: 0.54 at least, 0.4 at most."""
    ranges, words = rank(tmp_path, offer("b", "PM", 3), offer("c", "CV", 5))
    assert ranges == {1: (1, 1), 2: (2, 2)}
    assert words == ["sure", "last"]


def test_a_missing_level_undoes_the_lead(tmp_path: Path) -> None:
    ranges, words = rank(tmp_path, offer("b", "PM"), offer("c", "CV", 5))
    assert ranges == {1: (1, 2), 2: (1, 2)}
    assert words == ["not_distinguishable", "last"]


def test_a_tie_is_not_distinguishable(tmp_path: Path) -> None:
    ranges, words = rank(tmp_path, offer("b", "PM", 3), offer("c", "PM", 3))
    assert ranges == {1: (1, 2), 2: (1, 2)}
    assert words == ["not_distinguishable", "last"]


def test_who_covers_more_than_the_need_taken_is_not_cut_off(tmp_path: Path) -> None:
    """Target unknown: 3 is taken, 5 is possible. Whoever teaches 5 may then be ahead."""
    stated = [need("a", "PM"), own("a", "PM", 0), offer("b", "PM", 3), offer("c", "PM", 5)]
    meetings = {DAY: ("a", "c")}
    folder = write_network(tmp_path, stated, meetings=meetings)
    scores = measure_scores(hg.build_profiles(hg.read_workbook(folder)))
    assert scores.ceiling[0, 2] > scores.high[0, 2]
    assert find_rank_range(scores, 0)[2] == (1, 2)


def test_an_own_level_that_is_called_for_keeps_the_distance_open(tmp_path: Path) -> None:
    """What b knows of AI nobody has asked, and b has not said: its distance may be any."""
    stated = [own(hub, "PM", 4) for hub in "abc"] + [need("a", "PM", 5), offer("b", "PM", 5)]
    stated += [own("a", "CV", 1), own("b", "CV", 5), own("c", "CV", 5)]
    stated += [own("b", "AI"), offer("c", "PM", 5)]
    scores = measure_scores(hg.build_profiles(hg.read_workbook(write_network(tmp_path, stated))))
    assert know_pairs(scores.profiles, scores.matrices).complete.tolist() == [True, False, True]
    assert scores.low[0, 1] < scores.low[0, 2]


def test_nobody_to_rank(network: Profiles) -> None:
    scores = measure_scores(network)
    assert find_rank_range(scores, 0) == {}
    assert find_order(scores, 0) == {}
