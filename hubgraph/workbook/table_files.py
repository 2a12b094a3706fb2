"""Any answer as a file that other tools open: CSV, Excel, Markdown, LaTeX, JSON, Parquet."""

import csv
import io
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pandas as pd

from hubgraph.errors import HubgraphError, UnknownFormatError, UnknownNameError, WrongTypeError
from hubgraph.files import write_whole
from hubgraph.formulas import guard_cell
from hubgraph.libraries import import_library
from hubgraph.portable import Plain, clean_text, to_plain, to_series, to_text, unify
from hubgraph.workbook.cells import LONGEST_CELL
from hubgraph.workbook.xlsx import to_xlsx_table

_DECIMALS = 4
_MARKDOWN = {ord(sign): f"\\{sign}" for sign in "\\`*_[]|"}
_MARKDOWN |= {ord("<"): "&lt;", ord(">"): "&gt;", ord("&"): "&amp;", ord("\n"): "<br>"}
_LATEX = {ord(sign): f"\\{sign}" for sign in "&%$#_{}"} | {
    ord("\\"): r"\textbackslash{}",
    ord("~"): r"\textasciitilde{}",
    ord("^"): r"\textasciicircum{}",
    ord("<"): r"\textless{}",
    ord(">"): r"\textgreater{}",
    ord("|"): r"\textbar{}",
    ord("\n"): " ",
}


@dataclass(frozen=True)
class _Page:
    """A table of plain values: names, columns, and the public part it was made from or ''."""

    names: tuple[str, ...]
    columns: tuple[tuple[Plain | None, ...], ...]
    raw: tuple[tuple[Any, ...], ...]
    snapshot: str

    @property
    def rows(self) -> Iterator[tuple[Plain | None, ...]]:
        """Rows of plain values; without a column there is none."""
        return zip(*self.columns, strict=True)

    @property
    def is_number(self) -> list[bool]:
        """Whether each column has numbers."""
        kinds = [{type(value) for value in column} for column in self.columns]
        return [bool(kind & {int, float}) for kind in kinds]


def export_table(answer: object, path: str | Path, *, columns: Sequence[str] | None = None) -> Path:
    """Write any answer as a table; the suffix decides: .csv .json .md .parquet .tex .xlsx.

    `answer` is a DataFrame, or what holds one as `.table`: suggestions, findings, gaps.
    `columns` are those to write, in that order, None for all; an index that says something
    becomes the first column. Lists are joined by '; ' (JSON and Parquet keep them), days are
    ISO 8601, missing cells are empty. In CSV a text that a spreadsheet program would run as a
    formula gets an apostrophe in front; in Excel files all text is marked as text. Markdown and
    LaTeX are for print: numbers have four decimals at most.

    What was made from a public part (`build_public`) says so in the file, for `check_leaks`:
    in a last column `snapshot`, in Markdown and LaTeX in a comment. Parquet needs pyarrow
    (``pip install 'hubgraph[parquet]'``). The file appears whole or not at all, and is equal
    to the byte every time. Returns the path.

    Raises WrongTypeError for an answer without a table, UnknownNameError for an unknown
    column, UnknownFormatError for another suffix, MissingFileError if the folder is missing,
    HubgraphError for what an Excel file cannot hold.

    >>> import hubgraph as hg, tempfile
    >>> members = hg.query(hg.load_graph("baden-wuerttemberg"), "members", as_of="2018-10-10")
    >>> path = hg.export_table(members, f"{tempfile.mkdtemp()}/a.md", columns=["name", "seat"])
    >>> path.read_text("utf-8").splitlines()[0]
    '| name | seat |'
    """
    target = Path(path)
    if target.suffix.lower() not in _WRITERS:
        raise UnknownFormatError(target.suffix or target.name, SUFFIXES)
    return write_whole(target, to_file(answer, target.suffix.lower(), columns=columns))


def to_file(answer: object, suffix: str, *, columns: Sequence[str] | None = None) -> bytes:
    """Content of the file of a table; see `export_table`."""
    content = _WRITERS[suffix](_read_page(answer, columns))
    return content if isinstance(content, bytes) else content.encode()


def _read_page(answer: object, columns: Sequence[str] | None) -> _Page:
    """Plain table of an answer.

    Raises WrongTypeError if there is none, UnknownNameError for an unknown column.
    """
    table = answer if isinstance(answer, pd.DataFrame) else getattr(answer, "table", None)
    if not isinstance(table, pd.DataFrame):
        hint = "Give a table, or an answer that holds one as .table."
        raise WrongTypeError(answer, pd.DataFrame, hint=hint)
    snapshot = table.attrs.get("snapshot") or getattr(answer, "snapshot", None) or ""
    if not isinstance(table.index, pd.RangeIndex) and table.index.names != [None]:
        table = table.reset_index()
    names = [clean_text(str(name)) for name in table.columns]
    chosen = names if columns is None else list(columns)
    if unknown := [name for name in chosen if name not in names]:
        raise UnknownNameError(unknown[0], names, kind="column")
    places = range(len(names)) if columns is None else [names.index(name) for name in chosen]
    raw = [tuple(table.iloc[:, place]) for place in places]
    if snapshot and "snapshot" not in chosen:
        chosen, raw = [*chosen, "snapshot"], [*raw, (snapshot,) * len(table)]
    plain = tuple(unify(map(to_plain, column)) for column in raw)
    return _Page(tuple(chosen), plain, tuple(raw), snapshot)


def _to_csv(page: _Page) -> str:
    """UTF-8, comma, LF."""
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(map(guard_cell, page.names))
    for row in page.rows:
        writer.writerow(guard_cell(cell) if isinstance(cell, str) else cell for cell in row)
    return file.getvalue()


def _to_json(page: _Page) -> str:
    """List of rows, missing as null, lists as lists."""
    columns = [_keep_lists(raw, plain) for raw, plain in zip(page.raw, page.columns, strict=True)]
    rows = [dict(zip(page.names, row, strict=True)) for row in zip(*columns, strict=True)]
    return json.dumps(rows, ensure_ascii=False, indent=2) + "\n"


def _keep_lists(raw: Sequence[Any], plain: Sequence[Plain | None]) -> list[Any]:
    """Column with its lists as lists of plain values."""
    return [
        [to_plain(item) for item in cell] if isinstance(cell, list | tuple) else value
        for cell, value in zip(raw, plain, strict=True)
    ]


def _to_markdown(page: _Page) -> str:
    """Table as GitHub, Pandoc and Jupyter read it; numbers to the right."""
    page = _drop_snapshot(page)
    rules = ["---:" if number else "---" for number in page.is_number]
    rows = [page.names, *(map(_to_figure, row) for row in page.rows)]
    lines = [f"| {' | '.join(cell.translate(_MARKDOWN) for cell in row)} |" for row in rows]
    lines.insert(1, f"| {' | '.join(rules)} |")
    note = [f"\n<!-- snapshot {page.snapshot} -->"] if page.snapshot else []
    return "\n".join([*lines, *note]) + "\n"


def _to_latex(page: _Page) -> str:
    """Table as a tabular that needs no package; numbers to the right."""
    page = _drop_snapshot(page)
    places = "".join("r" if number else "l" for number in page.is_number)
    rows = [page.names, *(map(_to_figure, row) for row in page.rows)]
    lines = [rf"{' & '.join(cell.translate(_LATEX) for cell in row)} \\" for row in rows]
    note = [f"% snapshot {page.snapshot}"] if page.snapshot else []
    head = [*note, rf"\begin{{tabular}}{{{places}}}", r"\hline", lines[0], r"\hline"]
    return "\n".join([*head, *lines[1:], r"\hline", r"\end{tabular}"]) + "\n"


def _to_figure(cell: Plain | None) -> str:
    """Cell of a printed table; a number with so many decimals at most."""
    return to_text(round(cell, _DECIMALS) if isinstance(cell, float) else cell)


def _drop_snapshot(page: _Page) -> _Page:
    """Page without the column that a comment stands for."""
    if not page.snapshot:
        return page
    kept = [place for place, name in enumerate(page.names) if name != "snapshot"]
    return _Page(
        tuple(page.names[place] for place in kept),
        tuple(page.columns[place] for place in kept),
        tuple(page.raw[place] for place in kept),
        page.snapshot,
    )


def _to_excel(page: _Page) -> bytes:
    """One sheet with its headings in sight."""
    texts = (cell for column in page.columns for cell in column if isinstance(cell, str))
    if longest := next((text for text in texts if len(text) > LONGEST_CELL), None):
        hint = "Choose other columns, or write .csv."
        raise HubgraphError(f"{longest[:40]!r} … is too long for a cell.", hint=hint)
    return to_xlsx_table(page.names, list(page.rows))


def _to_parquet(page: _Page) -> bytes:
    """Columns of one type each; a column with lists stays one of lists of texts."""
    arrow = import_library("pyarrow", extra="parquet")
    parquet = import_library("pyarrow.parquet", extra="parquet")
    columns = []
    for raw, plain in zip(page.raw, page.columns, strict=True):
        if any(isinstance(cell, list | tuple) for cell in raw):
            lists = [_to_list(cell) for cell in raw]
            columns.append(arrow.array(lists, arrow.list_(arrow.string())))
        else:
            columns.append(arrow.array(to_series(plain), from_pandas=True))
    file = io.BytesIO()
    parquet.write_table(arrow.table(columns, names=list(page.names)), file)
    return file.getvalue()


def _to_list(cell: Any) -> list[str] | None:
    """Cell as a list of texts, None for nothing."""
    if isinstance(cell, list | tuple):
        return [to_text(item) for item in cell]
    plain = to_plain(cell)
    return None if plain is None else [to_text(plain)]


_WRITERS: Mapping[str, Callable[[_Page], str | bytes]] = MappingProxyType(
    {
        ".csv": _to_csv,
        ".json": _to_json,
        ".md": _to_markdown,
        ".parquet": _to_parquet,
        ".tex": _to_latex,
        ".xlsx": _to_excel,
    }
)
SUFFIXES = tuple(_WRITERS)
"""Suffixes a table can be exported with."""
