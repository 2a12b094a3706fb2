"""The tables of Musterland, an invented network: `python -m hubgraph.synthetic.musterland FOLDER`.

It shows what real networks keep to themselves: full surveys with levels over three years,
exchanges with their outcomes, and a source that is not for the public. Nothing in it is true.
"""

import sys
from pathlib import Path

from hubgraph.synthetic.country import build_hubs, load_country
from hubgraph.synthetic.meetings import plan_meetings
from hubgraph.synthetic.network_tables import build_tables
from hubgraph.synthetic.survey import hold_surveys
from hubgraph.synthetic.world import World
from hubgraph.synthetic.writing import write_tables


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
    return write_tables(folder, build_tables(_build_world(seed)))


def _build_world(seed: int) -> World:
    """Everything that happens in Musterland with this seed."""
    hubs = build_hubs(seed)
    answers, exchanges = hold_surveys(hubs, seed)
    return World(seed, load_country(), hubs, answers, exchanges, plan_meetings(hubs, seed))


if __name__ == "__main__":
    if len(sys.argv) != 2:  # noqa: PLR2004 - the command and a folder
        raise SystemExit("Usage: python -m hubgraph.synthetic.musterland FOLDER")
    write_musterland(sys.argv[1])
