"""The tables of Musterland, an invented network: `python -m hubgraph.synthetic.musterland FOLDER`.

It shows what real networks keep to themselves: full surveys with levels over three years,
exchanges with their outcomes, and a source that is not for the public. Nothing in it is true.
"""

import csv
import sys
from io import StringIO
from pathlib import Path

from hubgraph.errors import MissingFileError
from hubgraph.synthetic.country import build_hubs, load_country
from hubgraph.synthetic.meetings import plan_meetings
from hubgraph.synthetic.network_tables import build_tables
from hubgraph.synthetic.survey import hold_surveys
from hubgraph.synthetic.world import Row, World
from hubgraph.workbook.contracts import input_tables


def write_musterland(folder: str | Path, *, seed: int = 2018) -> Path:
    """Write the tables of the invented network into a folder; make the folder if need be.

    The same `seed` gives the same bytes; the bundled network is that of 2018. Tables of the
    same name are replaced. Returns the folder. Raises MissingFileError if the folder above it
    does not exist.

    >>> import tempfile
    >>> folder = write_musterland(tempfile.mkdtemp())
    >>> (folder / "networks.csv").read_text(encoding="utf-8").splitlines()[1].split(",")[1]
    'Hub-Netzwerk Musterland (fiktiv)'
    """
    target = Path(folder)
    if not target.parent.is_dir():
        raise MissingFileError(target.parent, hint="Make the folder first.")
    target.mkdir(exist_ok=True)
    tables = build_tables(_build_world(seed))
    for name, rows in tables.items():
        (target / f"{name}.csv").write_text(_to_csv(name, rows), encoding="utf-8", newline="")
    return target


def _build_world(seed: int) -> World:
    """Everything that happens in Musterland with this seed."""
    hubs = build_hubs(seed)
    answers, exchanges = hold_surveys(hubs, seed)
    return World(seed, load_country(), hubs, answers, exchanges, plan_meetings(hubs, seed))


def _to_csv(name: str, rows: list[Row]) -> str:
    """Table with all columns of its contract; a cell that a row does not have stays empty."""
    text = StringIO()
    columns = [column.name for column in input_tables()[name].columns]
    writer = csv.DictWriter(text, columns, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


if __name__ == "__main__":
    if len(sys.argv) != 2:  # noqa: PLR2004 - the command and a folder
        raise SystemExit("Usage: python -m hubgraph.synthetic.musterland FOLDER")
    write_musterland(sys.argv[1])
