"""The worked example by hand (section 11 of the matching specification), to all printed digits."""

from dataclasses import replace

import numpy as np
import pytest
from matching_reference import Topics, World
from matching_worlds import state_offer, to_matrices, to_taxonomy
from scipy.sparse import csr_array

from hubgraph.matching.benefit import (
    build_demand,
    build_supply,
    measure_absorption,
    measure_benefit,
    measure_foothold,
)
from hubgraph.matching.factors import list_pairs, measure_distance_factor, score_pairs
from hubgraph.matching.kernel import build_kernel
from hubgraph.matching.options import MatchingOptions
from hubgraph.matching.reciprocity import measure_meeting_value
from hubgraph.matching.redundancy import list_coverage, measure_losses

A, B, C = range(3)
ROOT, AI, PM, CV, DATA, DS = range(6)
OPTIONS = MatchingOptions()

TOPICS = Topics(
    count=6,
    broader=frozenset({(AI, ROOT), (PM, AI), (CV, AI), (DATA, ROOT), (DS, DATA)}),
    related=frozenset({(PM, DS)}),
    excluded=frozenset({ROOT}),
)
WORLD = World(
    topics=TOPICS,
    hubs=3,
    own={(A, PM): 4, (A, CV): 2, (B, DS): 3, (B, AI): 1, (C, CV): 5, (C, AI): 2},
    offers={(A, PM): 4, (A, CV): 2, (B, DS): 3, (B, AI): 1, (C, CV): 5},
    evidence=dict.fromkeys([(A, PM), (A, CV), (B, DS), (B, AI), (C, CV)], 1.0),
    targets={(A, DS): 3, (B, PM): 3, (B, CV): 2, (C, AI): 4},
    priorities={(A, DS): 1.0, (B, PM): 1.0, (B, CV): 0.5, (C, AI): 0.8},
    completeness=(1.0, 1.0, 0.0),
)
SIMILARITY = np.array([[1, 0.4, 0.5], [0.4, 1, 0.1], [0.5, 0.1, 1]])
TIE = np.array([[0, 0.5, 0], [0.5, 0, 0], [0, 0, 0]])


def digits(value: float, printed: float, places: int = 5) -> bool:
    """Whether the value rounds to the printed figure."""
    return bool(abs(value - printed) <= 0.5 * 10**-places + 1e-12)


def kernel() -> csr_array:
    """K of the example."""
    return build_kernel(to_taxonomy(TOPICS), options=OPTIONS)


def share(world: World = WORLD) -> np.ndarray:
    """B of the example as a dense array."""
    return np.asarray(
        measure_benefit(to_matrices(world), kernel(), options=OPTIONS).share.toarray()
    )


def score(world: World = WORLD) -> np.ndarray:
    """S of the example with the given similarities and ties, as a dense array."""
    distance = measure_distance_factor(SIMILARITY, options=OPTIONS)
    benefit = measure_benefit(to_matrices(world), kernel(), options=OPTIONS)
    pairs = list_pairs(benefit.share)
    factors = {"distance": distance[pairs], "novelty": (1 - np.asarray(TIE))[pairs]}
    return np.asarray(score_pairs(benefit.share, factors, options=OPTIONS).toarray())


def test_kernel() -> None:
    expected = np.eye(6)
    expected[AI, PM] = expected[AI, CV] = expected[DATA, DS] = 0.8
    expected[PM, AI] = expected[CV, AI] = expected[DS, DATA] = 0.5
    expected[PM, CV] = expected[CV, PM] = 0.4
    expected[PM, DS] = expected[DS, PM] = 0.5
    assert np.abs(kernel().toarray() - expected).max() < 1e-15


def test_total_need() -> None:
    total = measure_benefit(to_matrices(WORLD), kernel(), options=OPTIONS).total
    assert total == pytest.approx([2.19, 3.04, 1.36], abs=1e-12)


def test_demand_of_c_is_steps_3_and_4() -> None:
    demand = build_demand(to_matrices(WORLD), options=OPTIONS).toarray()[C].reshape(5, 6)
    assert demand[:, AI] == pytest.approx([0, 0, 0.8, 0.56, 0], abs=1e-12)


def test_footholds() -> None:
    foothold = measure_foothold(to_matrices(WORLD).own, kernel()).toarray()
    found = [foothold[A, DS], foothold[B, PM], foothold[B, CV]]
    assert found == pytest.approx([0.4, 0.3, 0.1], abs=1e-12)


def test_absorption() -> None:
    absorption = measure_absorption(to_matrices(WORLD), kernel(), options=OPTIONS).toarray()
    found = [absorption[A, DS], absorption[B, PM], absorption[B, CV], absorption[C, AI]]
    assert found == pytest.approx([0.70, 0.65, 0.55, 1], abs=1e-12)


def test_benefit_in_steps() -> None:
    value = measure_benefit(to_matrices(WORLD), kernel(), options=OPTIONS).value.toarray()
    assert value[B, A] == pytest.approx(1.4235 + 0.4675, abs=1e-12)
    assert value[B, A] == pytest.approx(1.891, abs=1e-12)
    assert digits(value[B, C], 0.5694 + 0.4675, places=4)
    assert value[A, B] == pytest.approx(0.70 * 2.19, abs=1e-12)


def test_share() -> None:
    found = share()
    assert digits(found[B, A], 0.62204)
    assert digits(found[B, C], 0.34109)
    assert digits(found[A, B], 0.70000)
    assert digits(found[C, A], 0.80000)
    assert found[A, C] == found[C, B] == 0
    assert (found.diagonal() == 0).all()


def test_distance_factor() -> None:
    factor = measure_distance_factor(np.array([0.4, 0.5, 0.1]), options=OPTIONS)
    assert factor == pytest.approx([0.96, 1, 0.36], abs=1e-12)


def test_score() -> None:
    found = score()
    assert digits(found[B, A], 0.57290)
    assert digits(found[A, B], 0.64470)
    assert digits(found[C, A], 0.80000)
    assert digits(found[B, C], 0.31926)


def test_meeting_value_of_the_scores() -> None:
    found = score()
    there, back = found[A, B], found[B, A]
    arithmetic, harmonic = (there + back) / 2, 2 * there * back / (there + back)
    assert digits(arithmetic, 0.6088, places=4)
    assert digits(harmonic, 0.6067, places=4)
    assert digits((arithmetic + harmonic) / 2, 0.6077, places=4)
    value = measure_meeting_value(csr_array(found))
    assert digits(value[A, B], 0.6077, places=4)
    assert digits(value[A, C], 0.2000, places=4)
    assert digits(value[B, C], 0.0798, places=4)


def test_decomposition_of_b_from_a() -> None:
    matrices = to_matrices(WORLD)
    absorption = measure_absorption(matrices, kernel(), options=OPTIONS).toarray()[B]
    demand = build_demand(matrices, options=OPTIONS).toarray()[B].reshape(5, 6)
    supply = build_supply(matrices, kernel()).toarray()[A].reshape(5, 6)
    by_topic = (absorption * demand * supply).sum(axis=0) / 3.04
    distance = share()[B, A] * 0.10 * (1 - 0.96)
    contact = share()[B, A] * 0.15 * 0.5
    assert digits(by_topic[PM], 0.46826)
    assert digits(by_topic[CV], 0.15378)
    assert digits(distance, 0.00249)
    assert digits(contact, 0.04665)
    assert score()[B, A] == pytest.approx(by_topic.sum() - distance - contact, abs=1e-12)


@pytest.mark.parametrize(("level", "expected"), [(1, 0.43934), (2, 0.52339), (3, 0.58223)])
def test_counterfactual_for_b_with_kept_distance(level: int, expected: float) -> None:
    found = score(state_offer(WORLD, (C, PM), level, 1.0))
    assert digits(found[B, C], expected)
    assert (found[B, C] > found[B, A]) == (level == 3)


def test_loss_of_the_only_strong_offer_on_a_topic() -> None:
    supply = build_supply(to_matrices(WORLD), kernel()).toarray().reshape(3, 5, 6)
    assert (supply[:, 3 - 1, PM] == 1).tolist() == [True, False, False]
    offers = {at: level for at, level in WORLD.offers.items() if at[0] != A}
    without = share(replace(WORLD, offers=offers))
    assert share()[C].max() == pytest.approx(0.8)
    assert without[C].max() == 0
    assert digits(share()[B].max(), 0.62204)
    assert digits(without[B].max(), 0.34109)


def test_loss_of_a_from_the_two_best_of_each_step() -> None:
    benefit = measure_benefit(to_matrices(WORLD), kernel(), options=OPTIONS)
    steps = list_coverage(benefit)
    kept = steps["covered"].where(steps["teacher"] != A, steps["next_best"])
    before, after = (
        (steps["demand"] * covered).groupby(steps["learner"]).sum() / benefit.total
        for covered in (steps["covered"], kept)
    )
    assert digits(before[B], 0.62204)
    assert digits(after[B], 0.34109)
    assert before[C] == pytest.approx(0.8)
    assert after[C] == 0
    assert measure_losses(steps)[A] == pytest.approx(1.891 - 1.0369 + 0.8 * 1.36, abs=5e-5)


@pytest.mark.parametrize(
    ("floor", "expected"),
    [(0.5, (1.387, 1.520, 1.533, 1.360, 0.900, 0.0)), (0.25, (None, None, 1.205, None, None, 0.0))],
)
def test_inverted_u_of_the_own_level(floor: float, expected: tuple[float | None, ...]) -> None:
    """Section 3: target 5, own level its own foothold, complete profile, teacher of level 5."""
    options = MatchingOptions(absorption_floor=floor)
    world = World(Topics(1), 2, {}, {(1, 0): 5}, {(1, 0): 1.0}, {(0, 0): 5}, {(0, 0): 1.0}, (1, 1))
    identity = build_kernel(to_taxonomy(Topics(1)), options=options)
    found = []
    for level in range(6):
        matrices = to_matrices(replace(world, own={(0, 0): level}))
        found.append(measure_benefit(matrices, identity, options=options).value.toarray()[0, 1])
    assert max(found) == found[2]
    pairs = zip(found, expected, strict=True)
    assert all(digits(v, printed, places=3) for v, printed in pairs if printed is not None)
