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

HEADER = "<https://w3id.org/hubgraph/ontology>"
FAULTS = [
    ("american-spelling", 'INSERT DATA { hg:Tie skos:example "an organization"@en }', "hg:Tie"),
    ("cycle", "INSERT DATA { hg:Hub rdfs:subClassOf hg:RegionalHub }", "hg:Hub"),
    ("cycle", "INSERT DATA { hg:tieOf rdfs:subPropertyOf hg:tieOf }", "hg:tieOf"),
    ("dangling-axiom", "INSERT DATA { hg:Tie rdfs:subClassOf prov:Nothing }", "hg:Tie"),
    ("data-domain", 'INSERT DATA { hgd:bruchsal hg:wording "x"@de }', "hg:wording"),
    ("data-range", "INSERT DATA { hgd:bruchsal hg:offers hgd:ulm }", "hg:offers"),
    ("data-range", 'INSERT DATA { hgd:round hg:opensOn "soon" }', "hg:opensOn"),
    ("definition-twice", (f"INSERT {{ hg:X skos:definition ?text ; {ORIGIN} }} "
     "WHERE { hg:Tie skos:definition ?text }"), "hg:Tie"),
    ("disjoint-instance", "INSERT DATA { hgd:x a hg:Offer , hg:Need }", "hgd:x"),
    ("disjoint-instance", "INSERT DATA { hg:X rdfs:subClassOf hg:Offer , hg:OwnLevel }", "hg:X"),
    ("doubtful-name", 'INSERT DATA { hg:tieOf skos:prefLabel "is a"@en }', "hg:tieOf"),
    ("doubtful-name", 'INSERT DATA { hg:Tie skos:prefLabel "Hub und Firma"@de }', "hg:Tie"),
    ("doubtful-name", 'INSERT DATA { hg:Tie skos:prefLabel "other tie"@en }', "hg:Tie"),
    ("hijacked-namespace", f"INSERT DATA {{ org:Post a owl:Class ; {ORIGIN} }}", "org:Post"),
    ("hijacked-namespace", "INSERT DATA { org:member rdfs:range hg:Hub }", "org:member"),
    ("idle-class", f"INSERT DATA {{ hg:Idle a owl:Class ; {ORIGIN} }}", "hg:Idle"),
    ("incomplete-header", "DELETE WHERE { ?o dcterms:license ?licence }", "dcterms:license"),
    ("incomplete-header", "DELETE WHERE { ?o dcterms:issued ?day }", "dcterms:issued"),
    ("incomplete-header", 'DELETE WHERE { ?o dcterms:title "hubgraph ontology"@en }',
     "dcterms:title"),
    ("incomplete-header", "DELETE WHERE { ?o owl:versionIRI ?iri }", "owl:versionIRI"),
    ("incomplete-header", (f'DELETE {{ {HEADER} owl:versionInfo "0.1.0" }} '
     f'INSERT {{ {HEADER} owl:versionInfo "9" }} WHERE {{}}'), "owl:versionIRI"),
    ("incomplete-header", f'INSERT DATA {{ {HEADER} dcterms:creator "me" }}', "dcterms:creator"),
    ("incomplete-header", f'INSERT DATA {{ {HEADER} dcterms:license "mine" }}', "dcterms:license"),
    ("incomplete-header", f'INSERT DATA {{ {HEADER} vann:preferredNamespaceUri "urn:x" }}',
     "vann:preferredNamespaceUri"),
    ("incomplete-header", f'INSERT DATA {{ {HEADER} dcterms:bibliographicCitation "us" }}',
     "dcterms:bibliographicCitation"),
    ("incomplete-header", f"DELETE DATA {{ {HEADER} a owl:Ontology }}", "rdf:type"),
    ("incomplete-header", f'INSERT DATA {{ {HEADER} dcterms:created "2999-01-01"^^xsd:date }}',
     "dcterms:modified"),
    ("label-in-definition", 'INSERT DATA { hg:Tie skos:definition "Some tie, with a role."@en }',
     "hg:Tie"),
    ("label-twice", 'INSERT DATA { hg:Offer skos:prefLabel "Need"@en }', "hg:Need"),
    ("label-twice", 'INSERT DATA { hg:useful skos:prefLabel "pending"@en }', "hg:pending"),
    ("mirrored-property", ("INSERT DATA { hg:hasTie a owl:ObjectProperty ; "
     f"rdfs:domain org:Organization ; rdfs:range hg:Tie ; {ORIGIN} }}"), "hg:hasTie"),
    ("misspelt-name", f"INSERT DATA {{ hg:Bad_Name a owl:Class ; {ORIGIN} }}", "hg:Bad_Name"),
    ("orphan-class", f"INSERT DATA {{ hg:Orphan a owl:Class ; {ORIGIN} }}", "hg:Orphan"),
    ("several-domains", "INSERT DATA { hg:tieOf rdfs:domain hg:Hub }", "hg:tieOf"),
    ("several-domains", "INSERT DATA { hg:level schema:rangeIncludes xsd:date }", "hg:level"),
    ("several-kinds", "INSERT DATA { hg:Tie a skos:Concept }", "hg:Tie"),
    ("several-kinds", f"INSERT DATA {{ hg:untyped {ORIGIN} }}", "hg:untyped"),
    ("shape-message", 'INSERT DATA { hgsh:TieSelf sh:message "Compare hg:tieOf."@en }',
     "hgsh:TieSelf"),
    ("unconnected-term", f"INSERT DATA {{ hg:Alone a owl:Class ; {ORIGIN} }}", "hg:Alone"),
    ("unconnected-term", "DELETE WHERE { hg:useful skos:inScheme ?scheme }", "hg:useful"),
    ("unconnected-term", f"INSERT DATA {{ hg:aScheme a skos:ConceptScheme ; {ORIGIN} }}",
     "hg:aScheme"),
    ("undefined-term", "INSERT DATA { hgd:bruchsal hg:misspelt hgd:ulm }", "hg:misspelt"),
    ("undirected-property", "DELETE WHERE { hg:tieOf rdfs:range ?range }", "hg:tieOf"),
    ("undirected-property", "DELETE WHERE { hg:budget rdfs:domain ?domain }", "hg:budget"),
    ("unplanned-axiom", "INSERT DATA { hg:tieOf owl:inverseOf hg:tieOf }", "hg:tieOf"),
    ("unplanned-axiom", "INSERT DATA { hg:Tie owl:equivalentClass hg:Hub }", "hg:Tie"),
    ("unplanned-axiom", "INSERT DATA { hg:tieOf a owl:SymmetricProperty }", "hg:tieOf"),
    ("unplanned-axiom", "INSERT DATA { hg:Tie rdfs:subClassOf [ a owl:Restriction ] }", "hg:Tie"),
    ("unplanned-axiom", "INSERT DATA { hg:tieOf owl:propertyChainAxiom ( hg:tieOf ) }", "hg:tieOf"),
    ("unstable-iri", f"INSERT DATA {{ <https://w3id.org/hg.owl#X> {ORIGIN} }}",
     "https://w3id.org/hg.owl#X"),
    ("unstable-iri", f"INSERT DATA {{ <urn:x> {ORIGIN} }}", "urn:x"),
    ("unstable-iri", f"INSERT DATA {{ {HEADER} owl:versionIRI <urn:v> }}", "urn:v"),
    ("unstable-iri", "INSERT DATA { <urn:o> a owl:Ontology }", "urn:o"),
    ("unused-reused-term", ("INSERT DATA "
     "{ org:Post a owl:Class ; rdfs:isDefinedBy <http://www.w3.org/ns/org#> }"), "org:Post"),
    ("unused-term", f"INSERT DATA {{ hg:Unused a owl:Class ; {ORIGIN} }}", "hg:Unused"),
]  # fmt: skip
"""Queries, what turns each red, and the first cell of a row it then finds."""

TERM = """
hg:Tie a owl:Class ;
    skos:prefLabel "Verbindung"@de , "tie"@en ;
    skos:definition "Was eines für das andere ist."@de , "What one is to the other."@en ;
    skos:example "ein Förderer"@de , "a funder"@en ;
    rdfs:isDefinedBy <https://w3id.org/hubgraph/ontology> .
"""
"""A term in good style."""

STYLE_FAULTS = {
    "ClassExampleEnglish": (' , "a funder"@en', ""),
    "ClassExampleGerman": ('"ein Förderer"@de , ', ""),
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


@pytest.mark.parametrize(("name", "fault", "culprit"), FAULTS)
def test_a_fault_is_found(name: str, fault: str, culprit: str) -> None:
    assert culprit in {row[0] for row in found_rows(name, fault)}


def test_every_query_has_a_fault_and_a_title_in_two_languages() -> None:
    assert {name for name, *_ in FAULTS} == set(QUERIES)
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


README = (VERIFY / "README.md").read_text(encoding="utf-8")
FOOPS = (
    "CN1", "DOC1", "FIND1", "FIND2", "FIND3", "FIND_3_BIS", "HTTP1", "OM1", "OM2", "OM3", "OM4.1",
    "OM4.2", "OM5.1", "OM5.2", "PURL1", "RDF1", "URI1", "URI2", "VER1", "VER2", "VOC1", "VOC2",
    "VOC3", "VOC4",
)  # fmt: skip


def test_the_readme_has_a_line_for_every_pitfall_and_check() -> None:
    cells = re.findall(r"^\| (P\d\d|[A-Z]+[\d._]+[A-Z]*) \|", README, re.MULTILINE)
    assert cells == [*(f"P{number:02}" for number in range(1, 42)), *FOOPS]


def test_the_readme_names_every_query_and_only_files_that_exist() -> None:
    named = set(re.findall(r"`([\w./-]+[.](?:rq|ttl|md|py))`", README))
    assert {f"{name}.rq" for name in QUERIES} | {"style.ttl"} <= named
    for name in named:
        start = ontology_path().parent if name.startswith("tests/") else VERIFY
        assert (start / name).is_file(), name
