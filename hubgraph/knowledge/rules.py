"""Rules: simple facts concluded from the full statements, by the queries of ontology/rules."""

from collections.abc import Iterable
from itertools import islice
from typing import cast

import pyoxigraph
from pyoxigraph import NamedNode

from hubgraph.knowledge.resources import ontology_path
from hubgraph.knowledge.triples import date_literal, node
from hubgraph.vocabulary import PREFIXES

DERIVED = node("hgd:derived")
"""Named graph of everything that a rule has concluded."""

_QUADS_AT_ONCE = 100_000
"""Conclusions stated at once; what is held in memory grows with it."""


def derive_facts(store: pyoxigraph.Store, *, as_of: str) -> None:
    """State what the rules of ontology/rules conclude for a day (YYYY-MM-DD).

    The conclusions replace the graph ``hgd:derived``. Rules see all other graphs as one and
    none reads what another concludes, so their order does not matter.
    """
    store.remove_graph(DERIVED)
    for path in sorted((ontology_path() / "rules").glob("*.rq")):
        concluded = (
            pyoxigraph.Quad(triple.subject, triple.predicate, triple.object, DERIVED)
            for triple in _run_rule(store, path.read_text(encoding="utf-8"), as_of)
        )
        while block := list(islice(concluded, _QUADS_AT_ONCE)):
            store.bulk_extend(block)


def derive_facts_about(
    store: pyoxigraph.Store, organisations: Iterable[str], *, as_of: str
) -> None:
    """State anew what the rules conclude about some organisations (IRIs), and leave the rest.

    A rule concludes something about an organisation from what the statements say of it and of
    the nodes they link with it, in either direction; so only these are looked at.
    """
    near = pyoxigraph.Store()
    nodes = {*map(NamedNode, organisations)}
    for each in sorted(nodes, key=str):
        for neighbour in _list_near(store, each):
            near.extend(_list_stated(store, neighbour, None))
    derive_facts(near, as_of=as_of)
    for each in nodes:
        for quad in list(store.quads_for_pattern(each, None, None, DERIVED)):
            store.remove(quad)
        store.extend(near.quads_for_pattern(each, None, None, DERIVED))


def _list_near(store: pyoxigraph.Store, start: NamedNode) -> set[NamedNode]:
    """A node, the nodes that speak of it, and those it speaks of."""
    speaking = _list_stated(store, None, start)
    spoken = _list_stated(store, start, None)
    found = (*(quad.subject for quad in speaking), *(quad.object for quad in spoken))
    return {start, *(each for each in found if isinstance(each, NamedNode))}


def _list_stated(
    store: pyoxigraph.Store, subject: NamedNode | None, value: NamedNode | None
) -> list[pyoxigraph.Quad]:
    """Statements with a subject, or with an object, but for conclusions."""
    quads = store.quads_for_pattern(subject, None, value, None)
    return [quad for quad in quads if quad.graph_name != DERIVED]


def _run_rule(store: pyoxigraph.Store, text: str, as_of: str) -> pyoxigraph.QueryTriples:
    """Triples that a CONSTRUCT query gives on a day."""
    triples = store.query(
        text,
        prefixes=dict(PREFIXES),
        use_default_graph_as_union=True,
        substitutions={pyoxigraph.Variable("as_of"): date_literal(as_of)},
    )
    return cast("pyoxigraph.QueryTriples", triples)
