"""Every completion of the missing levels lies in the interval (section 12, invariant 14)."""

from dataclasses import replace

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from matching_reference import LEVELS, World, bound_levels
from matching_runs import EXACT, kernel_of, value_of
from matching_worlds import (
    EXHAUSTIVE,
    POSITIVE_SHARES,
    draw_options,
    draw_world,
    state_own,
    to_matrices,
)

from hubgraph.matching.benefit import build_demand, build_supply, measure_absorption
from hubgraph.matching.options import MatchingOptions

SHARE = st.sampled_from(POSITIVE_SHARES)


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
