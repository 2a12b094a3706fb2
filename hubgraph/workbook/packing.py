"""Packing: what every spreadsheet file needs, whichever library writes it."""

import io
import zipfile
from collections.abc import Callable

from hubgraph.errors import HubgraphError
from hubgraph.workbook.layout import Book

LAST_ROW = 2_000
"""Row down to which empty rows offer lists to choose from."""

_MOST_ROWS = 1_048_576


def require_room(book: Book) -> None:
    """Raise HubgraphError if a sheet has more rows than a spreadsheet can hold."""
    for sheet in book.sheets:
        require_rows(len(sheet), sheet.name)


def require_rows(count: int, name: str) -> None:
    """Raise HubgraphError if so many rows do not fit on a sheet below its headings."""
    if count >= _MOST_ROWS:
        hint = "Write a folder of tables, or a .parquet folder."
        raise HubgraphError(f"{count:,} rows of {name} do not fit into a spreadsheet.", hint=hint)


def repack(archive: bytes, edit: Callable[[bytes], bytes]) -> bytes:
    """Zip archive of the same members, edited, without the day it was made on."""
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(archive)) as old, zipfile.ZipFile(packed, "w") as new:
        for member in old.infolist():
            add_member(new, member.filename, edit(old.read(member)), member.compress_type)
    return packed.getvalue()


def add_member(archive: zipfile.ZipFile, name: str, content: bytes, compression: int) -> None:
    """Add a member to a zip archive, dated 1980-01-01, the first day there is for them."""
    member = zipfile.ZipInfo(name)
    member.compress_type = compression
    member.create_system = 3  # the same on every system
    archive.writestr(member, content)
