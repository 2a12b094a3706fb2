"""Properties that hold in every world (section 12 of the matching specification)."""

from dataclasses import fields, replace
from functools import lru_cache

import numpy as np
import pytest
from hypothesis import Phase, assume, given, settings
from hypothesis import strategies as st
from matching_reference import (
    LEVELS,
    Topics,
    World,
    bound_levels,
    list_contributions,
    measure_score,
    measure_share,
    measure_total,
)
from matching_reference import build_demand as build_naive_demand
from matching_reference import build_kernel as build_naive_kernel
from matching_reference import build_supply as build_naive_supply
from matching_reference import measure_absorption as measure_naive_absorption
from matching_reference import measure_benefit as measure_naive_benefit
from matching_reference import measure_distance_factor as measure_naive_distance_factor
from matching_reference import measure_foothold as measure_naive_foothold
from matching_reference import measure_similarity as measure_naive_similarity
from matching_worlds import (
    POSITIVE_SHARES,
    SHARES,
    build_sparse,
    draw_factors,
    draw_options,
    draw_world,
    permute_hubs,
    permute_topics,
    state_need,
    state_offer,
    state_own,
    to_dense,
    to_matrices,
    to_stacked,
    to_taxonomy,
)
from scipy.sparse import csr_array

from hubgraph.errors import HubgraphError, OptionError
from hubgraph.matching.benefit import (
    Benefit,
    build_demand,
    build_supply,
    measure_absorption,
    measure_benefit,
    measure_foothold,
)
from hubgraph.matching.factors import measure_distance_factor, measure_similarity, score_pairs
from hubgraph.matching.options import LEVELS as HIGHEST
from hubgraph.matching.options import MatchingOptions
from hubgraph.matching.taxonomy import build_kernel

EXHAUSTIVE = settings(
    max_examples=300,
    deadline=None,
    derandomize=True,
    phases=(Phase.explicit, Phase.generate, Phase.shrink),
)
EXACT = 1e-12
LEVEL = st.integers(1, LEVELS)
SHARE = st.sampled_from(POSITIVE_SHARES)


@lru_cache(maxsize=4)
def kernel_on(topics: Topics, options: MatchingOptions) -> csr_array:
    """Return the implementation's K, built once for the worlds of one example."""
    return build_kernel(to_taxonomy(topics), options=options)


def kernel_of(world: World, options: MatchingOptions) -> csr_array:
    """Return the implementation's K."""
    return kernel_on(world.topics, options)


def benefit_of(world: World, options: MatchingOptions) -> Benefit:
    """Return the implementation's V, W and B."""
    return measure_benefit(to_matrices(world), kernel_of(world, options), options=options)


def share_of(world: World, options: MatchingOptions) -> np.ndarray:
    """Return the implementation's B as a dense array."""
    return np.asarray(benefit_of(world, options).share.toarray())


def value_of(world: World, options: MatchingOptions) -> np.ndarray:
    """Return the implementation's V as a dense array."""
    return np.asarray(benefit_of(world, options).value.toarray())


def atoms_of(world: World, options: MatchingOptions) -> np.ndarray:
    """Return a * D0 * E by (learner, teacher, level, topic), zero from a hub to itself."""
    matrices, kernel = to_matrices(world), kernel_of(world, options)
    cube = (world.hubs, LEVELS, world.topics.count)
    absorption = measure_absorption(matrices, kernel, options=options).toarray()[:, None, :]
    wanted = absorption * build_demand(matrices, options=options).toarray().reshape(cube)
    atoms: np.ndarray = (
        wanted[:, None] * build_supply(matrices, kernel).toarray().reshape(cube)[None]
    )
    atoms[np.arange(world.hubs), np.arange(world.hubs)] = 0
    return atoms


def score_of(
    world: World, distance: np.ndarray, novelty: np.ndarray, options: MatchingOptions
) -> np.ndarray:
    """Return the implementation's S as a dense array."""
    factors = {"distance": distance, "novelty": novelty}
    return np.asarray(
        score_pairs(benefit_of(world, options).share, factors, options=options).toarray()
    )


def draw_at(data: st.DataObject, world: World) -> tuple[int, int]:
    """Draw any (hub, topic) of the world."""
    hub = data.draw(st.integers(0, world.hubs - 1), label="hub")
    return hub, data.draw(st.integers(0, world.topics.count - 1), label="topic")


# ---------------------------------------------------------------- 9. sparse = naive


@given(world=draw_world(), options=draw_options())
@EXHAUSTIVE
def test_demand_and_supply_equal_reference(world: World, options: MatchingOptions) -> None:
    kernel = build_naive_kernel(world.topics, options)
    matrices = to_matrices(world)
    for found, expected in (
        (build_demand(matrices, options=options), build_naive_demand(world, options)),
        (build_supply(matrices, kernel_of(world, options)), build_naive_supply(world, kernel)),
    ):
        assert found.shape == (world.hubs, LEVELS * world.topics.count)
        assert np.abs(found.toarray() - to_stacked(expected, world)).max() < EXACT


@given(world=draw_world(), options=draw_options())
@EXHAUSTIVE
def test_foothold_and_absorption_equal_reference(world: World, options: MatchingOptions) -> None:
    naive, kernel = build_naive_kernel(world.topics, options), kernel_of(world, options)
    matrices = to_matrices(world)
    shape = (world.hubs, world.topics.count)
    for found, expected in (
        (measure_foothold(matrices.own, kernel), measure_naive_foothold(world, naive)),
        (
            measure_absorption(matrices, kernel, options=options),
            measure_naive_absorption(world, naive, options),
        ),
    ):
        assert found.shape == shape
        assert np.abs(found.toarray() - to_dense(expected, shape)).max() < EXACT


@given(world=draw_world(), options=draw_options())
@EXHAUSTIVE
def test_benefit_total_and_share_equal_reference(world: World, options: MatchingOptions) -> None:
    kernel = build_naive_kernel(world.topics, options)
    found = benefit_of(world, options)
    assert found.value.toarray() == pytest.approx(
        np.array(measure_naive_benefit(world, kernel, options)), rel=0, abs=EXACT
    )
    assert found.total == pytest.approx(measure_total(world, options), rel=0, abs=EXACT)
    assert found.share.toarray() == pytest.approx(
        np.array(measure_share(world, kernel, options)), rel=0, abs=EXACT
    )


@given(world=draw_world(), options=draw_options())
@EXHAUSTIVE
def test_similarity_equals_reference_where_known(world: World, options: MatchingOptions) -> None:
    expected = measure_naive_similarity(world, options)
    own = to_matrices(world).own
    found, known = measure_similarity(own, to_taxonomy(world.topics), options=options)
    assert known.tolist() == [expected[hub][hub] is not None for hub in range(world.hubs)]
    for i, row in enumerate(expected):
        for j, value in enumerate(row):
            assert value is None or found[i, j] == pytest.approx(value, rel=0, abs=EXACT)


@given(similarity=st.lists(st.floats(0, 1), min_size=4, max_size=4), options=draw_options())
@EXHAUSTIVE
def test_distance_factor_equals_reference(
    similarity: list[float], options: MatchingOptions
) -> None:
    found = measure_distance_factor(np.array(similarity).reshape(2, 2), options=options)
    expected = [measure_naive_distance_factor(s, options) for s in similarity]
    assert found.ravel() == pytest.approx(expected, rel=0, abs=EXACT)
    assert found.min() >= 0
    assert found.max() <= 1 + EXACT


# ---------------------------------------------------------------- 1., 2., 15. bounds and zeros


@given(world=draw_world(), options=draw_options(), data=st.data())
@EXHAUSTIVE
def test_share_and_score_stay_in_bounds_and_keep_clear_leads(
    world: World, options: MatchingOptions, data: st.DataObject
) -> None:
    share = share_of(world, options)
    score = score_of(world, *data.draw(draw_factors(world.hubs)), options)
    weight = options.distance_weight + options.novelty_weight
    assert share.min() >= 0
    assert share.max() <= 1 + EXACT
    assert (share.diagonal() == 0).all()
    assert (score <= share + EXACT).all()
    assert (score >= share * (1 - weight) - EXACT).all()
    lead = share[:, :, None] > share[:, None, :] / (1 - weight) + EXACT
    assert (score[:, :, None] > score[:, None, :])[lead].all()


@given(world=draw_world(), options=draw_options())
@EXHAUSTIVE
def test_no_open_need_is_a_zero_row_and_no_offer_a_zero_column(
    world: World, options: MatchingOptions
) -> None:
    found = benefit_of(world, options)
    open_needs = {i for (i, t), d in world.targets.items() if d > world.own.get((i, t), 0)}
    teachers = {j for j, _ in world.offers}
    for hub in range(world.hubs):
        assert (found.total[hub] > 0) == (hub in open_needs)
        assert hub in open_needs or not found.share.toarray()[hub].any()
        assert hub in teachers or not found.share.toarray()[:, hub].any()


@pytest.mark.parametrize(("hubs", "topics"), [(0, 0), (0, 3), (1, 1), (2, 1)])
def test_empty_worlds(hubs: int, topics: int) -> None:
    world = World(Topics(topics), hubs, {}, {}, {}, {}, {}, (1.0,) * hubs)
    found = benefit_of(world, MatchingOptions())
    assert found.value.shape == found.share.shape == (hubs, hubs)
    assert found.total.shape == (hubs,)
    assert found.value.nnz == found.share.nnz == 0


# ---------------------------------------------------------------- 3. permutations


@given(world=draw_world(), options=draw_options(), data=st.data())
@EXHAUSTIVE
def test_hub_order_does_not_matter(
    world: World, options: MatchingOptions, data: st.DataObject
) -> None:
    order = data.draw(st.permutations(range(world.hubs)))
    moved = permute_hubs(world, order)
    grid = np.ix_(order, order)
    assert np.abs(share_of(moved, options)[grid] - share_of(world, options)).max() < EXACT


@given(world=draw_world(), options=draw_options(), data=st.data())
@EXHAUSTIVE
def test_topic_order_does_not_matter(
    world: World, options: MatchingOptions, data: st.DataObject
) -> None:
    moved = permute_topics(world, data.draw(st.permutations(range(world.topics.count))))
    assert np.abs(share_of(moved, options) - share_of(world, options)).max() < EXACT


# ---------------------------------------------------------------- 4., 11., 12. offers


@given(world=draw_world(), options=draw_options(), level=LEVEL, evidence=SHARE, data=st.data())
@EXHAUSTIVE
def test_more_offers_never_hurt_and_touch_one_column(
    world: World, options: MatchingOptions, level: int, evidence: float, data: st.DataObject
) -> None:
    at = draw_at(data, world)
    level = max(level, world.offers.get(at, 0))
    evidence = max(evidence, world.evidence.get(at, 0.0))
    before = share_of(world, options)
    after = share_of(state_offer(world, at, level, evidence), options)
    others = np.arange(world.hubs) != at[0]
    assert (after >= before - EXACT).all()
    assert (after[:, others] == before[:, others]).all()


@given(world=draw_world(), options=draw_options(), data=st.data())
@EXHAUSTIVE
def test_offer_above_the_target_brings_nothing_more(
    world: World, options: MatchingOptions, data: st.DataObject
) -> None:
    assume(world.offers)
    at = data.draw(st.sampled_from(sorted(world.offers)))
    higher = data.draw(st.integers(world.offers[at], LEVELS))
    before = atoms_of(world, options).sum(axis=2)
    raised = state_offer(world, at, higher, world.evidence[at])
    after = atoms_of(raised, options).sum(axis=2)
    for (learner, topic), target in world.targets.items():
        if target <= world.offers[at]:
            assert (after[learner, :, topic] == before[learner, :, topic]).all()


@given(world=draw_world(), options=draw_options(), data=st.data())
@EXHAUSTIVE
def test_offer_that_another_offer_dominates_changes_nothing(
    world: World, options: MatchingOptions, data: st.DataObject
) -> None:
    """A twin topic with the same kernel column: the same offer stated twice counts once."""
    assume(world.offers)
    hub, topic = data.draw(st.sampled_from(sorted(world.offers)))
    level = data.draw(st.integers(1, world.offers[hub, topic]))
    evidence = world.evidence[hub, topic] * data.draw(SHARE)
    twin = world.topics.count
    cells = dict(build_naive_kernel(world.topics, options))
    cells |= {(t, twin): value for (t, s), value in cells.items() if s == topic}
    kernel = build_sparse({**cells, (twin, twin): 1.0}, (twin + 1, twin + 1))
    wider = replace(world, topics=replace(world.topics, count=twin + 1))
    doubled = state_offer(wider, (hub, twin), level, evidence)
    before = measure_benefit(to_matrices(wider), kernel, options=options).value
    after = measure_benefit(to_matrices(doubled), kernel, options=options).value
    assert (before.toarray() == after.toarray()).all()
    assert before.toarray() == pytest.approx(value_of(world, options), rel=0, abs=EXACT)


# ---------------------------------------------------------------- 5., 6., 7., 20. learners


@given(world=draw_world(), options=draw_options(), factor=SHARE, data=st.data())
@EXHAUSTIVE
def test_scaling_all_priorities_of_a_hub_keeps_its_shares(
    world: World, options: MatchingOptions, factor: float, data: st.DataObject
) -> None:
    hub, _ = draw_at(data, world)
    scaled = {at: w * factor if at[0] == hub else w for at, w in world.priorities.items()}
    after = share_of(replace(world, priorities=scaled), options)
    assert np.abs(after - share_of(world, options)).max() < EXACT


@given(world=draw_world(), options=draw_options(), data=st.data())
@EXHAUSTIVE
def test_own_level_in_a_needed_topic_never_raises_the_total(
    world: World, options: MatchingOptions, data: st.DataObject
) -> None:
    assume(world.targets)
    at = data.draw(st.sampled_from(sorted(world.targets)))
    level = data.draw(st.integers(world.own.get(at, 0), LEVELS))
    before = benefit_of(world, options).total
    after = benefit_of(state_own(world, at, level), options).total
    assert (after <= before + EXACT).all()


@given(world=draw_world(), options=draw_options(), data=st.data())
@EXHAUSTIVE
def test_completeness_never_raises_the_share(
    world: World, options: MatchingOptions, data: st.DataObject
) -> None:
    raised = tuple(max(k, data.draw(st.sampled_from(SHARES))) for k in world.completeness)
    after = share_of(replace(world, completeness=raised), options)
    assert (after <= share_of(world, options) + EXACT).all()


@given(world=draw_world(), options=draw_options(), level=LEVEL, weight=SHARE, data=st.data())
@EXHAUSTIVE
def test_new_need_touches_one_row_and_never_lowers_the_benefit(
    world: World, options: MatchingOptions, level: int, weight: float, data: st.DataObject
) -> None:
    at = draw_at(data, world)
    assume(at not in world.targets)
    before = value_of(world, options)
    after = value_of(state_need(world, at, level, weight), options)
    others = np.arange(world.hubs) != at[0]
    assert (after[others] == before[others]).all()
    assert (after >= before - EXACT).all()


# ---------------------------------------------------------------- 8. decomposition


@given(world=draw_world(), options=draw_options(), data=st.data())
@EXHAUSTIVE
def test_score_equals_reference_and_is_the_sum_of_its_parts(
    world: World, options: MatchingOptions, data: st.DataObject
) -> None:
    distance, novelty = data.draw(draw_factors(world.hubs))
    kernel = build_naive_kernel(world.topics, options)
    share = measure_share(world, kernel, options)
    score = score_of(world, distance, novelty, options)
    for i in range(world.hubs):
        for j in range(world.hubs):
            expected = measure_score(share[i][j], distance[i, j], novelty[i, j], options)
            assert score[i, j] == pytest.approx(expected, rel=0, abs=EXACT)
            parts = sum(list_contributions(world, i, j, kernel, options).values())
            near = share[i][j] * options.distance_weight * (1 - distance[i, j])
            known = share[i][j] * options.novelty_weight * (1 - novelty[i, j])
            assert abs(parts - near - known - score[i, j]) < 1e-9


@given(world=draw_world(), options=draw_options())
@EXHAUSTIVE
def test_atoms_add_up_to_the_benefit(world: World, options: MatchingOptions) -> None:
    atoms = atoms_of(world, options).sum(axis=(2, 3))
    assert np.abs(atoms - value_of(world, options)).max() < EXACT


# ---------------------------------------------------------------- 10. and 13. surroundings


@given(world=draw_world(), options=draw_options(), lower=st.sampled_from([0.05, 0.1, 0.2]))
@EXHAUSTIVE
def test_lower_tau_never_lowers_a_share(
    world: World, options: MatchingOptions, lower: float
) -> None:
    after = share_of(world, replace(options, tau=lower))
    assert (after >= share_of(world, options) - EXACT).all()


@given(world=draw_world(), options=draw_options())
@EXHAUSTIVE
def test_other_hubs_do_not_change_a_share(world: World, options: MatchingOptions) -> None:
    fewer = world.hubs - 1
    smaller = replace(
        world,
        hubs=fewer,
        own={at: v for at, v in world.own.items() if at[0] < fewer},
        offers={at: v for at, v in world.offers.items() if at[0] < fewer},
        targets={at: v for at, v in world.targets.items() if at[0] < fewer},
        evidence={at: v for at, v in world.evidence.items() if at[0] < fewer},
        priorities={at: v for at, v in world.priorities.items() if at[0] < fewer},
        completeness=world.completeness[:fewer],
    )
    kept = share_of(world, options)[:fewer, :fewer]
    assert (kept == share_of(smaller, options)).all()


# ---------------------------------------------------------------- 14. interval


def bound_world(
    world: World, unknown: dict[str, set[tuple[int, int]]], *, highest: bool
) -> tuple[World, dict[tuple[int, int], int]]:
    """Return the world of one bound of section 7 and the own levels its absorption uses."""
    own, targets = dict(world.own), dict(world.targets)
    for at in world.targets:
        stated = None if at in unknown["own"] else world.own.get(at, 0)
        target = None if at in unknown["target"] else world.targets[at]
        (own_low, own_high), (target_low, target_high) = bound_levels(stated, target)
        if at in unknown["own"] | unknown["target"]:
            own[at] = own_low if highest else own_high
            targets[at] = target_high if highest else target_low
    offers = {
        at: (LEVELS if highest else 1) if at in unknown["offer"] else level
        for at, level in world.offers.items()
    }
    cautious = {at: 0 if at in unknown["own"] else level for at, level in world.own.items()}
    return replace(world, own=own, offers=offers, targets=targets), cautious


def bound_benefit(
    world: World, own: dict[tuple[int, int], int] | None, options: MatchingOptions
) -> np.ndarray:
    """V of section 7 with absorption at `own` and complete profiles, or without absorption."""
    kernel = kernel_of(world, options)
    demand = build_demand(to_matrices(world), options=options).toarray()
    supply = build_supply(to_matrices(world), kernel).toarray()
    absorption = np.ones((world.hubs, world.topics.count))
    if own is not None:
        careful = replace(world, own=own, completeness=(1.0,) * world.hubs)
        absorption = measure_absorption(to_matrices(careful), kernel, options=options).toarray()
    value: np.ndarray = (np.tile(absorption, LEVELS) * demand) @ supply.T
    np.fill_diagonal(value, 0)
    return value


@given(truth=draw_world(), options=draw_options(), data=st.data())
@EXHAUSTIVE
def test_every_completion_lies_in_the_interval(
    truth: World, options: MatchingOptions, data: st.DataObject
) -> None:
    """The world is the truth; some of its levels were not stated, evidence was understated."""
    keys = {"own": truth.targets, "target": truth.targets, "offer": truth.offers}
    unknown = {
        kind: {at for at in sorted(stated) if data.draw(st.booleans())}
        for kind, stated in keys.items()
    }
    # A declared need whose levels are partly missing is open: c < d.
    for at in sorted(unknown["own"] | unknown["target"]):
        own = min(truth.own.get(at, 0), truth.targets[at] - 1)
        truth = state_own(truth, at, own)
    stated = {at: q * data.draw(SHARE) for at, q in truth.evidence.items()}
    lowest, cautious = bound_world(replace(truth, evidence=stated), unknown, highest=False)
    sure = dict.fromkeys(truth.offers, 1.0)
    highest, _ = bound_world(replace(truth, evidence=sure), unknown, highest=True)
    value = value_of(truth, options)
    assert (bound_benefit(lowest, cautious, options) <= value + EXACT).all()
    assert (value <= bound_benefit(highest, None, options) + EXACT).all()


# ---------------------------------------------------------------- similarity and distance


@given(world=draw_world(), options=draw_options())
@EXHAUSTIVE
def test_similarity_is_a_cosine(world: World, options: MatchingOptions) -> None:
    own = to_matrices(world).own
    similarity, known = measure_similarity(own, to_taxonomy(world.topics), options=options)
    inner = similarity[np.ix_(known, known)]
    assert np.abs(inner.diagonal() - 1).max(initial=0) < EXACT
    assert np.abs(inner - inner.T).max(initial=0) < EXACT
    assert inner.min(initial=0) >= 0
    assert inner.max(initial=1) <= 1
    assert not inner.size or np.linalg.eigvalsh(inner).min() > -1e-9


@given(options=draw_options())
@EXHAUSTIVE
def test_distance_factor_has_its_only_peak_at_the_optimum(options: MatchingOptions) -> None:
    grid = np.linspace(0, 1, 101)
    factor = measure_distance_factor(grid[None, :], options=options)[0]
    peak = round(options.optimal_similarity * 100)
    assert factor[peak] == pytest.approx(1, abs=EXACT)
    assert factor[0] == factor[-1] == 0
    assert (np.diff(factor[: peak + 1]) > 0).all()
    assert (np.diff(factor[peak:]) < 0).all()


# ---------------------------------------------------------------- 19. twice, and untouched


@given(world=draw_world(), options=draw_options())
@EXHAUSTIVE
def test_same_twice_and_inputs_untouched(world: World, options: MatchingOptions) -> None:
    matrices, kernel = to_matrices(world), kernel_of(world, options)
    first = measure_benefit(matrices, kernel, options=options)
    second = measure_benefit(matrices, kernel, options=options)
    assert first.share.toarray().tobytes() == second.share.toarray().tobytes()
    assert first.total.tobytes() == second.total.tobytes()
    again = build_kernel(to_taxonomy(world.topics), options=options)
    assert kernel.toarray().tobytes() == again.toarray().tobytes()
    fresh = to_matrices(world)
    for field in fields(matrices):
        kept, new = getattr(matrices, field.name), getattr(fresh, field.name)
        assert (kept != new).sum() == 0


# ---------------------------------------------------------------- options


def test_defaults_are_those_of_the_specification() -> None:
    found = MatchingOptions()
    assert HIGHEST == LEVELS
    assert (found.alpha, found.beta, found.rho, found.tau) == (0.5, 0.8, 0.5, 0.3)
    assert (found.gamma, found.absorption_floor) == (0.7, 0.5)
    assert (found.distance_weight, found.optimal_similarity) == (0.10, 0.5)
    assert (found.novelty_weight, found.decay) == (0.15, 0.6)
    assert (found.half_life_years, found.contact_half_life_years) == (3.0, 2.0)


@pytest.mark.parametrize(
    "wrong",
    [
        {"alpha": 1.1},
        {"alpha": -0.1},
        {"beta": 1.5},
        {"rho": 1.2},
        {"tau": -0.2},
        {"tau": 1.2},
        {"gamma": 1.1},
        {"absorption_floor": -0.1},
        {"absorption_floor": 1.1},
        {"distance_weight": -0.1},
        {"novelty_weight": -0.1},
        {"distance_weight": 0.2, "novelty_weight": 0.21},
        {"optimal_similarity": 0.0},
        {"optimal_similarity": 1.0},
        {"decay": 1.1},
        {"half_life_years": 0.0},
        {"contact_half_life_years": -1.0},
        {"gamma": float("nan")},
    ],
)
def test_option_outside_its_range_is_refused(wrong: dict[str, float]) -> None:
    with pytest.raises(OptionError) as caught:
        MatchingOptions(**wrong)
    assert isinstance(caught.value, HubgraphError)
    assert isinstance(caught.value, ValueError)
    assert any(name in str(caught.value) for name in wrong)


@pytest.mark.parametrize("weights", [(0.1, 0.3), (0.3, 0.1), (0.4, 0.0), (0.15, 0.25), (0.2, 0.2)])
def test_largest_allowed_deduction_is_not_refused_by_rounding(weights: tuple[float, float]) -> None:
    options = MatchingOptions(distance_weight=weights[0], novelty_weight=weights[1])
    assert options.distance_weight + options.novelty_weight == pytest.approx(0.4)


# ---------------------------------------------------------------- what is NOT invariant


PAIR = Topics(2, related=frozenset({(0, 1)}))


def test_score_may_fall_when_the_teacher_gains_a_competence() -> None:
    """The new offer makes both profiles alike: f_dist falls, by at most lambda_dist * B."""
    options = MatchingOptions(tau=0.6)
    own = {(0, 0): 3, (1, 0): 3, (1, 1): 5}
    offers = {(1, 1): 5}
    before = World(
        PAIR, 2, own, offers, dict.fromkeys(offers, 1.0), {(0, 1): 3}, {(0, 1): 1.0}, (0, 0)
    )
    after = state_own(state_offer(before, (1, 0), 5, 1.0), (1, 0), 5)
    scores = []
    for world in (before, after):
        own_levels = to_matrices(world).own
        similarity, _ = measure_similarity(own_levels, to_taxonomy(PAIR), options=options)
        distance = measure_distance_factor(similarity, options=options)
        scores.append(score_of(world, distance, np.ones((2, 2)), options)[0, 1])
    share = share_of(before, options)[0, 1]
    assert share == share_of(after, options)[0, 1] == 1
    assert scores[1] < scores[0]
    assert scores[0] - scores[1] <= options.distance_weight * share


def test_share_of_old_needs_falls_when_a_need_is_added_and_the_benefit_does_not() -> None:
    options = MatchingOptions(tau=0.6)
    before = World(PAIR, 2, {}, {(1, 0): 3}, {(1, 0): 1.0}, {(0, 0): 3}, {(0, 0): 1.0}, (0, 0))
    after = state_need(before, (0, 1), 3, 1.0)
    assert share_of(before, options)[0, 1] == pytest.approx(1)
    assert share_of(after, options)[0, 1] == pytest.approx(0.5)
    assert value_of(after, options)[0, 1] == value_of(before, options)[0, 1]


def test_own_level_in_a_related_topic_raises_the_share_through_the_foothold() -> None:
    options = MatchingOptions()
    before = World(PAIR, 2, {}, {(1, 0): 3}, {(1, 0): 1.0}, {(0, 0): 3}, {(0, 0): 1.0}, (1, 1))
    after = state_own(before, (0, 1), 4)
    assert share_of(before, options)[0, 1] == pytest.approx(0.5)
    assert share_of(after, options)[0, 1] == pytest.approx(1 - 0.5 * (1 - 0.5 * 4 / 5))


def test_own_level_in_a_needed_topic_may_raise_the_share() -> None:
    """The inverted U of section 3: absorption grows faster than the open steps shrink."""
    options = MatchingOptions()
    before = World(PAIR, 2, {}, {(1, 0): 5}, {(1, 0): 1.0}, {(0, 0): 5}, {(0, 0): 1.0}, (1, 1))
    after = state_own(before, (0, 0), 2)
    assert share_of(after, options)[0, 1] > share_of(before, options)[0, 1]
    assert value_of(after, options)[0, 1] > value_of(before, options)[0, 1]
