"""Classes, properties, closed lists and reused terms, as the page shows them."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from rdflib import OWL, RDF, RDFS, SDO, SKOS, Graph
from rdflib.collection import Collection
from rdflib.term import Node, URIRef

from .files import Text, anchor, curie, label_of, node, optional_text, sorted_curies, text_of

LEVELS = "hg:levelScheme"


@dataclass(frozen=True)
class Term:
    """A term of ours with its annotations, None for one it does not have.

    `notation` is the number of a level, else empty; `facts` maps a kind of relation to the terms
    it leads to; `above` are all classes of which a class is a kind.
    """

    curie: str
    iri: str
    label: Text
    definition: Text
    scope: Text | None
    example: Text | None
    note: Text | None
    editorial: Text | None
    notation: str
    facts: Mapping[str, tuple[str, ...]]
    above: tuple[str, ...]

    @property
    def anchor(self) -> str:
        """Where the term stands on the page."""
        return anchor(self.curie)


@dataclass(frozen=True)
class ReusedTerm:
    """A term of another vocabulary."""

    curie: str
    iri: str
    label: Text

    @property
    def anchor(self) -> str:
        """Where the term stands on the page."""
        return anchor(self.curie)


def list_classes(graph: Graph, folder: Path) -> list[Term]:
    """Our classes in the order of the file."""
    return [_build_class(graph, term) for term in _ours(graph, folder, (OWL.Class,))]


def list_properties(graph: Graph, folder: Path) -> list[Term]:
    """Our properties in the order of the file."""
    kinds = (OWL.ObjectProperty, OWL.DatatypeProperty)
    return [_build_property(graph, term) for term in _ours(graph, folder, kinds)]


def list_schemes(graph: Graph, folder: Path) -> list[tuple[Term, list[Term]]]:
    """Closed lists with their concepts in the order of the file, without the levels."""
    schemes = [
        scheme for scheme in _ours(graph, folder, (SKOS.ConceptScheme,)) if curie(scheme) != LEVELS
    ]
    concepts = _ours(graph, folder, (SKOS.Concept,))
    return [
        (
            build_term(graph, scheme),
            [build_term(graph, c) for c in concepts if (c, SKOS.inScheme, scheme) in graph],
        )
        for scheme in schemes
    ]


def list_levels(graph: Graph) -> tuple[Term, Term, list[Term]]:
    """Read the scheme of the levels, the scale, and the levels from the lowest to the highest."""
    scale = node("hg:levelScale")
    first = graph.value(scale, SKOS.memberList)
    levels = [build_term(graph, level) for level in Collection(graph, first)] if first else []
    return build_term(graph, node(LEVELS)), build_term(graph, scale), levels


def list_reused(graph: Graph, folder: Path) -> dict[str, list[ReusedTerm]]:
    """Terms of other vocabularies by prefix, sorted."""
    found: dict[str, list[ReusedTerm]] = {}
    for name in sorted(_subjects(folder / "reused.ttl")):
        term = ReusedTerm(name, str(node(name)), label_of(graph, node(name)))
        found.setdefault(name.partition(":")[0], []).append(term)
    return found


def build_term(
    graph: Graph,
    term: Node,
    facts: Mapping[str, tuple[str, ...]] = MappingProxyType({}),
    above: tuple[str, ...] = (),
) -> Term:
    """Read the annotations of a term. Raises LookupError if label or definition is missing."""
    notation = graph.value(term, SKOS.notation)
    return Term(
        curie(term),
        str(term),
        text_of(graph, term, SKOS.prefLabel),
        text_of(graph, term, SKOS.definition),
        optional_text(graph, term, SKOS.scopeNote),
        optional_text(graph, term, SKOS.example),
        optional_text(graph, term, SKOS.note),
        optional_text(graph, term, SKOS.editorialNote),
        "" if notation is None else str(notation),
        facts,
        above,
    )


def _build_class(graph: Graph, term: URIRef) -> Term:
    """Read a class and what leads to it and from it."""
    disjoint = {*graph.objects(term, OWL.disjointWith), *graph.subjects(OWL.disjointWith, term)}
    facts = {
        "is a": sorted_curies(graph.objects(term, RDFS.subClassOf)),
        "kinds": sorted_curies(graph.subjects(RDFS.subClassOf, term)),
        "disjoint": sorted_curies(disjoint),
        "from here": _properties(graph, term, (RDFS.domain, SDO.domainIncludes)),
        "to here": _properties(graph, term, (RDFS.range, SDO.rangeIncludes)),
    }
    above = sorted_curies(set(graph.transitive_objects(term, RDFS.subClassOf)) - {term})
    return build_term(graph, term, facts=facts, above=above)


def _build_property(graph: Graph, term: URIRef) -> Term:
    """Read a property and from where to where it leads."""
    facts = {
        "from": sorted_curies(graph.objects(term, RDFS.domain)),
        "from among": sorted_curies(graph.objects(term, SDO.domainIncludes)),
        "to": sorted_curies(graph.objects(term, RDFS.range)),
        "to among": sorted_curies(graph.objects(term, SDO.rangeIncludes)),
        "special case of": sorted_curies(graph.objects(term, RDFS.subPropertyOf)),
        "special cases": sorted_curies(graph.subjects(RDFS.subPropertyOf, term)),
    }
    return build_term(graph, term, facts=facts)


def _properties(graph: Graph, term: URIRef, axioms: Iterable[URIRef]) -> tuple[str, ...]:
    """Properties that name a class in one of the axioms."""
    return sorted_curies({p for axiom in axioms for p in graph.subjects(axiom, term)})


def _ours(graph: Graph, folder: Path, kinds: Iterable[URIRef]) -> list[URIRef]:
    """Our terms of some kinds in the order of hubgraph.ttl and levels.ttl."""
    names = [*_subjects(folder / "hubgraph.ttl"), *_subjects(folder / "levels.ttl")]
    terms = [node(name) for name in names if name.startswith("hg:")]
    return [term for term in terms if any((term, RDF.type, kind) in graph for kind in kinds)]


def _subjects(path: Path) -> list[str]:
    """CURIEs that a Turtle file describes, in its order."""
    return re.findall(r"^(\w+:\w+) a ", path.read_text(encoding="utf-8"), re.MULTILINE)
