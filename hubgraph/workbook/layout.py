"""Layout: what a written workbook shows, whatever file it is written to."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date

from hubgraph.catalogue import load_catalogue
from hubgraph.workbook.contracts import InputColumn, input_tables
from hubgraph.workbook.filled import FilledTable, Tables, fill_table
from hubgraph.workbook.forms import Form, extra_columns, headings, survey_forms

TOPICS, ORGANISATIONS = "topics", "organisations"
"""Sheets a cell may be chosen from: what stands in their first column."""

HELP, OWN_TOPICS = "help", "own_topics"
"""Sheets beside the tables: how to fill the workbook in, and topics it brings itself."""

_WIDTHS = {"name": 42, "wording": 42, "topic": 36, "organisation": 32, "title": 42, "url": 42}
_WIDTH, _WIDE, _WIDEST = 18, 48, 90
_DAY = len("YYYY-MM-DD")
_FIRST_DAY = date(1900, 3, 1)  # days before have no certain number in a spreadsheet


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

    `choices` are the words of a list; `chosen_from` names the sheet with a longer list, '' if
    there is none. `width` counts letters; prose is as wide as a page and broken into lines.
    """

    name: str
    kind: str
    title: str
    note: str = ""
    choices: tuple[str, ...] = ()
    chosen_from: str = ""
    width: int = _WIDTH

    @property
    def is_prose(self) -> bool:
        """Whether its texts are long."""
        return self.width == _WIDEST


@dataclass(frozen=True)
class LaidSheet:
    """A sheet to write: columns, the cells below each, perhaps an example row before them."""

    name: str
    title: str
    columns: tuple[LaidColumn, ...]
    cells: Sequence[Sequence[str]]
    example: tuple[str, ...] = ()

    def __len__(self) -> int:
        """Count the rows below the headings."""
        return len(self.cells[0]) + bool(self.example)

    def rows(self) -> Iterator[tuple[str, ...]]:
        """Rows below the headings, the example first."""
        if self.example:
            yield self.example
        yield from zip(*self.cells, strict=True)


@dataclass(frozen=True)
class Book:
    """A workbook to write: its sheets in order, and the language of their headings.

    `mark` says which state of a network it shows (see `hubgraph.workbook.base`), '' if none.
    """

    lang: str
    sheets: tuple[LaidSheet, ...]
    mark: str = ""

    def find(self, name: str) -> LaidSheet:
        """Sheet of that name; StopIteration if there is none."""
        return next(sheet for sheet in self.sheets if sheet.name == name)


def lay_out_template(topics: Sequence[TopicLine], lang: str) -> Book:
    """Lay out an empty survey workbook with an example row in every sheet."""
    examples = load_catalogue(lang).texts["example"]
    sheets = [
        replace(sheet, example=_lay_example(sheet, examples[form.name]))
        for form in survey_forms().values()
        for sheet in [_lay_form(form, _in_language(form.columns, lang), lang)]
    ]
    return Book(lang, (_lay_help(lang), *sheets, _lay_topics(topics, lang)))


def lay_out_network(
    tables: Tables, topics: Sequence[TopicLine], own_topics: Sequence[str], lang: str
) -> Book:
    """Lay out a network as a workbook: all rows of its tables, every column, words of the language.

    `own_topics` are the statements about topics of its own, in Turtle.
    """
    first = _lay_help(lang)
    sheets = [
        replace(
            _lay_form(Form(table.contract.name, table.contract.name), table.cells, lang),
            cells=[_translate(table, column, lang) for column in table.contract.columns],
        )
        for table in _list_filled(tables)
    ]
    own = [_lay_own_topics(own_topics, lang)] if own_topics else []
    return Book(lang, (first, *sheets, _lay_topics(topics, lang), *own))


def lay_out_plain(tables: Tables) -> list[LaidSheet]:
    """Sheets of a folder of tables: names and words as in the contract."""
    return [
        LaidSheet(
            table.contract.name,
            table.contract.name,
            tuple(LaidColumn(c.name, c.kind, c.name) for c in table.contract.columns),
            [table.cells[column.name] for column in table.contract.columns],
        )
        for table in _list_filled(tables)
    ]


def to_value(text: str, column: LaidColumn) -> str | float | date:
    """Value a spreadsheet stores: a day or number where nothing of its spelling is lost."""
    with suppress(ValueError):  # an example is spelled as people type
        if column.kind in {"date", "day"} and len(text) == _DAY:
            day = date.fromisoformat(text)
            return day if day >= _FIRST_DAY else text
        if column.kind in {"integer", "decimal"}:
            number = float(text) if "." in text else int(text)
            return number if text == str(number) == f"{number:.15g}" else text
    return text


def _list_filled(tables: Tables) -> Iterator[FilledTable]:
    """Tables with rows, and those no network is without."""
    for name, contract in input_tables().items():
        table = tables.get(name) or fill_table(name, ())
        if len(table) or contract.required:
            yield table


def _in_language(columns: Iterable[str], lang: str) -> Iterator[str]:
    """Columns of a form with the name in the reader's language where German stands, and the other.

    >>> list(_in_language(["name_de", "name_en", "kind"], "en"))
    ['name_en', 'name_de', 'kind']
    """
    turned = {"name_de": f"name_{lang}", "name_en": f"name_{'de' if lang == 'en' else 'en'}"}
    return (turned.get(name, name) for name in columns)


def _lay_form(form: Form, columns: Iterable[str], lang: str) -> LaidSheet:
    """Sheet of a form with the columns named, without rows."""
    contract = input_tables()[form.table]
    known = {column.name: column for column in contract.columns}
    known |= extra_columns(form.table)
    laid = tuple(_lay_column(known[name], lang) for name in columns)
    return LaidSheet(form.name, headings("sheets")[form.name].title[lang], laid, [()] * len(laid))


def _lay_column(column: InputColumn, lang: str) -> LaidColumn:
    """Heading, note and list of a column."""
    heading = headings("columns")[column.name]
    choices = [_spoken(word, lang) for word in column.choices]
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
        _WIDTHS.get(column.name.partition("_")[0], _WIDTH),
    )


def _translate(table: FilledTable, column: InputColumn, lang: str) -> Sequence[str]:
    """Cells of a column, the words of a list as they are called in a language."""
    cells = table.cells[column.name]
    spoken = {word: _spoken(word, lang) for word in column.choices}
    return [spoken.get(cell, cell) for cell in cells] if spoken else cells


def _spoken(word: str, lang: str) -> str:
    """Word of a list as it is called in a language."""
    return headings("words")[word].title[lang]


def _lay_example(sheet: LaidSheet, cells: dict[str, str]) -> tuple[str, ...]:
    """Example row: it begins with #, so that it is never taken for a fact."""
    first, *others = (cells.get(column.name, "") for column in sheet.columns)
    return f"# {first}", *others


def _lay_help(lang: str) -> LaidSheet:
    """Sheet of help: how to fill the workbook in."""
    title, *lines = load_catalogue(lang).text("template.help").split("\n")
    return _lay_other(HELP, [(title, _WIDEST)], [lines], lang)


def _lay_topics(topics: Sequence[TopicLine], lang: str) -> LaidSheet:
    """Sheet of all topics as a tree; its first column is what topic cells are chosen from."""
    texts = load_catalogue(lang)
    widths = {"label": _WIDE, "id": 36, "meaning": _WIDEST, "names": _WIDE}
    titles = [(texts.text(f"template.topic_{name}"), width) for name, width in widths.items()]
    lines = [(line.indented, line.topic, line.definition, line.names) for line in topics]
    return _lay_other(TOPICS, titles, list(zip(*lines, strict=True)) or [()] * 4, lang)


def _lay_own_topics(statements: Sequence[str], lang: str) -> LaidSheet:
    """Sheet of the topics the workbook brings itself, a statement a row."""
    title = load_catalogue(lang).text("template.own_topics")
    return _lay_other(OWN_TOPICS, [(title, _WIDEST)], [statements], lang)


def _lay_other(
    name: str, titles: Sequence[tuple[str, int]], cells: Sequence[Sequence[str]], lang: str
) -> LaidSheet:
    """Sheet that is no table; titles come with their widths."""
    columns = tuple(LaidColumn(name, "text", title, width=width) for title, width in titles)
    return LaidSheet(name, headings("other")[name].title[lang], columns, cells)
