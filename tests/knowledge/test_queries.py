"""Questions: SPARQL in, a table with real dtypes out; values are bound, never pasted."""

import random
import re
from datetime import date
from decimal import Decimal

import numpy as np
import pandas as pd
import pyoxigraph
import pytest
from rdflib import RDF, XSD, BNode, Dataset, Graph, Literal, URIRef

import hubgraph as hg
from hubgraph.errors import AmbiguousNameError, InvalidDateError, QueryError, UnknownNameError
from hubgraph.knowledge.queries import find_organisation, load_query, reference_date, to_date
from hubgraph.knowledge.store import native_store, open_dataset
from hubgraph.matching.profiles import Profiles
from hubgraph.names import name_key
from hubgraph.vocabulary import expand_curie

NAMES = hg.load_queries()["name"].tolist()
LISTS = ("seat", "sources")
ENDPOINT = "<http://127.0.0.1:1/sparql>"


def iri(curie: str) -> URIRef:
    """Make an rdflib node of a CURIE."""
    return URIRef(expand_curie(curie))


@pytest.fixture(scope="module")
def own_graph(graph: Dataset) -> Graph:
    """Return the bundled network in a plain rdflib graph with rdflib's own prefixes."""
    copy = Graph()
    for subject, predicate, value, _ in graph.quads():
        copy.add((subject, predicate, value))
    return copy


@pytest.fixture(scope="module")
def own_dataset(graph: Dataset) -> Dataset:
    """Return the bundled network in rdflib's memory store, named graphs included."""
    copy = Dataset()
    for subject, predicate, value, name in graph.quads():
        copy.graph(name).add((subject, predicate, value))
    return copy


def test_all_hubs_ever_by_raw_sparql_without_prefix_lines(graph: Dataset) -> None:
    text = "SELECT ?hub ?name WHERE { ?hub a/rdfs:subClassOf* hg:Hub ; skos:prefLabel ?name }"
    hubs = hg.query(graph, text)
    assert list(hubs.columns) == ["hub", "name"]
    assert hubs["hub"].nunique() == len(hubs) == 16


def test_an_own_prefix_line_wins(graph: Dataset) -> None:
    text = "PREFIX hg: <urn:example:> SELECT (hg:x AS ?x) WHERE {}"
    assert hg.query(graph, text)["x"].tolist() == ["urn:example:x"]


def test_the_projects_prefixes_count_in_any_graph() -> None:
    own = Graph()
    own.bind("geo", "urn:example:geo#", replace=True)
    own.bind("ex", "urn:example:")
    answer = hg.query(own, "SELECT (geo:lat AS ?lat) (ex:y AS ?own) WHERE {}")
    assert answer.to_numpy().tolist() == [["geo:lat", "urn:example:y"]]


# --- forms of questions ---


@pytest.mark.parametrize(("pattern", "answer"), [("?s a hg:Hub", False), ("?s ?p ?o", True)])
def test_ask(graph: Dataset, pattern: str, answer: bool) -> None:  # noqa: FBT001
    table = hg.query(graph, "ASK { " + pattern + " }")
    assert table["answer"].dtype == "boolean"
    assert table["answer"].tolist() == [answer]


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("CONSTRUCT { ?s a hg:Hub } WHERE { ?s a hg:ThematicHub }", 3),
        ("CONSTRUCT { ?s a hg:Hub } WHERE { ?s a hg:NoSuch }", 0),
        ("DESCRIBE hgd:nobody", 0),
    ],
)
def test_construct_and_describe(graph: Dataset, text: str, rows: int) -> None:
    text = text.replace("hg:NoSuch", "<urn:example:none>")
    table = hg.query(graph, text)
    assert list(table.columns) == ["subject", "predicate", "object"]
    assert len(table) == rows


def test_describe_tells_about_its_subject(graph: Dataset) -> None:
    assert set(hg.query(graph, "DESCRIBE hgd:ulm")["subject"]) == {"hgd:ulm"}


def test_dtypes_of_an_answer(graph: Dataset) -> None:
    text = (
        "SELECT * WHERE { VALUES (?n ?mean ?north ?day ?label ?unbound) "
        '{ (1 1.5 true "2018-10-10"^^xsd:date "Rat"@de UNDEF) } }'
    )
    dtypes = {name: str(dtype) for name, dtype in hg.query(graph, text).dtypes.items()}
    assert dtypes == {
        "n": "Int64", "mean": "Float64", "north": "boolean", "day": "datetime64[s]",
        "label": "str", "unbound": "str",
    }  # fmt: skip


def test_unbound_cells_are_missing(graph: Dataset) -> None:
    text = "SELECT ?hub ?page WHERE { ?hub a hg:ThematicHub OPTIONAL { ?hub foaf:homepage ?page } }"
    assert hg.query(graph, text)["page"].isna().sum() == 2


def test_from_limits_the_question(graph: Dataset) -> None:
    whole, part = (
        hg.query(graph, "SELECT (COUNT(*) AS ?n) " + clause + " WHERE { ?from ?p ?o }")["n"][0]
        for clause in ("", "FROM hgd:S01")
    )
    assert 0 < part == len(list(native_store(graph).quads_for_pattern(
        None, None, None, pyoxigraph.NamedNode(expand_curie("hgd:S01"))
    ))) < whole  # fmt: skip


def test_one_named_graph_is_a_graph_of_its_own(graph: Dataset) -> None:
    source = graph.graph(iri("hgd:S01"))
    count = hg.query(source, "SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }")["n"][0]
    assert 0 < count == len(source) < 1000


# --- binding values ---

HARD = ['"', "'", '"""', "\\", "\n", "} #", "?x", "<urn:x>", '" . ?s ?p ?o . "', "\u202e", "{}"]


@pytest.mark.parametrize("value", HARD)
def test_a_bound_text_stays_data(graph: Dataset, value: str) -> None:
    answer = hg.query(graph, "SELECT ?x (STRLEN(?x) AS ?n) WHERE {}", x=value)
    assert answer.to_numpy().tolist() == [[value, len(value)]]


@pytest.mark.parametrize(
    ("value", "datatype"),
    [
        (3, "xsd:integer"),
        (np.int64(3), "xsd:integer"),
        (0.5, "xsd:double"),
        (np.float64(0.5), "xsd:double"),
        (Decimal("0.5"), "xsd:decimal"),
        (True, "xsd:boolean"),
        (np.True_, "xsd:boolean"),
        (date(2018, 10, 10), "xsd:date"),
        (pd.Timestamp("2018-10-10"), "xsd:date"),
        (pd.Timestamp("2018-10-10 09:00"), "xsd:dateTime"),
        ("hgd:ulm", "xsd:string"),
        (Literal("Rat", lang="de"), "rdf:langString"),
        (Literal("2018", datatype=XSD.gYear), "xsd:gYear"),
    ],
)
def test_a_bound_value_has_the_fitting_datatype(
    graph: Dataset, value: object, datatype: str
) -> None:
    answer = hg.query(graph, "SELECT ?x (DATATYPE(?x) AS ?type) WHERE {}", x=value)
    assert answer["type"].tolist() == [datatype]


def test_a_value_of_an_answer_can_be_asked_for(graph: Dataset) -> None:
    text = "SELECT ?m ?day WHERE { ?m a org:Membership ; schema:validFrom ?day }"
    day = hg.query(graph, text)["day"][0]
    assert isinstance(day, pd.Timestamp)
    assert len(hg.query(graph, text, day=day)) == 14


def test_none_is_no_value(graph: Dataset) -> None:
    text = "SELECT ?hub WHERE { ?hub a hg:ThematicHub }"
    assert len(hg.query(graph, text, hub=None)) == 3
    assert len(hg.query(graph, text, hub=iri("hgd:karlsruhe"))) == 1
    assert len(hg.query(graph, "members", as_of=None)) == 13


@pytest.mark.parametrize("name", ["graph", "text_or_name"])
def test_a_variable_may_have_any_name(graph: Dataset, name: str) -> None:
    text = "SELECT ?" + name + " WHERE {}"
    assert hg.query(graph, text, **{name: 3})[name].tolist() == [3]


def test_a_bound_variable_need_not_be_selected(graph: Dataset) -> None:
    topic = URIRef(expand_curie("hgt:artificial-intelligence"))
    one = hg.query(graph, "SELECT ?hub ?x WHERE { ?hub hg:offers ?x } ORDER BY ?hub", x=topic)
    two = hg.query(graph, "SELECT ?hub WHERE { ?hub hg:offers $x } ORDER BY ?hub", x=topic)
    assert one["hub"].tolist() == two["hub"].tolist() != []
    nasty = '"} UNION { ?hub a hg:Hub } #'
    assert hg.query(graph, "SELECT ?hub { ?hub skos:prefLabel ?x }", x=nasty).empty


def test_a_value_that_fits_nowhere_is_refused(graph: Dataset) -> None:
    with pytest.raises(QueryError, match=r"\?x cannot have this value here\. Put"):
        hg.query(graph, "SELECT ?y { BIND (1 AS ?x) BIND (?x AS ?y) }", x=3)


@pytest.mark.parametrize("text", ["SELECT ?s WHERE { ?s a ?y }", "ASK { ?s a ?y }"])
def test_a_bound_variable_must_be_there(graph: Dataset, text: str) -> None:
    with pytest.raises(QueryError, match=r"\?x.*Put the variable into the SELECT line"):
        hg.query(graph, text, x=3)


# --- errors ---


@pytest.mark.parametrize(
    ("text", "line", "hint"),
    [
        ("SELECT ?x\nWHERE { ?x a foo:Bar }", 2, "Unknown prefix 'foo'. Known prefixes: dcterms"),
        ("SELECT ?x WHERE { ?x a foo:2018 }", 1, "Unknown prefix 'foo'"),
        ("SELECT ?x\nWHERE { ?x a 'a:b' ?? }", 2, "Expected there"),
        ("PREFIX ex: <urn:x:>\nSELECT ?x { ?x a ex:y ?? }", 2, "Expected there"),
        ("SELEKT ?x WHERE {}", 1, "Expected there"),
        (" ", 1, "Write a query"),
        ("", 1, "Write a query"),
        ("DELETE WHERE { ?s ?p ?o }", 1, "Only questions are answered"),
    ],
)
def test_a_query_that_cannot_be_read(graph: Dataset, text: str, line: int, hint: str) -> None:
    with pytest.raises(QueryError) as caught:
        hg.query(graph, text)
    error = caught.value
    assert error.line == line
    assert error.column
    assert error.column >= 1
    assert f"line {line}, column {error.column}" in str(error)
    assert text.split("\n")[line - 1] in str(error)
    assert hint in error.hint


def test_the_column_counts_letters(graph: Dataset) -> None:
    columns = []
    for word in ("Ue", "Ü€"):
        with pytest.raises(QueryError) as caught:
            hg.query(graph, "SELECT ?x WHERE { ?x a '" + word + "' . foo:x a ?x }")
        columns.append(caught.value.column)
    assert columns[0] == columns[1]


SERVICES = [
    "SERVICE " + ENDPOINT + " { ?s ?p ?o } }",
    "service silent ?x { } }",
    "SERVICE hgd:x {} }",
    "SERVICESILENT" + ENDPOINT + "{ ?s ?p ?o } }",
    "SERVICE#\n" + ENDPOINT + "{ ?s ?p ?o } }",
    "?s hgd:it\\'s ?o . SERVICE " + ENDPOINT + " { } FILTER(?a = 'x') }",
    "?s hgd:it\\#s ?o . SERVICE " + ENDPOINT + " { }\n}",
    '?s ?p """a\\"""" . SERVICE ' + ENDPOINT + ' { } FILTER(?z = "b") }',
    "FILTER(1<2)SERVICE?x{}FILTER(2>1) }",
    "?s ?p trueSERVICE" + ENDPOINT + "{ ?a ?b ?c } }",
    "SERVICE:x {} }",
]


@pytest.mark.parametrize("text", SERVICES)
def test_other_endpoints_are_never_called(graph: Dataset, text: str) -> None:
    with pytest.raises(QueryError, match="SERVICE would call another endpoint") as caught:
        hg.query(graph, "ASK {\n" + text)
    assert caught.value.line == 2


@pytest.mark.parametrize(
    "text",
    [
        "SELECT ?service $Service WHERE { ?service a $Service } LIMIT 1",
        "SELECT ?x WHERE { ?x a schema:Service . FILTER(?x != 'SERVICE <x> {') }",
        "SELECT ?x WHERE { ?x a <https://schema.org/SERVICE> } # SERVICE <x> {",
        'SELECT ?x WHERE { ?x skos:note """SERVICE <x> {"""@de }',
        "ASK { GRAPH hgd:service { ?s ?p ?o } }",
        "ASK { ?s a schema:Service { ?s ?p ?o } }",
    ],
)
def test_the_word_service_is_no_call(graph: Dataset, text: str) -> None:
    assert len(hg.query(graph, text)) in {0, 1}


@pytest.mark.parametrize(
    ("name", "bindings", "message"),
    [
        ("member", {}, "no query 'member'. Did you mean 'members'"),
        ("members", {"asof": "2020-01-01"}, "'asof'. Did you mean 'as_of'"),
        ("needs", {"organisation": "DIGIHUB Sudbadn"}, "Did you mean 'DIGIHUB Südbaden'"),
        ("needs", {"organisation": "!!!"}, "no organisation '!!!'"),
        ("needs", {"topic": "advise"}, "no topic 'advise'. Did you mean 'Advice'"),
    ],
)
def test_an_unknown_name_has_suggestions(
    graph: Dataset, name: str, bindings: dict[str, str], message: str
) -> None:
    with pytest.raises(UnknownNameError, match=re.escape(message)):
        hg.query(graph, name, **bindings)


@pytest.mark.parametrize("day", ["2018-13-01", "10.10.2018", "2018", "", "today", 2018])
def test_a_day_that_is_none(graph: Dataset, day: object) -> None:
    with pytest.raises(InvalidDateError, match="Write it as YYYY-MM-DD"):
        hg.query(graph, "members", as_of=day)
    with pytest.raises(InvalidDateError):
        to_date(pd.NaT)


@pytest.mark.parametrize("day", ["2018-10-10", date(2018, 10, 10), pd.Timestamp("2018-10-10 9:00")])
def test_a_day_in_any_form(graph: Dataset, day: object) -> None:
    assert to_date(day) == "2018-10-10"
    assert len(hg.query(graph, "members", as_of=day)) == 13


# --- own graphs ---


def test_own_rdflib_graphs_answer_the_same(
    graph: Dataset, own_graph: Graph, own_dataset: Dataset
) -> None:
    for name in ("hubs", "sources"):
        expected = ordered(hg.query(graph, name))
        pd.testing.assert_frame_equal(ordered(hg.query(own_graph, name)), expected)
        pd.testing.assert_frame_equal(ordered(hg.query(own_dataset, name)), expected)
    text = "SELECT DISTINCT ?g WHERE { GRAPH ?g { ?m a org:Membership } }"
    sources = ["hgd:S01", "hgd:S154", "hgd:S158", "hgd:S160"]
    assert hg.query(own_dataset, text)["g"].sort_values().tolist() == sources
    assert hg.query(own_graph, text).empty


def test_own_terms_keep_language_type_and_identity() -> None:
    own, node = Graph(), BNode()
    own.add((node, iri("skos:prefLabel"), Literal("Rat", lang="de")))
    own.add((node, iri("hg:level"), Literal("03", datatype=XSD.integer, normalize=False)))
    text = (
        "SELECT (LANG(?l) AS ?lang) ?n (DATATYPE(?n) AS ?type) "
        "WHERE { ?x skos:prefLabel ?l ; hg:level ?n }"
    )
    assert hg.query(own, text).to_numpy().tolist() == [["de", 3, "xsd:integer"]]


def test_an_organisation_without_an_iri_is_not_offered_by_name() -> None:
    own = Graph()
    for node, name in ((BNode(), "Hidden"), (URIRef("urn:example:hub"), "数字")):
        own.add((node, RDF.type, iri("org:Organization")))
        own.add((node, iri("skos:prefLabel"), Literal(name)))
    assert find_organisation(own, "数字") == "urn:example:hub"
    with pytest.raises(UnknownNameError):
        find_organisation(own, "Hidden")


def test_a_name_of_two_organisations_lists_both(graph: Dataset) -> None:
    with pytest.raises(AmbiguousNameError) as caught:
        hg.query(graph, "offers", organisation="wfg")
    assert caught.value.candidates == (
        "hgd:regionale-wirtschaftsfoerderung-bruchsal",
        "hgd:wirtschaftsfoerderung-nordschwarzwald",
    )
    for candidate in caught.value.candidates:
        assert find_organisation(graph, candidate) == candidate
        assert find_organisation(graph, candidate.removeprefix("hgd:")) == candidate


def test_an_identifier_goes_before_another_ones_name() -> None:
    own = Graph()
    for node, name in (("hgd:x", "ulm"), ("hgd:ulm", "Y"), ("hgt:y", "Z"), ("hgd:y", "A")):
        own.add((iri(node), RDF.type, iri("org:Organization")))
        own.add((iri(node), iri("skos:prefLabel"), Literal(name)))
    assert find_organisation(own, "ulm") == "hgd:ulm"
    with pytest.raises(AmbiguousNameError, match="hgd:y, hgt:y"):
        find_organisation(own, "y")
    assert find_organisation(own, "hgt:y") == "hgt:y"


def test_no_topic_shares_a_name_with_another(graph: Dataset) -> None:
    names = hg.query(graph, "topic-names")
    keys = names.assign(key=names["name"].map(name_key)).groupby("key")["thing"].nunique()
    assert (keys == 1).all()


def test_a_value_that_does_not_fit_sends_to_the_check() -> None:
    own, need = Graph(), iri("hgd:n")
    for predicate, value in (
        ("rdf:type", iri("hg:Need")),
        ("hg:statedFor", iri("hgd:o")),
        ("hg:topic", iri("hgt:advice")),
        ("hg:basis", iri("hg:verified")),
        ("hg:targetLevel", Literal("three")),
    ):
        own.add((need, iri(predicate), value))
    with pytest.raises(QueryError, match="See what check_graph finds"):
        hg.query(own, "statements", as_of="2020-12-31")


def test_a_given_day_needs_no_reference_date() -> None:
    assert hg.query(Graph(), "members", as_of="2020-12-31").empty


def test_a_graph_without_a_reference_date_says_so() -> None:
    with pytest.raises(InvalidDateError):
        reference_date(Graph())


def test_the_reference_date(graph: Dataset) -> None:
    assert reference_date(graph) == "2020-12-31"


# --- packaged queries ---


def test_the_list_of_queries() -> None:
    listed = hg.load_queries()
    assert listed["name"].tolist() == sorted(listed["name"])
    assert listed["title_de"].str.endswith("?").all()
    assert listed["title_en"].str.endswith("?").all()
    assert (listed["title_de"] != listed["title_en"]).all()


@pytest.fixture(scope="module")
def ledger(graph: Dataset, profiles: Profiles) -> Dataset:
    """Return the bundled network with a run and a decision of its reference date."""
    made = hg.suggest_learning(profiles, learner="digiZ", top=1)
    run = hg.record_run(made, into=graph, recorded_on="2020-12-31")
    return hg.record_decision(
        f"{run.identifier}-1", into=run.graph, decision="declined", on="2020-12-31"
    ).graph


@pytest.mark.parametrize("name", NAMES)
def test_a_packaged_query_keeps_what_its_header_says(
    graph: Dataset, ledger: Dataset, name: str
) -> None:
    """The sixteen hubs have no exchange on record, the fictional ones do; a run is made here."""
    asked = hg.load_graph("musterland") if name in {"activities", "exchanges"} else graph
    asked = ledger if name in {"decisions", "run-record", "runs", "suggested"} else asked
    named, answer = load_query(name), hg.query(asked, name)
    assert set(named.title) == {"de", "en"}
    assert set(named.parameters.values()) <= {"date", "organisation", "topic", "text"}
    assert not answer.empty
    assert {key: str(value) for key, value in answer.dtypes.items()} == dict(named.columns)
    assert list(answer.columns) == list(named.columns)
    selected = re.search(r"^SELECT(.*?)^WHERE", named.text, re.DOTALL | re.MULTILINE)
    assert selected
    for parameter in named.parameters:
        assert f"${parameter}" in selected[1]
        assert f"${parameter}" in named.text[selected.end() :]


@pytest.mark.parametrize("name", NAMES)
def test_an_empty_answer_keeps_columns_and_dtypes(name: str) -> None:
    own = Graph()
    if "as_of" in load_query(name).parameters:
        own.add((iri("hgd:n"), iri("hg:referenceDate"), Literal("2020-12-31")))
    answer = hg.query(own, name)
    assert answer.empty
    assert {key: str(value) for key, value in answer.dtypes.items()} == dict(
        load_query(name).columns
    )


@pytest.mark.parametrize("name", NAMES)
def test_rows_come_in_the_order_the_query_names(graph: Dataset, name: str) -> None:
    first = re.search(r"^ORDER BY [?$](\w+)", load_query(name).text, re.MULTILINE)
    assert first
    assert hg.query(graph, name)[first[1]].is_monotonic_increasing


def test_parameters_limit_the_answer(graph: Dataset) -> None:
    whole = hg.query(graph, "statements")
    for parameter, value, curie in (
        ("organisation", "digihub suedbaden", "hgd:suedbaden"),
        ("topic", "Beratung", "hgt:advice"),
        ("topic", iri("hgt:advice"), "hgt:advice"),
    ):
        part = hg.query(graph, "statements", **{parameter: value})
        expected = whole[whole[parameter] == curie].reset_index(drop=True)
        assert 0 < len(part) == len(expected) < len(whole)
        assert part["statement"].tolist() == expected["statement"].tolist()


def ordered(table: pd.DataFrame) -> pd.DataFrame:
    """Table with the parts of its list cells sorted: SPARQL leaves their order open."""
    for name in set(LISTS) & set(table.columns):
        parts = " / " if name == "seat" else " "
        table[name] = [
            cell if pd.isna(cell) else parts.join(sorted(cell.split(parts))) for cell in table[name]
        ]
    return table


def test_rows_have_one_order_whatever_order_the_statements_came_in(graph: Dataset) -> None:
    quads = sorted(native_store(graph), key=str)
    random.Random(7).shuffle(quads)  # noqa: S311 - a fixed shuffle
    store = pyoxigraph.Store()
    for quad in quads:
        store.add(quad)
    shuffled = open_dataset(store)
    for name in NAMES:
        again, first = hg.query(shuffled, name), hg.query(graph, name)
        pd.testing.assert_frame_equal(ordered(again), ordered(first), obj=name)


@pytest.mark.parametrize("text", ["ASK { ?x a hg:Hbu }", "SELECT ?x { ?x hg:ofers ?y }"])
def test_a_misspelt_term_of_ours_is_named(graph: Dataset, text: str) -> None:
    with pytest.raises(
        UnknownNameError, match=r"no term of hg: '(Hbu|ofers)'\. Did you mean '(Hub|offers)'"
    ):
        hg.query(graph, text)


def test_a_term_in_a_text_or_under_another_prefix_is_no_term_of_ours(graph: Dataset) -> None:
    assert not hg.query(graph, "ASK { ?x ?y 'hg:Hbu' } # hg:Hbu")["answer"].item()
    assert not hg.query(graph, "PREFIX hg: <urn:x:> ASK { ?x a hg:Hbu }")["answer"].item()
