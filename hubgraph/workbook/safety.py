"""Guard: what a spreadsheet file holds is measured before it is opened.

A small file may unpack to terabytes, and two cells in opposite corners may ask for a grid of
billions. Both are found here while the XML streams by, with nothing kept.
"""

import zipfile
import zlib
from dataclasses import replace
from pathlib import Path
from posixpath import join, normpath
from typing import Any
from xml.parsers import expat

from defusedxml import DefusedXmlException
from defusedxml import ElementTree as XmlTree

from hubgraph.workbook.findings import SheetFinding
from hubgraph.workbook.scanning import TooBigError, scan_member

MOST_BYTES = 2_000_000_000
_RATIO, _FREE_BYTES = 200, 50_000_000
_XML = (".xml", ".rels")
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
    """Findings about formulas without a value, error cells and merged cells of a spreadsheet.

    Raises UnsafeFileError for a file that is no such spreadsheet, or too big to be opened.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            _require_moderate(archive, path)
            names = sorted(name for name in archive.namelist() if name.lower().endswith(_XML))
            found = [(name, each) for name in names for each in scan_member(archive, name, path)]
            titles = _sheet_titles(archive)
    except TooBigError as error:
        raise _too_big(path, str(error)) from None
    except BROKEN as error:
        raise broken(path, error) from None
    findings = [replace(each, sheet=each.sheet or titles.get(name)) for name, each in found]
    for finding in findings:
        if finding.key == "far_cell":
            raise UnsafeFileError(finding)
    return findings


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
    titles = {
        targets[key].lstrip("/"): sheet.get("name", "")
        for sheet in book.iter()
        if sheet.tag.endswith("}sheet")
        for key in sheet.attrib.values()
        if key in targets
    }
    if any(not target.lower().endswith(_XML) for target in titles):
        raise ValueError("sheets")  # which nobody looked into
    return titles
