"""Rows become statements: class, property, datatype, named graph."""

from pyoxigraph import Literal, NamedNode, Quad, Triple

from hubgraph.knowledge.contracts import input_tables
from hubgraph.knowledge.triples import build_quads, date_literal, node
from hubgraph.knowledge.workbook import Row


def row(table: str, **cells: str) -> Row:
    """Make a row of a table; cells not given are empty."""
    return Row(
        {column.name: cells.get(column.name, "") for column in input_tables()[table].columns}
    )


def triples(table: str, **cells: str) -> set[tuple[str, str, str]]:
    """Statements one row makes, as text."""
    quads = build_quads({table: [row(table, **cells)]})
    return {(q.subject.value, q.predicate.value, str(q.object)) for q in quads}  # type: ignore[union-attr]


def iri(curie: str) -> str:
    """IRI of a CURIE."""
    return node(curie).value


def test_dates_are_as_precise_as_written() -> None:
    types = [date_literal(text).datatype.value for text in ("2018", "2018-10", "2018-10-10")]
    assert types == [iri("xsd:gYear"), iri("xsd:gYearMonth"), iri("xsd:date")]


def test_a_year_in_a_cell_stays_a_year() -> None:
    found = {p: o for _, p, o in triples("events", id="e", kind="meeting", begins="2019")}
    assert found[iri("schema:startDate")] == f'"2019"^^<{iri("xsd:gYear")}>'


def test_an_empty_cell_states_nothing() -> None:
    predicates = {p for _, p, _ in triples("sources", id="S1")}
    assert predicates == {iri("rdf:type"), iri("dcterms:identifier")}


def test_a_need_becomes_its_statements() -> None:
    found = triples(
        "statements", id="n", kind="need", organisation="o", topic="advice", target_level="3",
        priority="0.5", basis="verified", wording="Rat", lang="de", source="S1 S2",
        confidence="low",
    )  # fmt: skip
    literal = {p: o for _, p, o in found if o.startswith('"')}
    assert {s for s, _, _ in found} == {iri("hgd:n")}
    assert literal == {
        iri("hg:targetLevel"): f'"3"^^<{iri("xsd:integer")}>',
        iri("hg:priority"): f'"0.5"^^<{iri("xsd:decimal")}>',
        iri("hg:wording"): '"Rat"@de',
    }
    assert {(p, o) for _, p, o in found if not o.startswith('"')} == {
        (iri("rdf:type"), f"<{iri('hg:Need')}>"),
        (iri("hg:statedFor"), f"<{iri('hgd:o')}>"),
        (iri("hg:topic"), f"<{iri('hgt:advice')}>"),
        (iri("hg:basis"), f"<{iri('hg:verified')}>"),
        (iri("hg:confidence"), f"<{iri('hg:lowConfidence')}>"),
        (iri("prov:wasDerivedFrom"), f"<{iri('hgd:S1')}>"),
        (iri("prov:wasDerivedFrom"), f"<{iri('hgd:S2')}>"),
    }


def test_a_wording_without_a_language_is_plain() -> None:
    assert '"Rat"' in {o for *_, o in triples("statements", id="n", kind="need", wording="Rat")}


def test_only_a_seat_is_the_primary_site() -> None:
    for role, expected in (("seat", 2), ("further", 1)):
        links = triples("sites", id="s", organisation="o", role=role, place="1")
        assert len([1 for s, _, _ in links if s == iri("hgd:o")]) == expected


def test_several_addresses_become_several_statements() -> None:
    found = triples("sources", id="S1", url="https://a.example ; https://b.example")
    assert {o for _, p, o in found if p == iri("schema:url")} == {
        "<https://a.example>",
        "<https://b.example>",
    }


def test_names_in_any_script_are_different_nodes() -> None:
    names = [row("names", organisation="o", name=name) for name in ("数字", "数据", "Ω 1", "Ü")]
    assert len({quad.subject for quad in build_quads({"names": names})}) == 4 + 1


def test_first_source_names_the_graph_and_a_statement_stands_once() -> None:
    areas = [row("areas", organisation="o", district="1", source=s) for s in ("S2 S1", "S1")]
    served = (node("hgd:o"), node("schema:areaServed"), node("hgd:district-1"))
    quads = build_quads({"areas": areas})
    assert [quad for quad in quads if quad.triple == Triple(*served)] == [
        Quad(*served, node("hgd:S2"))
    ]


def test_the_order_of_rows_does_not_matter() -> None:
    ties = [
        row("ties", id=f"t{source}", organisation="o", partner="p", source=source)
        for source in ("S1", "S2")
    ]
    quads = build_quads({"ties": ties})
    assert build_quads({"ties": ties[::-1]}) == quads
    assert Quad(node("hgd:o"), node("org:linkedTo"), node("hgd:p"), node("hgd:S1")) in quads


def test_an_area_is_a_statement_with_sources_of_its_own() -> None:
    found = triples("areas", organisation="o", district="1", source="S1 S2", confidence="medium")
    assert {(p, o) for s, p, o in found if s == iri("hgd:area-o-1")} == {
        (iri("rdf:type"), f"<{iri('rdf:Statement')}>"),
        (iri("rdf:subject"), f"<{iri('hgd:o')}>"),
        (iri("rdf:predicate"), f"<{iri('schema:areaServed')}>"),
        (iri("rdf:object"), f"<{iri('hgd:district-1')}>"),
        (iri("hg:confidence"), f"<{iri('hg:mediumConfidence')}>"),
        (iri("prov:wasDerivedFrom"), f"<{iri('hgd:S1')}>"),
        (iri("prov:wasDerivedFrom"), f"<{iri('hgd:S2')}>"),
    }


def test_topics_by_local_name_curie_or_iri() -> None:
    for given in ("advice", "hgt:advice", iri("hgt:advice")):
        found = triples("statements", id="n", kind="need", topic=given)
        assert f"<{iri('hgt:advice')}>" in {o for *_, o in found}


def test_terms_are_native() -> None:
    assert node("hgd:o") == NamedNode(iri("hgd:o"))
    assert date_literal("2018") == Literal("2018", datatype=node("xsd:gYear"))
