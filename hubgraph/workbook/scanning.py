"""Scan: the XML of a spreadsheet streams by; extent, merged cells, formulas, errors are noted."""

import re
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from xml.parsers import expat

from hubgraph.workbook.findings import SheetFinding

MOST_CELLS = 40_000_000
_EMPTY_CELLS, _EMPTY_PER_CELL = 2_000_000, 20
_MERGED_CELLS = 100_000
_ELEMENTS, _ELEMENTS_PER_BYTE = 500_000, 4  # per byte as packed; a real cell takes several bytes
_CHUNK = 1 << 20
_CELL = re.compile(r"([A-Za-z]{1,3})([0-9]{1,7})")
_VALUE_TEXT = 20


class TooBigError(Exception):
    """A file that asks for more than a computer can give; the text says of what."""


def scan_member(archive: zipfile.ZipFile, name: str, path: Path) -> Iterator[SheetFinding]:
    """Measure one member; find values never stored, errors, merged cells, and cells far away.

    Findings of an .xlsx file do not know their sheet. Raises TooBigError for too many elements
    or cells, and what `zipfile` and `expat` raise for a file that is broken or declares entities.
    """
    member = archive.getinfo(name)
    scanner = _Scanner(path, _ELEMENTS + _ELEMENTS_PER_BYTE * member.compress_size)
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = scanner.start
    parser.EndElementHandler = scanner.end
    parser.CharacterDataHandler = scanner.text
    parser.EntityDeclHandler = _refuse_entity
    with archive.open(member) as stream:
        while chunk := stream.read(_CHUNK):
            parser.Parse(chunk)
    parser.Parse(b"", True)  # noqa: FBT003 - expat takes it by position
    yield from scanner.findings


def _refuse_entity(*_declaration: object) -> None:
    """Refuse a file that declares entities: no spreadsheet program writes any."""
    raise ValueError("XML entities")


def column_number(letters: str) -> int:
    """Number of a column, the first being 1: 'AB' → 28; 0 for no letters."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number


def _column_letters(number: int) -> str:
    """Letters of a column, the first being 1: 28 → 'AB'."""
    high, low = divmod(number - 1, 26)
    return (_column_letters(high) if high else "") + chr(65 + low)


class _Scanner:
    """Sees the elements of a member go by: extent, formulas without value, error cells."""

    def __init__(self, path: Path, most_elements: int) -> None:
        """Begin outside any sheet."""
        self.findings: list[SheetFinding] = []
        self._path, self._elements = path, most_elements
        self._sheet: str | None = None
        self._active = self._inside = False
        self._begin_sheet()
        self._kind, self._value = "", ""
        self._formula = self._stored = self._filled = False
        self._rows = self._columns = 1

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        """See an element begin."""
        self._elements -= 1
        if self._elements < 0:
            raise TooBigError("XML elements")
        name = tag.rpartition(":")[2]
        if self._active:
            self._start_inside(name, attributes)
        elif name == "sheetData" or tag == "table:table":
            self._active, self._sheet = True, attributes.get("table:name")
            self._begin_sheet()
        elif name == "mergeCell":
            self._note_merged(attributes.get("ref", ""))

    def _begin_sheet(self) -> None:
        """Begin with an empty grid."""
        self._row = self._column = self._right = self._bottom = self._cells = 0

    def _start_inside(self, name: str, attributes: Mapping[str, str]) -> None:
        """See an element of a sheet begin."""
        if name in {"c", "table-cell", "covered-table-cell"}:
            self._start_cell(attributes)
        elif name in {"row", "table-row"}:
            self._row = int(attributes.get("r", self._row + 1))
            self._rows = _read_count(attributes, "table:number-rows-repeated")
            self._column = 0
        elif name == "table":
            raise ValueError("table inside a table")
        else:
            self._filled = True
            self._formula |= name == "f"
            self._inside |= name in {"v", "is", "p"}

    def _start_cell(self, attributes: Mapping[str, str]) -> None:
        """See a cell begin, in its place."""
        self._column += 1
        if (place := attributes.get("r")) is not None:
            self._row, self._column = _read_place(place)
        self._columns = _read_count(attributes, "table:number-columns-repeated")
        self._kind = attributes.get("t") or attributes.get("calcext:value-type", "")
        self._formula = "table:formula" in attributes
        self._value, self._stored = "", "office:value-type" in attributes
        self._filled = self._stored or self._formula or "t" in attributes
        down = _read_count(attributes, "table:number-rows-spanned") - 1
        right = _read_count(attributes, "table:number-columns-spanned") - 1
        if down or right:
            last = f"{_column_letters(self._column + right)}{self._row + down}"
            self._note_merged(f"{_column_letters(self._column)}{self._row}:{last}")

    def text(self, text: str) -> None:
        """See the text of a value."""
        if self._inside and len(self._value) < _VALUE_TEXT:
            self._value += text[:_VALUE_TEXT]

    def end(self, tag: str) -> None:
        """See an element end."""
        name = tag.rpartition(":")[2]
        if not self._active:
            return
        if name in {"v", "is", "p"}:
            self._inside = False
        elif name in {"c", "table-cell", "covered-table-cell"}:
            self._end_cell()
        elif name == "table-row":
            self._row += self._rows - 1
        elif name == "sheetData" or tag == "table:table":
            self._end_sheet()

    def _end_cell(self) -> None:
        """Note a cell, if it holds anything."""
        if self._kind in {"e", "error"}:
            self._note("cell_error", self._value)
        elif self._formula and not self._value and not self._stored:
            self._note("empty_formula", None)
        last = self._column + self._columns - 1
        if self._filled:
            self._cells += self._columns * self._rows
            self._right = max(self._right, last)
            self._bottom = max(self._bottom, self._row + self._rows - 1)
        self._column = last

    def _end_sheet(self) -> None:
        """Note a cell far away from all others; raise TooBigError for too many cells."""
        self._active = False
        grid = self._right * self._bottom
        if max(grid, self._cells) > MOST_CELLS and self._cells * 2 > MOST_CELLS:
            raise TooBigError(f"{max(grid, self._cells):,} cells")
        if grid > _EMPTY_CELLS + _EMPTY_PER_CELL * self._cells or grid > MOST_CELLS:
            self._row, self._column = self._bottom, self._right
            self._note("far_cell", f"{_column_letters(self._right)}{self._bottom}")

    def _note_merged(self, area: str) -> None:
        """Note a merged area; raise TooBigError for one that would be laid out cell by cell."""
        first, _, last = area.replace("$", "").partition(":")
        (top, left), (bottom, right) = _read_place(first), _read_place(last or first)
        count = (bottom - top + 1) * (right - left + 1)
        if count > _MERGED_CELLS:
            raise TooBigError(f"{area} merged")
        if count > 1:
            merged = SheetFinding(
                "merged_cells", "violation", self._path.name, self._sheet, top, value=area
            )
            self.findings.append(merged)

    def _note(self, key: str, value: str | None) -> None:
        """Keep a finding about the cell just seen."""
        column = _column_letters(self._column)
        self.findings.append(
            SheetFinding(key, "violation", self._path.name, self._sheet, self._row, column, value)
        )


def _read_count(attributes: Mapping[str, str], name: str) -> int:
    """How often a cell or row is repeated; raises ValueError for what is no such number."""
    count = int(attributes.get(name, "1"))
    if count < 1:
        raise ValueError(f"{name} {count}")
    return count


def _read_place(place: str) -> tuple[int, int]:
    """Row and column of a cell, the first being 1: 'AB1' → (1, 28).

    Raises ValueError for what is no cell.
    """
    match = _CELL.fullmatch(place)
    if match is None:
        raise ValueError(f"cell {place[:20]}")
    return int(match[2]), column_number(match[1])
