"""One door per heavy library, and the doors stay shut at start-up."""

import os
import subprocess
import sys
import tomllib
from collections.abc import Mapping
from pathlib import Path

import pytest
from package_source import ROOT, Module, find_imports, listed, read_modules, write_modules

DOORS: Mapping[str, tuple[str, ...]] = {
    "rdflib": ("knowledge/",),
    "pyoxigraph": ("knowledge/", "workbook/cells.py"),
    "oxrdflib": ("knowledge/",),
    "pyshacl": ("knowledge/",),
    "networkx": ("monitoring/", "diagrams/"),
    "matplotlib": ("diagrams/drawing.py",),
    "scipy": ("matching/", "evaluation/"),
    "simplemma": ("knowledge/words.py",),
    "click": ("cli.py", "cli/"),
    "babel": ("catalogue.py",),
    "yaml": ("knowledge/",),
    "openpyxl": ("workbook/",),
    "python_calamine": ("workbook/readers.py",),
    "pyarrow": ("workbook/",),
    "defusedxml": ("workbook/safety.py",),
    "portalocker": ("knowledge/batches.py",),
}
"""Library to the places, relative to the package, that may import it."""

HEAVY = frozenset(
    ("matplotlib", "networkx", "numpy", "pandas", "pyoxigraph", "pyshacl", "rdflib", "scipy")
)
"""Libraries that may not be loaded before the user asks for something."""


def door_problems(modules: list[Module]) -> list[str]:
    """Find imports of a library outside its door; imports for types only do not count."""
    return [
        f"{module.path}:{entry.line}: {library} belongs in {' or '.join(DOORS[library])}"
        for module in modules
        for entry in find_imports(module)
        if (library := entry.target.partition(".")[0]) in DOORS
        if not entry.typing_only and not module.path.startswith(DOORS[library])
    ]


def face_problems(modules: list[Module]) -> list[str]:
    """Libraries that the public face imports at once instead of on first use."""
    return [
        f"{module.path}:{entry.line}: {entry.target} is imported at start-up"
        for module in modules
        if module.room == "face"
        for entry in find_imports(module)
        if entry.at_start and not entry.typing_only
        if entry.target.partition(".")[0] in HEAVY | DOORS.keys()
    ]


def loaded_by(code: str) -> frozenset[str]:
    """Heavy libraries in memory after a piece of code ran in a fresh interpreter."""
    ending = "\nimport sys\nsys.stdout.write('\\n' + ' '.join(sys.modules))"
    environment = os.environ | {"PYTHONPATH": os.pathsep.join([str(ROOT), *sys.path])}
    answer = subprocess.run(
        [sys.executable, "-c", code + ending],
        capture_output=True,
        check=False,
        env=environment,
        text=True,
    )
    assert answer.returncode == 0, answer.stderr
    return HEAVY & set(answer.stdout.splitlines()[-1].split())


def help_code() -> str:
    """Code that calls the installed command `hubgraph` with `--help`."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    module, _, function = settings["project"]["scripts"]["hubgraph"].partition(":")
    return (
        f"import sys\nfrom {module} import {function} as command\n"
        "sys.argv = ['hubgraph', '--help']\n"
        "try:\n    command()\n"
        "except SystemExit as end:\n    assert not end.code, end.code"
    )


def test_every_library_has_one_door() -> None:
    problems = door_problems(read_modules())
    assert not problems, listed(problems)


def test_the_public_face_imports_nothing_heavy() -> None:
    modules = read_modules()
    assert any(module.room == "face" for module in modules)
    problems = face_problems(modules)
    assert not problems, listed(problems)


@pytest.mark.parametrize("code", ["assert hubgraph.__file__", "assert dir(hubgraph)"])
def test_import_loads_nothing_heavy(code: str) -> None:
    assert loaded_by(f"import hubgraph\n{code}") == set()


def test_help_loads_nothing_heavy() -> None:
    assert loaded_by(help_code()) == set()


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("matching/benefit.py", "import rdflib"),
        ("matching/benefit.py", "from rdflib.namespace import SKOS"),
        ("matching/benefit.py", "def f():\n    import pyoxigraph as ox"),
        ("diagrams/page.py", "from matplotlib.figure import Figure"),
        ("planning/rounds.py", "import networkx as nx"),
        ("planning/rounds.py", "from scipy.optimize import linear_sum_assignment"),
        ("tables.py", "import importlib\nimportlib.import_module('pyshacl')"),
        ("server/pages.py", "from click import echo"),
        ("knowledge/cli.py", "import click"),
        ("__init__.py", "def __getattr__(name):\n    import babel"),
        ("knowledge.py", "if TYPE_CHECKING:\n    pass\nelse:\n    import rdflib"),
    ],
)
def test_a_second_door_is_caught(tmp_path: Path, path: str, text: str) -> None:
    assert len(door_problems(write_modules(tmp_path, {path: text}))) == 1


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("knowledge/graph.py", "import rdflib\nimport pyshacl"),
        ("diagrams/drawing.py", "from matplotlib.figure import Figure"),
        ("cli/main.py", "import click"),
        ("cli.py", "import rich"),
        ("matching/benefit.py", "import typing\nif typing.TYPE_CHECKING:\n    import rdflib"),
        ("matching/benefit.py", "import richness"),
    ],
)
def test_the_right_door_is_open(tmp_path: Path, path: str, text: str) -> None:
    assert door_problems(write_modules(tmp_path, {path: text})) == []


@pytest.mark.parametrize("text", ["import numpy as np", "try:\n    import click\nfinally:\n    1"])
def test_a_heavy_face_is_caught(tmp_path: Path, text: str) -> None:
    assert len(face_problems(write_modules(tmp_path, {"__init__.py": text}))) == 1


def test_a_heavy_start_is_caught() -> None:
    assert loaded_by("import networkx") >= {"networkx"}


def test_a_start_that_fails_is_no_light_start() -> None:
    with pytest.raises(AssertionError, match="no_such_module"):
        loaded_by("import no_such_module")
