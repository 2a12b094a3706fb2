"""From a SPARQL query to a picture in one call."""

from collections.abc import Mapping
from difflib import get_close_matches
from typing import TYPE_CHECKING

import networkx as nx
import pandas as pd

from hubgraph.diagrams.drawing import Drawing
from hubgraph.diagrams.encoding import KINDS
from hubgraph.diagrams.network_diagram import plot_network
from hubgraph.errors import QueryError
from hubgraph.knowledge.empty_answers import explain_empty
from hubgraph.knowledge.queries import query, query_triples
from hubgraph.knowledge.store import find_snapshot
from hubgraph.knowledge.syntax import find_form
from hubgraph.monitoring.network import KINDS as CLASSES

if TYPE_CHECKING:
    from rdflib import Graph

VARIABLES = (
    "node", "nodeLabel", "nodeKind", "linked", "linkedLabel", "linkedKind", "edgeLabel", "weight",
)  # fmt: skip
"""Variables of a SELECT that a picture is made of; only the first is required."""

LABELS = ("schema:alternateName", "skos:prefLabel", "rdfs:label", "dcterms:title", "foaf:name")
"""Properties that name a resource in a CONSTRUCT or DESCRIBE, the best first."""


def plot_query(
    graph: "Graph",
    text: str,
    *,
    bindings: Mapping[str, object] | None = None,
    lang: str = "en",
    title: str | None = None,
    layout: pd.DataFrame | None = None,
) -> Drawing:
    """Draw what a query finds.

    SELECT - one row per tie, told by the names of the variables: ``?node``, and where there is
    a tie ``?linked``; ``?nodeLabel``, ``?linkedLabel`` name them, ``?nodeKind``,
    ``?linkedKind`` are classes (hg:RegionalHub and hg:ThematicHub have their colours, any
    other is neutral), ``?edgeLabel`` says what ties them, ``?weight`` how strongly (above 0).
    Where ?linked is unbound, the node stands alone.

    CONSTRUCT, DESCRIBE - resources are nodes, triples between them ties; rdf:type gives the
    kind; a literal names its resource, by one of `LABELS`, in `lang` where there is one.

    A tie runs from ?node to ?linked, from subject to object. What ties them stays in the
    network's edges; the picture has no room for it. `bindings` are values of variables as in
    `query`; `title` and `layout` are as in `plot_network`. Raises QueryError for a missing or
    unknown variable, for ASK, and for a query that finds nothing, with its reason; else as
    `query` and `plot_network`.

    >>> import hubgraph as hg
    >>> graph = hg.load_graph("baden-wuerttemberg")
    >>> text = "SELECT ?node ?linked WHERE { ?node hg:offers ?linked } LIMIT 3"
    >>> hg.plot_query(graph, text, title="Offers")
    <Drawing 'Offers': .save('picture.svg'), also .pdf or .png>
    """
    network = build_query_network(graph, text, bindings=bindings, lang=lang)
    return plot_network(network, lang=lang, title=title, layout=layout)


def build_query_network(
    graph: "Graph", text: str, *, bindings: Mapping[str, object] | None = None, lang: str = "en"
) -> nx.MultiDiGraph:
    """Network of what a query finds; see `plot_query`.

    Nodes carry `label` and `kind`, edges `label` and `weight` where they have one.
    """
    form, values = find_form(text), dict(bindings or {})
    if form == "ask":
        hint = "Draw a SELECT with ?node and ?linked, or a CONSTRUCT."
        raise QueryError("ASK gives yes or no; there is nothing to draw.", hint=hint)
    network = nx.MultiDiGraph()
    if form in {"construct", "describe"}:
        _add_triples(network, query_triples(graph, text, **values), lang)
    else:
        _add_rows(network, query(graph, text, **values))
    if not len(network):
        raise QueryError(
            "The query finds nothing to draw.", hint=explain_empty(graph, text, values)
        )
    if snapshot := find_snapshot(graph):
        network.graph["snapshot"] = snapshot
    return network


def _add_rows(network: nx.MultiDiGraph, table: pd.DataFrame) -> None:
    """Add the rows of a SELECT.

    Raises QueryError for a variable that is missing or has another name.
    """
    names = ", ".join(f"?{name}" for name in VARIABLES)
    if strange := [name for name in table.columns if name not in VARIABLES]:
        near = get_close_matches(strange[0], VARIABLES, n=1, cutoff=0.5)
        meant = f"Did you mean ?{near[0]}? " if near else ""
        hint = f"{meant}A picture is made of {names}; e.g. (?{strange[0]} AS ?node)."
        raise QueryError(f"?{strange[0]} says nothing to a picture.", hint=hint)
    if "node" not in table:
        hint = f"A picture is made of {names}."
        raise QueryError("The SELECT line lacks ?node.", hint=hint)
    for row in table.to_dict("records"):
        cells = {str(name): cell for name, cell in row.items() if pd.notna(cell)}
        for end in ("node", "linked"):
            if end in cells:
                _add_node(network, cells[end], cells.get(f"{end}Label"), cells.get(f"{end}Kind"))
        if {"node", "linked"} <= cells.keys():
            values = {"label": cells.get("edgeLabel"), "weight": cells.get("weight")}
            given = {name: value for name, value in values.items() if value is not None}
            network.add_edge(cells["node"], cells["linked"], **given)


def _add_triples(network: nx.MultiDiGraph, triples: pd.DataFrame, lang: str) -> None:
    """Add the triples of a CONSTRUCT or DESCRIBE."""
    is_kind, is_literal = triples["predicate"] == "rdf:type", triples["lang"].notna()
    kinds = dict(triples.loc[is_kind, ["subject", "object"]].itertuples(index=False, name=None))
    labels = _choose_labels(triples[is_literal], lang)
    ties = triples[~is_kind & ~is_literal]
    for node in sorted({*triples["subject"], *ties["object"]}):
        _add_node(network, node, labels.get(node), kinds.get(node))
    for source, predicate, target in ties[["subject", "predicate", "object"]].itertuples(
        index=False, name=None
    ):
        network.add_edge(source, target, label=predicate)


def _choose_labels(literals: pd.DataFrame, lang: str) -> dict[str, str]:
    """Name of each resource: by the best property, in the language wanted, else in another."""
    ranks = {name: rank for rank, name in enumerate(LABELS)}
    named = literals[literals["predicate"].isin(LABELS)]
    chosen = named.assign(
        strange=~named["lang"].isin([lang, ""]), rank=named["predicate"].map(ranks)
    ).sort_values(["strange", "rank", "object"], ascending=False)
    return dict(zip(chosen["subject"], chosen["object"], strict=True))


def _add_node(network: nx.MultiDiGraph, node: object, label: object, kind: object) -> None:
    """Add a node, or what another row says of it; what was said first stays."""
    network.add_node(str(node))
    values = network.nodes[str(node)]
    if label is not None:
        values.setdefault("label", str(label))
    looks = CLASSES.get(str(kind), str(kind))
    if values.get("kind", "node") == "node":
        values["kind"] = looks if looks in KINDS else "node"
