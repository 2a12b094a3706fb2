"""The mark an exported workbook bears: which state of which network it was written from."""

import re
import zipfile
from pathlib import Path

from hubgraph.workbook.safety import BROKEN, parse_xml

MARK = "hubgraph-base"
"""Name of the document property that holds the mark in a spreadsheet."""

MARK_FILE = "base.txt"
"""Name of the file that holds the mark in a folder of tables."""

_MEMBERS = {".xlsx": "docProps/custom.xml", ".xlsm": "docProps/custom.xml", ".ods": "meta.xml"}
_MOST_BYTES = 100_000


def read_base(path: Path) -> str:
    """Mark of the state a workbook was exported from, '' if it bears none."""
    text = _read_file(path / MARK_FILE) if path.is_dir() else _read_property(path)
    return text.strip() if re.fullmatch(r"[0-9a-f]{64}", text.strip()) else ""


def _read_file(path: Path) -> str:
    """Beginning of a small text file, '' if there is none."""
    if not path.is_file():
        return ""
    with path.open(encoding="utf-8-sig", errors="replace") as file:
        return file.read(200)


def _read_property(path: Path) -> str:
    """Property of a spreadsheet, '' if it has none or cannot be read for it."""
    member = _MEMBERS.get(path.suffix.lower(), "")
    try:
        with zipfile.ZipFile(path) as archive:
            if archive.getinfo(member).file_size > _MOST_BYTES:
                return ""
            root = parse_xml(archive.read(member))
    except BROKEN:
        return ""
    marked = (each for each in root.iter() if MARK in each.attrib.values())
    return next(("".join(each.itertext()) for each in marked), "")
