"""Questions beyond learning agree with plain loops, and keep what they promise, in all worlds."""

from itertools import combinations, pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from matching_profiles import Network, complete, draw_networks, to_array, to_profiles
from matching_questions import (
    cover_all,
    cover_greedily,
    diversify,
    find_groups,
    list_atoms,
    list_introducers,
    measure_covered,
    measure_mean,
    measure_score,
    measure_team_ups,
    measure_tie,
    score_group,
)
from matching_worlds import EXHAUSTIVE, Source, state_offer, to_matrices
from scipy.sparse import csr_array

from hubgraph.errors import OptionError
from hubgraph.explanation.parts import Evidence, build_parts
from hubgraph.matching import coverage, teamups
from hubgraph.matching.benefit import measure_benefit
from hubgraph.matching.colearning import find_learning_groups
from hubgraph.matching.introducers import list_introductions
from hubgraph.matching.options import MatchingOptions
from hubgraph.matching.ranking import rank_pairs, rank_scores
from hubgraph.matching.reciprocity import measure_meeting_value, measure_reciprocity
from hubgraph.matching.redundancy import list_coverage, measure_losses
from hubgraph.matching.scores import Scores, measure_scores, rank_learners, rank_teachers

EXACT = 1e-12
ROUNDED = 2e-9
OPTIONS = (
    MatchingOptions(),
    MatchingOptions(distance_weight=0.1, novelty_weight=0.1, travel_weight=0.1, trust_weight=0.1),
    MatchingOptions(travel_weight=0.3, novelty_weight=0.0, tau=0.0, alpha=0.9, decay=0.9),
    MatchingOptions(absorption_floor=0.0, gamma=1.0, trust_weight=0.15),
)
Worlds = list[tuple[Network, Scores]]


def scores_of(network: Network, options: MatchingOptions) -> Scores:
    """Scores of a network."""
    return measure_scores(to_profiles(network), options=options)


@pytest.fixture(scope="module", name="worlds")
def score_worlds() -> Worlds:
    """Three hundred networks, always the same, with the scores of one of the option sets."""
    networks = enumerate(draw_networks(300))
    return [(network, scores_of(network, OPTIONS[n // 2 % 4])) for n, network in networks]


# ------------------------------------------------------------------------------- score


def test_score_with_four_deductions(worlds: Worlds) -> None:
    for network, scores in worlds:
        options = scores.options
        count = network.world.hubs
        expected = to_array(measure_score(network, options), count)
        assert np.abs(scores.score.toarray() - expected).max() < EXACT
        tie = to_array(measure_tie(network, options), count)
        assert np.abs(scores.tie.toarray() - tie).max() < EXACT
        lower, upper = scores.low.toarray(), scores.high.toarray()
        assert (lower <= expected + EXACT).all()
        assert (expected <= upper + EXACT).all()
        for learner, teacher in np.argwhere(expected)[:3]:
            parts = build_parts(Evidence(scores, int(learner), int(teacher)), lang="en")
            assert parts["value"].sum() == pytest.approx(expected[learner, teacher], abs=EXACT)


def test_ranks(worlds: Worlds) -> None:
    for _, scores in worlds:
        dense = scores.score.toarray().round(9)
        for one in range(len(dense)):
            for found, row in (
                (rank_teachers(scores, one), dense[one]),
                (rank_learners(scores, one), dense[:, one]),
            ):
                order = sorted(np.flatnonzero(row), key=lambda other: (-row[other], other))
                assert found == [(1 + int((row > row[other]).sum()), other) for other in order]


def test_ties_share_a_rank_in_the_order_given() -> None:
    assert rank_scores([0.5, 0.7, 0.5 + 1e-12, 0.7]) == [(1, 1), (1, 3), (3, 0), (3, 2)]
    assert rank_scores([]) == []
    square = csr_array(np.array([[0, 0.3, 0.3], [0.3, 0, 0.3], [0.3, 0.3, 0]]))
    assert rank_pairs(square) == [(1, 0, 1), (1, 0, 2), (1, 1, 2)]
    assert rank_pairs(square, among=1) == [(1, 1, 0), (1, 1, 2)]


# ------------------------------------------------------------------------------- reciprocity


@st.composite
def draw_square(draw: st.DrawFn) -> np.ndarray:
    """Draw a matrix of scores with an empty diagonal, many of them 0."""
    count = draw(st.integers(1, 5))
    cells = st.sampled_from([0.0, 0.0, 1e-6, 0.001, 0.2, 0.5, 0.5729, 1.0])
    square = np.array(draw(st.lists(cells, min_size=count**2, max_size=count**2)))
    return square.reshape(count, count) * (1 - np.eye(count))


POWERS = (-30.0, -2.0, -1.0, -0.5, 0.0, 0.01, 0.5, 1.0)


@given(square=draw_square(), power=st.sampled_from(POWERS))
@EXHAUSTIVE
def test_reciprocity_is_the_power_mean_of_both_directions(square: np.ndarray, power: float) -> None:
    found = measure_reciprocity(csr_array(square), power=power).toarray()
    for one, other in np.ndindex(square.shape):
        expected = measure_mean(square[one, other], square[other, one], power)
        assert found[one, other] == pytest.approx(expected, rel=1e-9, abs=EXACT)
    assert (found == found.T).all()


@given(square=draw_square(), eta=st.sampled_from([0.0, 0.3, 0.5, 1.0]))
@EXHAUSTIVE
def test_meeting_value_is_symmetric_and_between_its_means(square: np.ndarray, eta: float) -> None:
    found = measure_meeting_value(csr_array(square), eta=eta).toarray()
    for one, other in np.ndindex(square.shape):
        here, there = square[one, other], square[other, one]
        harmonic, arithmetic = (measure_mean(here, there, power) for power in (-1.0, 1.0))
        assert harmonic - EXACT <= found[one, other] <= arithmetic + EXACT
        between = (1 - eta) * arithmetic + eta * harmonic
        assert found[one, other] == pytest.approx(between, abs=EXACT)
    assert (found == found.T).all()


def test_a_mean_outside_its_range_is_refused() -> None:
    square = csr_array((2, 2))
    with pytest.raises(OptionError):
        measure_reciprocity(square, power=1.1)
    for eta in (-0.1, 1.1, float("nan")):
        with pytest.raises(OptionError):
            measure_meeting_value(square, eta=eta)


def test_introducers(worlds: Worlds) -> None:
    for network, scores in worlds:
        tie, count = measure_tie(network, scores.options), network.world.hubs
        matrix = csr_array(to_array(tie, count))
        for learner in range(count):
            for teacher in range(count):
                found = list_introductions(matrix, learner, teacher)
                expected = list_introducers(tie, learner, teacher)
                if learner != teacher:
                    assert [each.introducer for each in found] == expected
                for each in found:
                    assert each.to_learner == tie[learner, each.introducer]
                    assert each.to_teacher == tie[each.introducer, teacher]
                    assert each.strength == min(each.to_learner, each.to_teacher) > 0


# ------------------------------------------------------------------------------- lists


def test_greedy_coverage(worlds: Worlds) -> None:
    for number, (network, scores) in enumerate(worlds):
        options, top = scores.options, 1 + number % 5
        for learner in range(network.world.hubs):
            atoms = list_atoms(network.world, learner, options)
            found = coverage.cover_greedily(scores, learner, top=top)
            chosen = [each.teacher for each in found]
            assert chosen == cover_greedily(atoms, top)
            gains = [each.additional for each in found]
            assert all(one >= two - ROUNDED for one, two in pairwise(gains))
            reached = measure_covered(atoms, chosen)
            assert sum(gains) == pytest.approx(reached, abs=top * ROUNDED)
            sets = combinations(atoms, min(top, len(atoms)))
            best = max(measure_covered(atoms, each) for each in sets)
            assert (1 - 1 / np.e) * best - ROUNDED <= reached <= best + ROUNDED


def test_coverage_is_monotone_and_submodular(worlds: Worlds) -> None:
    source = Source(np.random.default_rng(1).bytes(9999))
    for network, scores in worlds:
        for learner in range(network.world.hubs):
            teachers, atoms = coverage.list_atoms(scores.benefit, learner)
            if not teachers.size:
                continue
            small = [source.pick(len(teachers)) for _ in range(2)]
            large = [*small, source.pick(len(teachers))]
            added = source.pick(len(teachers))

            def reach(rows: list[int], atoms: np.ndarray = atoms) -> float:
                return float(atoms[rows].max(axis=0).sum())

            assert reach(small) <= reach(large) + EXACT
            gain, less = (reach([*rows, added]) - reach(rows) for rows in (small, large))
            assert less <= gain + EXACT
            assert reach(list(range(len(teachers)))) <= 1 + EXACT


def test_marginal_relevance(worlds: Worlds) -> None:
    for number, (network, scores) in enumerate(worlds):
        options, weight = scores.options, (0.0, 0.3, 0.7, 1.0)[number % 7 % 4]
        expected = measure_score(network, options)
        for learner in range(network.world.hubs):
            atoms = list_atoms(network.world, learner, options)
            score = {teacher: expected[learner, teacher] for teacher in atoms}
            found = coverage.diversify(scores, learner, top=4, weight=weight)
            chosen = [each.teacher for each in found]
            assert chosen == diversify(atoms, score, 4, weight)
            for place, each in enumerate(found):
                gain = measure_covered(atoms, chosen[: place + 1]) - measure_covered(
                    atoms, chosen[:place]
                )
                assert each.additional == pytest.approx(gain, abs=EXACT)
            if weight == 1:
                assert chosen == [teacher for _, teacher in rank_teachers(scores, learner)[:4]]


# ------------------------------------------------------------------------------- groups


def test_learning_groups(worlds: Worlds) -> None:
    for number, (network, scores) in enumerate(worlds):
        options, most = scores.options, 2 + number % 3
        found = find_learning_groups(scores, most=most)
        expected = find_groups(network.world, options, most)
        shapes = [
            (group.topic, tuple(zip(group.learners, group.needs, strict=True))) for group in found
        ]
        assert shapes == [(group.topic, group.members) for group in expected]
        for one, two in zip(found, expected, strict=True):
            assert one.score == pytest.approx(two.score, abs=EXACT)
            assert one.teacher == two.teacher
            assert one.covered == pytest.approx(two.covered, abs=EXACT)
            assert 0 <= one.low <= one.score + EXACT
            assert one.score <= one.high + EXACT
            assert one.high <= 1
            assert 2 <= len(one.learners) <= most


def test_bounds_hold_for_completions(worlds: Worlds) -> None:
    source = Source(np.random.default_rng(2).bytes(99999))
    for network, scores in worlds:
        options = scores.options
        groups, pairs = find_learning_groups(scores), teamups.measure_team_ups(scores)
        for _ in range(1 + bool(groups)):
            world = complete(network, source)
            for group in groups:
                members = list(zip(group.learners, group.needs, strict=True))
                score = score_group(world, members, options)
                assert group.low - EXACT <= score <= group.high + EXACT
            score = to_array(measure_team_ups(world, options), world.hubs)
            assert (pairs.low.toarray() <= score + EXACT).all()
            assert (score <= pairs.high.toarray() + EXACT).all()


def test_team_ups(worlds: Worlds) -> None:
    for network, scores in worlds:
        options = scores.options
        found = teamups.measure_team_ups(scores)
        count, dense = network.world.hubs, found.score.toarray()
        expected = to_array(measure_team_ups(network.world, options), count)
        assert np.abs(dense - expected).max() < EXACT
        assert (dense == dense.T).all()
        assert (dense <= 1 + EXACT).all()
        assert (found.low.toarray() <= dense + EXACT).all()
        assert (dense <= found.high.toarray() + EXACT).all()
        for one, other in np.argwhere(dense):
            shared = found.list_shared(one, other)
            assert len({topic for topic, _ in shared}) == len(shared) > 0
            offers = network.world.offers
            assert all((one, a) in offers and (other, b) in offers for a, b in shared)


# ------------------------------------------------------------------------------- coverage of all


def test_coverage_and_losses(worlds: Worlds) -> None:
    for network, scores in worlds:
        options = scores.options
        world, benefit = network.world, scores.benefit
        steps = list_coverage(benefit)
        expected = {step: value for step, value in cover_all(world, options).items() if value > 0}
        found = {
            (row.learner, row.step, row.topic): row.demand * row.covered
            for row in steps.itertuples()
            if row.covered > 0
        }
        assert found == pytest.approx(expected, abs=EXACT)
        assert (steps["teacher"] != steps["learner"]).all()
        assert ((steps["teacher"] >= 0) == (steps["covered"] > 0)).all()
        assert (steps["next_best"] <= steps["covered"]).all()
        covered, losses = sum(expected.values()), measure_losses(steps)
        for hub in range(world.hubs):
            lost = covered - sum(cover_all(world, options, without=hub).values())
            assert losses.get(hub, 0.0) == pytest.approx(lost, abs=ROUNDED)
            assert losses.get(hub, 0.0) <= covered + EXACT


def test_one_more_offer_never_covers_less(worlds: Worlds) -> None:
    source = Source(np.random.default_rng(3).bytes(9999))
    for network, scores in worlds:
        world = network.world
        at = source.pick(world.hubs), source.pick(world.topics.count)
        level = max(1 + source.pick(5), world.offers.get(at, 0))
        before, after = (  # a missing level stays what is taken for it
            list_coverage(measure_benefit(to_matrices(each), scores.kernel, options=scores.options))
            for each in (world, state_offer(world, at, level, 1.0))
        )
        assert after[["learner", "topic", "step"]].equals(before[["learner", "topic", "step"]])
        assert (after["covered"] >= before["covered"] - EXACT).all()
