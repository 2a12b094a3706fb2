"""The smallest change that brings a teacher among a learner's first."""

from collections.abc import Iterator
from dataclasses import dataclass

import pandas as pd

from hubgraph.matching.counterfactuals import Outcome, find_open, find_place, try_needs, try_offers
from hubgraph.matching.options import LEVELS, MatchingOptions
from hubgraph.matching.profiles import Profiles, build_matrices
from hubgraph.matching.scores import measure_point
from hubgraph.matching.whatif import Change, keep_need

MOST_LEVELS = 3
"""How many levels a set of changes states at most."""


@dataclass(frozen=True)
class Goal:
    """What is wanted: a teacher among a learner's first `top`, on one topic or on all (None).

    Organisations and topics are CURIEs.
    """

    learner: str
    teacher: str
    topic: str | None
    top: int
    options: MatchingOptions

    def view(self, profiles: Profiles) -> Profiles:
        """Profiles in which the learner needs nothing but the topic, if one is given."""
        if self.topic is None:
            return profiles
        return keep_need(profiles, self.learner, topic=self.topic)


@dataclass(frozen=True)
class Remedy:
    """Changes after which the goal is met; `smallest` says that no smaller set exists."""

    changes: tuple[Change, ...]
    smallest: bool


def find_remedy(profiles: Profiles, goal: Goal) -> Remedy | None:
    """The smallest change that meets a goal not met; if one is not enough, a small set; else None.

    Changes that are thought of: a membership renewed, for whoever of the two is no member on the
    day; if the learner has no open need (on the topic), a need stated or its target raised;
    else an offer of the teacher stated or its level raised. Smallest is the change with the
    fewest statements, then the fewest level steps (from the level that counts, from 0 where
    nothing is stated), then the largest score after it, then the first topic by CURIE. Renewals
    come first, for without them there is no score.

    Where no single level will do, levels are added one after the other, each the one that
    brings the most, three at most: a set that works, not surely the smallest one.
    """
    people = profiles.organisations.index
    renewals = [Change(who) for who in (goal.learner, goal.teacher) if who not in people]
    for change in renewals:
        profiles = change.apply(profiles)
    profiles = goal.view(profiles)
    if renewals and _is_met(profiles, goal):
        return Remedy(tuple(renewals), smallest=True)
    levels = _find_levels(profiles, goal)
    if levels is None:
        return None
    return Remedy((*renewals, *levels), smallest=len(levels) == 1)


def _find_levels(profiles: Profiles, goal: Goal) -> list[Change] | None:
    """Levels that meet the goal: a single one, else as few as adding the best ones takes."""
    found: list[Change] = []
    for _ in range(MOST_LEVELS):
        outcomes = _try(profiles, goal)
        met = [each for each in outcomes if 0 < each.place <= goal.top]
        if met:
            return [*found, met[0].change]
        best = max(outcomes, key=lambda each: (each.score, -each.steps), default=None)
        change = best.change if best and best.score > 0 else _open_need(profiles, goal)
        if change is None:
            return None
        found.append(change)
        profiles = change.apply(profiles)
    return None


def _try(profiles: Profiles, goal: Goal) -> list[Outcome]:
    """Outcomes of a need where none is open, else of an offer."""
    learner, teacher = (
        _place(profiles.organisations.index, who) for who in (goal.learner, goal.teacher)
    )
    matrices = build_matrices(profiles, options=goal.options)
    if find_open(matrices.target[[learner], :], matrices.own[[learner], :]).size:
        return try_offers(profiles, learner, teacher, options=goal.options)
    topic = None if goal.topic is None else _place(profiles.topics.index, goal.topic)
    return try_needs(profiles, learner, teacher, topic=topic, options=goal.options)


def _open_need(profiles: Profiles, goal: Goal) -> Change | None:
    """Need that must be there before any offer helps, one step above the own level.

    On the topic asked about, else on one of which either has said something: the learner's
    needs, then the teacher's own levels, then its own; None where there is none.
    """
    return next(_list_needs(profiles, goal), None)


def _list_needs(profiles: Profiles, goal: Goal) -> Iterator[Change]:
    """Needs that could be stated or raised, on topics that have come up."""
    stated, index = profiles.statements, profiles.organisations.index
    sides = (
        (goal.learner, "hg:Need"),
        (goal.teacher, "hg:OwnLevel"),
        (goal.learner, "hg:OwnLevel"),
    )
    topics = [] if goal.topic is None else [goal.topic]
    for who, kind in sides if goal.topic is None else ():
        topics += stated.loc[
            (stated["organisation"] == who) & (stated["kind"] == kind), "topic"
        ].tolist()
    matrices = build_matrices(profiles, options=goal.options)
    row = _place(index, goal.learner)
    for topic in topics:
        column = _place(profiles.topics.index, topic)
        own, target = int(matrices.own[row, column]), int(matrices.target[row, column])
        if target <= own < LEVELS:
            found = profiles.find_statement(row, column, "hg:Need")
            before = None if found is None else target
            yield Change(goal.learner, "hg:Need", topic, own + 1, before)


def _is_met(profiles: Profiles, goal: Goal) -> bool:
    """Whether the teacher is among the learner's first."""
    index = profiles.organisations.index
    learner, teacher = (_place(index, who) for who in (goal.learner, goal.teacher))
    row = measure_point(profiles, options=goal.options)[[learner], :].toarray().ravel()
    return 0 < find_place(row, teacher) <= goal.top


def _place(index: pd.Index, curie: str) -> int:
    """Row number of a CURIE."""
    return int(index.get_indexer(pd.Index([curie]))[0])
