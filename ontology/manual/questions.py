"""Competency questions and named queries, as the page shows them."""

import csv
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from hubgraph.knowledge.queries import load_query

from .files import Text
from .shapes import CURIE

FIRST_ROWS = 5


@dataclass(frozen=True)
class Query:
    """A named query: what it asks, takes and gives; the text is without its header."""

    name: str
    title: Text
    parameters: Mapping[str, str]
    columns: Mapping[str, str]
    text: str
    terms: frozenset[str]


@dataclass(frozen=True)
class Case:
    """Parameters of a question and what it must answer: all columns and rows."""

    parameters: Mapping[str, str]
    columns: tuple[str, ...]
    rows: list[tuple[str, ...]]

    @property
    def first_rows(self) -> list[tuple[str, ...]]:
        """As many rows as the page shows."""
        return self.rows[:FIRST_ROWS]


@dataclass(frozen=True)
class Twin:
    """A variant of a question that must find nothing: other parameters, or another query."""

    text: Text
    parameters: Mapping[str, str]
    query: str | None


@dataclass(frozen=True)
class Example:
    """Data with which a question finds something that the bundled network does not have."""

    text: Text
    data: str
    case: Case


@dataclass(frozen=True)
class Question:
    """A competency question with its query, what it must answer, and the terms it touches."""

    query: Query
    note: Text | None
    terms: tuple[str, ...]
    cases: list[Case]
    twin: Twin
    example: Example | None

    @property
    def name(self) -> str:
        """Name of the question; also its place on the page."""
        return self.query.name


def list_queries(folder: Path) -> list[Query]:
    """Named queries, sorted by name."""
    return [read_query(path.stem) for path in sorted((folder / "queries").glob("*.rq"))]


def list_questions(folder: Path) -> list[Question]:
    """Competency questions, sorted by name."""
    return [read_question(path) for path in sorted((folder / "questions").glob("*.yaml"))]


def read_query(name: str) -> Query:
    """Read a packaged query. Raises UnknownNameError if there is none of that name."""
    named = load_query(name)
    text = re.sub(r"^#\+.*\n", "", named.text, flags=re.MULTILINE)
    terms = frozenset(CURIE.findall(re.sub(r"^#.*$", "", text, flags=re.MULTILINE)))
    title = Text(**named.title)
    return Query(name, title, named.parameters, named.columns, text.strip(), terms)


def read_question(path: Path) -> Question:
    """Read the file of a question."""
    found = yaml.safe_load(path.read_text(encoding="utf-8"))
    twin = found["twin"]
    return Question(
        read_query(path.stem),
        _text(found["note"]) if "note" in found else None,
        tuple(found["terms"]),
        [_read_case(case, path.parent) for case in found["cases"]],
        Twin(_text(twin), twin.get("parameters", {}), twin.get("query")),
        _read_example(found["example"], path.parent) if "example" in found else None,
    )


def _read_example(example: Mapping[str, Any], folder: Path) -> Example:
    """Read the example of a question."""
    return Example(_text(example), example["data"].strip(), _read_case(example, folder))


def _read_case(case: Mapping[str, Any], folder: Path) -> Case:
    """Read a case: its rows stand in the file as a table, or in a CSV file that it names."""
    if case["rows"].endswith(".csv"):
        with (folder / case["rows"]).open(encoding="utf-8", newline="") as file:
            columns, *rows = [tuple(row) for row in csv.reader(file)]
    else:
        lines = case["rows"].splitlines()
        columns, *rows = [tuple(cell.strip() for cell in line.split("|")) for line in lines]
    return Case(case.get("parameters", {}), columns, rows)


def _text(found: Mapping[str, str]) -> Text:
    """Take both languages of an entry."""
    return Text(found["de"], found["en"])
