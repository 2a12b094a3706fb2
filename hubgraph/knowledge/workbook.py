"""A workbook becomes a graph: checked cell by cell, loaded whole or not at all."""

from collections.abc import Iterable
from pathlib import Path
from types import MappingProxyType

import pyoxigraph
from rdflib import Dataset

from hubgraph.errors import TableError
from hubgraph.knowledge.ontology_graphs import (
    OWN_TOPICS,
    index_packaged_topics,
    index_topics,
    load_ontology,
)
from hubgraph.knowledge.queries import reference_date
from hubgraph.knowledge.rules import derive_facts
from hubgraph.knowledge.store import open_dataset
from hubgraph.knowledge.topic_duplicates import Line, find_near_topics
from hubgraph.knowledge.triples import load_tables
from hubgraph.workbook.duplicates import find_near_organisations
from hubgraph.workbook.filled import Tables
from hubgraph.workbook.findings import SheetFinding
from hubgraph.workbook.folders import OWN_TOPICS_FILE
from hubgraph.workbook.forms import is_other
from hubgraph.workbook.intake import Intake, take_in
from hubgraph.workbook.readers import read_sheets
from hubgraph.workbook.sheets import Progress, Sheet


def read_workbook(path: str | Path) -> Dataset:
    """Read a network from a workbook as a graph.

    `path` is a spreadsheet (.xlsx, .ods), or a folder of tables (.csv, .parquet). Sheets and
    columns may be called by their names or by their German or English headings, in any order;
    see workbook/tables.toml and workbook/forms.toml. A file ``topics.ttl`` in the folder, or a
    sheet of own topics with Turtle in its first column, adds topics to the packaged scheme, or
    replaces it by a SKOS scheme of its own.
    Nothing is loaded unless every cell fits: the graph is new, or there is none.
    `check_workbook` lists what is wrong, and what is odd.

    Raises MissingFileError if there is nothing, UnknownFormatError for another kind of file,
    and TableError with file, sheet, row, column, value and remedy of every cell that is wrong.

    >>> import hubgraph as hg
    >>> hg.read_workbook("no-such-folder")
    Traceback (most recent call last):
        ...
    hubgraph.errors.MissingFileError: no-such-folder does not exist. Give a workbook, ...
    """
    store, intake = read_intake(Path(path))
    require_fitting(intake, place=str(path))
    load_tables(store, intake.tables)
    return finish_graph(store)


def read_intake(
    path: Path,
    *,
    known: Tables = MappingProxyType({}),
    topics: pyoxigraph.Store | None = None,
    base: pyoxigraph.Store | None = None,
    progress: Progress | None = None,
) -> tuple[pyoxigraph.Store, Intake]:
    """Tables of a workbook with their findings, and a store with the ontology and own topics.

    Where the tables do not fit, the store may lack the ontology.
    `known` are the tables of a network the workbook adds to, `topics` a store whose own topics
    it may name. With `base`, what the workbook was exported from, topics that stood there and
    do not stand in the workbook go, if it has any topics of its own. `progress` is
    told as in `read_sheets`.

    Raises MissingFileError or UnknownFormatError as `read_workbook` does.
    """
    sheets, findings = read_sheets(path, progress=progress)
    store = pyoxigraph.Store()
    if topics is not None:
        store.extend(topics.quads_for_pattern(None, None, None, OWN_TOPICS))
    listed = [sheet for sheet in sheets if is_other(sheet.name, "own_topics")]
    if base is not None and (listed or (path / OWN_TOPICS_FILE).is_file()):
        for quad in base.quads_for_pattern(None, None, None, OWN_TOPICS):
            store.remove(quad)
    findings += _load_own_topics(store, path / OWN_TOPICS_FILE)
    for sheet in listed:
        findings += _load_listed_topics(store, sheet)
    own = len(store) > 0
    if own:
        load_ontology(store)
    index = index_topics(store) if own else index_packaged_topics()
    intake = take_in(sheets, index, file=path.name, findings=findings, known=known)
    if intake.fits and not own:
        load_ontology(store)
    intake.add(find_near_organisations(intake.tables, known))
    intake.add(find_near_topics(store, _list_lines(path, sheets), before=topics))
    return store, intake


def require_fitting(intake: Intake, *, place: str) -> None:
    """Raise TableError with everything that is wrong; return if nothing is."""
    wrong = [finding for finding in intake.findings if finding.severity == "violation"]
    if wrong:
        hint = f"To see them at their cells: hubgraph check {place} --annotate checked.xlsx"
        raise TableError([finding.sentence("en") for finding in wrong], place=place, hint=hint)


def fill_store(
    store: pyoxigraph.Store,
    tables: Tables,
    topics: pyoxigraph.Store,
    *,
    progress: Progress | None = None,
) -> None:
    """Fill an empty store: ontology, own topics, what the tables say, and what follows from it."""
    store.extend(topics.quads_for_pattern(None, None, None, OWN_TOPICS))
    load_ontology(store)
    load_tables(store, tables, progress=progress)
    finish_graph(store)


def finish_graph(store: pyoxigraph.Store) -> Dataset:
    """Graph on a store, with what follows from its statements at the reference date."""
    graph = open_dataset(store)
    derive_facts(store, as_of=reference_date(graph))
    return graph


def _load_own_topics(store: pyoxigraph.Store, path: Path) -> list[SheetFinding]:
    """Load topics beside the tables, if there are any; a file that is no Turtle is a finding."""
    if not path.is_file():
        return []
    problem = _load_turtle(store, path.read_bytes())
    words = {"problem": problem and problem.msg}
    return [SheetFinding("broken_turtle", "violation", path.name, words=words)] if problem else []


def _load_listed_topics(store: pyoxigraph.Store, sheet: Sheet) -> list[SheetFinding]:
    """Load topics from the first column of a sheet, a line of Turtle in each cell."""
    lines = "\n".join(cell.replace("\n", " ") for cell in sheet.columns[0])
    problem = _load_turtle(store, lines.encode())
    if problem is None:
        return []
    row = sheet.rows[min((problem.lineno or 1), len(sheet.rows)) - 1]
    words = {"problem": problem.msg}
    return [SheetFinding("broken_turtle", "violation", sheet.file, sheet.name, row, words=words)]


def _list_lines(path: Path, sheets: Iterable[Sheet]) -> list[Line]:
    """Lines of Turtle about topics of its own in a workbook."""
    lines = [
        Line(sheet.file, sheet.name, row, cell)
        for sheet in sheets
        if is_other(sheet.name, "own_topics")
        for row, cell in zip(sheet.rows, sheet.columns[0], strict=True)
    ]
    file = path / OWN_TOPICS_FILE
    texts = file.read_text("utf-8", errors="replace").splitlines() if file.is_file() else ()
    return [Line(file.name, None, row, text) for row, text in enumerate(texts, 1)] + lines


def _load_turtle(store: pyoxigraph.Store, text: bytes) -> SyntaxError | None:
    """Load topics of one's own; returns what is wrong, None if nothing is."""
    try:
        store.load(input=text, format=pyoxigraph.RdfFormat.TURTLE, to_graph=OWN_TOPICS)
    except SyntaxError as error:
        return error
    return None
