"""What one might expect and does not hold: the list of non-invariants of section 12."""

from dataclasses import replace

import numpy as np
import pytest
from matching_reference import Topics, World
from matching_runs import kernel_of_topics, score_of, share_of, similarity_of, value_of
from matching_worlds import state_need, state_offer, state_own, to_matrices, to_taxonomy

from hubgraph.matching.factors import measure_distance_factor
from hubgraph.matching.options import MatchingOptions

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
        similarity, _ = similarity_of(own_levels, to_taxonomy(PAIR), options)
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


def test_a_new_topic_elsewhere_changes_the_kernel_of_lin_and_not_that_of_paths() -> None:
    """Information content counts the leaves of the whole tree; steps are counted on the way."""
    small = Topics(5, frozenset({(1, 0), (2, 0), (3, 1), (4, 1)}))
    wider = replace(small, count=6, broader=small.broader | {(5, 0)})
    for kernel, changes in (("paths", False), ("lin", True)):
        options = replace(MatchingOptions(), kernel=kernel)  # type: ignore[arg-type]
        before, after = (kernel_of_topics(topics, options) for topics in (small, wider))
        assert (after[3, 4] != before[3, 4]) == changes
