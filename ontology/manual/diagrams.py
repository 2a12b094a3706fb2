"""The three diagrams: what stands where, and whether the ontology still says so."""

import csv
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from rdflib import RDF, RDFS, SDO, SKOS, Graph
from rdflib.term import Node, URIRef

from hubgraph.knowledge.resources import network_path
from hubgraph.workbook.contracts import input_tables

from .files import Text, curie, label_of, node, read_graph
from .questions import Case, Question

STATEMENT = "hg:CompetenceStatement"
NETWORK = "baden-wuerttemberg"
"""The bundled network that the competency questions ask."""


class Box(NamedTuple):
    """A class in the class diagram; `group` has others inside."""

    term: str
    label: Text
    x: float
    y: float
    width: float
    height: float
    group: bool


class Line(NamedTuple):
    """A property in the class diagram, along some points; `derived` is drawn dashed."""

    term: str
    label: Text
    points: str
    x: float
    y: float
    align: str
    derived: bool


class Row(NamedTuple):
    """A property of competence statements and what it leads to.

    `only` is the kind that has it, None for all; `target_label` is None for a datatype.
    """

    term: str
    label: Text
    only: Text | None
    target: str
    target_label: Text | None
    required: bool


class Bar(NamedTuple):
    """A membership in the picture of time, in years, with the days of the picture it counts on."""

    name: str
    since: str
    until: str
    begin: float
    end: float
    counts: tuple[bool, ...]


class Day(NamedTuple):
    """A reference date in the picture of time and how many hubs belonged on it."""

    text: str
    place: float
    hubs: int


@dataclass(frozen=True)
class Diagrams:
    """What the three diagrams show."""

    size: tuple[float, float]
    boxes: list[Box]
    lines: list[Line]
    kinds: list[tuple[str, Text]]
    rows: list[Row]
    bars: list[Bar]
    days: list[Day]
    years: range


def build_diagrams(graph: Graph, folder: Path, membership: Question) -> Diagrams:
    """Lay out the diagrams; `membership` is the question who belonged on a day.

    Raises LookupError where a drawn term, axiom or example is gone.
    """
    paths = sorted((folder / "examples" / "good").glob("*.ttl"))
    examples = read_graph(folder, (f"examples/good/{path.name}" for path in paths)) + graph
    plan = tomllib.loads((Path(__file__).parent / "diagrams.toml").read_text(encoding="utf-8"))
    core = plan["core"]
    _check_nesting(graph, core["boxes"])
    return Diagrams(
        tuple(core["size"]),
        [_box(graph, box) for box in core["boxes"]],
        [_line(examples, line) for line in core["lines"]],
        [(kind, label_of(graph, node(kind))) for kind in _kinds(graph)],
        list(_rows(examples)),
        *_timeline(membership.cases),
    )


def _box(graph: Graph, box: dict[str, Any]) -> Box:
    """Read a box of the plan."""
    (x, y), (width, height) = box["at"], box["size"]
    label = label_of(graph, node(box["term"]))
    return Box(box["term"], label, x, y, width, height, box.get("group", False))


def _line(graph: Graph, line: dict[str, Any]) -> Line:
    """Read a line of the plan. Raises LookupError if nothing allows it."""
    term = line["property"]
    if not _is_allowed(graph, node(line["from"]), node(term), node(line["to"])):
        msg = f"Nothing says that {term} leads from {line['from']} to {line['to']}."
        raise LookupError(msg)
    points = " ".join(f"{x},{y}" for x, y in line["points"])
    (x, y), align = line["label"], line.get("align", "middle")
    return Line(term, label_of(graph, node(term)), points, x, y, align, "derived" in line)


def _is_allowed(graph: Graph, start: Node, term: URIRef, end: Node) -> bool:
    """Whether domain and range allow a property between two classes, or an example has it."""
    axioms = ((start, (RDFS.domain, SDO.domainIncludes)), (end, (RDFS.range, SDO.rangeIncludes)))
    if all(
        any((term, axiom, above) in graph for axiom in kinds for above in _above(graph, place))
        for place, kinds in axioms
    ):
        return True
    return any(
        _is_a(graph, source, start) and _is_a(graph, target, end)
        for source, target in graph.subject_objects(term)
    )


def _above(graph: Graph, term: Node) -> set[Node]:
    """Find the class itself and everything it is a kind of."""
    return {found for found in graph.transitive_objects(term, RDFS.subClassOf) if found}


def _is_a(graph: Graph, thing: Node, kind: Node) -> bool:
    """Whether a thing is of a class."""
    return any(kind in _above(graph, found) for found in graph.objects(thing, RDF.type))


def _check_nesting(graph: Graph, boxes: list[dict[str, Any]]) -> None:
    """Hold nested boxes against the class tree. Raises LookupError for one that is no kind."""
    for inner in boxes:
        for outer in boxes:
            if outer is inner or not _is_inside(inner, outer):
                continue
            if node(outer["term"]) not in _above(graph, node(inner["term"])):
                msg = f"{inner['term']} is no kind of {outer['term']}."
                raise LookupError(msg)


def _is_inside(inner: dict[str, Any], outer: dict[str, Any]) -> bool:
    """Whether a box lies in another one."""
    return all(
        far <= near and near + length <= far + span
        for near, length, far, span in zip(
            inner["at"], inner["size"], outer["at"], outer["size"], strict=True
        )
    )


def _kinds(graph: Graph) -> list[str]:
    """Kinds of competence statements."""
    return sorted(curie(kind) for kind in graph.subjects(RDFS.subClassOf, node(STATEMENT)))


def _rows(graph: Graph) -> Iterator[Row]:
    """Properties of a statement in the order of the workbook.

    Raises LookupError for one that the ontology gives to statements and the workbook lacks.
    """
    family = {node(kind) for kind in (STATEMENT, *_kinds(graph))}
    columns = {
        column.predicate: column
        for column in input_tables()["statements"].columns
        if column.predicate and column.predicate != "rdf:type"
    }
    meant = {
        curie(term)
        for axiom in (RDFS.domain, SDO.domainIncludes)
        for term, domain in graph.subject_objects(axiom)
        if domain in family
    }
    if not meant <= columns.keys():
        msg = f"The workbook has no column for {', '.join(sorted(meant - columns.keys()))}."
        raise LookupError(msg)
    for term, column in columns.items():
        domain = graph.value(node(term), RDFS.domain)
        only = None if domain in {None, node(STATEMENT)} else label_of(graph, domain)
        target = "xsd:date" if column.kind == "date" else _target(graph, node(term), family)
        shown = None if target.startswith(("xsd:", "rdf:")) else label_of(graph, node(target))
        yield Row(term, label_of(graph, node(term)), only, target, shown, column.required)


def _target(graph: Graph, term: URIRef, family: set[URIRef]) -> str:
    """Say what a property of statements leads to: a closed list, its range, or as in an example."""
    found = [
        value
        for subject, value in graph.subject_objects(term)
        if family & set(graph.objects(subject, RDF.type))
    ]
    schemes = {curie(scheme) for value in found for scheme in graph.objects(value, SKOS.inScheme)}
    ours = sorted(scheme for scheme in schemes if scheme.startswith("hg:"))
    stated = [curie(value) for value in graph.objects(term, RDFS.range)]
    kinds = [curie(kind) for value in found for kind in graph.objects(value, RDF.type)]
    return (ours or stated or sorted(kinds))[0]


def _timeline(cases: list[Case]) -> tuple[list[Bar], list[Day], range]:
    """Lay out one hub per course of membership, the days of the question, and the axis."""
    days = [Day(case.parameters["as_of"], 0, len(case.rows)) for case in cases]
    days = [day._replace(place=_year(day.text, last=False)) for day in days]
    members = [dict(zip(case.columns, row, strict=True)) for case in cases for row in case.rows]
    hubs = {(row["since"], row["until"]): row["hub"] for row in reversed(members)}
    names = _organisation_names()
    bars = [
        Bar(names[hub], since, until, *_interval(since, until), _counts(hub, cases))
        for (since, until), hub in sorted(hubs.items())
    ]
    ends = [end for bar in bars if (end := bar.end) < float("inf")]
    last = max([*ends, *(bar.begin for bar in bars), *(day.place for day in days)])
    return bars, days, range(int(min(bar.begin for bar in bars)), int(last) + 2)


def _counts(hub: str, cases: Iterable[Case]) -> tuple[bool, ...]:
    """On which days a hub belonged."""
    return tuple(any(hub in row for row in case.rows) for case in cases)


def _interval(since: str, until: str) -> tuple[float, float]:
    """First and last moment of a membership in years; an open one ends at infinity."""
    return _year(since, last=False), _year(until, last=True) if until else float("inf")


def _year(text: str, *, last: bool) -> float:
    """Place of a day, month or year on the axis of years; `last` takes its end."""
    parts = [int(part) for part in text.split("-")]
    missing = (12, 31) if last else (1, 1)
    year, month, day = (*parts, *missing[len(parts) - 1 :])
    return year + (month - 1) / 12 + (day - 1) / 365


def _organisation_names() -> dict[str, str]:
    """Name of every organisation of the bundled network by its CURIE."""
    path = network_path(NETWORK) / "organisations.csv"
    with path.open(encoding="utf-8", newline="") as file:
        return {f"hgd:{row['id']}": row["name"] for row in csv.DictReader(file)}
