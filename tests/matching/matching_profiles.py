"""Small random networks with contacts, places and missing levels, as worlds and as profiles."""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from matching_reference import LEVELS, Pair, World
from matching_worlds import Source, read_world, to_taxonomy

from hubgraph.matching.levels import add_levels
from hubgraph.matching.profiles import Profiles

HALF_LIFE = 3.0
AGES = (0.0, 0.5, 2.0, 7.0)
PLACES = ((48.0, 8.0), (48.5, 9.0), (49.4, 8.5), (47.7, 9.6), (math.nan, math.nan))


@dataclass(frozen=True)
class Network:
    """A world, whose levels are those taken, with the ages of contacts and where its hubs are.

    `silent` are the places (kind, hub, topic) at which no level is stated. `contacts` holds both
    directions.
    """

    world: World
    contacts: Mapping[Pair, tuple[float, ...]]
    places: tuple[tuple[float, float], ...]
    silent: frozenset[tuple[str, int, int]]


def draw_networks(count: int) -> Iterator[Network]:
    """Draw networks, always the same ones; every other one states all levels."""
    dice = np.random.default_rng(0)
    for number in range(count):
        yield read_network(Source(dice.bytes(240)), silent=bool(number % 2))


def read_network(source: Source, *, silent: bool) -> Network:
    """Return a network; the completeness of its profiles is that of their statements."""
    world = replace(read_world(source), activity={})  # test_recorded.py has its own
    contacts: dict[Pair, tuple[float, ...]] = {}
    for one, other in source.pick_pairs(8, world.hubs):
        age = AGES[source.pick(len(AGES))]
        for pair in {(one, other), (other, one)} if one != other else ():
            contacts[pair] = (*contacts.get(pair, ()), age)
    places = tuple(PLACES[source.pick(len(PLACES))] for _ in range(world.hubs))
    places_of = {"hg:Offer": world.offers, "hg:Need": world.targets}
    without = frozenset(
        (kind, hub, topic)
        for kind, cells in places_of.items()
        for hub, topic in sorted(cells)
        if silent and source.pick(3) == 0
    )
    return _take_levels(Network(world, contacts, places, without))


def to_profiles(network: Network) -> Profiles:
    """Return the same network in hubgraph's type, without a graph."""
    world = network.world
    hubs = pd.Index([f"hgd:h{hub}" for hub in range(world.hubs)])
    taxonomy = to_taxonomy(world.topics)
    labels = [f"Topic {topic}" for topic in taxonomy.topics]
    names = [f"Hub {hub}" for hub in range(world.hubs)]
    organisations = pd.DataFrame(
        {"name": names, "label": names, "kind": "hg:RegionalHub"}, index=hubs
    ).join(pd.DataFrame(list(network.places), columns=["lat", "lon"], index=hubs))
    contacts = [
        {"organisation": hubs[one], "partner": hubs[other], "age_years": age}
        for (one, other), ages in sorted(network.contacts.items())
        for age in ages
    ]
    return Profiles(
        as_of="2020-12-31",
        organisations=organisations,
        names={name: (hub,) for name, hub in zip([*names, *hubs], [*hubs, *hubs], strict=True)},
        topics=pd.DataFrame({"label_de": labels, "label_en": labels}, index=taxonomy.topics),
        topic_names={str(topic): (str(topic),) for topic in taxonomy.topics},
        taxonomy=taxonomy,
        places=pd.DataFrame({"place": [], "name": [], "lat": [], "lon": []}),
        statements=add_levels(_to_statements(network, hubs, taxonomy.topics), taxonomy),
        contacts=pd.DataFrame(contacts, columns=["organisation", "partner", "age_years"]),
        activities=pd.DataFrame({"organisation": [], "topic": [], "age_years": []}),
        sources=pd.DataFrame(),
        networks={"de": "", "en": ""},
        snapshot=None,
    )


def complete(network: Network, source: Source) -> World:
    """Return one world that the missing levels allow: c < d, evidence as it is or better."""
    world = network.world
    own, targets, offers = dict(world.own), dict(world.targets), dict(world.offers)
    for _, hub, topic in sorted(place for place in network.silent if place[0] == "hg:Offer"):
        offers[hub, topic] = 1 + source.pick(LEVELS)
    for hub, topic in sorted(targets):
        unknown = (hub, topic) not in own
        level = 0 if unknown else own[hub, topic]
        if ("hg:Need", hub, topic) in network.silent and level < LEVELS:
            targets[hub, topic] = level + 1 + source.pick(LEVELS - level)
        if unknown:
            own[hub, topic] = source.pick(targets[hub, topic])
    evidence = {at: 1.0 if source.pick(4) == 0 else q for at, q in world.evidence.items()}
    return replace(world, own=own, targets=targets, offers=offers, evidence=evidence)


def _take_levels(network: Network) -> Network:
    """Return the network with the levels that are taken, and complete as its statements are."""
    world, stated = network.world, to_profiles(network).statements
    taken = {
        (row.kind, int(row.organisation[5:]), int(row.topic[1:])): int(row.point)
        for row in stated.itertuples()
    }
    asked = max(len({topic for _, topic in world.own}), 1)
    known = [sum(hub == owner for owner, _ in world.own) for hub in range(world.hubs)]
    return replace(
        network,
        world=replace(
            world,
            offers={at: taken["hg:Offer", *at] for at in world.offers},
            targets={at: taken["hg:Need", *at] for at in world.targets},
            completeness=tuple(count / asked for count in known),
        ),
    )


def _to_statements(network: Network, hubs: pd.Index, topics: pd.Index) -> pd.DataFrame:
    """Return one row per statement; an age in years gives the evidence wanted."""
    world = network.world
    rows = [
        {"kind": kind, "organisation": hubs[hub], "topic": topics[topic]}
        | {"stated_level": None if (kind, hub, topic) in network.silent else level}
        | {"priority": world.priorities.get((hub, topic), 1.0) if kind == "hg:Need" else 1.0}
        | {"age_years": -HALF_LIFE * math.log2(world.evidence[hub, topic])
           if kind == "hg:Offer" else 0.0}
        | {"statement": f"hgd:{kind[3:]}-{hub}-{topic}", "sources": ["S1"], "issued": "2020-12-31"}
        for kind, cells in (
            ("hg:Offer", world.offers), ("hg:Need", world.targets), ("hg:OwnLevel", world.own),
        )
        for (hub, topic), level in sorted(cells.items())
    ]  # fmt: skip
    columns = ["kind", "organisation", "topic", "stated_level", "priority", "age_years"]
    table = pd.DataFrame(rows, columns=[*columns, "statement", "sources", "issued"])
    return table.assign(basis="hg:verified").astype(
        {"stated_level": "Int64", "priority": float, "age_years": float}
        | dict.fromkeys(["kind", "organisation", "topic", "statement", "basis"], "str")
    )


def to_array(cells: Mapping[Pair, float], count: int) -> np.ndarray:
    """Return cells of pairs of hubs as a dense array."""
    dense = np.zeros((count, count))
    for at, value in cells.items():
        dense[at] = value
    return dense
