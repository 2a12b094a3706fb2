"""Counterfactuals and smallest changes equal brute force with the naive reference."""

import math
from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest
from matching_profiles import Network, draw_networks, to_profiles
from matching_reference import (
    LEVELS,
    World,
    build_kernel,
    measure_distance_factor,
    measure_score,
    measure_share,
    measure_similarity,
)
from matching_worlds import state_need, state_offer

import hubgraph as hg
from hubgraph.matching.counterfactuals import find_place, mark_top
from hubgraph.matching.scores import measure_scores

OPTIONS = hg.MatchingOptions()
NEW = 0.8
"""Evidence of an offer that is declared on the day."""

Try = tuple[int, float, str, int, int]
"""Steps, score (negative), topic, level and place of a change."""


class Naive:
    """Scores of one learner in a world, by plain loops; contacts and profiles stay as they are."""

    def __init__(self, network: Network, learner: int) -> None:
        """Measure once what no change of offers or needs moves."""
        self.kernel = build_kernel(network.world.topics, OPTIONS)
        alike = measure_similarity(network.world, OPTIONS)[learner]
        self.distance = [measure_distance_factor(each, OPTIONS) for each in alike]
        ages = [network.contacts.get((learner, each), ()) for each in range(network.world.hubs)]
        self.novelty = [2 ** -sum(2 ** (-age / 2) for age in each) for each in ages]
        self.learner = learner

    def row(self, world: World) -> np.ndarray:
        """Score of every teacher."""
        share = measure_share(world, self.kernel, OPTIONS)[self.learner]
        parts = zip(share, self.distance, self.novelty, strict=True)
        return np.array([measure_score(*each, OPTIONS) for each in parts])


def list_pairs(count: int) -> Iterator[tuple[Network, int, int]]:
    """Pairs of worlds in which every level is stated."""
    for network in list(draw_networks(count))[::2]:
        for learner, teacher in ((0, 1), (1, 0), (0, 2), (2, 0)):
            if max(learner, teacher) < network.world.hubs:
                yield network, learner, teacher


def try_all(network: Network, learner: int, teacher: int, *, top: int, need: bool) -> list[Try]:
    """All changes of one level, of the learner's needs or the teacher's offers, smallest first."""
    world, naive, found = network.world, Naive(network, learner), []
    for topic in range(world.topics.count):
        at = (learner if need else teacher, topic)
        least = (world.targets if need else world.offers).get(at, 0)
        base = max(least, world.own.get(at, 0)) if need else least
        for level in range(base + 1, LEVELS + 1):
            if need:
                changed = state_need(world, at, level, world.priorities.get(at, 1.0))
            else:
                changed = state_offer(world, at, level, world.evidence.get(at, NEW))
            row = naive.row(changed)
            place = find_place(row, teacher)
            if 0 < place <= top:
                found.append(
                    (level - least, -round(row[teacher], 9), f"t{topic:02d}", level, place)
                )
    return sorted(found)


def has_open_need(world: World, learner: int) -> bool:
    """Whether a target lies above the own level."""
    return any(
        target > world.own.get(at, 0) for at, target in world.targets.items() if at[0] == learner
    )


@pytest.mark.parametrize("top", [1, 2])
def test_the_smallest_change_is_that_of_brute_force(top: int) -> None:
    single = several = 0
    for number, (network, learner, teacher) in enumerate(list_pairs(14)):
        world = network.world
        topic = number % world.topics.count if number % 3 == 0 else None
        found = hg.explain_absence(
            to_profiles(network), learner=f"hgd:h{learner}", teacher=f"hgd:h{teacher}", top=top,
            topic=None if topic is None else f"t{topic:02d}",
        )  # fmt: skip
        if topic is not None:
            kept = {at: d for at, d in world.targets.items() if at[0] != learner or at[1] == topic}
            world = replace(world, targets=kept)
        need = not has_open_need(world, learner)
        tried = try_all(replace(network, world=world), learner, teacher, top=top, need=need)
        if need and topic is not None:
            tried = [each for each in tried if each[2] == f"t{topic:02d}"]
        if found.obstacle is None:
            continue
        assert found.smallest == bool(tried), (number, tried[:2], found.changes)
        if tried:
            row = found.changes.iloc[0]
            assert (row["steps"], row["topic"], row["level"]) == (tried[0][0], *tried[0][2:4])
            assert found.score_after == pytest.approx(-tried[0][1], abs=2e-9)
            assert found.place_after == tried[0][4]
            single += 1
        else:
            several += len(found.changes) > 1
    assert single > 5
    assert several > 0


@pytest.mark.parametrize("threshold", [None, 0.2])
def test_gains_are_those_of_brute_force(threshold: float | None) -> None:
    gains = 0
    for network, learner, teacher in list_pairs(14):
        world, naive = network.world, Naive(network, learner)
        expected: dict[str, tuple[int, float]] = {}

        def reaches(row: np.ndarray, who: int = teacher) -> bool:
            limit = np.delete(row, who).max() if threshold is None else threshold
            return round(row[who], 9) > round(limit, 9)

        for topic in range(world.topics.count) if not reaches(naive.row(world)) else ():
            least = world.offers.get((teacher, topic), 0)
            for level in range(least + 1, LEVELS + 1):
                evidence = world.evidence.get((teacher, topic), NEW)
                row = naive.row(state_offer(world, (teacher, topic), level, evidence))
                if reaches(row):
                    expected[f"t{topic:02d}"] = (level, row[teacher])
                    break
        table = hg.find_counterfactuals(
            to_profiles(network), learner=f"hgd:h{learner}", teacher=f"hgd:h{teacher}",
            threshold=threshold,
        )  # fmt: skip
        table = table[table["kind"].isin(["first", "threshold"])]
        assert dict(zip(table["topic"], table["level"], strict=True)) == {
            topic: level for topic, (level, _) in expected.items()
        }
        for row in table.to_dict("records"):
            assert math.isclose(row["score_after"], expected[row["topic"]][1], abs_tol=1e-12)
        order = [*zip(table["steps"], -table["score_after"].round(9), table["topic"], strict=True)]
        assert order == sorted(order)
        gains += len(table)
    assert gains > 5


def test_places_and_marks_agree_with_the_lists() -> None:
    for network in draw_networks(40):
        scores = measure_scores(to_profiles(network)).score.toarray()
        marks = mark_top(scores, 2)
        for learner, row in enumerate(scores):
            for teacher in range(len(row)):
                place = find_place(row, teacher)
                assert marks[learner, teacher] == (0 < place <= 2)
                assert (place == 0) == (row[teacher] == 0)
