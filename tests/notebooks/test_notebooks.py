"""Notebooks run from top to bottom, are short-celled, and are kept without outputs."""

import sys
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

NOTEBOOKS = sorted((Path(__file__).parents[2] / "notebooks").glob("*.ipynb"))
LONGEST_CELL = 8


def read_notebook(path: Path) -> nbformat.NotebookNode:
    """Notebook of a file, checked against the format."""
    notebook = nbformat.read(path, as_version=4)
    nbformat.validate(notebook)
    return notebook


def test_there_are_notebooks() -> None:
    assert NOTEBOOKS


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_cells_are_short_and_hold_no_library_code(path: Path) -> None:
    code = [cell for cell in read_notebook(path).cells if cell.cell_type == "code"]
    assert all(len(cell.source.splitlines()) <= LONGEST_CELL for cell in code)
    assert not [cell.source for cell in code if "def " in cell.source or "sys.path" in cell.source]
    assert not [cell.source for cell in code if cell.outputs or cell.execution_count]


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_notebook_runs(path: Path, tmp_path: Path) -> None:
    notebook = read_notebook(path)
    notebook.metadata.kernelspec = {"name": "python3", "display_name": sys.executable}
    NotebookClient(notebook, timeout=120, resources={"metadata": {"path": tmp_path}}).execute()
    outputs = [output for cell in notebook.cells for output in cell.get("outputs", ())]
    shown = {kind for output in outputs for kind in output.get("data", {})}
    assert {"text/html", "image/svg+xml"} <= shown
    assert not [output for output in outputs if output.output_type == "error"]
    assert not [output for output in outputs if output.get("name") == "stderr"]
