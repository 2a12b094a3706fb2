"""Guard: what a spreadsheet file holds is measured before it is opened.

A small file may unpack to terabytes, and two cells in opposite corners may ask for a grid of
billions. Both are found here while the XML streams by, with nothing kept.
"""

import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from posixpath import join, normpath
from typing import IO, Any
from xml.parsers import expat

from defusedxml import DefusedXmlException
from defusedxml import ElementTree as XmlTree

from hubgraph.workbook.findings import SheetFinding

MOST_BYTES = 2_000_000_000
MOST_CELLS = 40_000_000
_RATIO, _FREE_BYTES = 200, 50_000_000
_CHUNK = 1 << 20
_CELL = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
BROKEN = (
    zipfile.BadZipFile, zlib.error, expat.ExpatError, XmlTree.ParseError, DefusedXmlException,
    EOFError, KeyError, NotImplementedError, OSError, RuntimeError, ValueError,
)  # fmt: skip


class UnsafeFileError(Exception):
    """A file that must not be opened; `finding` says why."""

    def __init__(self, finding: SheetFinding) -> None:
        """Keep the finding."""
        self.finding = finding
        super().__init__(finding.key)


def require_safe(path: Path) -> list[SheetFinding]:
    """Findings about formulas without a value and error cells of an .xlsx or .ods file.

    Raises UnsafeFileError for a file that is no such spreadsheet, or too big to be opened.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            _require_moderate(archive, path)
            titles = _sheet_titles(archive)
            return [
                replace(finding, sheet=titles.get(name))
                for name in sorted(archive.namelist())
                if _is_sheet(name)
                for finding in _scan(archive, name, path)
            ]
    except BROKEN as error:
        raise broken(path, error) from None


def broken(path: Path, problem: object) -> UnsafeFileError:
    """Error for a file that cannot be read."""
    words = {"problem": str(problem) or type(problem).__name__}
    return UnsafeFileError(SheetFinding("broken_file", "violation", path.name, words=words))


def _too_big(path: Path, problem: str) -> UnsafeFileError:
    """Error for a file that must not be opened."""
    words = {"problem": problem}
    return UnsafeFileError(SheetFinding("too_big", "violation", path.name, words=words))


def _require_moderate(archive: zipfile.ZipFile, path: Path) -> None:
    """Raise UnsafeFileError for an archive that would unpack to far more than it is."""
    unpacked = sum(member.file_size for member in archive.infolist())
    packed = sum(member.compress_size for member in archive.infolist())
    if unpacked > MOST_BYTES or unpacked > _FREE_BYTES + _RATIO * packed:
        raise _too_big(path, f"{unpacked:,} bytes unpacked")


def _is_sheet(name: str) -> bool:
    """Whether a member of the archive holds cells."""
    return name == "content.xml" or bool(re.match(r"xl/worksheets/[^/]+\.xml$", name))


def column_number(letters: str) -> int:
    """Number of a column, the first being 1: 'AB' → 28; 0 for no letters."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def parse_xml(content: bytes) -> Any:
    """Root element of a small XML file; one that declares entities is refused (see BROKEN)."""
    return XmlTree.fromstring(content)


def _sheet_titles(archive: zipfile.ZipFile) -> dict[str, str]:
    """Name of the sheet each member of an .xlsx file holds."""
    if "xl/workbook.xml" not in archive.namelist():
        return {}
    book = parse_xml(archive.read("xl/workbook.xml"))
    links = parse_xml(archive.read("xl/_rels/workbook.xml.rels"))
    targets = {link.get("Id"): normpath(join("/xl", link.get("Target", ""))) for link in links}
    return {
        targets[key].lstrip("/"): sheet.get("name", "")
        for sheet in book.iter()
        if sheet.tag.endswith("}sheet")
        for key in sheet.attrib.values()
        if key in targets
    }


def _scan(archive: zipfile.ZipFile, name: str, path: Path) -> Iterator[SheetFinding]:
    """Measure one member; find the cells whose value was never stored."""
    scanner = _Scanner(path)
    parser = expat.ParserCreate()
    parser.StartElementHandler = scanner.start
    parser.EndElementHandler = scanner.end
    parser.CharacterDataHandler = scanner.text
    parser.EntityDeclHandler = scanner.refuse_entity
    with archive.open(name) as member:
        read = _feed(parser, member, archive.getinfo(name).file_size)
    if read > archive.getinfo(name).file_size:
        raise _too_big(path, name)
    yield from scanner.findings


def _feed(parser: expat.XMLParserType, member: IO[bytes], size: int) -> int:
    """Feed a parser chunk by chunk; returns the bytes read, never much more than promised."""
    read = 0
    while read <= size and (chunk := member.read(_CHUNK)):
        read += len(chunk)
        parser.Parse(chunk)
    parser.Parse(b"", True)  # noqa: FBT003 - expat takes it by position
    return read


class _Scanner:
    """Sees the elements of a sheet go by: extent, formulas without value, error cells."""

    def __init__(self, path: Path) -> None:
        """Begin with an empty grid."""
        self.findings: list[SheetFinding] = []
        self._path = path
        self._right = self._bottom = self._grid = 0
        self._cell, self._kind, self._formula, self._value, self._inside = "", "", False, "", False

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """See an element begin."""
        if tag == "c":
            self._cell, self._kind = attributes.get("r", ""), attributes.get("t", "")
            self._formula, self._value = False, ""
            self._extend(self._cell)
        elif tag == "f":
            self._formula = True
        elif tag in {"v", "is"}:
            self._inside = True
        elif tag in {"table:table-cell", "table:covered-table-cell"}:
            self._count_repeated(attributes)

    def text(self, text: str) -> None:
        """See the text of a value."""
        if self._inside:
            self._value += text[:20]

    def end(self, tag: str) -> None:
        """See an element end."""
        if tag in {"v", "is"}:
            self._inside = False
        elif tag == "c" and self._cell:
            if self._kind == "e":
                self._note("cell_error", self._value)
            elif self._formula and not self._value:
                self._note("empty_formula", None)

    def refuse_entity(self, *_declaration: object) -> None:
        """Refuse a file that declares entities: no spreadsheet program writes any."""
        raise broken(self._path, "XML entities")

    def _note(self, key: str, value: str | None) -> None:
        """Keep a finding about the cell just seen; its sheet is named by whoever opens the file."""
        match = _CELL.fullmatch(self._cell)
        column, row = (match[1], int(match[2])) if match else (None, None)
        self.findings.append(
            SheetFinding(key, "violation", self._path.name, None, row, column, value)
        )

    def _extend(self, cell: str) -> None:
        """Keep the corner of the grid; refuse a grid too big to be laid out."""
        match = _CELL.fullmatch(cell)
        if match is None:
            return
        self._right = max(self._right, column_number(match[1]))
        self._bottom = max(self._bottom, int(match[2]))
        self._require_cells(self._right * self._bottom)

    def _count_repeated(self, attributes: dict[str, str]) -> None:
        """Count cells an .ods file stores as repetition, if they have a value."""
        if "office:value-type" in attributes:
            self._grid += int(attributes.get("table:number-columns-repeated", "1"))
            self._require_cells(self._grid)

    def _require_cells(self, count: int) -> None:
        """Raise UnsafeFileError for more cells than fit."""
        if count > MOST_CELLS:
            raise _too_big(self._path, f"{count:,} cells")
