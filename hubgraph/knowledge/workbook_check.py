"""Checking a workbook: everything that is wrong, with the cell it comes from."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from hubgraph.errors import UnknownFormatError
from hubgraph.knowledge.shapes import Findings, check_graph
from hubgraph.knowledge.triples import load_tables, shortcut_rows
from hubgraph.knowledge.workbook import finish_graph, read_intake
from hubgraph.tables import FINDINGS, build_table
from hubgraph.vocabulary import PREFIXES, expand_curie
from hubgraph.workbook.annotate import annotate_workbook
from hubgraph.workbook.filled import FilledTable, Tables
from hubgraph.workbook.findings import SEVERITIES, SheetFinding
from hubgraph.workbook.report import call_as_titled, sum_up_check, write_report

Cell = tuple[FilledTable, int, str | None]
"""Table, index of the row, and column; None for the whole row."""

_SAME_NAME = "hgsh:OrganisationDuplicate"
"""Shape that says less than reading does of organisations that may be one."""


def check_workbook(
    path: str | Path, *, annotated: str | Path | None = None, lang: str = "en"
) -> Findings:
    """Check a workbook, cell by cell, and if every cell fits, against the packaged shapes.

    Returns findings in the words of the sheet: `file`, `sheet`, `row` as a spreadsheet counts,
    `column` as its heading stands there, what is wrong and the `remedy`, in the language
    asked for. A finding of a shape is traced back to the cell the statement came from. All
    findings come at once.

    With `annotated`, a path that ends in .xlsx, a copy of the workbook is written there: cells
    with a finding are coloured and commented, a first sheet lists all findings.

    Raises MissingFileError or UnknownFormatError as `read_workbook` does, UnknownFormatError
    for a copy that is no .xlsx, UnknownNameError for another language.

    >>> import hubgraph as hg
    >>> from hubgraph.knowledge.resources import network_path
    >>> hg.check_workbook(network_path("baden-wuerttemberg")).conforms
    True
    """
    if annotated is not None and Path(annotated).suffix.lower() != ".xlsx":
        raise UnknownFormatError(Path(annotated).suffix or str(annotated), (".xlsx",))
    store, intake = read_intake(Path(path))
    found, checked, network = list(intake.findings), pd.Series(dtype="int64", name="checked"), ""
    if intake.fits:
        load_tables(store, intake.tables)
        shaped = check_graph(finish_graph(store), lang=lang)
        seen = shaped.table["shape"] == _SAME_NAME
        found += _trace_all(shaped.table[~seen], intake.tables, lang)
        checked, network = shaped.checked, shaped.network
    if annotated is not None:
        annotate_workbook(Path(path), Path(annotated), found, lang=lang)
    return _to_findings(found, lang, checked, network)


def describe_check(
    found: Findings, path: Path, *, annotated: Path | None, lang: str
) -> tuple[str, str]:
    """Say what a check of a workbook found, place by place, and in a few lines what to do next.

    `annotated` is the copy that was written, None if none was; both texts are in `lang`.

    >>> import hubgraph as hg
    >>> from hubgraph.knowledge.resources import network_path
    >>> path = network_path("musterland")
    >>> found = hg.check_workbook(path)
    >>> describe_check(found, path, annotated=None, lang="en")[1].partition(",")[0]
    'musterland: 0 to correct'
    """
    cells = found.table.astype(object)
    rows = cells.where(cells.notna(), None).to_dict("records")
    checked = found.checked.tolist()
    summary = sum_up_check(rows, checked, path=path, annotated=annotated, lang=lang)
    return write_report(rows, lang), summary


def _to_findings(
    found: list[SheetFinding], lang: str, checked: pd.Series, network: str
) -> Findings:
    """Findings with one row each, worst first, then as one reads the workbook."""
    ordered = sorted(found, key=lambda finding: SEVERITIES.index(finding.severity))
    rows = [_to_row(finding, lang) for finding in ordered]
    return Findings(build_table(rows, FINDINGS), checked, network, None)


def _to_row(finding: SheetFinding, lang: str) -> dict[str, object]:
    """Row of the table of findings."""
    words = finding.words if finding.key == "shape" else {}
    return {
        "severity": finding.severity,
        "file": finding.file,
        "sheet": finding.sheet,
        "row": finding.row,
        "column": finding.column,
        "value": finding.value,
        "message": finding.message(lang),
        "remedy": finding.remedy(lang),
        **{name: words.get(name) for name in ("focus", "label", "path", "shape", "constraint")},
    }


def _trace_all(table: pd.DataFrame, tables: Tables, lang: str) -> list[SheetFinding]:
    """Findings of shapes with the cells they come from; without one, the workbook as a whole."""
    wanted = {expand_curie(str(focus)) for focus in table["focus"].dropna()}
    owners = {
        PREFIXES["hgd"] + name: (filled, index)
        for filled in tables.values()
        for index, name in enumerate(filled.node_names())
        if PREFIXES["hgd"] + name in wanted
    }
    rows = table.astype(object).where(table.notna(), None).to_dict("records")
    return [_trace(row, next(_find_cells(row, owners, tables), None), lang) for row in rows]


def _trace(row: Mapping[Any, Any], cell: Cell | None, lang: str) -> SheetFinding:
    """Finding of a shape at its cell; None is the workbook as a whole."""
    titles = cell[0].titles(cell[1]) if cell else {}
    message, _, remedy = call_as_titled(str(row["message"]), titles, lang).partition(". ")
    kept = {name: row[name] for name in ("focus", "label", "path", "shape", "constraint")}
    words = {**kept, "message": f"{message.rstrip('.')}.", "remedy": remedy}
    severity = row["severity"] if row["severity"] in {"warning", "info"} else "violation"
    if cell is None:
        return SheetFinding("shape", severity, "", words=words)  # type: ignore[arg-type]
    filled, index, column = cell
    return filled.locate(index, column, "shape", words, severity)  # type: ignore[arg-type]


def _find_cells(
    row: Mapping[Any, Any], owners: Mapping[str, tuple[FilledTable, int]], tables: Tables
) -> Iterator[Cell]:
    """Cells a finding may come from, the nearest first."""
    focus = expand_curie(str(row["focus"]))
    path = str(row["path"] or "")
    if focus in owners:
        filled, index = owners[focus]
        for column in filled.contract.columns:
            if column.predicate == path:
                yield filled, index, column.name
    yield from shortcut_rows(tables, focus, path, row["value"])
    if focus in owners:
        yield *owners[focus], None
