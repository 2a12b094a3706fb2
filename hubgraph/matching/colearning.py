"""Learning together: groups with the same open need that nobody in the group can serve."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from hubgraph.matching.benefit import build_supply
from hubgraph.matching.certainty import bound_benefits
from hubgraph.matching.options import LEVELS
from hubgraph.matching.profiles import RUNS, build_matrices
from hubgraph.matching.scores import Scores
from hubgraph.matching.taxonomy import find_near

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

    `priority` and `near` (the kernel in the better direction, from 0.8 on) are n × m and
    m × m; `supply` holds the point, low and high run's; `steps` the steps that could be open.
    """

    scores: Scores
    priority: csr_array
    near: csr_array
    supply: tuple[csr_array, csr_array, csr_array]
    steps: csr_array

    @classmethod
    def build(cls, scores: Scores) -> "_Room":
        """Everything once, for all topics."""
        profiles, options, kernel = scores.profiles, scores.options, scores.kernel
        low, high = (
            build_supply(build_matrices(profiles, run=run, options=options), kernel) for run in RUNS
        )
        steps = bound_benefits(profiles, scores.matrices, kernel, options=options)[1].demand
        supply = (scores.benefit.supply, low, high)
        return cls(scores, scores.matrices.priority, find_near(kernel), supply, steps)

    @property
    def topics(self) -> list[int]:
        """Topics on which somebody has an open need, in order."""
        return sorted(set(map(int, self.scores.benefit.demand.tocoo().col % self.near.shape[0])))

    def gather(self, topic: int, *, most: int) -> list[Need]:
        """Needs of the group on a topic: of each learner the one with most priority * kernel."""
        needs = sorted(self._find_needs(topic), key=lambda need: (-self._value(topic, need), need))
        chosen: dict[int, Need] = {}
        for need in needs:
            chosen.setdefault(need[0], need)
        members = list(chosen.values())
        while True:
            unmet = {need: self.unmet(need, members) for need in members}
            lacking = [need for need in members if unmet[need] > _LEAST]
            if len(lacking) == len(members):
                break
            members = lacking
        members.sort(key=lambda need: (-self._value(topic, need) * unmet[need], need))
        return members[:most]

    def _find_needs(self, topic: int) -> Iterator[Need]:
        """Open needs on a topic or near it."""
        demand, m = self.scores.benefit.demand, self.near.shape[0]
        near = self.near[[topic], :].tocoo().col
        columns = (np.arange(LEVELS)[:, np.newaxis] * m + near).ravel()
        entries = demand[:, columns].tocoo()
        for learner, column in zip(entries.row, entries.col, strict=True):
            yield int(learner), int(near[column % len(near)])

    def _value(self, topic: int, need: Need) -> float:
        """Priority * kernel of a need, as seen from a topic."""
        return float(self.priority[need]) * float(self.near[topic, need[1]])

    def unmet(self, need: Need, members: list[Need]) -> float:
        """Share of a need that the best offers of the others leave open, 0 to 1."""
        demand = self._steps_of(self.scores.benefit.demand, need)
        return 1 - float(demand @ self._supplied(need, members, run=0) / demand.sum())

    def bound_unmet(self, need: Need, members: list[Need]) -> tuple[float, float]:
        """Bounds of `unmet`: any step that could be open may be the only one."""
        possible = self._steps_of(self.steps, need) > 0
        most = self._supplied(need, members, run=2)[possible].max()
        least = self._supplied(need, members, run=1)[possible].min()
        return 1 - float(most), 1 - float(least)

    def _steps_of(self, matrix: csr_array, need: Need) -> NDArray[np.float64]:
        """One learner's five steps on a topic."""
        columns = np.arange(LEVELS) * self.near.shape[0] + need[1]
        return np.asarray(matrix[[need[0]], :][:, columns].toarray()).ravel()

    def _supplied(self, need: Need, members: list[Need], *, run: int) -> NDArray[np.float64]:
        """Best supply of the others in a group for the five steps of a need."""
        others = [learner for learner, _ in members if learner != need[0]]
        columns = np.arange(LEVELS) * self.near.shape[0] + need[1]
        return np.asarray(
            self.supply[run][others, :][:, columns].toarray().max(axis=0, initial=0.0)
        )

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
        pairs = [(a, b) for b in range(len(members)) for a in range(b)]
        values = [
            min(float(self.priority[members[a]]), float(self.priority[members[b]]))
            * float(self.near[members[a][1], members[b][1]])
            * min(unmet[a], unmet[b])
            for a, b in pairs
        ]
        return (1 - 1 / len(members)) * sum(values) / len(pairs)

    def _find_teacher(self, members: list[Need]) -> tuple[int | None, float]:
        """Member outside a group who covers most of it, and the share covered."""
        demand, supply = self.scores.benefit.demand, self.scores.benefit.supply
        value, total = np.zeros(supply.shape[0]), 0.0
        for need in members:
            columns = np.arange(LEVELS) * self.near.shape[0] + need[1]
            weights = self._steps_of(demand, need)
            value += supply[:, columns] @ weights
            total += weights.sum()
        value[[learner for learner, _ in members]] = 0
        best = int(np.round(value, 9).argmax())
        return (best, float(value[best] / total)) if value[best] > _LEAST else (None, 0.0)
