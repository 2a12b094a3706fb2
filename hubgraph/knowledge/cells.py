"""Terms of a graph as cells of a table: short, readable, and the same in every run."""

import json

from rdflib import RDF, SH, Graph
from rdflib.term import BNode, Literal, Node, URIRef

from hubgraph.vocabulary import compact_iri

_DEPTH = 2
_LONGEST = 160
_UNARY_PATHS = (
    (SH.inversePath, "^{}"),
    (SH.zeroOrMorePath, "{}*"),
    (SH.oneOrMorePath, "{}+"),
    (SH.zeroOrOnePath, "{}?"),
)


def to_cell(term: Node, graph: Graph) -> str:
    """CURIE of an IRI, text of a literal; a blank node by what the graph says about it."""
    return str(term) if isinstance(term, Literal) else describe_node(term, graph)


def describe_node(term: Node, graph: Graph, *, depth: int = _DEPTH) -> str:
    """Term as in Turtle, a blank node as '[property value; …]' or '(item item)', sorted.

    The label of a blank node differs in every run, so it is never shown. What lies deeper
    than `depth` blank nodes, or beyond 160 characters, becomes '…'.
    """
    if isinstance(term, URIRef):
        return compact_iri(str(term))
    if isinstance(term, Literal):
        return _describe_literal(term)
    if not depth:
        return "[…]"
    if (term, RDF.first, None) in graph:
        items = (describe_node(item, graph, depth=depth - 1) for item in graph.items(term))
        return _shorten(f"({' '.join(items)})")
    return describe_blank(list(graph.predicate_objects(term)), graph, depth=depth)


def describe_blank(
    statements: list[tuple[Node, Node]], graph: Graph, *, depth: int = _DEPTH
) -> str:
    """Blank node as '[property value; …]', sorted."""
    parts = (
        f"{'a' if name == RDF.type else describe_node(name, graph)} "
        f"{describe_node(value, graph, depth=depth - 1)}"
        for name, value in statements
    )
    return _shorten(f"[{'; '.join(sorted(parts))}]")


def _describe_literal(literal: Literal) -> str:
    """Text in quotes with its language; a number, day or truth value as it is."""
    if literal.datatype is not None:
        return str(literal)
    quoted = json.dumps(str(literal), ensure_ascii=False)
    return f"{quoted}@{literal.language}" if literal.language else quoted


def to_path(path: Node, shapes: Graph) -> str:
    """SHACL path as a SPARQL property path: 'skos:broader', '^hg:tieOf', '(ex:a/ex:b)*'."""
    if (path, RDF.first, None) in shapes:
        return "/".join(_to_step(step, shapes) for step in shapes.items(path))
    if (choices := shapes.value(path, SH.alternativePath)) is not None:
        return "|".join(_to_step(step, shapes) for step in shapes.items(choices))
    for name, form in _UNARY_PATHS:
        if (inner := shapes.value(path, name)) is not None:
            return form.format(_to_step(inner, shapes))
    return describe_node(path, shapes)


def _to_step(path: Node, shapes: Graph) -> str:
    """Path inside another: in brackets where it is one of several terms or a full IRI."""
    text = to_path(path, shapes)
    if isinstance(path, BNode):
        return f"({text})"
    return f"<{text}>" if text == str(path) else text


def _shorten(text: str) -> str:
    """Text of 160 characters at most."""
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"
