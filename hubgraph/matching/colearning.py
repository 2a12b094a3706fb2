"""Learning together: groups with the same open need that nobody in the group can serve."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csc_array

from hubgraph.matching.certainty import bound_benefits
from hubgraph.matching.kernel import find_near
from hubgraph.matching.options import LEVELS
from hubgraph.matching.scores import Scores

_LEAST = 1e-9


@dataclass(frozen=True)
class LearningGroup:
    """Learners with a need on one topic, or near it, that none of them can serve.

    `topic` is the topic they share, `learners` their row numbers in order, `needs` the need
    topic of each. `score` is the share of their separate efforts that learning together
    saves, 0 to 1, `low` and `high` its bounds over every completion of missing levels.
    `teacher` is the member outside the group who covers most of it, None where nobody outside
    covers any; `covered` is that teacher's share of the group's open need on the topic.
    """

    topic: int
    learners: tuple[int, ...]
    needs: tuple[int, ...]
    score: float
    low: float
    high: float
    teacher: int | None
    covered: float


def find_learning_groups(scores: Scores, *, most: int = 6) -> list[LearningGroup]:
    """All groups of at least two learners, by topic; `most` is the largest size, at least 2.

    Two needs go together where the kernel between their topics, in the better direction, is
    at least 0.8. score = (1 - 1/size) * mean over pairs of min(priorities) * kernel *
    min(unmet shares): who learns alone saves nothing, two save half of what they both lack.
    Unmet is what the best offers inside the group leave open of a need. Who lacks nothing
    then is not in it; of more than `most` the ones with the weightiest unmet needs are. A
    group that is part of another one with the same needs is left out, and so is one whose needs
    are all near the topic but not near each other.
    """
    room = _Room.build(scores)
    found: dict[frozenset[Need], int] = {}
    for topic in room.topics:
        members = room.gather(topic, most=most)
        if len(members) > 1:
            found.setdefault(frozenset(members), topic)
    largest = [each for each in found if not any(each < other for other in found)]
    groups = [room.describe(found[each], sorted(each)) for each in largest]
    saving = [group for group in groups if group.score > _LEAST]
    return sorted(saving, key=lambda group: (group.topic, group.learners))


Need = tuple[int, int]
"""Learner and topic of a need, as row numbers."""


@dataclass(frozen=True)
class _Room:
    """All open needs, and what everybody supplies for them.

    `priority` is that of every need, `near` the kernel of topics in the better direction, from
    0.8 on. `matrices` are n × (levels * m): open steps and supply of the point run, steps that
    could be open, supply of the low and the high run. `cuts` remembers their parts.
    """

    priority: Mapping[Need, float]
    near: Mapping[tuple[int, int], float]
    matrices: Mapping[str, csc_array]
    cuts: dict[tuple[str, int], NDArray[np.float64]]

    @classmethod
    def build(cls, scores: Scores) -> "_Room":
        """Everything once, for all topics."""
        profiles, options, kernel = scores.profiles, scores.options, scores.kernel
        benefit = scores.benefit
        lowest, highest = bound_benefits(profiles, scores.matrices, kernel, options=options)
        matrices = {
            "demand": benefit.demand,
            "supply": benefit.supply,
            "possible": highest.demand,
            "low": lowest.supply,
            "high": highest.supply,
        }
        return cls(
            dict(scores.matrices.priority.todok().items()),
            dict(find_near(kernel).todok().items()),
            {name: csc_array(matrix) for name, matrix in matrices.items()},
            {},
        )

    @cached_property
    def topics(self) -> list[int]:
        """Topics on which somebody has an open need, in order."""
        demand = self.matrices["demand"]
        open_steps = np.flatnonzero(np.diff(demand.indptr))
        return sorted(set((open_steps % (demand.shape[1] // LEVELS)).tolist()))

    def cut(self, name: str, topic: int) -> NDArray[np.float64]:
        """Five steps of everybody on a topic, n × 5."""
        if (name, topic) not in self.cuts:
            matrix = self.matrices[name]
            columns = np.arange(LEVELS) * (matrix.shape[1] // LEVELS) + topic
            self.cuts[name, topic] = matrix[:, columns].toarray()
        return self.cuts[name, topic]

    def gather(self, topic: int, *, most: int) -> list[Need]:
        """Needs of the group on a topic: of each learner the one with most priority * kernel."""
        worth = {need: self._value(topic, need) for need in self._find_needs(topic)}
        chosen: dict[int, Need] = {}
        for need in sorted(worth, key=lambda need: (-round(worth[need], 9), need)):
            chosen.setdefault(need[0], need)
        members = list(chosen.values())
        while True:
            unmet = {need: self.unmet(need, members) for need in members}
            lacking = [need for need in members if unmet[need] > _LEAST]
            if len(lacking) == len(members):
                break
            members = lacking
        members.sort(key=lambda need: (-round(worth[need] * unmet[need], 9), need))
        return members[:most]

    def _find_needs(self, topic: int) -> Iterator[Need]:
        """Open needs on a topic or near it."""
        for other in self.topics:
            if (topic, other) in self.near:
                learners = np.flatnonzero(self.cut("demand", other).any(axis=1))
                yield from ((int(learner), other) for learner in learners)

    def _value(self, topic: int, need: Need) -> float:
        """Priority * kernel of a need, as seen from a topic."""
        return float(self.priority[need] * self.near[topic, need[1]])

    def unmet(self, need: Need, members: list[Need]) -> float:
        """Share of a need that the best offers of the others leave open, 0 to 1."""
        demand = self.cut("demand", need[1])[need[0]]
        return 1 - float(demand @ self._supplied(need, members, "supply") / demand.sum())

    def bound_unmet(self, need: Need, members: list[Need]) -> tuple[float, float]:
        """Bounds of `unmet`: any step that could be open may be the only one."""
        possible = self.cut("possible", need[1])[need[0]] > 0
        most = self._supplied(need, members, "high")[possible].max()
        least = self._supplied(need, members, "low")[possible].min()
        return 1 - float(most), 1 - float(least)

    def _supplied(self, need: Need, members: list[Need], name: str) -> NDArray[np.float64]:
        """Best supply of the others in a group for the five steps of a need."""
        others = [learner for learner, _ in members if learner != need[0]]
        best: NDArray[np.float64] = self.cut(name, need[1])[others].max(axis=0, initial=0.0)
        return best

    def describe(self, topic: int, members: list[Need]) -> LearningGroup:
        """Group with its score, bounds and best teacher."""
        bounds = [self.bound_unmet(need, members) for need in members]
        unmet = [self.unmet(need, members) for need in members]
        low, score, high = (
            self._score(members, shares)
            for shares in ([low for low, _ in bounds], unmet, [high for _, high in bounds])
        )
        teacher, covered = self._find_teacher(members)
        learners, needs = zip(*members, strict=True)
        return LearningGroup(topic, learners, needs, score, low, high, teacher, covered)

    def _score(self, members: list[Need], unmet: list[float]) -> float:
        """(1 - 1/size) * mean over pairs of min(priorities) * kernel * min(unmet)."""
        values = [
            min(self.priority[one], self.priority[other])
            * self.near.get((one[1], other[1]), 0.0)
            * min(lack, other_lack)
            for (one, lack), (other, other_lack) in combinations(
                zip(members, unmet, strict=True), 2
            )
        ]
        return float((1 - 1 / len(members)) * sum(values) / len(values))

    def _find_teacher(self, members: list[Need]) -> tuple[int | None, float]:
        """Member outside a group who covers most of it, and the share covered."""
        demands = [self.cut("demand", topic)[learner] for learner, topic in members]
        supplies = [self.cut("supply", topic) for _, topic in members]
        value = sum(supply @ demand for supply, demand in zip(supplies, demands, strict=True))
        value[[learner for learner, _ in members]] = 0
        best, total = int(np.round(value, 9).argmax()), sum(demand.sum() for demand in demands)
        return (best, float(value[best] / total)) if value[best] > _LEAST else (None, 0.0)
