"""Hygiene of the ontology: no query in ontology/verify finds a row, and each can find one."""

import re
from functools import cache
from pathlib import Path

import pyoxigraph
import pyshacl
import pytest
from rdflib import SH, Graph, URIRef

import hubgraph as hg
from hubgraph.knowledge.resources import ontology_path
from hubgraph.knowledge.store import native_store
from hubgraph.vocabulary import PREFIXES, compact_iri
from hubgraph.workbook.contracts import input_tables

VERIFY = ontology_path() / "verify"
QUERIES = sorted(path.stem for path in VERIFY.glob("*.rq"))
NAMESPACES = {**PREFIXES, "bibo": "http://purl.org/ontology/bibo/"}
PROLOGUE = "".join(f"PREFIX {name}: <{iri}>\n" for name, iri in NAMESPACES.items())
CURIE = re.compile(r"(?<![\w:/])([a-z]+):([A-Za-z][\w-]*)")
ORIGIN = "rdfs:isDefinedBy <https://w3id.org/hubgraph/ontology>"

FAULTS = {
    "american-spelling": ('INSERT DATA { hg:Tie skos:example "an organization"@en }', "hg:Tie"),
    "cycle": ("INSERT DATA { hg:Hub rdfs:subClassOf hg:RegionalHub }", "hg:Hub"),
    "dangling-axiom": ("INSERT DATA { hg:Tie rdfs:subClassOf prov:Nothing }", "hg:Tie"),
    "data-domain": ('INSERT DATA { hgd:bruchsal hg:wording "x"@de }', "hg:wording"),
    "data-range": ("INSERT DATA { hgd:bruchsal hg:offers hgd:ulm }", "hg:offers"),
    "incomplete-header": ("DELETE WHERE { ?o dcterms:license ?licence }", "dcterms:license"),
    "label-in-definition": (
        'INSERT DATA { hg:Tie skos:definition "Some tie, with a role."@en }',
        "hg:Tie",
    ),
    "label-twice": ('INSERT DATA { hg:Offer skos:prefLabel "need"@en }', "hg:Need"),
    "misspelt-name": (f"INSERT DATA {{ hg:Bad_Name a owl:Class ; {ORIGIN} }}", "hg:Bad_Name"),
    "orphan-class": (f"INSERT DATA {{ hg:Orphan a owl:Class ; {ORIGIN} }}", "hg:Orphan"),
    "several-kinds": ("INSERT DATA { hg:Tie a skos:Concept }", "hg:Tie"),
    "shape-message": (
        'INSERT DATA { hgsh:TieSelf sh:message "Compare hg:tieOf."@en }',
        "hgsh:TieSelf",
    ),
    "undefined-term": ("INSERT DATA { hgd:bruchsal hg:misspelt hgd:ulm }", "hg:misspelt"),
    "undirected-property": ("DELETE WHERE { hg:tieOf rdfs:range ?range }", "hg:tieOf"),
    "unused-reused-term": (
        "INSERT DATA { org:Post a owl:Class ; rdfs:isDefinedBy <http://www.w3.org/ns/org#> }",
        "org:Post",
    ),
    "unused-term": (f"INSERT DATA {{ hg:Unused a owl:Class ; {ORIGIN} }}", "hg:Unused"),
}
"""What turns each query red, and the first cell of a row it then finds."""

TERM = """
hg:Tie a owl:Class ;
    skos:prefLabel "Verbindung"@de , "tie"@en ;
    skos:definition "Was eines für das andere ist."@de , "What one is to the other."@en ;
    rdfs:isDefinedBy <https://w3id.org/hubgraph/ontology> .
"""
"""A term in good style."""

STYLE_FAULTS = {
    "TermDefinitionEnglish": (' , "What one is to the other."@en', ""),
    "TermDefinitionGerman": ('"Was eines für das andere ist."@de , ', ""),
    "TermDefinitionLanguages": ("    skos:definition", '    skos:definition "Un lien."@fr ,'),
    "TermDefinitionSentence": ("to the other.", "to the other. It has a role."),
    "TermLabelCase": ('"tie"', '"Tie"'),
    "TermLabelEnglish": (' , "tie"@en', ""),
    "TermLabelGerman": ('"Verbindung"@de , ', ""),
    "TermLabelLanguages": ('"tie"@en', '"tie"@en , "lien"@fr'),
    "TermOrigin": ("rdfs:isDefinedBy", "rdfs:seeAlso"),
    "TermPlainLabel": ("    rdfs:isDefinedBy", '    rdfs:label "tie" ;\n    rdfs:isDefinedBy'),
}
"""What turns each shape of style.ttl red: a text of TERM and its replacement."""


def project_files() -> list[Path]:
    """Files that may use a term: ontology, shapes, queries, questions, tables, modules."""
    ontology, package = ontology_path(), Path(hg.__file__).parent
    kinds = ("*.ttl", "*/*.ttl", "*/*/*.ttl", "*/*.rq", "*/*.yaml")
    found = {path for kind in kinds for path in ontology.glob(kind)}
    return sorted(found | {*package.rglob("*.py"), *package.rglob("*.toml")})


def file_name(path: Path) -> str:
    """IRI of a file in these tests, e.g. <urn:hubgraph:ontology/hubgraph.ttl>."""
    root = ontology_path().parent
    package = Path(hg.__file__).parent.parent
    return f"urn:hubgraph:{path.relative_to(root if path.is_relative_to(root) else package)}"


def mentioned_terms(text: str) -> set[str]:
    """IRIs of the CURIEs in a text whose prefix is known."""
    return {
        NAMESPACES[prefix] + local for prefix, local in CURIE.findall(text) if prefix in NAMESPACES
    }


@cache
def everything() -> tuple[pyoxigraph.Quad, ...]:
    """Bundled data, ontology, topics, shapes, and which file mentions which term."""
    store = pyoxigraph.Store()
    for quad in native_store(hg.load_graph("baden-wuerttemberg")):
        store.add(pyoxigraph.Quad(*quad.triple))
    for path in [ontology_path() / "reused.ttl", *ontology_path().glob("shapes/*.ttl")]:
        store.load(path=path, format=pyoxigraph.RdfFormat.TURTLE)
    references = pyoxigraph.NamedNode(PREFIXES["dcterms"] + "references")
    for path in project_files():
        file = pyoxigraph.NamedNode(file_name(path))
        for term in sorted(mentioned_terms(path.read_text(encoding="utf-8"))):
            store.add(pyoxigraph.Quad(file, references, pyoxigraph.NamedNode(term)))
    return tuple(store)


def found_rows(name: str, fault: str = "") -> list[list[str]]:
    """Rows a query of ontology/verify finds, as CURIEs and texts, after a fault if given."""
    store = pyoxigraph.Store()
    store.extend(everything())
    if fault:
        store.update(PROLOGUE + fault)
    rows = store.query(PROLOGUE + (VERIFY / f"{name}.rq").read_text(encoding="utf-8"))
    assert isinstance(rows, pyoxigraph.QuerySolutions)
    return [["" if cell is None else compact_iri(str(cell.value)) for cell in row] for row in rows]


def broken_styles(text: str) -> set[str]:
    """Local names of the shapes of style.ttl that a Turtle text breaks."""
    prefixes = "".join(f"@prefix {name}: <{iri}> .\n" for name, iri in NAMESPACES.items())
    _, report, _ = pyshacl.validate(
        Graph().parse(data=prefixes + text), shacl_graph=Graph().parse(VERIFY / "style.ttl")
    )
    assert isinstance(report, Graph)
    broken = {report.value(result, SH.sourceShape) for result in report.objects(None, SH.result)}
    return {str(shape).removeprefix(PREFIXES["hgsh"]) for shape in broken}


@pytest.mark.parametrize("name", QUERIES)
def test_nothing_is_wrong(name: str) -> None:
    assert found_rows(name) == []


@pytest.mark.parametrize("name", QUERIES)
def test_a_fault_is_found(name: str) -> None:
    fault, culprit = FAULTS[name]
    assert culprit in {row[0] for row in found_rows(name, fault)}


def test_every_query_has_a_fault_and_a_title_in_two_languages() -> None:
    assert set(FAULTS) == set(QUERIES)
    for name in QUERIES:
        text = (VERIFY / f"{name}.rq").read_text(encoding="utf-8")
        assert re.match(r"#\+ title:\n#\+   de: .+\?\n#\+   en: .+\?\n", text), name


@pytest.mark.parametrize("name", ["hubgraph.ttl", "levels.ttl"])
def test_terms_are_in_good_style(name: str) -> None:
    assert broken_styles((ontology_path() / name).read_text(encoding="utf-8")) == set()


def test_the_sample_term_is_in_good_style() -> None:
    assert broken_styles(TERM) == set()


@pytest.mark.parametrize("name", sorted(STYLE_FAULTS))
def test_a_lapse_of_style_is_found(name: str) -> None:
    old, new = STYLE_FAULTS[name]
    assert old in TERM
    assert broken_styles(TERM.replace(old, new, 1)) == {name}


def test_every_shape_of_style_has_a_lapse() -> None:
    shapes = Graph().parse(VERIFY / "style.ttl")
    named = {shape for shape in shapes.subjects(SH.message) if isinstance(shape, URIRef)}
    assert {shape.removeprefix(PREFIXES["hgsh"]) for shape in named} == set(STYLE_FAULTS)


def test_messages_name_columns_and_tables_that_exist() -> None:
    tables = input_tables()
    known = {*tables, *(column.name for table in tables.values() for column in table.columns)}
    shapes = Graph()
    for path in ontology_path().glob("shapes/*.ttl"):
        shapes.parse(path)
    marks = {"de": r"»([a-z_]+)«", "en": r"'([a-z_]+)'"}
    for shape in set(shapes.subjects(SH.message)):
        texts = {
            getattr(text, "language", ""): str(text) for text in shapes.objects(shape, SH.message)
        }
        named = {lang: set(re.findall(mark, texts[lang])) for lang, mark in marks.items()}
        assert named["de"] == named["en"], shape
        assert named["de"] <= known, shape


@pytest.mark.parametrize(
    "path",
    [path for path in project_files() if path.suffix == ".ttl"],
    ids=lambda path: f"{path.parent.name}-{path.stem}",
)
def test_prefixes_are_sorted_and_used(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    declared = re.findall(r"^@prefix ([a-z]+):", text, re.MULTILINE)
    plain = re.sub(
        r'"""[\s\S]*?"""|"(?:[^"\\\n]|\\.)*"|<[^>\s]*>|^#.*$', "", text, flags=re.MULTILINE
    )
    used = {prefix for prefix, _ in CURIE.findall(plain)}
    assert declared == sorted(set(declared))
    assert set(declared) == used
