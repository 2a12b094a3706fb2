"""Walk-throughs: pages of notebooks/ whose commands are run and whose tables are filled in.

Run as a program, it records what the commands print and the sheets show in all pages anew.
"""

import io
import os
import re
import shlex
import sys
from contextlib import chdir, redirect_stderr, redirect_stdout, suppress
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest.mock import patch

from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from hubgraph import cli

_FOLDER = Path(__file__).parents[2] / "notebooks"
PAGES = [_FOLDER / name for name in ("eigenes_netzwerk.md", "own_network.md")]
WIDTH = 100
"""Columns of the terminal."""

STEP = re.compile(
    r"^```console\n\$ hubgraph (?P<command>.*)\n(?P<said>(?:(?!```).*\n)*)```$"
    r"|^<!-- (?P<verb>fill|show): (?P<book>\S+), (?P<sheet>.+) -->\n\n(?P<table>(?:\|.*\n)+)",
    re.MULTILINE,
)
"""A command with what it said; a table to fill in, or one that shows what is there."""

_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
_SOME_TIME = "2026-01-15T10:00:00Z"
_GERMAN_DAY = re.compile(r"^(\d\d)\.(\d\d)\.(\d{4})$")


@dataclass
class Walk:
    """One walk through a page in a folder; `codes` are the exit codes of its commands."""

    folder: Path
    codes: list[int] = field(default_factory=list)

    def record(self, page: str) -> str:
        """Take all steps of a page in order; returns it with what came of them."""
        return STEP.sub(self._take, page)

    def _take(self, step: re.Match[str]) -> str:
        """Take one step; returns its text with what came of it."""
        if step["command"]:
            said = self._run(step["command"])
            return f"```console\n$ hubgraph {step['command']}\n{said}```"
        path = self.folder / step["book"]
        book = load_workbook(path)
        rows = read_table(step["table"])
        if step["verb"] == "show":
            return step[0].replace(step["table"], _show(book[step["sheet"]], rows[0][0]))
        _fill(book[step["sheet"]], rows)
        book.save(path)
        return step[0]

    def _run(self, command: str) -> str:
        """Run a command line of hubgraph; returns all it writes, the time masked."""
        said, words = io.StringIO(), ["hubgraph", *shlex.split(command)]
        kept = {name: value for name, value in os.environ.items() if name != "HUBGRAPH_LANG"}
        with (
            chdir(self.folder),
            patch.object(sys, "argv", words),
            patch.dict(os.environ, kept | {"COLUMNS": str(WIDTH)}, clear=True),
            redirect_stdout(said),
            redirect_stderr(said),
        ):
            try:
                cli.main()
            except SystemExit as stop:
                self.codes.append(int(stop.code or 0))
        return _TIME.sub(_SOME_TIME, said.getvalue())


def read_table(table: str) -> list[list[str]]:
    """Cells of a Markdown table, headings first."""
    lines = [line.strip().strip("|") for line in table.splitlines()]
    return [[cell.strip() for cell in line.split("|")] for line in lines[:1] + lines[2:]]


def _fill(page: Worksheet, rows: list[list[str]]) -> None:
    """Type the cells of a table into a sheet; its first column says into which row."""
    (_, *headings), *filled = rows
    columns = {cell.value: cell.column for cell in page[1]}
    for number, *cells in filled:
        for heading, text in zip(headings, cells, strict=True):
            if text:
                page.cell(int(number), columns[heading]).value = _type(text)


def _type(text: str) -> str | int | date:
    """Value a spreadsheet makes of what is typed: numbers and days, if it sees them."""
    with suppress(ValueError):
        return int(text)
    with suppress(ValueError):
        return date.fromisoformat(_GERMAN_DAY.sub(r"\3-\2-\1", text))
    return text


def _show(page: Worksheet, corner: str) -> str:
    """Sheet as a Markdown table, with the number of each row in the first column."""
    rows = [[_write(cell) for cell in row] for row in page.iter_rows(values_only=True)]
    lines = [[corner, *rows[0]], ["---"] * (len(rows[0]) + 1)]
    lines += [[str(number), *row] for number, row in enumerate(rows[1:], start=2)]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def _write(value: object) -> str:
    """Cell as it is shown."""
    if isinstance(value, datetime):
        return value.date().isoformat()
    return "" if value is None else str(value)


if __name__ == "__main__":
    for renewed in PAGES:
        with TemporaryDirectory() as empty:
            recorded = Walk(Path(empty)).record(renewed.read_text(encoding="utf-8"))
        renewed.write_text(recorded, encoding="utf-8", newline="\n")
