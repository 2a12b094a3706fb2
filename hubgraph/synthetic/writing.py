"""Tables of an invented network become files."""

import csv
from collections.abc import Mapping, Sequence
from io import StringIO
from pathlib import Path

from hubgraph.errors import MissingFileError
from hubgraph.synthetic.world import Row
from hubgraph.workbook.contracts import input_tables


def write_tables(folder: str | Path, tables: Mapping[str, Sequence[Row]]) -> Path:
    """Write tables into a folder; make the folder if need be.

    Tables of the same name are replaced. Returns the folder. Raises MissingFileError if the
    folder above it does not exist.
    """
    target = Path(folder)
    if not target.parent.is_dir():
        raise MissingFileError(target.parent, hint="Make the folder first.")
    target.mkdir(exist_ok=True)
    for name, rows in tables.items():
        (target / f"{name}.csv").write_text(_to_csv(name, rows), encoding="utf-8", newline="")
    return target


def _to_csv(name: str, rows: Sequence[Row]) -> str:
    """Table with all columns of its contract; a cell that a row does not have stays empty."""
    text = StringIO()
    columns = [column.name for column in input_tables()[name].columns]
    writer = csv.DictWriter(text, columns, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()
