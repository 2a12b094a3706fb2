"""Intake: the sheets of a workbook become filled tables, and what is wrong becomes findings."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

from hubgraph.workbook.cells import read_cell
from hubgraph.workbook.contracts import InputColumn, input_tables
from hubgraph.workbook.derive import derive_rows
from hubgraph.workbook.filled import FilledTable, Place, Tables
from hubgraph.workbook.findings import CellError, Severity, SheetFinding
from hubgraph.workbook.forms import (
    Form,
    default_cell,
    extra_columns,
    find_column,
    find_form,
    id_parts,
    is_other,
    is_restricted,
)
from hubgraph.workbook.identifiers import fill_identifiers, find_duplicates, find_taken
from hubgraph.workbook.references import NameIndex, resolve_references
from hubgraph.workbook.sheets import Sheet

_OPTIONAL = ("source", "network", "name_de", "name_en")
"""Required columns a sheet may leave out, because a rule says what the gap means."""


@dataclass
class Intake:
    """Tables read from a workbook, and the findings on the way.

    With a violation among the findings the tables are not fit to become a graph. `given` names
    the tables whose rows the sheets name one by one: a row that is missing there was left out.
    """

    tables: dict[str, FilledTable] = field(default_factory=dict)
    findings: list[SheetFinding] = field(default_factory=list)
    given: frozenset[str] = frozenset()

    @property
    def fits(self) -> bool:
        """Whether nothing is wrong; warnings are allowed."""
        return all(finding.severity != "violation" for finding in self.findings)

    def add(self, findings: Iterable[SheetFinding]) -> None:
        """Add findings; all stand in the order in which one reads the workbook."""
        self.findings = sorted([*self.findings, *findings], key=_by_place)


def take_in(
    sheets: Iterable[Sheet],
    topics: NameIndex,
    *,
    file: str,
    findings: Sequence[SheetFinding] = (),
    known: Tables = MappingProxyType({}),
) -> Intake:
    """Tables of a workbook's sheets: cells in one spelling, references as identifiers.

    `topics` are the topics a cell may name. `file` is the workbook's name: where a row has no
    source, the workbook is its source. `findings` are those met while reading. `known` are the
    tables of a network the workbook adds to: cells may name their rows too.
    """
    intake = Intake(findings=list(findings))
    for sheet in sheets:
        _add_sheet(intake, sheet)
    intake.given = frozenset(name for name, table in intake.tables.items() if _is_keyed(table))
    if not known:
        _require_tables(intake, file)
    for name, contract in input_tables().items():
        intake.tables.setdefault(name, FilledTable(contract))
    for table in intake.tables.values():
        _read_cells(intake, table)
    nameless = [not key for key in intake.tables["organisations"].cells["id"]]
    fill_identifiers(intake.tables, own_names=True)
    intake.findings += find_taken(intake.tables["organisations"], nameless, known)
    derive_rows(intake.tables, file, known)
    intake.findings += resolve_references(intake.tables, topics, known)
    fill_identifiers(intake.tables, own_names=False)
    for table in intake.tables.values():
        intake.findings += list(_find_empty(intake, table))
    intake.add(find_duplicates(intake.tables, known))
    return intake


def _add_sheet(intake: Intake, sheet: Sheet) -> None:
    """Add the rows of a sheet to the table it fills."""
    form = find_form(sheet.name)
    if form is None:
        if not is_other(sheet.name):
            intake.findings.append(SheetFinding("unknown_sheet", "info", sheet.file, sheet.name))
        return
    table = intake.tables.setdefault(form.table, FilledTable(input_tables()[form.table]))
    titles = _match_header(intake, sheet, form)
    cells = {name: sheet.columns[index] for name, index in titles.items()}
    fixed = {name: [cell] * len(sheet.rows) for name, cell in form.fixed.items()}
    if is_restricted(sheet.name):
        fixed["restricted"] = ["yes"] * len(sheet.rows)
    spoken = {name: sheet.header[index] for name, index in titles.items()}
    table.add(cells | fixed, Place(sheet.file, sheet.name, sheet.rows, spoken))
    intake.findings += [
        SheetFinding("surplus_cells", "violation", sheet.file, sheet.name, row)
        for row in sheet.surplus
    ]


def _is_keyed(table: FilledTable) -> bool:
    """Whether every sheet of a table has the columns that identify a row."""
    return all(place.titles.keys() >= {*table.contract.key} for _, place in table.find_places())


def _match_header(intake: Intake, sheet: Sheet, form: Form) -> dict[str, int]:
    """Columns of the table a sheet has, by name: which of the sheet's columns each is."""
    found: dict[str, int] = {}
    for index, title in enumerate(sheet.header):
        name = find_column(title, form.table) if title else None
        twice = name in found
        if name is not None and not twice and name not in form.fixed:
            found[name] = index
        elif any(sheet.columns[index]) and not (name in form.fixed and not twice):
            key, severity = _name_problem(twice=twice)
            intake.findings.append(
                SheetFinding(key, severity, sheet.file, sheet.name, 1, title or None)
            )
    for column in input_tables()[form.table].columns:
        if column.required and not _may_miss(column, form) and column.name not in found:
            intake.findings.append(
                SheetFinding(
                    "missing_column", "violation", sheet.file, sheet.name, 1, value=column.name
                )
            )
    return found


def _name_problem(*, twice: bool) -> tuple[str, Severity]:
    """Key and severity of a header cell that names no free column."""
    return ("column_twice", "violation") if twice else ("unknown_column", "warning")


def _may_miss(column: InputColumn, form: Form) -> bool:
    """Whether a required column may be left out or empty, because a rule fills it."""
    generated = column.name == "id" and bool(id_parts(form.table))
    return (
        generated
        or column.name in form.fixed
        or column.name in _OPTIONAL
        or bool(default_cell(column.name))
    )


def _require_tables(intake: Intake, file: str) -> None:
    """Find tables without which there is no network."""
    for name, table in input_tables().items():
        if table.required and name not in intake.tables and name not in {"sources", "memberships"}:
            intake.findings.append(SheetFinding("missing_sheet", "violation", file, name))
    if not len(intake.tables.get("networks", ())) and all(
        finding.key != "missing_sheet" for finding in intake.findings
    ):
        _, place = next(intake.tables["networks"].find_places())
        intake.findings.append(SheetFinding("no_network", "violation", file, place.sheet))


def _read_cells(intake: Intake, table: FilledTable) -> None:
    """Bring the cells of a table into the one spelling; each different text is read once."""
    columns = {column.name: column for column in table.contract.columns}
    for name, cells in table.cells.items():
        column = columns.get(name) or extra_columns(table.contract.name)[name]
        canonical, wrong = _read_texts(set(cells), column)
        if wrong:
            intake.findings += [
                table.locate(index, name, wrong[cell].key, wrong[cell].words)
                for index, cell in enumerate(cells)
                if cell in wrong
            ]
        if canonical:
            cells[:] = [canonical.get(cell, cell) for cell in cells]


def _read_texts(
    texts: set[str], column: InputColumn
) -> tuple[dict[str, str], dict[str, CellError]]:
    """Texts of a column that are spelled otherwise in the graph, and those that do not fit."""
    canonical: dict[str, str] = {}
    wrong: dict[str, CellError] = {}
    for text in texts - {""}:
        try:
            spelled = read_cell(text, column)
        except CellError as error:
            wrong[text] = error
        else:
            if spelled != text:
                canonical[text] = spelled
    return canonical, wrong


def _find_empty(intake: Intake, table: FilledTable) -> Iterator[SheetFinding]:
    """Cells that must be filled and are not, where their whole column is not missing."""
    missing = {(f.sheet, f.value) for f in intake.findings if f.key == "missing_column"}
    for column in table.contract.columns:
        if column.required and "" in table.cells[column.name]:
            for index, cell in enumerate(table.cells[column.name]):
                found = None if cell else table.locate(index, column.name, "empty")
                if found and (found.sheet, column.name) not in missing:
                    yield found


def _by_place(finding: SheetFinding) -> tuple[object, ...]:
    """Order of findings: as one reads the workbook."""
    return (
        finding.file,
        finding.sheet or "",
        finding.row or 0,
        finding.column or "",
        finding.key,
        finding.value or "",
    )
