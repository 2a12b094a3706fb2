"""Entries of the ledger: plain nodes become statements, each entry in a named graph of its own."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal

import pyoxigraph
from pyoxigraph import BlankNode, Literal, NamedNode, Quad

from hubgraph.knowledge.triples import node
from hubgraph.vocabulary import expand_curie

Fields = Mapping[str, object]
"""A node: its properties (CURIEs) with a value, several, or None; `id` is its own CURIE."""

ENTRY_GRAPHS = ("hgd:run-", "hgd:decision-", "hgd:follow-up-")
"""Beginnings of the names of the graphs of the ledger."""

_DATATYPES: Mapping[str, str] = {
    "dcterms:description": "xsd:string",
    "dcterms:identifier": "xsd:string",
    "dcterms:tableOfContents": "xsd:string",
    "dcterms:type": "xsd:string",
    "hg:decidedOn": "xsd:date",
    "hg:highestScore": "xsd:decimal",
    "hg:level": "xsd:integer",
    "hg:lowestScore": "xsd:decimal",
    "hg:rank": "xsd:integer",
    "hg:reportedOn": "xsd:date",
    "hg:score": "xsd:decimal",
    "hg:usefulness": "xsd:integer",
    "prov:endedAtTime": "xsd:dateTime",
    "prov:value": "xsd:string",
}
"""Datatype of the values of a property; the others lead to nodes."""

_PLACES = 12
"""Decimal places of a number; the row beside it (prov:value) has all of them."""


def build_entry(nodes: Iterable[Fields], *, graph: str) -> list[Quad]:
    """Statements of some nodes in a named graph (CURIE).

    A value is a node of its own (a mapping; a blank one without `id`), a CURIE, or, where the
    property has a datatype, a text or number.
    """
    place = node(graph)
    return [quad for fields in nodes for quad in _list_quads(fields, _name(fields), place)]


def is_entry(graph: object) -> bool:
    """Whether a named graph belongs to the ledger."""
    name = graph.value if isinstance(graph, NamedNode) else ""
    return name.startswith(tuple(map(expand_curie, ENTRY_GRAPHS)))


def is_run(store: pyoxigraph.Store, term: NamedNode | BlankNode) -> bool:
    """Whether a node is a run of the ledger."""
    return any(store.quads_for_pattern(term, node("rdf:type"), node("hg:Run"), None))


def list_entries(store: pyoxigraph.Store) -> Iterator[Quad]:
    """All statements of the ledger in a store."""
    for graph in store.named_graphs():
        if is_entry(graph):
            yield from store.quads_for_pattern(None, None, None, graph)


def _list_quads(fields: Fields, subject: NamedNode | BlankNode, graph: NamedNode) -> Iterator[Quad]:
    """Statements of one node and of those inside it."""
    for link, given in fields.items():
        if link == "id" or given is None:
            continue
        for value in _to_list(given):
            if isinstance(value, Mapping):
                inner = _name(value)
                yield Quad(subject, node(link), inner, graph)
                yield from _list_quads(value, inner, graph)
            else:
                yield Quad(subject, node(link), _to_term(link, value), graph)


def _to_list(given: object) -> Sequence[object]:
    """Values of a property: one, or several in order."""
    return given if isinstance(given, list | tuple) else [given]


def _name(fields: Fields) -> NamedNode | BlankNode:
    """Name of a node, a blank one where it has none."""
    return node(str(fields["id"])) if "id" in fields else BlankNode()


def _to_term(link: str, value: object) -> NamedNode | Literal:
    """Value of a property as a literal of its datatype, else as a node."""
    if link not in _DATATYPES:
        return node(str(value))
    datatype = _DATATYPES[link]
    text = _spell_decimal(value) if datatype == "xsd:decimal" else str(value)
    return Literal(text, datatype=node(datatype))


def _spell_decimal(value: object) -> str:
    """Number without an exponent, at most 12 decimal places, as stores keep them all."""
    spelled = f"{round(Decimal(repr(float(str(value)))), _PLACES):f}"
    return spelled.rstrip("0").removesuffix(".") if "." in spelled else spelled
