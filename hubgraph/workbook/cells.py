"""Cells: what people type becomes the one spelling the graph uses, or is refused."""

import re
from collections.abc import Callable, Mapping
from datetime import date

from pyoxigraph import NamedNode

from hubgraph.workbook.contracts import InputColumn
from hubgraph.workbook.findings import CellError
from hubgraph.workbook.forms import find_word

LONGEST_CELL = 32_767
"""Characters a cell of a spreadsheet can hold."""

_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
_ISO_DATE = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")
_GERMAN_DATE = re.compile(r"(?:(?:([0-9]{1,2})\. ?)?([0-9]{1,2})[./] ?)?([0-9]{4})")
_DURATION = re.compile(r"P(?=.)([0-9]+Y)?([0-9]+M)?([0-9]+D)?")
_ADDRESS = re.compile(r"https?://\S+")
_INTEGER = re.compile(r"[+-]?[0-9]{1,15}")
_DECIMAL = re.compile(r"[+-]?[0-9]{1,15}(?:\.[0-9]{1,15})?")
_GROUPED = re.compile(r"[+-]?[0-9]{1,3}(?:\.[0-9]{3})+(?:,[0-9]+)?")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_DAY_LENGTH = len("YYYY-MM-DD")


def read_cell(text: str, column: InputColumn) -> str:
    """Canonical spelling of a filled cell: '10.10.2018' → '2018-10-10', '0,5' → '0.5'.

    References are left as they are: only the whole workbook can tell what they point at.

    Raises CellError if the cell does not fit its column.
    """
    if len(text) > LONGEST_CELL:
        raise CellError("too_long", length=len(text), most=LONGEST_CELL)
    if _CONTROL.search(text):
        raise CellError("control_character")
    return _READERS.get(column.kind, _read_text)(text, column)


def _read_text(text: str, _column: InputColumn) -> str:
    """Free text is always fine."""
    return text


def _read_choice(text: str, column: InputColumn) -> str:
    """Word of the list, in whichever language and case it is written."""
    if text in column.choices:
        return text
    found = find_word(text, column.choices)
    if found is None:
        raise CellError("choice", choices=tuple(column.choices))
    return found


def _read_date(text: str, _column: InputColumn) -> str:
    """YYYY, YYYY-MM or YYYY-MM-DD from these, from D.M.YYYY, M.YYYY or M/YYYY; a real day."""
    year, month, day = _split_date(text)
    try:
        date(int(year), int(month or 1), int(day or 1))
    except ValueError:
        raise CellError("date") from None
    return "-".join([year, *(part.zfill(2) for part in (month, day) if part)])


def _split_date(text: str) -> tuple[str, str, str]:
    """Year, month and day of a date as it is written, '' for what it leaves open."""
    if match := _ISO_DATE.fullmatch(text):
        return match[1], match[2] or "", match[3] or ""
    if match := _GERMAN_DATE.fullmatch(text):
        return match[3], match[2] or "", match[1] or ""
    raise CellError("date")


def _read_day(text: str, column: InputColumn) -> str:
    """Return a date to the day."""
    found = _read_date(text, column)
    if len(found) != _DAY_LENGTH:
        raise CellError("day")
    return found


def _read_decimal(text: str, column: InputColumn) -> str:
    """Return a number with a point: '0,5' → '0.5', '1.250,50' → '1250.50', '1 000' → '1000'."""
    plain = re.sub(r"(?<=[0-9])[ \u00a0\u202f](?=[0-9]{3})", "", text)
    if "," in plain and _GROUPED.fullmatch(plain):
        plain = plain.replace(".", "")
    plain = plain.replace(",", ".")
    if not _DECIMAL.fullmatch(plain):
        raise CellError("decimal")
    return _require_bounds(plain, column)


def _read_integer(text: str, column: InputColumn) -> str:
    """Return a whole number; '3.0' and '3,0' are the spreadsheet's way to write 3."""
    plain = re.sub(r"[.,]0+$", "", text)
    if not _INTEGER.fullmatch(plain):
        raise CellError("integer")
    return _require_bounds(plain, column)


def _require_bounds(text: str, column: InputColumn) -> str:
    """Return the number if it keeps the bounds of its column."""
    number = float(text)
    low = column.least is not None and number < column.least
    high = column.most is not None and number > column.most
    if low or high or (column.above is not None and number <= column.above):
        raise CellError("out_of_range", bounds=column.bounds)
    return text


def _read_addresses(text: str, _column: InputColumn) -> str:
    """Web addresses, ' ; ' between them, each without characters an address may not have."""
    parts = [part.strip() for part in re.split(r";\s|\s;", text)]
    try:
        fits = all(_ADDRESS.fullmatch(NamedNode(part).value) for part in parts)
    except ValueError:
        fits = False
    if not fits:
        raise CellError("url")
    return " ; ".join(parts)


def _read_yes(text: str, _column: InputColumn) -> str:
    """Return 'yes' for yes, ja, x, 1 and true; '' for no, nein, 0 and false."""
    word = text.casefold()
    if word in {"yes", "y", "ja", "j", "x", "1", "1.0", "true", "wahr", "✓", "✔"}:
        return "yes"
    if word in {"no", "n", "nein", "0", "0.0", "false", "falsch", "-"}:
        return ""
    raise CellError("yes")


def _matching(pattern: re.Pattern[str], key: str) -> Callable[[str, InputColumn], str]:
    """Make a reader of cells that fit a pattern as they stand."""

    def read(text: str, _column: InputColumn) -> str:
        """Return the cell if it fits."""
        if not pattern.fullmatch(text):
            raise CellError(key)
        return text

    return read


_READERS: Mapping[str, Callable[[str, InputColumn], str]] = {
    "choice": _read_choice,
    "date": _read_date,
    "day": _read_day,
    "decimal": _read_decimal,
    "duration": _matching(_DURATION, "duration"),
    "id": _matching(_ID, "id"),
    "integer": _read_integer,
    "language": _matching(re.compile(r"[a-z]{2}"), "language"),
    "url": _read_addresses,
    "yes": _read_yes,
}
