"""The mark an exported workbook bears: which state of which network it was written from."""

import re
import zipfile
from pathlib import Path

from hubgraph.workbook.safety import BROKEN, parse_xml

MARK = "hubgraph-base"
"""Name of the document property that holds the mark in a spreadsheet."""

MARK_FILE = "base.txt"
"""Name of the file that holds the mark in a folder of tables."""

_MEMBER = "docProps/custom.xml"
_MOST_BYTES = 100_000


def read_base(path: Path) -> tuple[int, str] | None:
    """Generation a workbook was exported from, and the SHA-256 of its batch; None if unmarked."""
    text = _read_file(path / MARK_FILE) if path.is_dir() else _read_property(path)
    found = re.fullmatch(r"(\d{1,9}):([0-9a-f]{64})", text.strip())
    return (int(found[1]), found[2]) if found else None


def _read_file(path: Path) -> str:
    """Beginning of a small text file, '' if there is none."""
    if not path.is_file():
        return ""
    with path.open(encoding="utf-8", errors="replace") as file:
        return file.read(200)


def _read_property(path: Path) -> str:
    """Property of a spreadsheet, '' if it has none or cannot be read for it."""
    if path.suffix.lower() not in {".xlsx", ".xlsm"}:
        return ""
    try:
        with zipfile.ZipFile(path) as archive:
            if archive.getinfo(_MEMBER).file_size > _MOST_BYTES:
                return ""
            root = parse_xml(archive.read(_MEMBER))
    except BROKEN:
        return ""
    return next(("".join(each.itertext()) for each in root if each.get("name") == MARK), "")
