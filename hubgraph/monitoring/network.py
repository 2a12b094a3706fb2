"""Who is tied to whom: networks out of the graph, as NetworkX objects."""

from datetime import date
from numbers import Integral, Real
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import networkx as nx
import numpy as np
import pandas as pd

from hubgraph.catalogue import load_catalogue
from hubgraph.errors import OptionError, UnknownFormatError
from hubgraph.knowledge.export import write_whole
from hubgraph.knowledge.queries import network_names, query, reference_date, to_date
from hubgraph.knowledge.store import find_snapshot

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
    `lat`, `lon`; members without a tie stay in. Edges carry `relation`, `weight` and
    `topics` (labels, or names of events). `as_of` None means the reference date;
    `lang` is the language of topics and events, 'de' or 'en'. The network itself
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
    network.graph.update(relation=relation, as_of=day, **_describe(graph))
    for row in query(graph, "hubs", as_of=day).drop_duplicates("hub").to_dict("records"):
        values = {name: row[name] for name in _NODE_VALUES if pd.notna(row[name])}
        network.add_node(row["hub"], **values | {"kind": KINDS.get(row["kind"], "organisation")})
    ties = query(graph, f"ties-{relation}", as_of=day)
    for (source, target), rows in ties.groupby(["source", "target"], sort=True):
        if source in network and target in network:
            topics = _name_topics(rows, lang)
            labels = {"topics": topics, "relation": relation, "weight": float(len(rows))}
            network.add_edge(source, target, **labels)
    return network


def export_network(network: nx.Graph, path: str | Path) -> Path:
    """Write a network for other tools; the suffix decides the format, ``.graphml`` for now.

    Lists become text with '; ' between, missing values are left out, so that Gephi, yEd,
    Cytoscape and igraph open the file. Returns the path.

    Raises UnknownFormatError for another suffix, MissingFileError if the folder is missing.

    >>> import hubgraph as hg, tempfile
    >>> network = hg.build_network(hg.load_graph("baden-wuerttemberg"))
    >>> hg.export_network(network, f"{tempfile.mkdtemp()}/network.graphml").suffix
    '.graphml'
    """
    target = Path(path)
    if target.suffix.lower() != ".graphml":
        raise UnknownFormatError(target.suffix or target.name, (".graphml",))
    return write_whole(target, "\n".join(nx.generate_graphml(to_portable(network))) + "\n")


def to_portable(network: nx.Graph) -> nx.Graph:
    """Copy whose attributes every network format can hold: text, numbers, truth values."""
    portable = network.__class__(**_portable(network.graph))
    portable.add_nodes_from((node, _portable(values)) for node, values in network.nodes(data=True))
    portable.add_edges_from((a, b, _portable(values)) for a, b, values in network.edges(data=True))
    return portable


_NODE_VALUES = ("name", "label", "seat", "lat", "lon")
KINDS = {
    "hg:RegionalHub": "regional_hub",
    "hg:ThematicHub": "thematic_hub",
    "hg:Company": "company",
}
"""Class of an organisation to the kind pictures know; any other is an organisation."""


def _describe(graph: "Graph") -> dict[str, object]:
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
    """Labels of a tie's topics in a language, in the other one if it has none, else CURIEs."""
    names = rows[f"topic_label_{lang}"]
    for column in ("topic_label_en", "topic_label_de", "topic"):
        names = names.fillna(rows[column])
    return sorted(set(names))


def _portable(values: dict[str, object]) -> dict[str, object]:
    """Attributes as plain text and numbers, sorted by name."""
    plain: dict[str, object] = {}
    for name, value in sorted(values.items()):
        if isinstance(value, (list, tuple)):
            plain[name] = "; ".join(map(str, value))
        elif value is not None and value is not pd.NA and value == value:  # noqa: PLR0124
            plain[name] = _to_plain(value)
    return plain


def _to_plain(value: object) -> str | float:
    """Same truth value or number as Python's own type, anything else as text."""
    if isinstance(value, bool | np.bool_):
        return bool(value)
    if isinstance(value, Integral):
        return int(value)
    return float(value) if isinstance(value, Real) else str(value)
