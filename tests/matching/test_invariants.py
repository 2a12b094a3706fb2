"""Properties that hold in every world (section 12 of the matching specification)."""

from dataclasses import fields, replace

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from matching_reference import LEVELS, Topics, World
from matching_reference import build_kernel as build_naive_kernel
from matching_runs import EXACT, atoms_of, benefit_of, built_share, score_of, share_of, value_of
from matching_worlds import (
    EXHAUSTIVE,
    POSITIVE_SHARES,
    SHARES,
    build_sparse,
    draw_factors,
    draw_options,
    draw_world,
    permute_hubs,
    permute_topics,
    record_activity,
    state_need,
    state_offer,
    state_own,
    to_matrices,
    to_taxonomy,
)

from hubgraph.matching.benefit import measure_benefit
from hubgraph.matching.kernel import build_kernel
from hubgraph.matching.options import MatchingOptions

LEVEL = st.integers(1, LEVELS)
SHARE = st.sampled_from(POSITIVE_SHARES)


def draw_at(data: st.DataObject, world: World) -> tuple[int, int]:
    """Draw any (hub, topic) of the world."""
    hub = data.draw(st.integers(0, world.hubs - 1), label="hub")
    return hub, data.draw(st.integers(0, world.topics.count - 1), label="topic")


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
    share = found.share.toarray()
    open_needs = {i for (i, t), d in world.targets.items() if d > world.own.get((i, t), 0)}
    teachers = {j for j, _ in [*world.offers, *world.activity]}
    for hub in range(world.hubs):
        assert (found.total[hub] > 0) == (hub in open_needs)
        assert hub in open_needs or not share[hub].any()
        assert hub in teachers or not share[:, hub].any()


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
    assert np.abs(built_share(moved, options) - built_share(world, options)).max() < EXACT


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


@given(world=draw_world(), options=draw_options(), strength=SHARE, data=st.data())
@EXHAUSTIVE
def test_more_activity_never_hurts_and_touches_one_column(
    world: World, options: MatchingOptions, strength: float, data: st.DataObject
) -> None:
    at = draw_at(data, world)
    strength = max(strength, world.activity.get(at, 0.0))
    before = share_of(world, options)
    after = share_of(record_activity(world, at, strength), options)
    others = np.arange(world.hubs) != at[0]
    assert (after >= before - EXACT).all()
    assert (after[:, others] == before[:, others]).all()


@given(world=draw_world(), options=draw_options())
@EXHAUSTIVE
def test_nothing_recorded_leaves_what_is_declared(world: World, options: MatchingOptions) -> None:
    silent = share_of(replace(world, activity={}), options)
    weak = dict.fromkeys(world.offers, 1e-300)
    assert (share_of(world, options) >= silent - EXACT).all()
    assert np.abs(share_of(replace(world, activity=weak), options) - silent).max() < EXACT


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


# ---------------------------------------------------------------- 10. and 13. surroundings


@given(world=draw_world(), options=draw_options(), lower=st.sampled_from([0.05, 0.1, 0.2]))
@EXHAUSTIVE
def test_lower_tau_never_lowers_a_share(
    world: World, options: MatchingOptions, lower: float
) -> None:
    after = built_share(world, replace(options, tau=lower))
    assert (after >= built_share(world, options) - EXACT).all()


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
        activity={at: v for at, v in world.activity.items() if at[0] < fewer},
        priorities={at: v for at, v in world.priorities.items() if at[0] < fewer},
        completeness=world.completeness[:fewer],
    )
    kept = share_of(world, options)[:fewer, :fewer]
    assert (kept == share_of(smaller, options)).all()


# ---------------------------------------------------------------- 19. twice, and untouched


@given(world=draw_world(), options=draw_options())
@EXHAUSTIVE
def test_same_twice_and_inputs_untouched(world: World, options: MatchingOptions) -> None:
    matrices = to_matrices(world)
    kernel = build_kernel(to_taxonomy(world.topics), options=options)
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
