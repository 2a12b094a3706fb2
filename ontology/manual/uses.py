"""Who uses a term: shapes, tables of the workbook, competency questions, queries, examples."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from rdflib import RDFS, Graph

from hubgraph.workbook.contracts import InputTable, input_tables

from .files import node, sorted_curies
from .questions import Query, Question
from .shapes import Shape
from .terms import Term


@dataclass(frozen=True)
class Place:
    """Where a workbook fills a term: a table or a column of it, with the word that stands there."""

    name: str
    word: str | None = None


@dataclass(frozen=True)
class Uses:
    """Everything that uses one term, each sorted."""

    shapes: tuple[Shape, ...]
    places: tuple[Place, ...]
    questions: tuple[str, ...]
    queries: tuple[str, ...]
    examples: tuple[str, ...]


@dataclass(frozen=True)
class Users:
    """Everything on the page that may use a term."""

    shapes: tuple[Shape, ...]
    questions: tuple[Question, ...]
    queries: tuple[Query, ...]
    examples: dict[str, str]

    def of(self, term: str) -> Uses:
        """Who uses a term."""
        made = re.compile(rf"\sa {re.escape(term)} ")
        return Uses(
            tuple(shape for shape in self.shapes if term in shape.mentions),
            tuple(dict.fromkeys(place for place, used in _places() if used == term)),
            tuple(question.name for question in self.questions if term in question.terms),
            tuple(query.name for query in self.queries if term in query.terms),
            tuple(name for name, text in self.examples.items() if made.search(text)),
        )


def akin_examples(users: Users, graph: Graph, term: Term) -> tuple[str, ...]:
    """Examples of a class or one below it; if there are none, of the next class above."""
    for start in (term.curie, *term.above):
        family = sorted_curies(graph.transitive_subjects(RDFS.subClassOf, node(start)))
        found = {example for kind in family for example in users.of(kind).examples}
        if found:
            return tuple(sorted(found))
    return ()


def read_examples(folder: Path) -> dict[str, str]:
    """Examples that conform to the shapes, by name; their prefixes are those of the page."""
    paths = sorted((folder / "examples" / "good").glob("*.ttl"))
    return {path.stem: _body(path.read_text(encoding="utf-8").splitlines()) for path in paths}


def _body(lines: Iterable[str]) -> str:
    """Turtle without comments and prefixes."""
    return "\n".join(line for line in lines if not line.startswith(("#", "@"))).strip()


def _places() -> Iterator[tuple[Place, str]]:
    """Every place of the workbook with a term it fills."""
    for table in input_tables().values():
        if table.node_type:
            yield Place(table.name), table.node_type
        yield from _columns(table)
        for shortcut in table.shortcuts:
            cell = shortcut.subject if shortcut.value == "id" else shortcut.value
            yield Place(table.name if cell == "id" else f"{table.name}.{cell}"), shortcut.predicate


def _columns(table: InputTable) -> Iterator[tuple[Place, str]]:
    """Columns of a table with the terms they fill."""
    for column in table.columns:
        name = f"{table.name}.{column.name}"
        if column.predicate:
            yield Place(name), column.predicate
        for word, concept in column.choices.items():
            if concept:
                yield Place(name, word), concept
