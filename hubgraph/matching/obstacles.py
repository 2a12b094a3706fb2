"""Why a teacher is not among a learner's first: obstacles in numbers, in a fixed order."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from hubgraph.matching.copies import Floats
from hubgraph.matching.counterfactuals import find_open, find_place
from hubgraph.matching.kernel import build_kernel
from hubgraph.matching.paths import find_topic_path
from hubgraph.matching.profiles import Profiles
from hubgraph.matching.scores import Scores

Topics = NDArray[np.intp]

ObstacleKind = Literal[
    "not_member", "no_need", "fulfilled", "no_offer", "too_far", "level_too_low", "no_foothold",
    "known_contact", "outranked", "capacity", "restricted",
]  # fmt: skip

OBSTACLE_KINDS: tuple[ObstacleKind, ...] = (
    "not_member", "no_need", "fulfilled", "no_offer", "too_far", "level_too_low", "no_foothold",
    "known_contact", "outranked", "capacity", "restricted",
)  # fmt: skip
"""Obstacles in the order in which they are named: what must be there first comes first.

`not_member`: one of the two is no member on the day. `no_need`: the learner has stated no
need (on the topic). `fulfilled`: every need it stated lies at or below its own level.
`no_offer`: the teacher has stated no offer, and none of its teaching is recorded. `too_far`: the
kernel between each open need and each offer is 0. `level_too_low`: what is near enough ends below
the first open step. `no_foothold`: all that is missing is something the learner can build on
(only where `absorption_floor` is 0). `known_contact`: without the deduction for knowing each
other the teacher would be among the first. `outranked`: others score higher. The last two keep
nobody off the list, for matching knows neither: `capacity`: a stated capacity is 0 or used up;
`restricted`: what the pair rests on may not be published.
"""


@dataclass(frozen=True)
class Obstacle:
    """One obstacle; which fields are filled depends on its kind.

    `organisation` is whom it is about (CURIE). `need` and `offer` are topic numbers; `level` is
    the level of that offer, `step` the first level that would help. `relation` is that of
    the offer to the need in the topic tree, None where nothing joins them. `place` is the
    teacher's, `rival` who holds the last place on the list, `gap` how much more that one scores.
    `allowed` and `used` count exchanges; `statements` counts restricted ones.
    """

    kind: ObstacleKind
    organisation: str
    need: int | None = None
    offer: int | None = None
    level: int | None = None
    step: int | None = None
    relation: str | None = None
    place: int | None = None
    rival: int | None = None
    gap: float | None = None
    allowed: int | None = None
    used: int | None = None
    statements: int | None = None


def find_obstacles(scores: Scores, learner: int, teacher: int, *, top: int) -> list[Obstacle]:
    """Obstacles between members (row numbers), in the order of `OBSTACLE_KINDS`.

    Empty where the teacher is among the learner's first `top`.
    """
    row = scores.score[[learner], :].toarray().ravel()
    place = find_place(row, teacher)
    if 0 < place <= top:
        return []
    found = _find_rivals(scores, row, learner, teacher, top) if place else ()
    return [
        *(found or _find_silence(scores, learner, teacher)),
        *find_limits(scores, learner, teacher),
    ]


def find_limits(scores: Scores, learner: int, teacher: int) -> Iterator[Obstacle]:
    """What matching does not look at: capacities used up, statements that are restricted."""
    profiles = scores.profiles
    curies = profiles.organisations.index
    record = profiles.record
    roles = {(curies[learner], "hg:learnerRole"), (curies[teacher], "hg:teacherRole")}
    for row in [] if record is None else record.capacities.to_dict("records"):
        if (row["organisation"], row["role"]) in roles and row["exchanges"] <= row["used"]:
            allowed, used = int(row["exchanges"]), int(row["used"])
            yield Obstacle("capacity", row["organisation"], allowed=allowed, used=used)
    hidden = count_restricted(profiles, learner, teacher)
    if hidden:
        yield Obstacle("restricted", str(curies[learner]), statements=hidden)


def count_restricted(profiles: Profiles, learner: int, teacher: int) -> int:
    """How many of the learner's needs and the teacher's offers may not be published.

    0 on profiles of a public part: what is not in them counts as not stated.
    """
    if profiles.snapshot is not None or "access" not in profiles.sources:
        return 0
    access = profiles.sources["access"]
    secret = set(access.index[access.notna() & (access != "hg:publicAccess")])
    curies, stated = profiles.organisations.index, profiles.statements
    sides = ((curies[learner], "hg:Need"), (curies[teacher], "hg:Offer"))
    about = np.logical_or.reduce(
        [(stated["organisation"] == who) & (stated["kind"] == kind) for who, kind in sides]
    )
    return sum(not secret.isdisjoint(sources) for sources in stated.loc[about, "sources"])


def _find_rivals(
    scores: Scores, row: Floats, learner: int, teacher: int, top: int
) -> list[Obstacle]:
    """Known contact if it decides, and who stands before the teacher."""
    who = str(scores.profiles.organisations.index[teacher])
    last = min(at for at in range(len(row)) if find_place(row, at) == top)
    place, gap = find_place(row, teacher), float(row[last] - row[teacher])
    freed = row.copy()
    freed[teacher] += scores.deductions["novelty"][learner, teacher]
    known = [Obstacle("known_contact", who, place=find_place(freed, teacher))]
    outranked = Obstacle("outranked", who, place=place, rival=last, gap=gap)
    return [*(known if find_place(freed, teacher) <= top else []), outranked]


def _find_silence(scores: Scores, learner: int, teacher: int) -> list[Obstacle]:
    """Why the teacher has no score at all with the learner."""
    matrices, curies = scores.matrices, scores.profiles.organisations.index
    needs = find_open(matrices.target[[learner], :], matrices.own[[learner], :])
    offers = (matrices.offer + matrices.activity)[[teacher], :].tocoo().col
    found = []
    if not needs.size:
        stated = matrices.target[[learner], :].nnz
        found.append(Obstacle("fulfilled" if stated else "no_need", str(curies[learner])))
    if not offers.size:
        found.append(Obstacle("no_offer", str(curies[teacher])))
    return found or [_find_distance(scores, learner, teacher, needs, offers)]


def _find_distance(
    scores: Scores, learner: int, teacher: int, needs: Topics, offers: Topics
) -> Obstacle:
    """Why no offer serves a need: too far in the topic tree, too low, or nothing to build on."""
    who = str(scores.profiles.organisations.index[teacher])
    near = scores.kernel[needs, :][:, offers].tocoo()
    if not near.nnz:
        return _find_nearest(scores, who, needs, offers)
    steps = 1 + scores.matrices.own[[learner], :].toarray().ravel()[needs]
    levels = scores.matrices.offer[[teacher], :].toarray().ravel()[offers]
    options = [
        (steps[need] - levels[offer], -value, int(needs[need]), int(offers[offer]), need, offer)
        for need, offer, value in zip(near.row, near.col, near.data, strict=True)
    ]
    short, _, need, offer, row, column = min(options)
    active = scores.matrices.activity[[teacher], :].toarray().ravel()[offers[near.col]]
    kind: ObstacleKind = "no_foothold" if short <= 0 or active.any() else "level_too_low"
    return Obstacle(
        kind, who, need=need, offer=offer, level=int(levels[column]), step=int(steps[row])
    )


def _find_nearest(scores: Scores, who: str, needs: Topics, offers: Topics) -> Obstacle:
    """The need and the offer that are nearest each other, though too far, and how they relate."""
    free = replace(scores.options, tau=0.0)
    kernel = build_kernel(scores.profiles.taxonomy, options=free)[needs, :][:, offers].toarray()
    row, column = np.unravel_index(int(kernel.argmax()), kernel.shape)
    need, offer = int(needs[row]), int(offers[column])
    path = find_topic_path(scores.profiles.taxonomy, need, offer, options=free)
    known = path is not None and kernel[row, column] > 0
    return Obstacle(
        "too_far", who, need=need, offer=offer, relation=path.relation if path and known else None
    )
