"""What a map shows: hubs, their sites, the districts they serve, read from a graph for a day."""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING, Any

import networkx as nx
import numpy as np
import pandas as pd

from hubgraph.diagrams.borders import Borders
from hubgraph.diagrams.elements import Edge
from hubgraph.diagrams.encoding import TINTS
from hubgraph.knowledge.queries import query
from hubgraph.monitoring.network import KINDS

if TYPE_CHECKING:
    from rdflib import Graph

_TOUCH = 2
"""Districts that share so many points of their borders are neighbours."""


@dataclass(frozen=True, slots=True)
class Hub:
    """A member: CURIE, short name, kind as `encoding.KINDS` has it."""

    id: str
    label: str
    kind: str


@dataclass(frozen=True, slots=True)
class Site:
    """Where a hub is; `lat` and `lon` are None where unknown, `primary` says it is a seat."""

    hub: str
    place: str
    primary: bool
    lat: float | None
    lon: float | None


@dataclass(frozen=True, slots=True)
class District:
    """A district and the hubs that serve it, sorted; none where no source names one.

    `name` holds its kind as well where two districts are called the same.
    """

    key: str
    name: str
    hubs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MapData:
    """Members of a day in order of identifier, their sites, and all districts by key."""

    hubs: Mapping[str, Hub]
    sites: tuple[Site, ...]
    districts: tuple[District, ...]


@dataclass(frozen=True, slots=True)
class MapSubject:
    """What is drawn: data, borders of its districts, fill per hub, ties, and what they mean."""

    data: MapData
    borders: Borders
    tints: Mapping[str, str]
    edges: tuple[Edge, ...]
    relation: str
    directed: bool


def has_borders(subject: MapSubject) -> bool:
    """Return whether the map shows borders at all."""
    return any(each.key in subject.borders.rings for each in subject.data.districts)


def read_map(graph: "Graph", day: str) -> MapData:
    """Return what a map of a day shows; a hub without a known site is in it, too."""
    hubs = query(graph, "hubs", as_of=day).drop_duplicates("hub").to_dict("records")
    sites = query(graph, "sites", as_of=day).drop_duplicates("site").to_dict("records")
    areas = query(graph, "districts", as_of=day)
    named = areas.drop_duplicates("district").set_index("district")
    twice = named["name"].duplicated(keep=False) & named["kind"].notna()
    names = named["name"].where(~twice, named["name"] + " (" + named["kind"].fillna("") + ")")
    served = areas.dropna(subset="hub").groupby("district")["hub"].agg(lambda hubs: sorted({*hubs}))
    return MapData(
        hubs={row["hub"]: _to_hub(row) for row in hubs},
        sites=tuple(_to_site(row) for row in sites),
        districts=tuple(
            District(str(key), str(name), tuple(served.get(key, ()))) for key, name in names.items()
        ),
    )


def choose_tints(data: MapData, borders: Borders) -> dict[str, str]:
    """Return a light fill per hub that serves a district; hubs side by side get different ones.

    Hubs are side by side where districts of theirs share a border, or where both serve one.
    """
    drawn = [each for each in data.districts if each.hubs and each.key in borders.rings]
    beside = nx.Graph()
    beside.add_nodes_from(sorted({hub for each in drawn for hub in each.hubs}))
    points = {each.key: _to_points(borders, each.key) for each in drawn}
    for one, other in combinations(drawn, 2):
        if len(points[one.key] & points[other.key]) >= _TOUCH:
            beside.add_edges_from((a, b) for a in one.hubs for b in other.hubs if a != b)
    for each in drawn:
        beside.add_edges_from(combinations(each.hubs, 2))
    numbers = nx.greedy_color(beside, strategy="DSATUR")
    return {hub: TINTS[numbers[hub] % len(TINTS)] for hub in beside}


def _to_points(borders: Borders, key: str) -> set[tuple[float, float]]:
    """Return the points of a district's borders, as precise as they are stored."""
    rings = np.round(np.concatenate(borders.rings[key]), 4)
    return {(float(x), float(y)) for x, y in rings}


def _to_hub(row: Mapping[Hashable, Any]) -> Hub:
    """Return a hub of a row of the query `hubs`."""
    return Hub(row["hub"], row["label"], KINDS.get(row["kind"], "organisation"))


def _to_site(row: Mapping[Hashable, Any]) -> Site:
    """Return a site of a row of the query `sites`."""
    known = pd.notna(row["lat"]) and pd.notna(row["lon"])
    lat, lon = (float(row["lat"]), float(row["lon"])) if known else (None, None)
    return Site(row["hub"], row["place"], bool(row["primary"]), lat, lon)
