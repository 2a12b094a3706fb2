"""The only place with IRIs: closed, sorted, and there and back again."""

import pytest
from rdflib import Graph

from hubgraph.errors import UnknownNameError
from hubgraph.knowledge.resources import ontology_path
from hubgraph.vocabulary import PREFIXES, TERMS, compact_iri, expand_curie


def test_prefixes_are_sorted_and_no_namespace_has_two() -> None:
    assert list(PREFIXES) == sorted(PREFIXES)
    assert len(set(PREFIXES.values())) == len(PREFIXES)
    assert all(iri.endswith(("#", "/")) for iri in PREFIXES.values())


def test_terms_are_those_of_the_ontology() -> None:
    defined = set()
    for name in ("hubgraph.ttl", "levels.ttl"):
        for subject in map(str, Graph().parse(ontology_path() / name).subjects()):
            if subject.startswith(PREFIXES["hg"]):
                defined.add(subject.removeprefix(PREFIXES["hg"]))
    assert defined == TERMS


@pytest.mark.parametrize("prefix", [prefix for prefix in PREFIXES if prefix != "hg"])
def test_there_and_back(prefix: str) -> None:
    assert compact_iri(expand_curie(f"{prefix}:x-1")) == f"{prefix}:x-1"


@pytest.mark.parametrize(
    "iri",
    [
        "https://example.org/x",
        "urn:uuid:1",
        "mailto:office@example.org",
        "tag:example.org,2018:x",
        "x",
    ],
)
def test_an_iri_without_a_prefix_stays(iri: str) -> None:
    assert compact_iri(iri) == iri
    assert expand_curie(iri) == iri


def test_a_bare_namespace_is_not_shortened() -> None:
    assert compact_iri(PREFIXES["hgd"]) == PREFIXES["hgd"]


@pytest.mark.parametrize(
    ("curie", "message"),
    [
        ("skoss:broader", "no prefix 'skoss'. Did you mean 'skos'"),
        ("hg:ofers", "no term of hg: 'ofers'. Did you mean 'offers'"),
        ("hg:", "no term of hg: ''"),
    ],
)
def test_a_misspelt_curie_is_named(curie: str, message: str) -> None:
    with pytest.raises(UnknownNameError, match=message):
        expand_curie(curie)
