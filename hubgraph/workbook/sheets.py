"""A sheet as it was read: a header, text cells by column, and where each stands."""

import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

Progress = Callable[[int, int], object]
"""Told now and then how much is done, and how much there is."""


@dataclass(frozen=True)
class Sheet:
    """One sheet of a workbook, or one file of a folder of tables.

    `columns` holds the cells under each header cell, '' where empty, trimmed and in Unicode's
    composed form (NFC); all are of the same length. `rows` gives the number of each row as a
    spreadsheet counts. Rows without a filled cell, and rows that begin with #, are left out.
    `surplus` are rows with cells beyond the header.
    """

    file: str
    name: str
    header: tuple[str, ...]
    columns: tuple[list[str], ...]
    rows: Sequence[int]
    surplus: tuple[int, ...] = ()


@dataclass
class SheetReader:
    """Collects the rows of a sheet; equal texts are kept once."""

    file: str
    name: str
    header: tuple[str, ...] = ()
    _columns: tuple[list[str], ...] = ()
    _rows: list[int] = field(default_factory=list)
    _surplus: list[int] = field(default_factory=list)
    _texts: dict[str, str] = field(default_factory=dict)

    def read(self, records: Iterable[Sequence[str]]) -> Sheet:
        """Sheet of raw records, the header first."""
        known = self._texts
        for number, record in enumerate(records, start=1):
            cells = [cell and (known.get(cell) or self._tidy(cell)) for cell in record]
            if number == 1:
                self.header = tuple(_without_tail(cells))
                self._columns = tuple([] for _ in self.header)
            elif any(cells) and not cells[0].startswith("#"):
                self._add(number, cells)
        return Sheet(
            self.file, self.name, self.header, self._columns, self._rows, tuple(self._surplus)
        )

    def _add(self, number: int, cells: list[str]) -> None:
        """Take one record up."""
        self._rows.append(number)
        missing = len(self._columns) - len(cells)
        if missing < 0 and any(cells[len(self._columns) :]):
            self._surplus.append(number)
        for column, cell in zip(self._columns, [*cells, *[""] * missing], strict=False):
            column.append(cell)

    def _tidy(self, cell: str) -> str:
        """Return a text tidied, kept once."""
        text = tidy_text(cell)
        return self._texts.setdefault(cell, self._texts.setdefault(text, text))


def tidy_text(text: str) -> str:
    r"""Text trimmed, with its letters composed (NFC) and its line ends alike.

    >>> tidy_text(" a\r\nb ")
    'a\nb'
    """
    plain = text.replace("\r\n", "\n").replace("\r", "\n").strip()
    return plain if plain.isascii() else unicodedata.normalize("NFC", plain)


def _without_tail(cells: list[str]) -> list[str]:
    """Header without the empty cells at its end."""
    filled = [index for index, cell in enumerate(cells) if cell]
    return cells[: filled[-1] + 1] if filled else []
