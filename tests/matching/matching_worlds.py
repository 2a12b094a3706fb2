"""Small random worlds for the matching tests, and their translation into hubgraph's types."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import TypeVar

import numpy as np
import pandas as pd
from hypothesis import Phase, settings
from hypothesis import strategies as st
from matching_reference import LEVELS, Pair, Topics, World
from scipy.sparse import csr_array

from hubgraph.matching.options import MatchingOptions
from hubgraph.matching.profiles import Matrices
from hubgraph.matching.taxonomy import Taxonomy

Value = TypeVar("Value")
SHARES = (0.0, 0.25, 0.3, 0.5, 0.7, 0.9, 1.0)
POSITIVE_SHARES = (0.1, 0.25, 0.4, 0.5, 0.6, 0.8, 1.0)

EXHAUSTIVE = settings(
    max_examples=300,
    deadline=None,
    derandomize=True,
    phases=(Phase.explicit, Phase.generate, Phase.shrink),
)


# ------------------------------------------------------------------------------- options


def list_options() -> list[MatchingOptions]:
    """Return the defaults, each box of section 14 one at a time, and a fixed mixed selection."""
    boxes: dict[str, tuple[float, ...]] = {
        "alpha": (0.3, 0.7, 1.0),
        "beta": (0.6, 1.0),
        "rho": (0.2, 0.7),
        "tau": (0.2, 0.25, 0.32, 0.4, 0.5),
        "gamma": (0.5, 1.0),
        "absorption_floor": (0.25, 1.0),
        "optimal_similarity": (0.3, 0.7),
        "decay": (0.3, 0.9),
    }
    deductions = ((0.1, 0.15), (0.0, 0.0), (0.2, 0.2), (0.1, 0.3), (0.0, 0.3))
    single = [{name: value} for name, values in boxes.items() for value in values]
    mixed = [
        {name: values[(round_ * step) % len(values)] for step, (name, values) in enumerate(rows, 1)}
        for rows in (list(boxes.items()), list(boxes.items())[::-1])
        for round_ in range(15)
    ]
    found = [
        MatchingOptions(distance_weight=distance, novelty_weight=novelty, **chosen)
        for number, chosen in enumerate([{}, *single, *mixed])
        for distance, novelty in [deductions[number % len(deductions)]]
    ]
    return found + [replace(options, kernel="lin") for options in found[::4]]


def draw_options() -> st.SearchStrategy[MatchingOptions]:
    """Draw one of the option sets, the defaults first."""
    return st.sampled_from(list_options())


# ------------------------------------------------------------------------------- strategies


class Source:
    """Small numbers read off a drawn byte string, zeros after its end.

    One draw per world instead of a hundred makes 300 examples per property affordable;
    Hypothesis shrinks the bytes towards zero, that is towards the smallest world.
    """

    def __init__(self, drawn: bytes) -> None:
        """Start at the first byte."""
        self._bytes = iter(drawn)

    def pick(self, count: int) -> int:
        """Return the next number, 0 to count - 1."""
        return next(self._bytes, 0) % count

    def pick_pairs(self, most: int, count: int) -> list[Pair]:
        """Return up to `most` pairs of numbers below `count`."""
        return [(self.pick(count), self.pick(count)) for _ in range(self.pick(most + 1))]

    def pick_order(self, count: int) -> list[int]:
        """Return the numbers below `count` in some order."""
        keys = [self.pick(256) for _ in range(count)]
        return sorted(range(count), key=lambda number: (keys[number], number))


def draw_topics(*, cyclic: bool = False, most: int = 10) -> st.SearchStrategy[Topics]:
    """Draw poly-hierarchies in any storage order; with `cyclic` any broader links."""
    drawn = st.binary(min_size=80, max_size=80).map(Source)
    return drawn.map(lambda source: read_topics(source, cyclic=cyclic, most=most))


def draw_world() -> st.SearchStrategy[World]:
    """Draw hubs with own levels, offers and needs on few topics, so that they meet often."""
    return st.binary(min_size=220, max_size=220).map(lambda drawn: read_world(Source(drawn)))


def read_topics(source: Source, *, cyclic: bool, most: int) -> Topics:
    """Return a taxonomy; with `cyclic` broader links may form cycles, self-loops too."""
    count = 1 + source.pick(most)
    pairs = source.pick_pairs(2 * count, count)
    if not cyclic:
        order = source.pick_order(count)
        pairs = [(order[max(pair)], order[min(pair)]) for pair in pairs if pair[0] != pair[1]]
    related = frozenset(pair for pair in source.pick_pairs(3, count) if pair[0] != pair[1])
    excluded = frozenset(source.pick(count) for _ in range(source.pick(3)))
    exact, close = (
        frozenset(pair for pair in source.pick_pairs(2, count) if pair[0] != pair[1])
        for _ in range(2)
    )
    return Topics(count, frozenset(pairs), related, excluded, exact, close)


def read_statements(
    source: Source, hubs: int, topics: int, *, least: int, most: int
) -> dict[Pair, tuple[int, float]]:
    """Return statements (hub, topic) -> (level 0..5, share)."""
    statements: dict[Pair, tuple[int, float]] = {}
    for _ in range(least + source.pick(most - least + 1)):
        at = source.pick(hubs), source.pick(topics)
        share = POSITIVE_SHARES[source.pick(len(POSITIVE_SHARES))]
        statements[at] = source.pick(LEVELS + 1), share
    return statements


def read_world(source: Source) -> World:
    """Return a world; in four of five there are several offers and needs."""
    least = (0, 4, 4, 4, 4)[source.pick(5)]
    hubs = 1 + source.pick(6)
    topics = read_topics(source, cyclic=False, most=8)
    completeness = tuple(SHARES[source.pick(len(SHARES))] for _ in range(hubs))
    own = read_statements(source, hubs, topics.count, least=0, most=6)
    offers = read_statements(source, hubs, topics.count, least=least, most=10)
    needs = read_statements(source, hubs, topics.count, least=least, most=10)
    taught = read_statements(source, hubs, topics.count, least=0, most=6)
    return World(
        topics=topics,
        hubs=hubs,
        own={at: level for at, (level, _) in own.items()},
        offers={at: max(level, 1) for at, (level, _) in offers.items()},
        evidence={at: share for at, (_, share) in offers.items()},
        targets={at: max(level, 1) for at, (level, _) in needs.items()},
        priorities={at: share for at, (_, share) in needs.items()},
        completeness=completeness,
        activity={at: share for at, (_, share) in taught.items()},
    )


def draw_factors(hubs: int) -> st.SearchStrategy[tuple[np.ndarray, np.ndarray]]:
    """Draw two hubs x hubs arrays of pair factors in [0, 1]: distance and novelty."""
    size = 2 * hubs**2

    def read(drawn: bytes) -> tuple[np.ndarray, np.ndarray]:
        shares = np.array([SHARES[byte % len(SHARES)] for byte in drawn])
        distance, novelty = shares.reshape(2, hubs, hubs)
        return distance, novelty

    return st.binary(min_size=size, max_size=size).map(read)


# ------------------------------------------------------------------------------- translation


def build_sparse(cells: Mapping[Pair, float], shape: tuple[int, int]) -> csr_array:
    """Return a float64 matrix with one stored entry per key."""
    keys = sorted(cells)
    rows = np.array([row for row, _ in keys], dtype=np.int32)
    columns = np.array([column for _, column in keys], dtype=np.int32)
    values = np.array([cells[key] for key in keys], dtype=np.float64)
    return csr_array((values, (rows, columns)), shape=shape)


def to_taxonomy(topics: Topics) -> Taxonomy:
    """Return the same taxonomy in hubgraph's type."""
    shape = (topics.count, topics.count)

    def both_ways(pairs: frozenset[Pair]) -> csr_array:
        return build_sparse(dict.fromkeys({*pairs, *((b, a) for a, b in pairs)}, 1.0), shape)

    excluded = np.zeros(topics.count, dtype=bool)
    excluded[sorted(topics.excluded)] = True
    return Taxonomy(
        topics=pd.Index([f"t{number:02d}" for number in range(topics.count)]),
        broader=build_sparse(dict.fromkeys(topics.broader, 1.0), shape),
        related=both_ways(topics.related),
        excluded=excluded,
        exact=both_ways(topics.exact),
        close=both_ways(topics.close),
    )


def to_matrices(world: World) -> Matrices:
    """Return the same statements in hubgraph's type; a stated 0 is no entry (section 1)."""
    shape = (world.hubs, world.topics.count)
    return Matrices(
        own=build_sparse({at: level for at, level in world.own.items() if level}, shape),
        offer=build_sparse(world.offers, shape),
        evidence=build_sparse(world.evidence, shape),
        activity=build_sparse(world.activity, shape),
        target=build_sparse(world.targets, shape),
        priority=build_sparse(world.priorities, shape),
        completeness=np.array(world.completeness, dtype=np.float64),
    )


def to_dense(cells: Mapping[Pair, float], shape: tuple[int, int]) -> np.ndarray:
    """Return a dense array with 0 where there is no key."""
    dense = np.zeros(shape)
    for at, value in cells.items():
        dense[at] = value
    return dense


def to_stacked(cells: Mapping[tuple[int, int, int], float], world: World) -> np.ndarray:
    """Return (hub, level, topic) cells in the column (level - 1) * topics + topic of each hub."""
    count = world.topics.count
    flat = {(hub, (level - 1) * count + topic): v for (hub, level, topic), v in cells.items()}
    return to_dense(flat, (world.hubs, LEVELS * count))


# ------------------------------------------------------------------------------- changes


def state_offer(world: World, at: Pair, level: int, evidence: float) -> World:
    """Return the world with one offer added or replaced."""
    return replace(
        world, offers={**world.offers, at: level}, evidence={**world.evidence, at: evidence}
    )


def record_activity(world: World, at: Pair, strength: float) -> World:
    """Return the world with the strength from recorded activity added or replaced."""
    return replace(world, activity={**world.activity, at: strength})


def state_need(world: World, at: Pair, target: int, priority: float) -> World:
    """Return the world with one need added or replaced."""
    return replace(
        world,
        targets={**world.targets, at: target},
        priorities={**world.priorities, at: priority},
    )


def state_own(world: World, at: Pair, level: int) -> World:
    """Return the world with one own level added or replaced."""
    return replace(world, own={**world.own, at: level})


def permute_hubs(world: World, order: list[int]) -> World:
    """Return the world in which hub h has the number order[h]."""

    def move(cells: Mapping[Pair, Value]) -> dict[Pair, Value]:
        return {(order[hub], topic): value for (hub, topic), value in cells.items()}

    completeness = dict(zip(order, world.completeness, strict=True))
    return replace(
        world,
        own=move(world.own),
        offers=move(world.offers),
        evidence=move(world.evidence),
        activity=move(world.activity),
        targets=move(world.targets),
        priorities=move(world.priorities),
        completeness=tuple(completeness[hub] for hub in range(world.hubs)),
    )


def permute_topics(world: World, order: list[int]) -> World:
    """Return the world in which topic t has the number order[t]."""

    def move(cells: Mapping[Pair, Value]) -> dict[Pair, Value]:
        return {(hub, order[topic]): value for (hub, topic), value in cells.items()}

    return replace(
        world,
        topics=permute_taxonomy(world.topics, order),
        own=move(world.own),
        offers=move(world.offers),
        evidence=move(world.evidence),
        activity=move(world.activity),
        targets=move(world.targets),
        priorities=move(world.priorities),
    )


def permute_taxonomy(topics: Topics, order: list[int]) -> Topics:
    """Return the taxonomy in which topic t has the number order[t]."""

    def move(pairs: Iterable[Pair]) -> frozenset[Pair]:
        return frozenset((order[a], order[b]) for a, b in pairs)

    excluded = frozenset(order[topic] for topic in topics.excluded)
    return replace(
        topics,
        broader=move(topics.broader),
        related=move(topics.related),
        excluded=excluded,
        exact=move(topics.exact),
        close=move(topics.close),
    )
