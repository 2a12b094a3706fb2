"""Naive reference of the matching core: plain loops over dicts, nothing clever.

Written from the matching specification alone (section numbers below are its sections), without
the sparse implementation at hand, so that both can be compared. Topics and hubs are numbers
0, 1, 2, ...; a missing key is a missing statement.

Readings of the specification where it leaves room:

* Excluded topics cannot be the meeting point `a` of section 2.2, but a path may run through them
  (`up` is defined on the whole hierarchy; only the columns X are dropped in section 2.3).
* Topics that match exactly are one topic: steps and related links of one are those of all, it is
  excluded if one of them is, and content counts the topics so merged. A close match is not
  transitive (SKOS): one way has at most one of them, anywhere up or down, and keeps 0.9 for it;
  the match itself counts 0.9 also where both are excluded.
* Kernel Lin: rho, mappings and tau act as for the other one. Behind a close match the shared
  ancestor may say more than one of the two topics; it counts as what the lesser one says.
* `skos:related` of an excluded topic counts like any other (the formula K1), although the text
  says that an excluded topic matches itself only; without related links both say the same.
* Information content: leaves(t) are the leaf descendants of t without t itself, subsumers(t) the
  ancestors with t itself, max_leaves the number of leaves of the whole taxonomy (also with
  several roots), a leaf has no narrower topic. Only with one root the root gets 0.
* A profile is known if its vector of section 2.4 is not zero. A profile of nothing but excluded
  topics without ancestors, or of topics that say nothing, is as good as empty: the cosine is
  not defined.
* The strength x of section 17 is relative to a fixed number of activities, not to the greatest
  of the network: otherwise invariant 13 of section 12 would not hold.
* If own level c and target d are both missing (section 7), c < d is the only knowledge:
  c in [0, 4], d in [1, 5], and the least benefit is at c = 4, d = 5.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Protocol, TypeAlias

LEVELS = 5
"""Highest level (section 1.1)."""

Pair: TypeAlias = tuple[int, int]
Step: TypeAlias = tuple[int, int, int]
"""(hub, level of the step, topic)"""


class Options(Protocol):
    """The parameters of section 14 that the formulas below read."""

    @property
    def kernel(self) -> str: ...  # noqa: D102
    @property
    def alpha(self) -> float: ...  # noqa: D102
    @property
    def beta(self) -> float: ...  # noqa: D102
    @property
    def rho(self) -> float: ...  # noqa: D102
    @property
    def tau(self) -> float: ...  # noqa: D102
    @property
    def gamma(self) -> float: ...  # noqa: D102
    @property
    def absorption_floor(self) -> float: ...  # noqa: D102
    @property
    def distance_weight(self) -> float: ...  # noqa: D102
    @property
    def optimal_similarity(self) -> float: ...  # noqa: D102
    @property
    def novelty_weight(self) -> float: ...  # noqa: D102
    @property
    def decay(self) -> float: ...  # noqa: D102


@dataclass(frozen=True)
class Topics:
    """A taxonomy of `count` topics (section 2): edges (narrower, broader), related pairs, tops.

    Matches between schemes are pairs too; broad and narrow matches are edges.
    """

    count: int
    broader: frozenset[Pair] = frozenset()
    related: frozenset[Pair] = frozenset()
    excluded: frozenset[int] = frozenset()
    exact: frozenset[Pair] = frozenset()
    close: frozenset[Pair] = frozenset()


@dataclass(frozen=True)
class World:
    """Statements of `hubs` hubs on topics (section 1); keys are (hub, topic).

    own: level 0..5; offers: level 1..5; evidence: q in (0, 1] of each offer; targets: level
    1..5; priorities: w in (0, 1] of each target; completeness: kappa in [0, 1] of each hub;
    activity: x in (0, 1] of section 17, no key where nothing is recorded.
    """

    topics: Topics
    hubs: int
    own: Mapping[Pair, int]
    offers: Mapping[Pair, int]
    evidence: Mapping[Pair, float]
    targets: Mapping[Pair, int]
    priorities: Mapping[Pair, float]
    completeness: tuple[float, ...]
    activity: Mapping[Pair, float] = field(default_factory=dict)


# ------------------------------------------------------------------------------- taxonomy


def are_linked(one: int, other: int, pairs: frozenset[Pair]) -> bool:
    """Whether a pair is listed, either way round."""
    return (one, other) in pairs or (other, one) in pairs


@lru_cache(maxsize=8)
def list_same(topics: Topics) -> list[frozenset[int]]:
    """For each topic all that match it exactly, also by way of others; itself included."""
    same = [frozenset({topic}) for topic in range(topics.count)]
    for _ in range(topics.count):
        for one, other in topics.exact:
            both = same[one] | same[other]
            for topic in both:
                same[topic] = both
    return same


@lru_cache(maxsize=8)
def count_steps_up(topics: Topics, hops: int = 0) -> dict[Pair, int]:
    """`up(t, a)` of section 2.2: fewest broader steps from t to a; no key if not reachable.

    The way has exactly `hops` close matches, 0 or 1; exact matches are no steps.
    """
    same, numbers = list_same(topics), range(topics.count)
    near = [[t for t in numbers if are_linked(t, s, topics.close)] for s in numbers]
    steps: dict[Pair, int] = {}
    for start in numbers:
        best: dict[Pair, int] = {}
        waiting = [(start, 0, 0)]
        while waiting:
            here, used, taken = waiting.pop()
            for topic in same[here]:
                if best.get((topic, used), topics.count + 1) > taken:
                    best[topic, used] = taken
                    waiting += [(p, used, taken + 1) for t, p in topics.broader if t == topic]
                    waiting += [(t, 1, taken) for t in near[topic] if used == 0]
        steps |= {(start, a): taken for (a, used), taken in best.items() if used == hops}
    return steps


def build_kernel(topics: Topics, options: Options) -> dict[Pair, float]:
    """`K[need, offer]` of section 2.2; pairs below tau have no key."""
    same = list_same(topics)
    ups = [count_steps_up(topics, hops) for hops in (0, 1)]
    kernel: dict[Pair, float] = {}
    for need in range(topics.count):
        for offer in range(topics.count):
            value = 1.0 if offer in same[need] else 0.0
            if any(are_linked(t, s, topics.related) for t in same[need] for s in same[offer]):
                value = max(value, options.rho)
            if any(are_linked(t, s, topics.close) for t in same[need] for s in same[offer]):
                value = max(value, 0.9)
            for a in range(topics.count):
                for hops, others in ((0, 0), (0, 1), (1, 0)):
                    up, down = ups[hops], ups[others]
                    kept = 0.9 if hops + others else 1.0
                    allowed = not same[a] & topics.excluded
                    if allowed and (need, a) in up and (offer, a) in down:
                        met = compare(topics, options, (need, offer, a), up, down)
                        value = max(value, met * kept)
            if value >= options.tau - 1e-9:
                kernel[need, offer] = value
    return kernel


def compare(
    topics: Topics,
    options: Options,
    pair: tuple[int, int, int],
    up: Mapping[Pair, int],
    down: Mapping[Pair, int],
) -> float:
    """Value of a need and an offer that meet in an ancestor: by steps, or Lin 1998 by content."""
    need, offer, a = pair
    if options.kernel == "paths":
        return options.alpha ** up[need, a] * options.beta ** down[offer, a]
    content = measure_information_content(topics)
    both = content[need] + content[offer]
    return 2 * min(content[a], content[need], content[offer]) / both if both > 0 else 0.0


@lru_cache(maxsize=4)
def measure_information_content(topics: Topics) -> list[float]:
    """IC of section 2.1 (Sánchez, Batet & Isern 2011), natural logarithm, >= 0."""
    up, same = count_steps_up(topics), list_same(topics)
    merged = {min(group) for group in same}
    parents = {p for t, p in topics.broader if p not in same[t]}
    leaves = [t for t in sorted(merged) if not same[t] & parents]
    content = []
    for topic in range(topics.count):
        below = sum(1 for leaf in leaves if leaf not in same[topic] and (leaf, topic) in up)
        subsumers = sum(1 for a in merged if (topic, a) in up)
        content.append(-math.log((below / subsumers + 1) / (len(leaves) + 1)))
    return content


# ------------------------------------------------------------------------------- benefit


def measure_foothold(world: World, kernel: Mapping[Pair, float]) -> dict[Pair, float]:
    """`F[i, t]` of section 3: best related own level as a share of the highest level."""
    foothold: dict[Pair, float] = {}
    for hub in range(world.hubs):
        for topic in range(world.topics.count):
            for (owner, other), level in world.own.items():
                if owner == hub:
                    value = kernel.get((topic, other), 0.0) * level / LEVELS
                    foothold[hub, topic] = max(foothold.get((hub, topic), 0.0), value)
    return foothold


def build_demand(world: World, options: Options) -> dict[Step, float]:
    """`D0[i, (th, t)]` of section 3; only open steps have a key."""
    demand: dict[Step, float] = {}
    for (hub, topic), target in world.targets.items():
        own = world.own.get((hub, topic), 0)
        for threshold in range(own + 1, target + 1):
            weight = options.gamma ** (threshold - own - 1)
            demand[hub, threshold, topic] = world.priorities[hub, topic] * weight
    return demand


def measure_absorption(
    world: World, kernel: Mapping[Pair, float], options: Options
) -> dict[Pair, float]:
    """`a[i, t]` of section 3 for every stated need."""
    foothold = measure_foothold(world, kernel)
    return {
        (hub, topic): 1
        - world.completeness[hub]
        * (1 - options.absorption_floor)
        * (1 - foothold.get((hub, topic), 0.0))
        for hub, topic in world.targets
    }


def build_supply(world: World, kernel: Mapping[Pair, float]) -> dict[Step, float]:
    """`E[j, (th, t)]` of sections 3 and 17: the best offer that reaches th, or activity."""
    supply: dict[Step, float] = {}
    for (hub, offered), level in world.offers.items():
        for topic in range(world.topics.count):
            value = kernel.get((topic, offered), 0.0) * world.evidence[hub, offered]
            for threshold in range(1, level + 1):
                key = (hub, threshold, topic)
                if value > supply.get(key, 0.0):
                    supply[key] = value
    for (hub, taught), strength in world.activity.items():
        for topic in range(world.topics.count):
            value = kernel.get((topic, taught), 0.0) * strength
            for threshold in range(1, LEVELS + 1):
                key = (hub, threshold, topic)
                if value > supply.get(key, 0.0):
                    supply[key] = value
    return supply


def measure_activity(
    ages: Mapping[Pair, list[float]], half_life: float, full: float
) -> dict[Pair, float]:
    """`x[j, s]` of section 17 from the ages of the activities of a hub on a topic."""
    strength = {}
    for at, years in ages.items():
        effective = sum(0.5 ** (age / half_life) for age in years)
        strength[at] = min(math.log1p(effective) / math.log1p(full), 1.0)
    return strength


def measure_total(world: World, options: Options) -> list[float]:
    """`W[i]` of section 3 in weighted level steps."""
    demand = build_demand(world, options)
    return [sum(v for (i, _, _), v in demand.items() if i == hub) for hub in range(world.hubs)]


def list_contributions(
    world: World, learner: int, teacher: int, kernel: Mapping[Pair, float], options: Options
) -> dict[Pair, float]:
    """Return `a * D0 * E / W` of section 6.1 by (level step, topic); positive ones only."""
    if learner == teacher:
        return {}
    absorption = measure_absorption(world, kernel, options)
    supply = build_supply(world, kernel)
    total = measure_total(world, options)[learner]
    parts: dict[Pair, float] = {}
    for (hub, threshold, topic), wanted in build_demand(world, options).items():
        if hub == learner and (teacher, threshold, topic) in supply:
            covered = wanted * supply[teacher, threshold, topic]
            parts[threshold, topic] = absorption[hub, topic] * covered / total
    return parts


def measure_benefit(
    world: World, kernel: Mapping[Pair, float], options: Options
) -> list[list[float]]:
    """`V[i, j]` of section 3 in weighted level steps, zero on the diagonal."""
    demand = build_demand(world, options)
    absorption = measure_absorption(world, kernel, options)
    supply = build_supply(world, kernel)
    value = [[0.0] * world.hubs for _ in range(world.hubs)]
    for (learner, threshold, topic), wanted in demand.items():
        for teacher in range(world.hubs):
            if teacher != learner:
                offered = supply.get((teacher, threshold, topic), 0.0)
                value[learner][teacher] += absorption[learner, topic] * wanted * offered
    return value


def measure_share(
    world: World, kernel: Mapping[Pair, float], options: Options
) -> list[list[float]]:
    """`B[i, j] = V[i, j] / W[i]` of section 3, 0 without open need."""
    value = measure_benefit(world, kernel, options)
    total = measure_total(world, options)
    return [[v / w if w > 0 else 0.0 for v in row] for row, w in zip(value, total, strict=True)]


# ------------------------------------------------------------------------------- pair factors


def build_profile(world: World, hub: int, options: Options) -> list[float]:
    """Return the vector `x_i` of section 2.4 over the topics as axes; all zero if undefined."""
    up, same = count_steps_up(world.topics), list_same(world.topics)
    merged = {min(group) for group in same if not group & world.topics.excluded}
    content = measure_information_content(world.topics)
    highest = max(content, default=0.0)
    vector = [0.0] * world.topics.count
    for (owner, topic), level in world.own.items():
        for axis in range(world.topics.count):
            if owner == hub and axis in merged and (topic, axis) in up:
                weight = max(content[axis], 0.0) / highest if highest > 0 else 0.0
                share = level / LEVELS * options.decay ** up[topic, axis]
                vector[axis] += share * math.sqrt(weight)
    return vector


def measure_similarity(world: World, options: Options) -> list[list[float | None]]:
    """`s[i, j]` of section 2.4, cosine of the profiles in [0, 1]; None where undefined."""
    vectors = [build_profile(world, hub, options) for hub in range(world.hubs)]
    lengths = [math.sqrt(sum(x * x for x in vector)) for vector in vectors]
    return [
        [
            sum(x * y for x, y in zip(a, b, strict=True)) / (p * q) if p * q > 0 else None
            for b, q in zip(vectors, lengths, strict=True)
        ]
        for a, p in zip(vectors, lengths, strict=True)
    ]


def measure_distance_factor(similarity: float | None, options: Options) -> float:
    """`f_dist` of section 4; 1 (no deduction) if the similarity is undefined (section 2.4)."""
    if similarity is None:
        return 1.0
    best = options.optimal_similarity
    near = math.pow(similarity / best, 2 * best)
    far = math.pow((1 - similarity) / (1 - best), 2 * (1 - best))
    return near * far


def measure_score(share: float, distance: float, novelty: float, options: Options) -> float:
    """`S` of section 4 for one pair from its share and its two factors."""
    deductions = options.distance_weight * (1 - distance) + options.novelty_weight * (1 - novelty)
    return share * (1 - deductions)


# ------------------------------------------------------------------------------- interval


def bound_levels(own: int | None, target: int | None) -> tuple[Pair, Pair]:
    """Bounds ((c_lo, c_hi), (d_lo, d_hi)) of a declared open need (section 7), c < d known."""
    highest = LEVELS if target is None else target
    own_low, own_high = (0, highest - 1) if own is None else (own, own)
    target_low, target_high = (own_high + 1, LEVELS) if target is None else (target, target)
    return (own_low, own_high), (target_low, target_high)
