"""Filled tables: the cells of an input table by column, each traceable to its sheet."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

from hubgraph.workbook.contracts import InputTable, input_tables
from hubgraph.workbook.findings import Severity, SheetFinding


@dataclass(frozen=True)
class Place:
    """Where a run of rows was read: sheet, row numbers, and the header cell of each column."""

    file: str
    sheet: str
    rows: Sequence[int]
    titles: Mapping[str, str]


@dataclass
class FilledTable:
    """The rows of an input table, kept by column so that a million of them fit.

    `cells` has one list per column of the contract, '' where empty, all of the same length;
    further columns of a sheet may stand beside them until they have fed other tables.
    """

    contract: InputTable
    cells: dict[str, list[str]] = field(default_factory=dict)
    _places: list[Place] = field(default_factory=list)
    _starts: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Begin with a list for every column."""
        self.cells = {column.name: [] for column in self.contract.columns} | self.cells

    def __len__(self) -> int:
        """Count the rows."""
        return len(self.cells[self.contract.columns[0].name])

    def add(self, cells: Mapping[str, list[str]], place: Place) -> None:
        """Add rows read at one place; a column that is not given stays empty."""
        count, before = len(place.rows), len(self)
        self._starts.append(before)
        self._places.append(place)
        for name in cells.keys() - self.cells.keys():
            self.cells[name] = [""] * before
        for name, column in self.cells.items():
            column.extend(cells.get(name) or [""] * count)

    def rows(self) -> Iterator[dict[str, str]]:
        """Rows as mappings from column to cell."""
        names = list(self.cells)
        for cells in zip(*self.cells.values(), strict=True):
            yield dict(zip(names, cells, strict=True))

    def keys(self) -> Iterator[tuple[str, ...]]:
        """Cells that identify each row."""
        return zip(*(self.cells[name] for name in self.contract.key), strict=True)

    def node_names(self) -> list[str]:
        """Local name of each row's node, '' where its key has a gap."""
        return list(map(self.contract.node_name, self.keys()))

    def find_places(self) -> Iterator[tuple[int, Place]]:
        """Index of the first row of each run, and where the run was read."""
        return zip(self._starts, self._places, strict=True)

    def titles(self, index: int) -> Mapping[str, str]:
        """Headings of the sheet a row was read from, by column; empty if it is from none."""
        run = bisect_right(self._starts, index) - 1
        return self._places[run].titles if run >= 0 else {}

    def locate(
        self,
        index: int,
        column: str | None,
        key: str,
        words: Mapping[str, object] = MappingProxyType({}),
        severity: Severity = "violation",
    ) -> SheetFinding:
        """Finding about a row, or one of its cells, in the words of the sheet it was read from."""
        run = bisect_right(self._starts, index) - 1
        if run < 0:
            return SheetFinding(key, severity, self.contract.name, words=words)
        place = self._places[run]
        return SheetFinding(
            key,
            severity,
            place.file,
            place.sheet,
            place.rows[index - self._starts[run]],
            place.titles.get(column, column) if column else None,
            self.cells[column][index] if column else None,
            words,
        )


Tables = Mapping[str, FilledTable]


def fill_table(name: str, rows: Iterable[Mapping[str, str]]) -> FilledTable:
    """Filled table of rows that come from no sheet; a missing cell is empty."""
    columns, listed = input_tables()[name].columns, list(rows)
    return fill_columns(name, {c.name: [row.get(c.name, "") for row in listed] for c in columns})


def fill_columns(name: str, cells: Mapping[str, list[str]]) -> FilledTable:
    """Filled table of columns that come from no sheet, all of them or none."""
    table = FilledTable(input_tables()[name])
    count = len(next(iter(cells.values()), ()))
    table.add(cells, Place(f"{name}.csv", name, range(2, count + 2), {}))
    return table
