"""Checking any data against any shapes: cells, messages, what was checked, and what cannot be."""

from pathlib import Path

import pytest
from rdflib import Dataset, Graph, URIRef

import hubgraph as hg
from hubgraph.errors import MissingFileError, ShapesError, UnknownFormatError, WrongTypeError
from hubgraph.knowledge.shapes import Findings

PREFIXES = """
@prefix ex: <http://example.org/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""
DATA = """
ex:ann a ex:Person ; rdfs:label "Ann" ; ex:age 7 ; ex:friend [ a ex:Person ; ex:age "old" ] .
ex:bob a ex:Student ; ex:age 12 ; ex:friend ex:ann .
ex:Student rdfs:subClassOf ex:Person .
"""
AGE = "ex:Age a sh:NodeShape ; sh:targetClass ex:Person ; sh:property ex:AgeValue ."
EX = "http://example.org/"


def graph(text: str) -> Graph:
    """Read Turtle."""
    return Graph().parse(data=PREFIXES + text, format="turtle")


def check(shapes: str, data: str = DATA, lang: str = "en") -> Findings:
    """Check data against shapes, both given as Turtle."""
    return hg.check_graph(graph(data), shapes=graph(shapes), lang=lang)


def rule(constraint: str, path: str = "ex:age") -> str:
    """Return a shape that asks something of the path of every person."""
    return f"{AGE} ex:AgeValue sh:path {path} ; {constraint} ."


# ------------------------------------------------------------------------ where shapes come from


def test_shapes_come_from_a_file_a_folder_or_a_graph(tmp_path: Path) -> None:
    shapes = graph(rule("sh:datatype xsd:integer"))
    forms = {"a.ttl": "turtle", "b.nt": "nt", "c.jsonld": "json-ld", "d.rdf": "xml"}
    tables = [hg.check_graph(graph(DATA), shapes=shapes).table]
    for name, form in forms.items():
        shapes.serialize(tmp_path / name, format=form, encoding="utf-8")
        tables.append(hg.check_graph(graph(DATA), shapes=tmp_path / name).table)
    text = f"{PREFIXES} ex:g {{ {rule('sh:datatype xsd:integer')} }}"
    (tmp_path / "e.trig").write_text(text, "utf-8")
    tables.append(hg.check_graph(graph(DATA), shapes=str(tmp_path / "e.trig")).table)
    dataset = Dataset()
    for triple in shapes:
        dataset.graph(URIRef(EX + "g")).add(triple)
    tables.append(hg.check_graph(graph(DATA), shapes=dataset).table)
    assert len(tables[0]) == 1
    for table in tables[1:]:
        assert table.equals(tables[0])


def test_a_folder_is_read_as_a_whole(tmp_path: Path) -> None:
    (tmp_path / "README.md").write_text("no shapes", "utf-8")
    (tmp_path / "a.ttl").write_text(PREFIXES + AGE, "utf-8")
    (tmp_path / "b.ttl").write_text(
        PREFIXES + "ex:AgeValue sh:path ex:age ; sh:maxCount 0 .", "utf-8"
    )
    assert len(hg.check_graph(graph(DATA), shapes=tmp_path)) == 3


def test_blank_nodes_of_two_files_stay_apart(tmp_path: Path) -> None:
    for node, path in (("ex:ann", "ex:age"), ("ex:bob", "ex:friend")):
        text = f"_:x sh:targetNode {node} ; sh:property [ sh:path {path} ; sh:maxCount 0 ] ."
        (tmp_path / f"{node[3:]}.ttl").write_text(PREFIXES + text, "utf-8")
    found = hg.check_graph(graph(DATA), shapes=tmp_path).table
    assert list(found["focus"] + " " + found["path"]) == [
        f"{EX}ann {EX}age",
        f"{EX}bob {EX}friend",
    ]


def test_literals_of_a_file_keep_their_form(tmp_path: Path) -> None:
    (tmp_path / "a.ttl").write_text(PREFIXES + rule("sh:minInclusive 010"), "utf-8")
    messages = hg.check_graph(graph(DATA), shapes=tmp_path).table["message"]
    assert set(messages) == {"This is not 010 or more."}


def test_a_report_among_the_data_is_not_taken_for_the_findings() -> None:
    data = "[ a sh:ValidationReport ; sh:result [ ] ] ."
    assert len(check("ex:S sh:targetSubjectsOf sh:result ; sh:nodeKind sh:IRI .", data)) == 1


def test_neither_graph_is_changed() -> None:
    data, shapes = graph(DATA), graph(rule("sh:maxCount 0"))
    before = set(data), set(shapes)
    hg.check_graph(data, shapes=shapes)
    assert (set(data), set(shapes)) == before


def test_the_ontology_is_not_mixed_into_foreign_checks() -> None:
    found = check("ex:S sh:targetSubjectsOf rdfs:subClassOf ; sh:nodeKind sh:IRI .")
    assert found.checked.to_dict() == {EX + "S": 1}


def test_texts_are_alike_with_and_without_their_datatype() -> None:
    shapes = 'ex:S sh:targetNode ex:a ; sh:property [ sh:path ex:p ; sh:in ( "x" ) ] .'
    assert len(check(shapes, 'ex:a ex:p "x"^^xsd:string .')) == 0


# ------------------------------------------------------------------------------------------ cells


def test_a_blank_focus_node_is_named_by_what_it_says() -> None:
    tables = [check(rule("sh:datatype xsd:integer")).table for _ in range(2)]
    assert tables[0].to_csv() == tables[1].to_csv()
    row = tables[0].iloc[0]
    assert row["focus"] == f'[a {EX}Person; {EX}age "old"]'
    assert row["value"] == "old"
    assert row["constraint"] == "sh:DatatypeConstraintComponent"


@pytest.mark.parametrize(
    ("data", "cell"),
    [
        ("[ ex:p 1 , 2 ]", f"[{EX}p 1; {EX}p 2]"),
        ('[ ex:p "a"@de ]', f'[{EX}p "a"@de]'),
        ("( 1 ( 2 ) )", "(1 (2))"),
        ("[ ex:p [ ex:q [ ex:r 1 ] ] ]", f"[{EX}p [{EX}q […]]]"),
        ("[]", "[]"),
        ("ex:x", f"{EX}x"),
        ("_:c . _:c ex:p _:c", f"[{EX}p [{EX}p […]]]"),
        ("( " + "1 " * 99 + ")", "(" + "1 " * 79 + "…"),
    ],
)
def test_values_have_readable_cells(data: str, cell: str) -> None:
    found = check(
        "ex:S sh:targetNode ex:a ; sh:property [ sh:path ex:v ; sh:datatype xsd:string ] .",
        f"ex:a ex:v {data} .",
    )
    assert list(found.table["value"]) == [cell]


@pytest.mark.parametrize(
    ("path", "cell"),
    [
        ("rdfs:label", "rdfs:label"),
        ("ex:age", f"{EX}age"),
        ("[ sh:inversePath rdfs:label ]", "^rdfs:label"),
        ("[ sh:inversePath ex:age ]", f"^<{EX}age>"),
        ("( rdfs:label rdfs:comment )", "rdfs:label/rdfs:comment"),
        ("[ sh:alternativePath ( rdfs:label rdfs:comment ) ]", "rdfs:label|rdfs:comment"),
        ("[ sh:zeroOrMorePath ( rdfs:label ex:p ) ]", f"(rdfs:label/<{EX}p>)*"),
        ("[ sh:oneOrMorePath [ sh:inversePath rdfs:label ] ]", "(^rdfs:label)+"),
        ("[ sh:zeroOrOnePath rdfs:label ]", "rdfs:label?"),
    ],
)
def test_paths_are_written_as_in_sparql(path: str, cell: str) -> None:
    shapes = f"ex:S sh:targetNode ex:ann ; sh:property [ sh:path {path} ; sh:minCount 99 ] ."
    assert list(check(shapes).table["path"]) == [cell]


def test_a_severity_of_its_own_keeps_its_name_and_stands_after_violations() -> None:
    shapes = "".join(
        f"ex:S{n} sh:targetNode ex:ann ; sh:nodeKind sh:Literal ; sh:severity {severity} ."
        for n, severity in enumerate(("sh:Info", "ex:Grave", "sh:Warning", "sh:Violation"))
    )
    found = check(shapes)
    assert list(found.table["severity"]) == ["violation", f"{EX}Grave", "warning", "info"]
    assert "1 violation, 1 warning, 1 info, 1 http://example.org/Grave;" in repr(found)


@pytest.mark.parametrize(
    ("severity", "conforms"), [("sh:Info", True), ("sh:Warning", True), ("ex:Grave", False)]
)
def test_only_what_is_known_to_be_mild_conforms(severity: str, conforms: bool) -> None:  # noqa: FBT001
    found = check(f"ex:S sh:targetNode ex:ann ; sh:nodeKind sh:Literal ; sh:severity {severity} .")
    assert found.conforms == conforms


def test_a_blank_shape_bears_the_name_of_the_next_one_around_it() -> None:
    named = (
        "ex:S sh:targetNode ex:ann ; sh:or ( [ sh:property [ sh:path ex:age ; sh:maxCount 0 ] ] ) ."
    )
    nested = "ex:S sh:targetNode ex:ann ; sh:property [ sh:path ex:age ; sh:maxCount 0 ] ."
    for shapes in (named, nested):
        assert set(check(shapes).table["shape"]) == {f"{EX}S"}


def test_a_shape_without_any_name_is_named_by_its_target() -> None:
    found = check("[] sh:targetClass ex:Person ; sh:property [ sh:path ex:age ; sh:maxCount 0 ] .")
    assert set(found.table["shape"]) == {f"[sh:targetClass {EX}Person]"}
    assert found.checked.to_dict() == {f"[sh:targetClass {EX}Person]": 3}


def test_the_label_of_a_node_may_be_any_label() -> None:
    found = check("ex:S sh:targetNode ex:ann ; sh:nodeKind sh:Literal .")
    assert list(found.table["label"]) == ["Ann"]


# --------------------------------------------------------------------------------------- messages


@pytest.mark.parametrize(
    ("messages", "lang", "expected"),
    [
        ('"kein"@de , "no"@en', "de", "kein"),
        ('"kein"@de , "no"@en', "en", "no"),
        ('"no"@en-GB', "en", "no"),
        ('"kein"@de , "plain"', "en", "plain"),
        ('"kein"@de', "en", "There are too many values; at most 0 allowed. (de: kein)"),
        ('"no"@en', "de", "Es sind zu viele Werte; höchstens 0 erlaubt. (en: no)"),
    ],
)
def test_messages_of_the_shape_come_first(messages: str, lang: str, expected: str) -> None:
    said = f"sh:path ex:age ; sh:maxCount 0 ; sh:message {messages}"
    shapes = f"ex:S sh:targetNode ex:ann ; sh:property [ {said} ] ."
    assert list(check(shapes, lang=lang).table["message"]) == [expected]


SPARQL = """
ex:S sh:targetNode ex:ann ; sh:sparql [
    sh:message "{?value} ist zu jung."@de , "{?value} is too young."@en ;
    sh:select "SELECT $this ?value WHERE { $this <http://example.org/age> ?value }"
] .
"""


@pytest.mark.parametrize(("lang", "message"), [("de", "7 ist zu jung."), ("en", "7 is too young.")])
def test_a_message_with_values_keeps_its_language(lang: str, message: str) -> None:
    assert list(check(SPARQL, lang=lang).table["message"]) == [message]


@pytest.mark.parametrize(
    ("constraint", "english", "german"),
    [
        ("sh:minCount 9", "at least 9 needed", "mindestens 9 nötig"),
        ("sh:datatype xsd:date", "not of the datatype xsd:date", "nicht den Datentyp xsd:date"),
        ("sh:in ( 1 2 )", "not one of (1 2)", "keines von (1 2)"),
        ('sh:pattern "^x"', 'the pattern "^x"', 'Muster "^x"'),
        ("sh:or ( [ sh:minLength 9 ] )", "conforms to none of ([sh:minLength 9])", "nichts von"),
        ("sh:equals ex:friend", f"same as those of {EX}friend", f"die von {EX}friend"),
    ],
)
def test_without_a_message_the_rule_speaks(constraint: str, english: str, german: str) -> None:
    for lang, words in (("en", english), ("de", german)):
        messages = check(rule(constraint), lang=lang).table["message"]
        assert messages.str.contains(words, regex=False).all()
        assert len(messages) > 0


CUSTOM = """
ex:Component a sh:ConstraintComponent ;
    sh:parameter [ sh:path ex:most ] ;
    sh:validator [ a sh:SPARQLAskValidator ; MESSAGE
        sh:ask "ASK { FILTER ($value <= $most) }" ] .
"""


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        ('sh:message "At most {$most}."@en ;', "At most 9."),
        ("", f"This breaks the rule {EX}Component."),
    ],
)
def test_a_component_of_its_own_speaks_too(message: str, expected: str) -> None:
    shapes = rule("ex:most 9") + CUSTOM.replace("MESSAGE", message)
    table = check(shapes, data="ex:ann a ex:Person ; ex:age 10 .").table
    assert list(table["message"]) == [expected]
    assert list(table["constraint"]) == [f"{EX}Component"]


# --------------------------------------------------------------------------- what was checked


@pytest.mark.parametrize(
    ("target", "count"),
    [
        ("sh:targetClass ex:Student", 1),
        ("sh:targetClass ex:Person", 3),
        ("sh:targetClass ex:Student , ex:Person , ex:None", 3),
        ("sh:targetClass ex:None", 0),
        ("sh:targetNode ex:ann , ex:nobody", 2),
        ("sh:targetSubjectsOf ex:friend", 2),
        ("sh:targetObjectsOf ex:friend", 2),
        ("sh:targetObjectsOf ex:friend ; sh:targetNode ex:bob", 3),
        ("sh:targetClass ex:Person ; sh:deactivated true", 0),
        ('sh:target [ sh:select "SELECT ?this { ?this <http://example.org/age> 7 }" ]', 1),
    ],
)
def test_every_target_is_counted(target: str, count: int) -> None:
    found = check(f"ex:S a sh:NodeShape ; {target} ; sh:nodeKind sh:BlankNodeOrIRI .")
    assert found.checked.to_dict() == {f"{EX}S": count}


@pytest.mark.parametrize("kind", ["rdfs:Class", "owl:Class"])
def test_a_shape_that_is_a_class_is_held_against_its_instances(kind: str) -> None:
    found = check(f"ex:Person a sh:NodeShape , {kind} ; sh:nodeKind sh:IRI .")
    assert found.checked.to_dict() == {f"{EX}Person": 3}
    assert len(found) == 1


def test_nodes_of_a_sparql_target_are_checked() -> None:
    found = check(
        "ex:S a sh:NodeShape ; sh:nodeKind sh:Literal ; "
        'sh:target [ sh:select "SELECT ?this { ?this <http://example.org/age> 7 }" ] .'
    )
    assert list(found.table["focus"]) == [f"{EX}ann"]


def test_a_shape_without_a_target_is_not_counted() -> None:
    assert len(check("ex:S a sh:NodeShape ; sh:nodeKind sh:IRI .").checked) == 0


def test_nothing_checked_is_a_warning_and_shapes_without_nodes_are_named() -> None:
    found = check("ex:S sh:targetClass ex:None ; sh:nodeKind sh:IRI .")
    assert repr(found) == "<Findings: warning: nothing was checked; 0 of 1 shapes met nodes>"
    assert "nothing was checked" in found._repr_html_()
    assert f"Met no node: {EX}S" in found._repr_html_()
    assert "warning: nothing was checked" in repr(hg.check_graph(Graph()))


# --------------------------------------------------------------------------- what cannot be used


def test_a_file_that_cannot_be_read_names_file_line_and_way_out(tmp_path: Path) -> None:
    path = tmp_path / "shapes.ttl"
    path.write_text(PREFIXES + "ex:S sh:targetClass", "utf-8")
    with pytest.raises(ShapesError, match=r"shapes\.ttl, line 7: this cannot be read: ") as caught:
        hg.check_graph(Graph(), shapes=path)
    assert (caught.value.place, caught.value.line) == (str(path), 7)
    assert "Correct the line" in caught.value.hint


@pytest.mark.parametrize(
    ("constraint", "reason"),
    [
        ('sh:minCount "one"', "sh:minCount one: This is not of the datatype xsd:integer."),
        ("sh:minCount 1 , 2", "sh:minCount: There are too many values; at most 1 allowed."),
        ("sh:path ex:other", "sh:path: There are too many values; at most 1 allowed."),
        ("sh:in ex:x", f"sh:in {EX}x: This does not conform to the shape "),
        ('sh:datatype "x"', "sh:datatype x: This is not of the kind sh:IRI."),
        ("sh:nodeKind ex:x", f"sh:nodeKind {EX}x: This is not one of (sh:BlankNode sh:IRI "),
        ("sh:message 3", "sh:message 3: This conforms to none of "),
    ],
)
def test_shapes_that_shacl_does_not_allow_are_named(constraint: str, reason: str) -> None:
    with pytest.raises(ShapesError, match=r"^the graph of shapes, shape ") as caught:
        check(rule(constraint), data="")
    assert caught.value.shape == f"{EX}AgeValue"
    assert f"\n- {EX}AgeValue, {reason}" in caught.value.message
    assert caught.value.hint.startswith("Correct the shape")


@pytest.mark.parametrize(
    ("constraint", "reason"),
    [
        ("sh:minCount -1", "must be an integer >= 0"),
        ('sh:pattern "["', "unterminated character set"),
        ('sh:sparql [ sh:select "SELECT nonsense" ]', "Expected SelectQuery"),
        ('sh:sparql [ sh:select "SELECT $this { $this ?p $shapesGraph }" ]', "$shapesGraph"),
        ('sh:sparql [ sh:select "SELECT $this { MINUS { $this ?p 1 } }" ]', "MINUS"),
    ],
)
def test_shapes_that_pyshacl_cannot_apply_are_named(constraint: str, reason: str) -> None:
    with pytest.raises(ShapesError, match="this cannot be applied: ") as caught:
        check(rule(constraint))
    assert caught.value.shape == f"{EX}AgeValue"
    assert reason in caught.value.message


def test_what_is_raised_is_not_logged_too(caplog: pytest.LogCaptureFixture) -> None:
    with pytest.raises(ShapesError):
        check(rule("sh:minCount -1"))
    assert not caplog.records


def test_what_is_no_file_of_shapes_is_named(tmp_path: Path) -> None:
    with pytest.raises(MissingFileError, match=r"nowhere\.ttl does not exist"):
        hg.check_graph(Graph(), shapes=tmp_path / "nowhere.ttl")
    with pytest.raises(MissingFileError, match=r"Shapes end in \.ttl"):
        hg.check_graph(Graph(), shapes=tmp_path)
    (tmp_path / "shapes.docx").touch()
    with pytest.raises(UnknownFormatError, match=r"Unknown format '\.docx'"):
        hg.check_graph(Graph(), shapes=tmp_path / "shapes.docx")
    with pytest.raises(WrongTypeError, match=r"Give a file, a folder"):
        hg.check_graph(Graph(), shapes=7)  # type: ignore[arg-type]
    with pytest.raises(WrongTypeError, match=r"Make one with hg\.load_graph"):
        hg.check_graph("baden-wuerttemberg")  # type: ignore[arg-type]


def test_a_context_is_never_fetched(tmp_path: Path) -> None:
    path = tmp_path / "shapes.jsonld"
    path.write_text('{"@context": "https://example.org/context", "@id": "a"}', "utf-8")
    with pytest.raises(ShapesError, match="context"):
        hg.check_graph(Graph(), shapes=path)


@pytest.mark.parametrize(
    "query",
    [
        "SELECT ?this { SERVICE <http://localhost:9/> { ?this ?p ?o } }",
        "SELECT ?this FROM <http://localhost:9/> { ?this ?p ?o }",
    ],
)
def test_a_query_that_would_fetch_data_is_refused(query: str) -> None:
    with pytest.raises(ShapesError, match="would fetch other data") as caught:
        check(f'ex:S a sh:NodeShape ; sh:nodeKind sh:IRI ; sh:target [ sh:select "{query}" ] .')
    assert caught.value.shape == f"{EX}S"
