"""Competency questions: exact rows, exact order, and nothing where nothing is."""

import re
from collections import Counter
from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd
import pyoxigraph
import pytest
from question_files import (
    BY_HAND,
    FOLDER,
    NAMES,
    SCHEMA,
    Case,
    all_cases,
    find_problems,
    read_case,
    read_cases,
    read_question,
    render_readme,
    used_terms,
)
from question_reference import KINDS, Row, reference_rows, table
from rdflib import Dataset
from term_coverage import render_coverage, unjustified

import hubgraph as hg
from hubgraph.errors import UnknownNameError
from hubgraph.knowledge.queries import load_query
from hubgraph.knowledge.rules import DERIVED
from hubgraph.knowledge.store import native_store, open_dataset
from hubgraph.vocabulary import PREFIXES, TERMS, expand_curie

MODEL = {f"{number:02}" for number in range(1, 17)}
CASES = [(name, case) for name in NAMES for case in read_cases(name)]
IDS = [f"{name}-{'-'.join(case.parameters.values())}" for name, case in CASES]
LEAST_TOUCHED = 0.4
LEAST_NOTICED = 0.95
SLOW = ("cq-03", "cq-04", "cq-05a", "cq-05b")  # walk the topic tree; the rest notices enough

Quads = list[pyoxigraph.Quad]


def cell_text(value: Any) -> str:
    """Text of a cell as question files write it: a missing one empty, whole numbers bare."""
    if pd.isna(value):
        return ""
    if isinstance(value, date):
        return value.isoformat()[:10]
    if isinstance(value, bool):
        return str(value).lower()
    return f"{value:.15g}" if isinstance(value, float) else str(value)


def text_rows(answer: pd.DataFrame) -> list[tuple[str, ...]]:
    """Rows of an answer, cell by cell as text."""
    rows = answer.astype(object).itertuples(index=False, name=None)
    return [tuple(map(cell_text, row)) for row in rows]


def ask(graph: Dataset, name: str, parameters: Mapping[str, str]) -> pd.DataFrame:
    """Ask a question; the answer without the days it was asked for, after a check of these."""
    answer = hg.query(graph, name, **parameters)
    days = [key for key, kind in load_query(name).parameters.items() if kind == "date"]
    for day in days:
        assert set(map(cell_text, answer[day])) <= {parameters[day]}
    return answer.drop(columns=days)


@pytest.fixture(scope="module")
def own_graph(graph: Dataset) -> Dataset:
    """Return a copy of the bundled network to take statements out of and put them back."""
    store = pyoxigraph.Store()
    store.extend(native_store(graph))
    return open_dataset(store)


# --- the answers ---


@pytest.mark.parametrize(("name", "case"), CASES, ids=IDS)
def test_a_question_gives_exactly_the_rows(graph: Dataset, name: str, case: Case) -> None:
    answer = ask(graph, name, case.parameters)
    dtypes = {key: str(value) for key, value in answer.dtypes.items()}
    assert tuple(answer.columns) == case.columns
    assert dtypes == {key: load_query(name).columns[key] for key in case.columns}
    assert text_rows(answer) == case.rows


@pytest.mark.parametrize(("name", "case"), CASES, ids=IDS)
def test_the_tables_alone_give_the_same_rows(name: str, case: Case) -> None:
    assert reference_rows(name, case.parameters) == case.rows


@pytest.mark.parametrize("name", NAMES)
def test_the_negative_twin_finds_nothing(graph: Dataset, name: str) -> None:
    twin = read_question(name)["twin"]
    assert ("query" in twin) != ("parameters" in twin)
    if "query" in twin:
        answer = hg.query(graph, twin["query"])
        assert answer.empty or answer["answer"].tolist() == [False]
    else:
        assert ask(graph, name, twin["parameters"]).empty
        assert not reference_rows(name, twin["parameters"])


@pytest.mark.parametrize("name", [n for n in NAMES if "example" in read_question(n)])
def test_a_question_finds_what_its_example_states(graph: Dataset, name: str) -> None:
    example = read_question(name)["example"]
    store = pyoxigraph.Store()
    store.extend(native_store(graph))
    prefixes = "".join(f"@prefix {key}: <{iri}> .\n" for key, iri in PREFIXES.items())
    text, place = (prefixes + example["data"]).encode(), pyoxigraph.NamedNode("urn:example:graph")
    store.load(text, format=pyoxigraph.RdfFormat.TURTLE, to_graph=place)
    case, changed = read_case(example), open_dataset(store)
    answer = ask(changed, name, case.parameters)
    assert tuple(answer.columns) == case.columns
    assert text_rows(answer) == case.rows
    if "query" in read_question(name)["twin"]:
        assert not hg.query(changed, read_question(name)["twin"]["query"]).equals(
            hg.query(graph, read_question(name)["twin"]["query"])
        )


@pytest.mark.parametrize("name", NAMES)
def test_every_question_has_something_to_find(name: str) -> None:
    assert all(read_case(case).rows for case in all_cases(name)[-1:])


# --- the files ---


@pytest.mark.parametrize("name", NAMES)
def test_a_question_file_has_its_form(name: str) -> None:
    question, named = read_question(name), load_query(name)
    assert not list(find_problems(question, SCHEMA))
    assert question["question"] == named.title
    assert all(sentence.endswith("?") for sentence in named.title.values())
    assert set(named.parameters.values()) <= {"date", "organisation", "topic", "text"}
    assert question["terms"] == sorted(used_terms(name))
    assert question["terms"]
    assert question["cases"]
    assert our_terms(name) <= TERMS


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"terms": None}, ".terms is no list"),
        ({"terms": ["hg:Hub", 1]}, ".terms[1] is no str"),
        ({"question": {"de": "Wer?"}}, ".question.en is missing"),
        ({"cases": [{"rows": "", "row": ""}]}, ".cases[0].row is unknown"),
        ({"cases": [{"rows": "", "parameters": {"as_of": date(2020, 1, 1)}}]},
         ".cases[0].parameters.as_of is no str"),
        ({"twin": "none"}, ".twin is no mapping"),
    ],
)  # fmt: skip
def test_a_wrong_file_is_caught(change: dict[str, object], problem: str) -> None:
    assert list(find_problems({**read_question("cq-01"), **change}, SCHEMA)) == [problem]


def test_files_come_in_pairs_and_tables_are_used() -> None:
    files = {case.file for _, case in CASES if case.file}
    assert {path.name for path in FOLDER.glob("*.csv")} == files
    assert {path.stem for path in FOLDER.glob("*.yaml")} == set(NAMES)
    assert {entry.split()[0] for entry in BY_HAND} <= set(NAMES)


def test_every_question_of_the_model_is_there() -> None:
    assert {re.sub(r"\D", "", name) for name in NAMES} >= MODEL


def test_the_readme_is_up_to_date() -> None:
    assert (FOLDER / "README.md").read_text(encoding="utf-8") == render_readme()


def test_questions_are_known_by_name_but_not_listed_with_the_queries() -> None:
    assert not set(NAMES) & set(hg.load_queries()["name"])
    with pytest.raises(UnknownNameError, match="cq-01"):
        load_query("cq-001")


# --- what the questions reach ---


def our_terms(name: str) -> set[str]:
    """Local names of the terms of ``hg:`` that a question touches."""
    return {term[3:] for term in used_terms(name) if term.startswith("hg:")}


def reused_terms() -> set[str]:
    """Terms of other vocabularies that the ontology declares."""
    text = (FOLDER.parent / "reused.ttl").read_text(encoding="utf-8")
    return set(re.findall(r"^(\w+:\w+) a ", text, re.MULTILINE))


def test_every_term_of_ours_serves_a_question_or_has_a_reason() -> None:
    assert unjustified(TERMS) == []
    assert unjustified({*TERMS, "Unasked"}) == ["Unasked"]


def test_the_coverage_page_is_up_to_date() -> None:
    assert (FOLDER / "COVERAGE.md").read_text(encoding="utf-8") == render_coverage()


def test_many_reused_terms_are_touched() -> None:
    touched = set().union(*map(used_terms, NAMES))
    assert len(reused_terms() & touched) >= LEAST_TOUCHED * len(reused_terms())


def row_quads(graph: Dataset, row: Mapping[str, str]) -> Quads:
    """Statements that go with a row of statements.csv or memberships.csv.

    All of its node's, and what a rule concludes from it unless another row bears it out too.
    """
    store, subject = native_store(graph), node(f"hgd:{row['id']}")
    quads = list(store.quads_for_pattern(subject, None, None, None))
    if row.get("kind") in KINDS and not rivals(row):
        fact = (f"hgd:{row['organisation']}", f"hg:{row['kind']}s", f"hgt:{row['topic']}")
        quads += store.quads_for_pattern(*map(node, fact), DERIVED)
    if row.get("role") == "member":
        fact = (f"hgd:{row['member']}", "org:memberOf", f"hgd:{row['network']}")
        quads += store.quads_for_pattern(*map(node, fact), DERIVED)
    return quads


def rivals(row: Mapping[str, str]) -> list[str]:
    """Other rows that state the same kind for the same organisation and topic."""
    same = ("kind", "organisation", "topic")
    return [
        other["id"]
        for other in table("statements")
        if other["id"] != row["id"] and all(other[name] == row[name] for name in same)
    ]


def node(curie: str) -> pyoxigraph.NamedNode:
    """Make a node of a CURIE."""
    return pyoxigraph.NamedNode(expand_curie(curie))


def relevant_cases(row: Mapping[str, str]) -> list[tuple[str, Case]]:
    """Cases with an expected row that a row of the tables may stand behind, shortest first."""
    if "member" in row:
        needles, words = {f"hgd:{row['member']}"}, {"org:Membership"}
    else:
        needles = {f"hgd:{row['organisation']}", f"hgt:{row['topic']}"}
        words = {KINDS[row["kind"]], f"hg:{row['kind']}s"}
    own = f"hgd:{row['id']}"
    return [
        (name, case)
        for name, case in sorted(CASES, key=lambda item: len(item[1].rows))
        if name not in SLOW
        and words & query_terms(name)
        and any(needles <= set(cells) or own in cells for cells in case.rows)
    ]


@cache
def query_terms(name: str) -> frozenset[str]:
    """CURIEs in the text of a question's query."""
    return frozenset(re.findall(r"\w+:\w+", load_query(name).text))


def find_failing_question(graph: Dataset, row: Mapping[str, str]) -> str | None:
    """Name of the first question that fails when a row is missing; the graph stays as it was."""
    quads = row_quads(graph, row)
    take_out(graph, quads)
    try:
        return next((name for name, case in relevant_cases(row) if fails(graph, name, case)), None)
    finally:
        native_store(graph).extend(quads)


def take_out(graph: Dataset, quads: Quads) -> None:
    """Remove statements from a graph."""
    assert quads
    for quad in quads:
        native_store(graph).remove(quad)


def fails(graph: Dataset, name: str, case: Case) -> bool:
    """Whether a question gives other rows than expected."""
    answer = ask(graph, name, case.parameters)
    return len(answer) != len(case.rows) or text_rows(answer) != case.rows


def mutations() -> list[Row]:
    """All offer, need and membership rows."""
    return [row for row in table("statements") if row["kind"] in KINDS] + table("memberships")


def test_a_missing_offer_need_or_membership_is_noticed(own_graph: Dataset) -> None:
    before = len(native_store(own_graph))
    noticed = {row["id"]: find_failing_question(own_graph, row) for row in mutations()}
    assert len(native_store(own_graph)) == before
    unseen = sorted(key for key, name in noticed.items() if name is None)
    counts = Counter(name for name in noticed.values() if name)
    share = counts.total() / len(noticed)
    print(f"\nrows noticed: {counts.total()} of {len(noticed)} ({share:.1%})")  # noqa: T201
    print("first by:", dict(counts.most_common()), "unseen:", unseen)  # noqa: T201
    assert share >= LEAST_NOTICED


@pytest.mark.parametrize(
    ("name", "identifier"),
    [
        ("statements", "offer-ulm-ki-lab"),
        ("statements", "need-sbh-founder-space"),
        ("statements", "offer-rediko-crafts"),
        ("memberships", "membership-diz"),
        ("memberships", "membership-ulm"),
    ],
)
def test_taking_out_is_the_same_as_a_table_without_the_row(
    own_graph: Dataset, folder: Path, name: str, identifier: str
) -> None:
    path, row = folder / f"{name}.csv", next(r for r in table(name) if r["id"] == identifier)
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    kept = [line for line in lines if not line.startswith(f"{identifier},")]
    path.write_text("".join(kept), encoding="utf-8", newline="")
    assert len(kept) == len(lines) - 1
    quads = row_quads(own_graph, row)
    take_out(own_graph, quads)
    left = triples(own_graph)
    native_store(own_graph).extend(quads)
    assert left == triples(hg.read_workbook(folder))


def triples(graph: Dataset) -> set[tuple[object, ...]]:
    """Statements made from the tables, whatever source's graph they are in."""
    packaged = {node(f"hgd:{name}") for name in ("ontology", "topics", "alignments")}
    return {tuple(quad.triple) for quad in native_store(graph) if quad.graph_name not in packaged}
