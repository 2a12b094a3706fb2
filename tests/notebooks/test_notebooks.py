"""Notebooks run from top to bottom, say what they are for, and show what comes out today."""

from pathlib import Path
from statistics import median

import nbformat
import pytest
from render import MASTERS, execute, read_master

LONGEST_CELL, MEDIAN_CELL = 12, 6
PICTURES = ("image/svg+xml", "image/png")

masters = pytest.mark.parametrize("path", MASTERS, ids=lambda path: path.stem)


def read_kept(path: Path) -> nbformat.NotebookNode:
    """Notebook kept beside its text, checked against the format."""
    notebook = nbformat.read(path.with_suffix(".ipynb"), as_version=4)
    nbformat.validate(notebook)
    return notebook


def list_shown(notebook: nbformat.NotebookNode) -> list[list[dict[str, str]]]:
    """What each cell shows by kind; of a picture, only that there is one."""
    return [
        [
            {kind: "" if kind in PICTURES else str(said) for kind, said in output.data.items()}
            if "data" in output
            else {output.output_type: str(output.get("text"))}
            for output in cell.get("outputs", ())
        ]
        for cell in notebook.cells
    ]


def test_there_is_a_course_of_eight() -> None:
    assert [path.stem[:2] for path in MASTERS] == [f"{number:02}" for number in range(1, 9)]


@masters
def test_cells_are_short_and_hold_no_library_code(path: Path) -> None:
    cells = read_master(path).cells
    code = [cell.source for cell in cells if cell.cell_type == "code"]
    lengths = [len(source.splitlines()) for source in code]
    assert max(lengths) <= LONGEST_CELL
    assert median(lengths) <= MEDIAN_CELL
    assert not [each for each in code if "def " in each or "class " in each or "sys.path" in each]
    assert cells[0].cell_type == "markdown"
    assert cells[0].source.startswith("# ")


@masters
def test_the_kept_notebook_has_the_cells_of_its_text(path: Path) -> None:
    kept, master = read_kept(path), read_master(path)
    assert [(c.cell_type, c.source) for c in kept.cells] == [
        (c.cell_type, c.source) for c in master.cells
    ]
    assert kept.metadata == master.metadata


@masters
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_what_is_shown_is_what_happens(path: Path, tmp_path: Path) -> None:
    happened = list_shown(execute(read_master(path), tmp_path))
    kinds = {kind for cell in happened for output in cell for kind in output}
    assert not kinds & {"error", "stream"}
    assert kinds & {"text/html", *PICTURES}
    assert happened == list_shown(read_kept(path)), f"python tests/notebooks/render.py {path.stem}"
