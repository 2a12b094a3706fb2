"""Statements of a graph in a decided order, as N-Quads, and the terms they are made of."""

from collections.abc import Iterable, Iterator, Sequence

import pyoxigraph

from hubgraph.vocabulary import PREFIXES


def sort_quads(store: pyoxigraph.Store) -> list[pyoxigraph.Quad]:
    """All statements by graph, subject, predicate, object; the default graph comes first.

    Blank nodes get names that follow from the statements alone (RDFC-1.0, W3C 2024).
    """
    dataset = pyoxigraph.Dataset(store)
    dataset.canonicalize(pyoxigraph.CanonicalizationAlgorithm.RDFC_1_0)
    return sorted(dataset, key=_order)


def to_nquads(quads: Sequence[pyoxigraph.Quad]) -> str:
    """Sorted lines, one statement each."""
    lines = serialize(quads, pyoxigraph.RdfFormat.N_QUADS).split("\n")  # not splitlines: a text
    return "".join(f"{line}\n" for line in sorted(filter(None, lines)))  # may hold U+2028


def serialize(quads: Sequence[pyoxigraph.Quad], form: pyoxigraph.RdfFormat) -> str:
    """Statements in one of Oxigraph's formats, with the project's prefixes where it has any."""
    text = pyoxigraph.serialize(quads, format=form, prefixes=dict(PREFIXES))
    return (text or b"").decode()


def list_terms(statement: Iterable[object]) -> Iterator[object]:
    """Terms of a statement, of its graph's name, and of statements it speaks of."""
    for term in statement:
        if isinstance(term, pyoxigraph.Triple):
            yield from list_terms(term)
        else:
            yield term


def _order(quad: pyoxigraph.Quad) -> tuple[bool, str, str]:
    """Sort key of a statement: named graph, then the triple."""
    named = not isinstance(quad.graph_name, pyoxigraph.DefaultGraph)
    return named, str(quad.graph_name), str(quad.triple)
