"""What the manual is made from: the ontology as a graph, its texts, and the names of its parts."""

from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from rdflib import RDFS, SKOS, Graph, Literal
from rdflib.term import Node, URIRef

from hubgraph.vocabulary import PREFIXES, compact_iri, expand_curie

TERM_FILES = ("hubgraph.ttl", "levels.ttl", "topics.ttl", "alignments.ttl", "reused.ttl")
MORE_PREFIXES = {"bibo": "http://purl.org/ontology/bibo/"}
"""Prefixes of the header of the ontology; data and queries have no use for them."""


class Text(NamedTuple):
    """The same in German and in English."""

    de: str
    en: str


def read_graph(folder: Path, names: Iterable[str] = TERM_FILES) -> Graph:
    """Read files of the ontology as one graph."""
    graph = Graph()
    for name in names:
        graph.parse(folder / name)
    return graph


def read_shapes(folder: Path) -> Graph:
    """Read all shapes as one graph."""
    return read_graph(folder, (f"shapes/{path.name}" for path in shape_files(folder)))


def shape_files(folder: Path) -> list[Path]:
    """Files of the shapes, sorted by name."""
    return sorted((folder / "shapes").glob("*.ttl"))


def node(curie: str) -> URIRef:
    """Node of the graph for a CURIE."""
    prefix, _, local = curie.partition(":")
    return URIRef(MORE_PREFIXES[prefix] + local if prefix in MORE_PREFIXES else expand_curie(curie))


def curie(term: Node) -> str:
    """CURIE of a node of the graph."""
    for prefix, namespace in MORE_PREFIXES.items():
        if str(term).startswith(namespace):
            return f"{prefix}:{str(term).removeprefix(namespace)}"
    return compact_iri(str(term))


def all_prefixes() -> dict[str, str]:
    """Prefixes that the page uses, sorted."""
    return dict(sorted({**PREFIXES, **MORE_PREFIXES}.items()))


def anchor(term: str) -> str:
    """Name of a term's place on the page: the local name for a term of ours.

    >>> anchor("hg:Hub"), anchor("hgt:data-spaces"), anchor("org:Membership")
    ('Hub', 'topic-data-spaces', 'org-Membership')
    """
    prefix, _, local = term.partition(":")
    short = {"hg": "", "hgsh": "shape-", "hgt": "topic-"}
    return short.get(prefix, f"{prefix}-") + local


def sorted_curies(terms: Iterable[Node | None]) -> tuple[str, ...]:
    """CURIEs of the named ones of some nodes, sorted."""
    return tuple(sorted(curie(term) for term in terms if isinstance(term, URIRef)))


def text_of(graph: Graph, term: Node, annotation: URIRef) -> Text:
    """Text of a term in both languages; several in one language are joined by a comma.

    Raises LookupError if one of the languages has none.
    """
    found: dict[str | None, list[str]] = {}
    for value in graph.objects(term, annotation):
        if isinstance(value, Literal):
            found.setdefault(value.language, []).append(str(value))
    for language in Text._fields:
        if language not in found:
            msg = f"{curie(term)} has no {curie(annotation)} in the language {language!r}."
            raise LookupError(msg)
    return Text(*(", ".join(sorted(found[language])) for language in Text._fields))


def optional_text(graph: Graph, term: Node, annotation: URIRef) -> Text | None:
    """Text of a term in both languages; None if it has none at all."""
    return text_of(graph, term, annotation) if (term, annotation, None) in graph else None


def label_of(graph: Graph, term: Node) -> Text:
    """Label of a term; those of other vocabularies have an rdfs:label. Raises LookupError."""
    annotation = SKOS.prefLabel if (term, SKOS.prefLabel, None) in graph else RDFS.label
    return text_of(graph, term, annotation)
