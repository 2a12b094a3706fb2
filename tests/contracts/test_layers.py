"""The house has a left and a right: a module imports only from rooms to its left."""

from collections import defaultdict
from collections.abc import Mapping
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest
from package_source import Module, find_imports, listed, read_modules, write_modules

BASE = frozenset({"root"})
ANSWERS = frozenset({"explanation", "planning", "monitoring"})
LEFT_OF: Mapping[str, frozenset[str]] = {
    "root": frozenset(),
    "data": frozenset(),
    "workbook": BASE,
    "knowledge": BASE | {"workbook"},
    "synthetic": BASE | {"knowledge", "workbook"},
    "matching": BASE | {"knowledge"},
    "explanation": BASE | {"knowledge", "matching"},
    "planning": BASE | {"knowledge", "matching"},
    "monitoring": BASE | {"knowledge", "matching"},
    "distributed": BASE | {"knowledge", "matching"},
    "evaluation": BASE | {"matching"},
    "ledger": BASE | {"knowledge", "matching", "explanation"},
    "diagrams": BASE | {"workbook", "knowledge", "matching"} | ANSWERS,
    "jupyter": BASE | {"knowledge", "diagrams"},
    "server": BASE | {"knowledge", "matching", "diagrams", "face"} | ANSWERS,
    "cli": BASE
    | {"knowledge", "matching", "diagrams", "face", "distributed", "evaluation", "ledger", "server"}
    | ANSWERS,
}
"""Room to the rooms it may import from, besides itself."""

ONLY_MODULES: Mapping[str, frozenset[str]] = {
    "synthetic": frozenset({"hubgraph.workbook.contracts", "hubgraph.knowledge.resources"}),
}
"""Room that writes tables without a graph to the modules it may use beyond root and itself."""


def imported_modules(
    module: Module, known: Mapping[str, Module], *, with_types: bool
) -> dict[str, int]:
    """Modules of the package that a module imports, each with its first line."""
    found: dict[str, int] = {}
    for entry in find_imports(module):
        if entry.typing_only and not with_types:
            continue
        owner = entry.target.rpartition(".")[0]
        name = entry.target if entry.target in known else owner
        if name in known and name != module.name:
            found.setdefault(name, entry.line)
    return found


def direction_problems(modules: list[Module]) -> list[str]:
    """Find imports from a room that does not lie to the left; imports for types count too."""
    known = {module.name: module for module in modules}
    problems = []
    for module in modules:
        if module.room == "face":
            continue
        if module.room not in LEFT_OF:
            problems.append(f"{module.path}: room {module.room!r} has no place in LEFT_OF")
            continue
        for name, line in imported_modules(module, known, with_types=True).items():
            room = known[name].room
            shut = room not in BASE and name not in ONLY_MODULES.get(module.room, {name})
            if room != module.room and (shut or room not in LEFT_OF[module.room]):
                problems.append(f"{module.path}:{line}: {module.room} imports {name} ({room})")
    return problems


def cycle_problems(modules: list[Module]) -> list[str]:
    """One import cycle per room, if it has any; imports for types do not count."""
    known = {module.name: module for module in modules}
    rooms: defaultdict[str, dict[str, set[str]]] = defaultdict(dict)
    for module in modules:
        rooms[module.room][module.name] = {
            name
            for name in imported_modules(module, known, with_types=False)
            if known[name].room == module.room
        }
    problems = []
    for room, needs in sorted(rooms.items()):
        try:
            TopologicalSorter(needs).prepare()
        except CycleError as error:
            problems.append(f"{room}: {' <- '.join(error.args[1])}")
    return problems


def test_imports_point_left() -> None:
    problems = direction_problems(read_modules())
    assert not problems, listed(problems)


def test_no_room_imports_in_a_circle() -> None:
    problems = cycle_problems(read_modules())
    assert not problems, listed(problems)


def test_the_rooms_of_the_design_are_there() -> None:
    rooms = {module.room for module in read_modules()}
    built = {
        "face",
        "root",
        "workbook",
        "knowledge",
        "matching",
        "explanation",
        "monitoring",
        "evaluation",
        "synthetic",
        "diagrams",
        "jupyter",
        "cli",
    }
    missing = built - rooms
    assert not missing, f"no module found in {sorted(missing)}"


EXAMPLE = {
    "__init__.py": "from hubgraph.knowledge.graph import load_graph",
    "errors.py": "",
    "tables.py": "",
    "knowledge/__init__.py": "",
    "knowledge/graph.py": "from hubgraph.errors import HubgraphError",
    "knowledge/shapes.py": "from . import graph\nfrom ..errors import HubgraphError",
    "matching/benefit.py": "from hubgraph.knowledge import graph",
    "explanation/parts.py": "from hubgraph.matching.benefit import rank",
    "planning/rounds.py": "",
    "workbook/contracts.py": "",
    "synthetic/invented.py": "from hubgraph.workbook import contracts\nimport hubgraph.tables",
    "distributed/batch.py": "import hubgraph.matching.benefit",
    "diagrams/drawing.py": "import hubgraph.planning.rounds",
    "server/pages.py": "import hubgraph as hg",
    "cli.py": "from hubgraph import load_graph\nfrom hubgraph.server import pages",
}


def test_a_well_built_house_passes(tmp_path: Path) -> None:
    modules = write_modules(tmp_path, EXAMPLE)
    assert direction_problems(modules) + cycle_problems(modules) == []


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("errors.py", "from hubgraph.knowledge import graph"),
        ("knowledge/graph.py", "import hubgraph.matching.benefit"),
        ("knowledge/graph.py", "from ..matching import benefit"),
        ("knowledge/graph.py", "def f():\n    from hubgraph.matching.benefit import rank"),
        ("knowledge/graph.py", "import importlib\nimportlib.import_module('hubgraph.cli')"),
        ("knowledge/graph.py", "if TYPE_CHECKING:\n    from hubgraph.cli import main"),
        ("matching/benefit.py", "import hubgraph as hg"),
        ("matching/benefit.py", "from hubgraph import load_graph"),
        ("explanation/parts.py", "from hubgraph.planning.rounds import plan"),
        ("planning/rounds.py", "from hubgraph.explanation.parts import explain"),
        ("planning/rounds.py", "from hubgraph.diagrams import drawing"),
        ("distributed/batch.py", "from hubgraph.planning import rounds"),
        ("server/pages.py", "from hubgraph.cli import main"),
        ("synthetic/invented.py", "from hubgraph.knowledge.graph import load_graph"),
        ("synthetic/invented.py", "from hubgraph.matching import benefit"),
        ("matching/benefit.py", "from hubgraph.synthetic import invented"),
        ("cellar/wine.py", ""),
    ],
)
def test_a_wrong_direction_is_caught(tmp_path: Path, path: str, text: str) -> None:
    problems = direction_problems(write_modules(tmp_path, EXAMPLE | {path: text}))
    assert len(problems) == 1
    assert problems[0].startswith(path)


@pytest.mark.parametrize(
    "sources",
    [
        {"knowledge/graph.py": "from hubgraph.knowledge import shapes"},
        {"knowledge/graph.py": "def f():\n    from .shapes import check"},
        {"knowledge/graph.py": "if TYPE_CHECKING:\n  from . import shapes\nfrom . import shapes"},
        {"errors.py": "from hubgraph import tables", "tables.py": "from hubgraph import errors"},
        {"knowledge/__init__.py": "from .graph import A", "knowledge/graph.py": "from . import B"},
    ],
)
def test_a_circle_is_caught(tmp_path: Path, sources: dict[str, str]) -> None:
    assert len(cycle_problems(write_modules(tmp_path, EXAMPLE | sources))) == 1


def test_a_circle_for_types_only_is_no_circle(tmp_path: Path) -> None:
    text = "if TYPE_CHECKING:\n    from hubgraph.knowledge import shapes"
    assert not cycle_problems(write_modules(tmp_path, EXAMPLE | {"knowledge/graph.py": text}))
