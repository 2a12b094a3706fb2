"""The shortcuts hg:offers and hg:needs, which make simple SPARQL simple."""

import pyoxigraph
from rdflib import Graph

from hubgraph.knowledge.queries import query, reference_date
from hubgraph.knowledge.triples import node

DERIVED = node("hgd:derived")
"""Named graph of the shortcuts."""


def derive_shortcuts(graph: Graph) -> set[pyoxigraph.Quad]:
    """Shortcuts from organisation to topic that statements valid at the reference date bear out.

    Raises InvalidDateError if the graph states no reference date.
    """
    stated = query(graph, "statements", as_of=reference_date(graph))
    predicates = {"hg:Offer": node("hg:offers"), "hg:Need": node("hg:needs")}
    rows = stated[stated["kind"].isin(list(predicates))]
    return {
        pyoxigraph.Quad(node(owner), predicates[kind], node(topic), DERIVED)
        for owner, kind, topic in zip(
            rows["organisation"], rows["kind"], rows["topic"], strict=True
        )
    }
