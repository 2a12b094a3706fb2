"""Naive reference of the questions beyond learning: plain loops over dicts, nothing clever.

Written from sections 4, 4.1, 4.2, 10 and 16 of the matching specification and, where it leaves
the form open (groups, shared strengths), from what the functions promise.
"""

import math
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from matching_profiles import Network
from matching_reference import (
    LEVELS,
    Pair,
    Step,
    World,
    build_demand,
    build_kernel,
    build_supply,
    measure_absorption,
    measure_distance_factor,
    measure_share,
    measure_similarity,
    measure_total,
)

from hubgraph.matching.options import MatchingOptions

NEAR = 0.8
VISIBLE = 1e-9


# ------------------------------------------------------------------------------- pairs


def measure_tie(network: Network, options: MatchingOptions) -> dict[Pair, float]:
    """`tie[i, j]` of section 1."""
    return {
        pair: 1 - 2 ** -sum(2 ** (-age / options.contact_half_life_years) for age in ages)
        for pair, ages in network.contacts.items()
    }


def measure_distance(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Great-circle distance in km by the chord between the two points of the sphere."""
    here, there = (
        (math.cos(a) * math.cos(x), math.cos(a) * math.sin(x), math.sin(a))
        for a, x in ([math.radians(degrees) for degrees in place] for place in (one, other))
    )
    return 2 * 6371.0 * math.asin(min(1.0, math.dist(here, there) / 2))


def measure_factors(
    network: Network, learner: int, teacher: int, options: MatchingOptions
) -> dict[str, float]:
    """Return the four factors of section 4 for one pair."""
    tie = measure_tie(network, options)
    common = [k for k in range(network.world.hubs) if {(learner, k), (k, teacher)} <= tie.keys()]
    places = [network.places[hub] for hub in (learner, teacher)]
    known = not any(math.isnan(number) for place in places for number in place)
    hours = measure_distance(*places) * 1.3 / 60 if known else 0.0
    similarity = measure_similarity(network.world, options)[learner][teacher]
    return {
        "distance": measure_distance_factor(similarity, options),
        "novelty": 1 - tie.get((learner, teacher), 0.0),
        "travel": 1 / (1 + hours / 2),
        "trust": 1.0 if common else 0.0,
    }


def measure_score(network: Network, options: MatchingOptions) -> dict[Pair, float]:
    """`S[i, j]` of section 4 with all four deductions."""
    world = network.world
    share = measure_share(world, build_kernel(world.topics, options), options)
    pairs = [(i, j) for i in range(world.hubs) for j in range(world.hubs) if share[i][j] > 0]
    score = {}
    for i, j in pairs:
        factors = measure_factors(network, i, j, options)
        taken = sum(options.deduction_weights[name] * (1 - f) for name, f in factors.items())
        score[i, j] = share[i][j] * (1 - taken)
    return score


def measure_mean(one: float, other: float, power: float) -> float:
    """`M_p` of section 4.1 for two numbers in [0, 1]."""
    if power <= 0 and min(one, other) == 0:
        return 0.0
    if power == 0:
        return math.sqrt(one * other)
    return float(((one**power + other**power) / 2) ** (1 / power))


def list_introducers(tie: Mapping[Pair, float], learner: int, teacher: int) -> list[Pair]:
    """Everybody with a contact to both, strongest weaker side first."""
    numbers = {hub for pair in tie for hub in pair} - {learner, teacher}
    both = [k for k in numbers if {(learner, k), (k, teacher)} <= tie.keys()]
    weaker = {k: min(tie[learner, k], tie[k, teacher]) for k in both}
    return sorted(both, key=lambda k: (-round(weaker[k], 9), k))


# ------------------------------------------------------------------------------- lists


def list_atoms(
    world: World, learner: int, options: MatchingOptions
) -> dict[int, dict[Pair, float]]:
    """Share of the need each teacher covers, by (level step, topic); teachers with any."""
    kernel = build_kernel(world.topics, options)
    absorption, supply = measure_absorption(world, kernel, options), build_supply(world, kernel)
    total = measure_total(world, options)[learner]
    atoms: dict[int, dict[Pair, float]] = {}
    for (hub, level, topic), wanted in build_demand(world, options).items():
        for teacher in range(world.hubs):
            offered = supply.get((teacher, level, topic), 0.0)
            value = absorption[hub, topic] * wanted * offered / total if hub == learner else 0.0
            if value > 0 and teacher != learner:
                atoms.setdefault(teacher, {})[level, topic] = value
    return dict(sorted(atoms.items()))


def measure_covered(atoms: Mapping[int, Mapping[Pair, float]], chosen: Sequence[int]) -> float:
    """`F_i(J)` of section 4.2."""
    best: dict[Pair, float] = {}
    for teacher in chosen:
        for step, value in atoms[teacher].items():
            best[step] = max(best.get(step, 0.0), value)
    return sum(best.values())


def cover_greedily(atoms: Mapping[int, Mapping[Pair, float]], top: int) -> list[int]:
    """Teachers of section 4.2, the largest gain first."""
    chosen: list[int] = []
    while len(chosen) < top:
        before = measure_covered(atoms, chosen)
        gains = {
            j: round(measure_covered(atoms, [*chosen, j]) - before, 9)
            for j in atoms.keys() - set(chosen)
        }
        best = max(gains, key=lambda j: (gains[j], -j), default=None)
        if best is None or gains[best] <= VISIBLE:
            break
        chosen.append(best)
    return chosen


def measure_cosine(one: Mapping[Pair, float], other: Mapping[Pair, float]) -> float:
    """Cosine of two contributions."""
    product = sum(value * other.get(step, 0.0) for step, value in one.items())
    lengths = [math.sqrt(sum(value**2 for value in each.values())) for each in (one, other)]
    return product / (lengths[0] * lengths[1])


def diversify(
    atoms: Mapping[int, Mapping[Pair, float]], score: Mapping[int, float], top: int, weight: float
) -> list[int]:
    """Teachers by the marginal relevance of section 4.2."""
    chosen: list[int] = []
    while len(chosen) < min(top, len(atoms)):
        value = {
            j: weight * score[j]
            - (1 - weight) * max((measure_cosine(atoms[j], atoms[k]) for k in chosen), default=0.0)
            for j in atoms.keys() - set(chosen)
        }
        chosen.append(max(value, key=lambda j: (round(value[j], 9), -j)))
    return chosen


# ------------------------------------------------------------------------------- groups


def find_near(world: World, options: MatchingOptions) -> dict[Pair, float]:
    """Pairs of topics with a kernel of 0.8 in the better direction."""
    kernel = build_kernel(world.topics, options)
    better = {(a, b): max(v, kernel.get((b, a), 0.0)) for (a, b), v in kernel.items()}
    better |= {(b, a): v for (a, b), v in better.items()}
    return {pair: value for pair, value in better.items() if value >= NEAR - 1e-9}


def measure_unmet(
    need: Pair, learners: Sequence[int], demand: Mapping[Step, float], supply: Mapping[Step, float]
) -> float:
    """Share of a need (learner, topic) that the best of the other learners leaves open."""
    learner, topic = need
    others = [hub for hub in learners if hub != learner]
    wanted = {th: demand.get((learner, th, topic), 0.0) for th in range(1, LEVELS + 1)}
    met = sum(
        value * max((supply.get((hub, th, topic), 0.0) for hub in others), default=0.0)
        for th, value in wanted.items()
    )
    return 1 - met / sum(wanted.values())


def score_group(world: World, members: Sequence[Pair], options: MatchingOptions) -> float:
    """Score of a group of needs (learner, topic)."""
    near, demand = find_near(world, options), build_demand(world, options)
    supply = build_supply(world, build_kernel(world.topics, options))
    learners = [learner for learner, _ in members]
    unmet = [measure_unmet(need, learners, demand, supply) for need in members]
    values = [
        min(world.priorities[members[a]], world.priorities[members[b]])
        * near.get((members[a][1], members[b][1]), 0.0)
        * min(unmet[a], unmet[b])
        for b in range(len(members))
        for a in range(b)
    ]
    return (1 - 1 / len(members)) * sum(values) / len(values)


class Group(NamedTuple):
    """A group: shared topic, needs (learner, topic), score, best teacher outside, its share."""

    topic: int
    members: tuple[Pair, ...]
    score: float
    teacher: int | None
    covered: float


def find_groups(world: World, options: MatchingOptions, most: int) -> list[Group]:
    """All groups, by topic and learners."""
    kernel = build_kernel(world.topics, options)
    absorption = measure_absorption(world, kernel, options)
    demand, supply = build_demand(world, options), build_supply(world, kernel)
    demand = {step: v for step, v in demand.items() if absorption[step[0], step[2]] > 0}
    open_needs = sorted({(hub, topic) for hub, _, topic in demand})
    near = find_near(world, options)
    found: dict[frozenset[Pair], int] = {}
    for shared in sorted({topic for _, topic in open_needs}):
        weight = {
            need: world.priorities[need] * near[shared, need[1]]
            for need in open_needs
            if (shared, need[1]) in near
        }
        members: list[Pair] = []
        for need in sorted(weight, key=lambda need: (-round(weight[need], 9), need)):
            if need[0] not in [learner for learner, _ in members]:
                members.append(need)
        unmet: dict[Pair, float] = {}
        while set(unmet) != set(members):
            learners = [learner for learner, _ in members]
            unmet = {need: measure_unmet(need, learners, demand, supply) for need in members}
            members = [need for need in members if unmet[need] > VISIBLE]
        members = sorted(members, key=lambda need: (-round(weight[need] * unmet[need], 9), need))[
            :most
        ]
        if len(members) > 1:
            found.setdefault(frozenset(members), shared)
    groups = []
    for members_, shared in found.items():
        needs = tuple(sorted(members_))
        score = score_group(world, needs, options)
        if score > VISIBLE and not any(members_ < other for other in found):
            groups.append(Group(shared, needs, score, *_find_teacher(world, needs, options)))
    return sorted(groups, key=lambda group: (group.topic, group.members))


def _find_teacher(
    world: World, members: Sequence[Pair], options: MatchingOptions
) -> tuple[int | None, float]:
    """Member outside the group who covers most of its needs, and the share."""
    kernel = build_kernel(world.topics, options)
    absorption, supply = measure_absorption(world, kernel, options), build_supply(world, kernel)
    wanted = {
        (hub, th, topic): value * absorption[hub, topic]
        for (hub, th, topic), value in build_demand(world, options).items()
        if (hub, topic) in members
    }
    outside = set(range(world.hubs)) - {learner for learner, _ in members}
    value = {
        j: sum(v * supply.get((j, th, topic), 0.0) for (_, th, topic), v in wanted.items())
        for j in outside
    }
    best = max(value, key=lambda j: (round(value[j], 9), -j), default=None)
    if best is None or value[best] <= VISIBLE:
        return None, 0.0
    return best, value[best] / sum(wanted.values())


def measure_team_ups(world: World, options: MatchingOptions) -> dict[Pair, float]:
    """Return soft Dice of the offers of every two."""
    near = find_near(world, options)
    offers = [
        {topic: level / LEVELS for (hub, topic), level in world.offers.items() if hub == owner}
        for owner in range(world.hubs)
    ]

    def match(here: Mapping[int, float], there: Mapping[int, float]) -> float:
        return sum(
            max((min(a, b) * near.get((t, s), 0.0) for s, b in there.items()), default=0.0)
            for t, a in here.items()
        )

    return {
        (i, j): (match(offers[i], offers[j]) + match(offers[j], offers[i]))
        / (sum(offers[i].values()) + sum(offers[j].values()))
        for i in range(world.hubs)
        for j in range(world.hubs)
        if i != j and match(offers[i], offers[j]) > 0
    }


# ------------------------------------------------------------------------------- coverage


def cover_all(
    world: World, options: MatchingOptions, *, without: int | None = None
) -> dict[Step, float]:
    """What the best teacher covers of each open step, in weighted steps; one may be left out."""
    kernel = build_kernel(world.topics, options)
    absorption, supply = measure_absorption(world, kernel, options), build_supply(world, kernel)
    return {
        (hub, th, topic): absorption[hub, topic]
        * wanted
        * max(
            (supply.get((j, th, topic), 0.0) for j in range(world.hubs) if j not in {hub, without}),
            default=0.0,
        )
        for (hub, th, topic), wanted in build_demand(world, options).items()
    }
