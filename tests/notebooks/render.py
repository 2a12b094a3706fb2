"""Notebooks: written as text (.py, percent format), kept beside it as .ipynb with their outputs.

The text is the master. Run as a program, it executes all notebooks, or those whose stems are
given, and writes them with what came out.

    python tests/notebooks/render.py 01_first_steps
"""

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import jupytext
import nbformat
from nbclient import NotebookClient

FOLDER = Path(__file__).parents[2] / "notebooks"
MASTERS = sorted(FOLDER.glob("[0-9][0-9]_*.py"))
_SECONDS = 120
_METADATA = {
    "jupytext": {"formats": "ipynb,py:percent"},
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}


def read_master(path: Path) -> nbformat.NotebookNode:
    """Notebook of a text, without outputs; cells are named by their number."""
    notebook = jupytext.read(path, fmt="py:percent")
    notebook.metadata = nbformat.from_dict(_METADATA)
    for number, cell in enumerate(notebook.cells, start=1):
        cell["id"] = f"cell-{number}"
    return notebook


def execute(notebook: nbformat.NotebookNode, folder: Path) -> nbformat.NotebookNode:
    """Run a notebook from top to bottom in a folder; what depends on the moment is left out."""
    # the interpreter of this program, whatever kernels are installed
    notebook.metadata.kernelspec = {"name": "python3", "display_name": sys.executable}
    NotebookClient(
        notebook, timeout=_SECONDS, resources={"metadata": {"path": str(folder)}}
    ).execute()
    notebook.metadata = nbformat.from_dict(_METADATA)
    for cell in notebook.cells:
        cell.metadata.pop("execution", None)
    return notebook


def write(path: Path) -> None:
    """Execute the notebook of a text, and keep it with its outputs."""
    with TemporaryDirectory() as name:
        notebook = execute(read_master(path), Path(name))
    nbformat.write(notebook, path.with_suffix(".ipynb"))


if __name__ == "__main__":
    for master in MASTERS:
        if master.stem in sys.argv[1:] or not sys.argv[1:]:
            write(master)
