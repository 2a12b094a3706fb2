"""The package works as a wheel, with the ontology inside, and as an editable install."""

import subprocess
import sys
import tomllib
from pathlib import Path
from zipfile import ZipFile

import pytest

import hubgraph
from hubgraph.knowledge.resources import ontology_path

ROOT = Path(__file__).parents[1]

TRY_OUT = """
import hubgraph as hg
from hubgraph.knowledge.resources import ontology_path
graph = hg.load_graph("baden-wuerttemberg")
found = hg.suggest_learning(hg.build_profiles(graph), learner="digiZ")
print(hg.__file__, ontology_path(), len(found), sep="\\n")
"""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Wheel built from the source tree."""
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder)]
    subprocess.run([*command, str(ROOT)], check=True, capture_output=True)
    return next(folder.glob("*.whl"))


def test_wheel_holds_ontology_data_and_types(wheel: Path) -> None:
    names = set(ZipFile(wheel).namelist())
    paths = [p for p in (ROOT / "ontology").rglob("*.*") if "__pycache__" not in p.parts]
    ontology = {f"hubgraph/{p.relative_to(ROOT)}" for p in paths}
    assert ontology <= names
    assert "hubgraph/py.typed" in names
    assert "hubgraph/data/baden-wuerttemberg/statements.csv" in names
    assert {"hubgraph/messages/de.toml", "hubgraph/workbook/tables.toml"} <= names
    assert {f"hubgraph/diagrams/page.{kind}" for kind in ("css", "html", "js")} <= names
    assert not [name for name in names if name.startswith(("tests/", "ontology/"))]


def test_wheel_works_outside_the_source_tree(wheel: Path, tmp_path: Path) -> None:
    ZipFile(wheel).extractall(tmp_path)
    command = [sys.executable, "-c", f"import sys; sys.path.insert(0, {str(tmp_path)!r}){TRY_OUT}"]
    result = subprocess.run(command, check=True, capture_output=True, text=True, cwd=tmp_path)
    package, ontology, count = result.stdout.split()
    assert Path(package).is_relative_to(tmp_path)
    assert Path(ontology) == tmp_path / "hubgraph" / "ontology"
    assert int(count) > 0


def test_source_tree_finds_the_ontology_beside_the_package() -> None:
    assert Path(str(hubgraph.__file__)).parents[1] == ROOT
    assert ontology_path() == ROOT / "ontology"


def test_version_is_told_once() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert project["version"] == hubgraph.__version__
    assert f"version: {hubgraph.__version__}" in (ROOT / "CITATION.cff").read_text(encoding="utf-8")


def test_constraints_carry_hashes_and_no_addresses() -> None:
    text = (ROOT / "constraints.txt").read_text(encoding="utf-8")
    pinned = [line for line in text.splitlines() if line and line[0].isalnum()]
    assert pinned
    assert all("==" in line for line in pinned)
    assert text.count("--hash=sha256:") >= len(pinned)
    assert "://" not in text
    assert "--index-url" not in text
