"""Who is tied to whom: networks out of the graph, as NetworkX objects."""

from datetime import date
from typing import TYPE_CHECKING, Literal

import networkx as nx
import pandas as pd

from hubgraph.catalogue import load_catalogue
from hubgraph.errors import OptionError
from hubgraph.knowledge.queries import network_names, query, reference_date, to_date
from hubgraph.knowledge.store import find_snapshot
from hubgraph.languages import order_columns

if TYPE_CHECKING:
    from rdflib import Graph

Relation = Literal["learning", "contact", "strength"]

RELATIONS: tuple[Relation, ...] = ("learning", "contact", "strength")
"""Relations a network can show."""


def build_network(
    graph: "Graph",
    *,
    as_of: str | date | None = None,
    relation: Relation = "learning",
    lang: str = "en",
) -> nx.Graph:
    """Network of a graph's members on one day.

    `relation` decides what an edge means:
    'learning' - a DiGraph; learner → teacher where the teacher had stated an offer on a
    topic the learner needs, or on a narrower one; weight = number of such needs.
    'contact' - a Graph; both took part in a meeting or joint activity; weight = how often.
    'strength' - a Graph; both offer the same topic; weight = number of shared topics.

    Nodes are CURIEs in sorted order with `name`, `label` (short name), `kind`, `seat`,
    `lat`, `lon`, and `since`, `until` of the membership on that day, as stated (a day, month
    or year; left out where unknown); members without a tie stay in. Edges carry `relation`,
    `weight` and `topics` (labels, or names of events), contacts also `since`, the begin of
    the first. `as_of` None means the reference date;
    `lang` is the language of topics and events, such as 'de'. The network itself
    carries `network_name_de`, `network_name_en`, `as_of`, `relation`, the number of public
    sources `source_count` and of restricted ones `restricted_source_count`; that of a public
    part (`build_public`) its `snapshot`, too.

    Raises InvalidDateError for a date that is none, OptionError for an unknown relation,
    UnknownNameError for an unknown language.

    >>> import hubgraph as hg
    >>> network = hg.build_network(hg.load_graph("baden-wuerttemberg"), relation="contact")
    >>> network.number_of_nodes(), network.number_of_edges()
    (13, 78)
    """
    if relation not in RELATIONS:
        raise OptionError("relation", relation, ", ".join(RELATIONS))
    load_catalogue(lang)
    day = to_date(as_of) if as_of is not None else reference_date(graph)
    network = nx.DiGraph() if relation == "learning" else nx.Graph()
    network.graph.update(relation=relation, as_of=day, **describe_graph(graph))
    add_members(network, graph, day)
    ties = query(graph, f"ties-{relation}", as_of=day)
    for (source, target), rows in ties.groupby(["source", "target"], sort=True):
        if source in network and target in network:
            topics = _name_topics(rows, lang)
            labels = {"topics": topics, "relation": relation, "weight": float(len(rows))}
            network.add_edge(source, target, **labels | _find_begin(rows))
    return network


def add_members(network: nx.Graph, graph: "Graph", day: str) -> None:
    """Add the members of a day (YYYY-MM-DD) to a network as nodes, as `build_network` has them."""
    for row in _list_members(graph, day).to_dict("records"):
        values = {name: row[name] for name in _NODE_VALUES if pd.notna(row[name])}
        network.add_node(row["hub"], **values | {"kind": KINDS.get(row["kind"], "organisation")})


_NODE_VALUES = ("name", "label", "seat", "lat", "lon", "since", "until")
KINDS = {
    "hg:RegionalHub": "regional_hub",
    "hg:ThematicHub": "thematic_hub",
    "hg:Company": "company",
}
"""Class of an organisation to the kind pictures know; any other is an organisation."""


def _list_members(graph: "Graph", day: str) -> pd.DataFrame:
    """Members of a day, one row each, with seat and membership; the last to begin, of several."""
    hubs = query(graph, "hubs", as_of=day).drop_duplicates("hub")
    members = query(graph, "members", as_of=day).drop_duplicates("hub", keep="last")
    return hubs.merge(members[["hub", "since", "until"]], on="hub", how="left")


def _find_begin(rows: pd.DataFrame) -> dict[str, str]:
    """When the first of a tie's events began, nothing where the tie has no events."""
    begins = rows["begins"].dropna().tolist() if "begins" in rows else []
    return {"since": min(begins)} if begins else {}


def describe_graph(graph: "Graph") -> dict[str, object]:
    """What a picture says of the network as a whole: name, sources, origin."""
    names, sources = network_names(graph), query(graph, "sources")
    restricted = int((sources["access"] == "hg:restrictedAccess").sum())
    snapshot = find_snapshot(graph)
    return {
        "network_name_de": names["de"],
        "network_name_en": names["en"],
        "source_count": len(sources) - restricted,
        "restricted_source_count": restricted,
        **({"snapshot": snapshot} if snapshot else {}),
    }


def _name_topics(rows: pd.DataFrame, lang: str) -> list[str]:
    """Labels of a tie's topics by the rule of labels, CURIEs where there is none."""
    names = rows["topic"]
    for column in reversed(order_columns(rows.columns, "topic_label_", lang)):
        names = rows[column].fillna(names)
    return sorted(set(names))
