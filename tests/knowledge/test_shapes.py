"""Checking a graph: findings in the words of the data's owner, and what was checked at all."""

from datetime import date, timedelta
from pathlib import Path
from shutil import copytree

import pandas as pd
import pytest
from rdflib import RDF, SH, XSD, BNode, Dataset, Graph, Literal, URIRef

import hubgraph as hg
from hubgraph.errors import UnknownNameError
from hubgraph.knowledge.resources import network_path, ontology_path
from hubgraph.knowledge.shape_files import read_class_tree, read_shapes
from hubgraph.knowledge.shapes import Findings
from hubgraph.tables import FINDINGS
from hubgraph.vocabulary import expand_curie


def iri(curie: str) -> URIRef:
    """Make an rdflib node of a CURIE."""
    return URIRef(expand_curie(curie))


def offer_without_source(level: int = 9) -> Graph:
    """Return one offer with a level that does not exist and without a source."""
    own = Graph()
    offer, hub = iri("hgd:offer"), iri("hgd:hub")
    own.add((hub, RDF.type, iri("hg:RegionalHub")))
    own.add((offer, RDF.type, iri("hg:Offer")))
    own.add((offer, iri("skos:prefLabel"), Literal("<b>Angebot</b>", lang="de")))
    own.add((offer, iri("skos:prefLabel"), Literal("<b>Offer</b>", lang="en")))
    own.add((offer, iri("hg:statedFor"), hub))
    own.add((offer, iri("hg:level"), Literal(level)))
    return own


@pytest.fixture(scope="module")
def findings(graph: Dataset) -> Findings:
    """Return what the bundled network's check found."""
    return hg.check_graph(graph)


def test_the_bundled_network_conforms(findings: Findings) -> None:
    assert findings.conforms
    assert not (findings.table["severity"] == "violation").any()
    assert findings.checked["hgsh:Statement"] == 351
    assert findings.checked["hgsh:Hub"] == 16
    assert findings.checked["hgsh:Membership"] == 17
    assert findings.checked["hgsh:District"] == 45


@pytest.mark.parametrize(
    ("name", "begin"), [("baden-wuerttemberg", "2018-10-10"), ("musterland", "2021-03-15")]
)
@pytest.mark.parametrize(("days", "broken"), [(0, False), (-1, True)])
def test_no_membership_is_older_than_its_network(
    tmp_path: Path, name: str, begin: str, *, days: int, broken: bool
) -> None:
    folder = copytree(network_path(name), tmp_path / name)
    memberships = pd.read_csv(folder / "memberships.csv", dtype=str)
    assert memberships.loc[0, "valid_from"] == begin
    memberships.loc[0, "valid_from"] = str(date.fromisoformat(begin) + timedelta(days))
    memberships.to_csv(folder / "memberships.csv", index=False)
    some = Graph()
    kinds = {iri("hg:Network"), iri("org:Membership")}
    quads = list(hg.read_workbook(folder).quads())
    chosen = {node for node, link, value, _ in quads if link == RDF.type and value in kinds}
    some += [quad[:3] for quad in quads if quad[0] in chosen]
    found = hg.check_graph(some).table
    life = found[found["shape"] == "hgsh:MembershipNetworkLife"]
    assert life["value"].tolist() == [f"hgd:{memberships.loc[0, 'id']}"] * broken


def test_the_table_keeps_its_contract(findings: Findings) -> None:
    empty = hg.check_graph(Graph())
    for table in (findings.table, empty.table, hg.check_graph(offer_without_source()).table):
        dtypes = {name: str(dtype) for name, dtype in table.dtypes.items()}
        assert dtypes == {column.name: column.dtype for column in FINDINGS}
        assert list(table.columns) == [column.name for column in FINDINGS]


def test_an_empty_graph_has_nothing_checked(findings: Findings) -> None:
    empty = hg.check_graph(Graph())
    assert empty.conforms
    assert len(empty) == 0
    assert (empty.checked == 0).all()
    assert list(empty.checked.index) == list(findings.checked.index)
    assert repr(empty).endswith(f"0 of {len(empty.checked)} shapes met nodes>")


@pytest.mark.parametrize(
    ("lang", "label", "words"),
    [
        ("de", "<b>Angebot</b>", ("Diese Angabe hat keine Quelle", "ganze Zahl von 1 bis 5")),
        ("en", "<b>Offer</b>", ("This statement has no source", "whole number from 1 to 5")),
    ],
)
def test_a_broken_statement_is_named_in_both_languages(
    lang: str, label: str, words: tuple[str, str]
) -> None:
    found = hg.check_graph(offer_without_source(), lang=lang)
    assert not found.conforms
    rows = found.table.set_index("shape")
    for shape, path, value, word in (
        ("hgsh:StatementSource", "prov:wasDerivedFrom", None, words[0]),
        ("hgsh:OfferLevel", "hg:level", "9", words[1]),
    ):
        row = rows.loc[shape]
        assert row["severity"] == "violation"
        assert row["focus"] == "hgd:offer"
        assert row["label"] == label
        assert row["path"] == path
        assert row["value"] == value if value else pd.isna(row["value"])
        assert word in row["message"]


def test_data_without_the_ontology_meets_its_shapes() -> None:
    assert hg.check_graph(offer_without_source()).checked["hgsh:Statement"] == 1


def test_any_rdflib_graph_can_be_checked() -> None:
    own, copy = offer_without_source(), Dataset()
    for triple in own:
        copy.graph(iri("hgd:S1")).add(triple)
    pd.testing.assert_frame_equal(hg.check_graph(copy).table, hg.check_graph(own).table)


def test_checking_changes_nothing() -> None:
    own = offer_without_source()
    before = set(own)
    hg.check_graph(own)
    assert set(own) == before


def test_a_blank_node_breaks_a_rule_in_sparql_too() -> None:
    own = Graph()
    for tie, begin in ((BNode(), "2020"), (BNode(), "2021")):
        for name, year in (("validFrom", begin), ("validThrough", "2019")):
            own.add((tie, iri(f"schema:{name}"), Literal(year, datatype=XSD.gYear)))
    found = hg.check_graph(own).table
    assert list(found["shape"]) == ["hgsh:IntervalOrder"] * 2
    assert list(found["focus"]) == [
        "[schema:validFrom 2020; schema:validThrough 2019]",
        "[schema:validFrom 2021; schema:validThrough 2019]",
    ]


def test_a_broken_iri_does_not_stop_the_check() -> None:
    own = offer_without_source()
    own.add((iri("hgd:offer"), iri("schema:url"), URIRef("urn:a b")))
    assert set(hg.check_graph(own).table["shape"]) == set(
        hg.check_graph(offer_without_source()).table["shape"]
    )


@pytest.fixture(scope="module")
def faults() -> Graph:
    """Return all bad examples in one graph, with the subclass axioms they need."""
    own = Graph()
    for path in sorted((ontology_path() / "examples" / "bad").glob("*.ttl")):
        own.parse(path)
    for axiom in read_class_tree():
        own.add(axiom)
    return own


def test_the_short_way_finds_what_the_long_way_finds(faults: Graph) -> None:
    """Packaged shapes given as a folder are run as anybody's: node by node, by rdflib alone."""
    short = hg.check_graph(faults)
    long = hg.check_graph(faults, shapes=ontology_path() / "shapes")
    pd.testing.assert_frame_equal(short.table, long.table)
    pd.testing.assert_series_equal(short.checked, long.checked)
    assert short.table["shape"].nunique() > 80


@pytest.mark.parametrize("lang", ["de", "en"])
def test_every_message_is_of_the_language_asked_for(faults: Graph, lang: str) -> None:
    shapes = read_shapes(None)
    messages = [m for m in shapes.objects(None, SH.message) if isinstance(m, Literal)]
    written = {str(message) for message in messages if message.language == lang}
    assert set(hg.check_graph(faults, lang=lang).table["message"]) <= written


def test_worst_findings_come_first(findings: Findings) -> None:
    for table in (findings.table, hg.check_graph(offer_without_source()).table):
        ranks = table["severity"].map({"violation": 0, "warning": 1, "info": 2})
        assert ranks.is_monotonic_increasing


def test_a_literal_is_not_shortened_like_an_iri() -> None:
    own = offer_without_source()
    own.add((iri("hgd:offer"), iri("hg:level"), Literal("https://schema.org/five")))
    values = hg.check_graph(own).table["value"].dropna()
    assert "https://schema.org/five" in set(values)


def test_findings_show_themselves_escaped() -> None:
    found = hg.check_graph(offer_without_source())
    html = found._repr_html_()
    assert "<b>" not in html
    assert "<Findings" not in html
    assert "&lt;b&gt;Offer&lt;/b&gt;" in html
    assert repr(found).startswith("<Findings: ")
    assert "\n" not in repr(found)


def test_an_unknown_language_is_named() -> None:
    with pytest.raises(UnknownNameError, match=r"no language 'fr'\. Known: de, en"):
        hg.check_graph(Graph(), lang="fr")
