"""Layout: what a written workbook shows, whatever file it is written to."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from hubgraph.catalogue import load_catalogue
from hubgraph.workbook.contracts import InputColumn, input_tables
from hubgraph.workbook.filled import FilledTable, Tables
from hubgraph.workbook.forms import Form, extra_columns, headings, survey_forms

TOPICS = "topics"
ORGANISATIONS = "organisations"
"""Lists a cell may be chosen from: the topics of the scheme, the organisations of the workbook."""


@dataclass(frozen=True)
class TopicLine:
    """One line of the topic tree: how deep it lies, label, identifier, definition, names."""

    depth: int
    label: str
    topic: str
    definition: str
    names: str

    @property
    def indented(self) -> str:
        """Label as it stands in the list: the deeper, the further in."""
        return f"{'· ' * self.depth}{self.label}"


@dataclass(frozen=True)
class LaidColumn:
    """A column of a sheet: its heading and note, and what may be chosen.

    `choices` are the words of a list; `chosen_from` names a longer list, '' if there is none.
    """

    name: str
    kind: str
    title: str
    note: str
    choices: tuple[str, ...] = ()
    chosen_from: str = ""


@dataclass(frozen=True)
class LaidSheet:
    """A sheet to write: its columns, its rows of canonical cells, perhaps an example row."""

    title: str
    columns: tuple[LaidColumn, ...]
    rows: Sequence[Sequence[str]] = ()
    example: Sequence[str] = ()


def lay_out_template(lang: str) -> list[LaidSheet]:
    """Sheets of an empty survey workbook, in the language asked for."""
    examples = load_catalogue(lang).texts["example"]
    return [
        replace(sheet, example=_lay_example(sheet, examples[form.name]))
        for form in survey_forms().values()
        for sheet in [lay_out_form(form, form.columns, lang)]
    ]


def lay_out_tables(tables: Tables, lang: str) -> list[LaidSheet]:
    """Sheets with all rows of all tables that have any, every column included."""
    laid = []
    for name in input_tables():
        if len(tables.get(name, ())):
            columns = [column.name for column in input_tables()[name].columns]
            sheet = lay_out_form(Form(name, name), columns, lang)
            laid.append(replace(sheet, rows=_rows(tables[name], columns)))
    return laid


def lay_out_form(form: Form, columns: Iterable[str], lang: str) -> LaidSheet:
    """Sheet of a form with the columns named, without rows."""
    known = {column.name: column for column in input_tables()[form.table].columns}
    known |= extra_columns(form.table)
    title = headings("sheets")[form.name].title[lang]
    return LaidSheet(title, tuple(_lay_column(known[name], lang) for name in columns))


def _rows(table: FilledTable, columns: Sequence[str]) -> list[tuple[str, ...]]:
    """Rows of a table, cell by cell."""
    return list(zip(*(table.cells[name] for name in columns), strict=True))


def _lay_column(column: InputColumn, lang: str) -> LaidColumn:
    """Heading, note and list of a column."""
    heading, words = headings("columns")[column.name], headings("words")
    choices = [words[w].title[lang] if w in words else w for w in column.choices]
    if column.kind == "yes":
        choices = [load_catalogue(lang).text("template.yes")]
    if column.name in {"level", "target_level"}:
        choices = [str(n) for n in range(int(column.least or 0), int(column.most or 0) + 1)]
    chosen_from = {None: TOPICS, "organisations": ORGANISATIONS}.get(column.table, "")
    return LaidColumn(
        column.name,
        column.kind,
        heading.title[lang],
        heading.note[lang],
        tuple(choices),
        chosen_from if column.kind == "reference" else "",
    )


def _lay_example(sheet: LaidSheet, cells: dict[str, str]) -> list[str]:
    """Example row: it begins with #, so that it is never taken for a fact."""
    row = [cells.get(column.name, "") for column in sheet.columns]
    return [f"# {row[0]}", *row[1:]]
