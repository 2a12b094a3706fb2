"""The ontology keeps its style: complete header, complete terms, no undeclared foreign term."""

from functools import cache
from xml.sax import SAXParseException

import pyoxigraph
import pytest
from rdflib import ORG, OWL, RDF, RDFS, SH, SKOS, XSD, Graph, Literal, Namespace, URIRef
from rdflib.collection import Collection

from hubgraph.knowledge.resources import ontology_path
from hubgraph.vocabulary import PREFIXES, TERMS

HG = PREFIXES["hg"]
DCTERMS = Namespace("http://purl.org/dc/terms/")
VANN = Namespace("http://purl.org/vocab/vann/")
BIBO = Namespace("http://purl.org/ontology/bibo/")
ONTOLOGY = URIRef(HG.removesuffix("#"))
BUILT_IN = tuple(str(namespace) for namespace in (OWL, RDF, RDFS, SH, XSD))
OURS = "https://w3id.org/hubgraph/"
FORMS = [
    pyoxigraph.RdfFormat.JSON_LD, pyoxigraph.RdfFormat.N3, pyoxigraph.RdfFormat.N_QUADS,
    pyoxigraph.RdfFormat.N_TRIPLES, pyoxigraph.RdfFormat.RDF_XML, pyoxigraph.RdfFormat.TRIG,
    pyoxigraph.RdfFormat.TURTLE,
]  # fmt: skip


@cache
def read(*patterns: str) -> Graph:
    """Read all files of the ontology folder that fit one of the patterns."""
    graph = Graph()
    for pattern in patterns:
        for path in sorted(ontology_path().glob(pattern)):
            graph.parse(path)
    return graph


def local_names(graph: Graph) -> set[str]:
    """Local names of all subjects in our namespace."""
    return {
        str(subject).removeprefix(HG) for subject in graph.subjects() if str(subject).startswith(HG)
    }


def languages(graph: Graph, term: URIRef, annotation: URIRef) -> list[str | None]:
    """Sorted language tags of an annotation of a term; None for a text without one."""
    texts = graph.objects(term, annotation)
    return sorted((text.language for text in texts if isinstance(text, Literal)), key=str)


def test_ontology_and_vocabulary_have_the_same_terms() -> None:
    assert local_names(read("hubgraph.ttl", "levels.ttl")) == TERMS


def test_terms_used_anywhere_are_defined() -> None:
    graph = read("hubgraph.ttl", "levels.ttl", "shapes/*.ttl", "examples/*/*.ttl")
    used = {str(node) for triple in graph for node in triple if str(node).startswith(HG)}
    used -= {HG}  # the namespace itself, as a literal of the header
    assert {iri.removeprefix(HG) for iri in used} <= TERMS


@pytest.mark.parametrize("name", sorted(TERMS))
def test_every_term_is_labelled_and_defined_in_german_and_english(name: str) -> None:
    graph, term = read("hubgraph.ttl", "levels.ttl"), URIRef(HG + name)
    assert languages(graph, term, SKOS.prefLabel) == ["de", "en"]
    assert languages(graph, term, SKOS.definition) == ["de", "en"]
    assert graph.value(term, RDFS.isDefinedBy) == ONTOLOGY
    assert not list(graph.objects(term, RDFS.label))


def test_terms_are_spelt_by_kind() -> None:
    graph = read("hubgraph.ttl", "levels.ttl")
    classes = {str(term).removeprefix(HG) for term in graph.subjects(RDF.type, OWL.Class)}
    assert {name for name in local_names(graph) if name[0].isupper()} == classes


def test_header_is_complete() -> None:
    graph = read("hubgraph.ttl")
    version = graph.value(ONTOLOGY, OWL.versionInfo)
    assert graph.value(ONTOLOGY, RDF.type) == OWL.Ontology
    assert graph.value(ONTOLOGY, OWL.versionIRI) == URIRef(f"{ONTOLOGY}/{version}")
    assert languages(graph, ONTOLOGY, DCTERMS.title) == ["de", "en"]
    assert languages(graph, ONTOLOGY, DCTERMS.description) == ["de", "en"]
    assert str(graph.value(ONTOLOGY, VANN.preferredNamespacePrefix)) == "hg"
    assert str(graph.value(ONTOLOGY, VANN.preferredNamespaceUri)) == HG
    for name in ("creator", "created", "modified"):
        assert graph.value(ONTOLOGY, DCTERMS[name]) is not None, name
    for term in (DCTERMS.license, BIBO.status):
        assert isinstance(graph.value(ONTOLOGY, term), URIRef), term


def survives(text: bytes, form: pyoxigraph.RdfFormat) -> bool:
    """Whether Turtle says the same after it was written in a form and read again."""
    first, second = pyoxigraph.Dataset(), pyoxigraph.Dataset()
    for quad in pyoxigraph.parse(text, format=pyoxigraph.RdfFormat.TURTLE):
        first.add(quad)
    again = pyoxigraph.serialize(first, format=form)
    if form == pyoxigraph.RdfFormat.RDF_XML:
        try:
            Graph().parse(data=again, format="xml")  # stricter: names that XML does not allow
        except SAXParseException:
            return False
    for quad in pyoxigraph.parse(again, format=form):
        second.add(quad)
    for quads in (first, second):
        quads.canonicalize(pyoxigraph.CanonicalizationAlgorithm.RDFC_1_0)
    return first == second


@pytest.mark.parametrize("form", FORMS, ids=str)
@pytest.mark.parametrize("name", ["hubgraph.ttl", "levels.ttl", "reused.ttl", "topics.ttl"])
def test_every_serialisation_says_the_same(name: str, form: pyoxigraph.RdfFormat) -> None:
    assert survives((ontology_path() / name).read_bytes(), form)


def test_a_name_that_a_serialisation_cannot_write_is_noticed() -> None:
    text = b"<urn:a> <urn:b#1> <urn:c> ."
    assert [form for form in FORMS if not survives(text, form)] == [pyoxigraph.RdfFormat.RDF_XML]


def test_changelog_names_the_version() -> None:
    version = read("hubgraph.ttl").value(ONTOLOGY, OWL.versionInfo)
    text = (ontology_path() / "CHANGELOG.md").read_text(encoding="utf-8")
    assert f"## {version} (" in text


def test_nothing_is_imported() -> None:
    assert not list(read("*.ttl", "shapes/*.ttl").subject_objects(OWL.imports))


def foreign_terms(graph: Graph) -> set[URIRef]:
    """Properties, classes and shape targets of other vocabularies in a graph."""
    places = (RDF.type, RDFS.subClassOf, RDFS.domain, RDFS.range, OWL.disjointWith)
    shapes = (SH["class"], SH.path, SH.inversePath, SH.disjoint, SH.targetClass)
    targets = (SH.targetSubjectsOf, SH.targetObjectsOf)
    terms = set(graph.predicates())
    for place in (*places, *shapes, *targets):
        terms.update(graph.objects(None, place))
    for path in graph.objects(None, SH.alternativePath):
        terms.update(Collection(graph, path))
    named = {term for term in terms if isinstance(term, URIRef)}
    return {term for term in named if not str(term).startswith((*BUILT_IN, OURS))}


@pytest.mark.parametrize(
    "pattern", ["hubgraph.ttl", "levels.ttl", "shapes/*.ttl", "examples/*/*.ttl"]
)
def test_every_foreign_term_is_declared(pattern: str) -> None:
    terms = foreign_terms(read(pattern))
    assert terms, "nothing found to check"
    assert terms <= set(read("reused.ttl").subjects(RDF.type))


def test_reused_terms_have_label_and_origin_and_one_axiom() -> None:
    graph = read("reused.ttl")
    axioms = set(graph.subject_objects(RDFS.subClassOf))
    assert axioms == {(ORG.OrganizationalCollaboration, ORG.Organization)}  # as ORG itself says
    assert set(graph.predicates()) == {RDF.type, RDFS.label, RDFS.isDefinedBy, RDFS.subClassOf}
    for term in set(graph.subjects()):
        assert isinstance(term, URIRef)
        assert languages(graph, term, RDFS.label) == ["de", "en"]
        assert str(term).startswith(str(graph.value(term, RDFS.isDefinedBy)))


def test_levels_run_from_0_to_5_in_order() -> None:
    graph = read("levels.ttl")
    first = graph.value(URIRef(f"{HG}levelScale"), SKOS.memberList)
    assert first is not None
    levels = list(Collection(graph, first))
    assert levels == [URIRef(f"{HG}level{level}") for level in range(6)]
    assert [graph.value(level, SKOS.notation) for level in levels] == [
        Literal(level) for level in range(6)
    ]


def test_schemes_and_their_top_concepts_agree() -> None:
    graph = read("hubgraph.ttl", "levels.ttl")
    down = set(graph.subject_objects(SKOS.hasTopConcept))
    assert down == {(scheme, concept) for concept, scheme in graph[: SKOS.topConceptOf]}
    assert down == {(scheme, concept) for concept, scheme in graph[: SKOS.inScheme]}
