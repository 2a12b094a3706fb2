"""The W3C SHACL test suite, run through check_graph and, beside it, through bare pySHACL.

The suite lies beside the project (`../shared`); without it these tests are skipped.
"""

import logging
import tarfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

import pandas as pd
import pyshacl
import pytest
from rdflib import RDF, SH, Graph, Namespace, URIRef
from rdflib.term import BNode, Literal, Node

import hubgraph as hg
from hubgraph.errors import ShapesError
from hubgraph.knowledge.cells import to_path
from hubgraph.vocabulary import compact_iri

SUITE = Path(__file__).parents[2].parent / "shared/data/conformance/w3c_shacl.tar.gz"
README = Path(__file__).with_name("README.md")
MF = Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#")
SHT = Namespace("http://www.w3.org/ns/shacl-test#")
COLUMNS = ["focus", "path", "value", "severity", "constraint"]
WORDS = {SH.Violation: "violation", SH.Warning: "warning", SH.Info: "info"}

Outcome = tuple[bool, Counter[tuple[str | None, ...]]]
"""Whether the data conform, and the validation results as rows of a table."""

pytestmark = [
    pytest.mark.skipif(not SUITE.is_file(), reason="the W3C SHACL test suite is not beside us"),
    pytest.mark.filterwarnings("ignore:Parsing weird boolean:UserWarning"),
]


@dataclass(frozen=True)
class Case:
    """One test of the suite; no outcome means that a failure is expected."""

    name: str
    data: Path
    shapes: Path
    expected: Outcome | None


def read(path: Path) -> Graph:
    """Read a Turtle file of the suite."""
    return Graph().parse(path, format="turtle", publicID=path.as_uri())


def to_file(iri: Node | None) -> Path:
    """Path of a file IRI."""
    return Path(str(iri).removeprefix("file://"))


def read_cases(manifest: Path, root: Path) -> Iterator[Case]:
    """Read the tests of a manifest and of those it includes."""
    graph, this = read(manifest), URIRef(manifest.as_uri())
    for included in sorted(graph.objects(this, MF.include)):
        yield from read_cases(to_file(included), root)
    for test in (
        test for entries in graph.objects(this, MF.entries) for test in graph.items(entries)
    ):
        action, result = graph.value(test, MF.action), graph.value(test, MF.result)
        assert result is not None
        yield Case(
            name=str(to_file(test).relative_to(root)),
            data=to_file(graph.value(action, SHT.dataGraph)),
            shapes=to_file(graph.value(action, SHT.shapesGraph)),
            expected=None if result == SHT.Failure else to_outcome(graph, result),
        )


def to_outcome(graph: Graph, report: Node) -> Outcome:
    """What a report says, blank nodes all alike."""
    rows = Counter(
        (
            to_cell(graph.value(result, SH.focusNode)),
            None if (path := graph.value(result, SH.resultPath)) is None else to_path(path, graph),
            to_cell(graph.value(result, SH.value)),
            WORDS.get(severity := graph.value(result, SH.resultSeverity)) or to_cell(severity),
            to_cell(graph.value(result, SH.sourceConstraintComponent)),
        )
        for result in graph.objects(report, SH.result)
    )
    conforms = graph.value(report, SH.conforms)
    assert isinstance(conforms, Literal)
    return bool(conforms), rows


def to_cell(term: Node | None) -> str | None:
    """Cell of a term."""
    if term is None or isinstance(term, BNode):
        return term and "[]"
    return compact_iri(str(term)) if isinstance(term, URIRef) else str(term)


def run_ours(case: Case) -> Outcome | None:
    """Outcome with check_graph, None for a failure."""
    try:
        findings = hg.check_graph(read(case.data), shapes=case.shapes)
    except ShapesError:
        return None
    rows = findings.table[COLUMNS].to_dict("records")
    cells = (tuple(blur(name, cell) for name, cell in row.items()) for row in rows)
    return len(findings) == 0, Counter(cells)


def blur(column: object, cell: object) -> str | None:
    """Cell of a table: None if it is missing, '[]' for a blank node, whatever it says."""
    text = None if pd.isna(cell) else str(cell)
    is_blank = text and column in {"focus", "value"} and text.startswith(("[", "("))
    return "[]" if is_blank else text


def run_bare(case: Case) -> Outcome | None:
    """Outcome with pySHACL and the options of check_graph, None for a failure."""
    try:
        _, report, _ = pyshacl.validate(
            read(case.data), shacl_graph=read(case.shapes), advanced=True, inplace=True
        )
    except Exception:  # noqa: BLE001 - any exception is its way to say failure
        return None
    if not isinstance(report, Graph):
        return None
    root = next(
        root
        for root in report.subjects(RDF.type, SH.ValidationReport)
        if (None, None, root) not in report
    )
    return to_outcome(report, root)


@pytest.fixture(scope="module")
def cases(tmp_path_factory: pytest.TempPathFactory) -> list[Case]:
    """Return all tests of the suite."""
    folder = tmp_path_factory.mktemp("w3c")
    with tarfile.open(SUITE) as archive:
        archive.extractall(folder, filter="data")
    root = folder.resolve() / "data-shapes-test-suite/tests"
    return list(read_cases(root / "manifest.ttl", root))


@pytest.fixture(scope="module")
def passed(cases: list[Case]) -> dict[str, dict[str, bool]]:
    """Return, per test, whether check_graph and pySHACL pass it."""
    logging.getLogger("pyshacl-validate").setLevel(logging.CRITICAL)
    return {
        case.name: {
            "check_graph": run_ours(case) == case.expected,
            "pySHACL": run_bare(case) == case.expected,
        }
        for case in cases
    }


def write_counts(passed: dict[str, dict[str, bool]]) -> str:
    """Counts and failing tests as they stand in the README."""
    lines = [
        f"pySHACL {version('pyshacl')}, rdflib {version('rdflib')}.",
        "",
        "| part | tests | `check_graph` passes | pySHACL alone passes |",
        "|---|---|---|---|",
    ]
    for part in ("core", "sparql"):
        tests = [found for name, found in passed.items() if name.startswith(f"{part}/")]
        ours, bare = (sum(found[who] for found in tests) for who in ("check_graph", "pySHACL"))
        lines.append(f"| {part} | {len(tests)} | {ours} | {bare} |")
    lines.append("")
    for who in ("check_graph", "pySHACL"):
        failing = [f"`{name}`" for name, found in sorted(passed.items()) if not found[who]]
        lines.append(f"Failing with {who}: {', '.join(failing) or 'none'}.")
    return "\n".join(lines) + "\n"


def test_the_whole_suite_is_read(cases: list[Case]) -> None:
    parts = Counter(case.name.partition("/")[0] for case in cases)
    assert parts == {"core": 98, "sparql": 22}
    assert sum(case.expected is None for case in cases) > 0


def test_nothing_fails_that_pyshacl_passes(passed: dict[str, dict[str, bool]]) -> None:
    lost = [name for name, found in passed.items() if found["pySHACL"] > found["check_graph"]]
    assert not lost


def test_the_counts_stand_in_the_readme(passed: dict[str, dict[str, bool]]) -> None:
    text, counts = README.read_text(encoding="utf-8"), write_counts(passed)
    if counts.partition("\n")[0] not in text:
        pytest.skip("the README counts other versions")
    assert counts in text
