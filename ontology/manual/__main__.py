"""Command: write the manual into the file that is given."""

import sys
from pathlib import Path

from .page import render_manual

if __name__ == "__main__":
    if len(sys.argv) != 2:  # noqa: PLR2004
        sys.exit("usage: python -m ontology.manual OUT.html")
    Path(sys.argv[1]).write_text(render_manual(), encoding="utf-8", newline="\n")
