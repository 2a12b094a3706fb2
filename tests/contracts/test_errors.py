"""Errors: each fits a built-in, is raised somewhere, and is reached through the public face."""

import ast
import builtins
import importlib
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pytest
from package_source import Module, listed, raised_names, read_modules, write_modules

BASE = "HubgraphError"
TOO_BROAD = frozenset({"BaseException", "Exception"})
NETWORK = "baden-wuerttemberg"


def _face() -> Any:
    """Import the public face late: its absence is a failed test, not a failed collection."""
    return importlib.import_module("hubgraph")


def _profiles() -> Any:
    """Build the profiles of the bundled network at its reference date."""
    return _face().build_profiles(_face().load_graph(NETWORK), as_of="2020-12-31")


def _read_wrong_tables(folder: Path) -> Any:
    """Read a workbook whose first table has no column that fits."""
    for table in ("networks", "organisations", "sources"):
        (folder / f"{table}.csv").write_text("wrong\n1\n", "utf-8")
    return _face().read_workbook(folder)


def _write_while_others_do(folder: Path) -> Any:
    """Import into a network somebody else is writing to."""
    batches = importlib.import_module("hubgraph.knowledge.batches")
    resources = importlib.import_module("hubgraph.knowledge.resources")
    with batches.hold_writing(folder / "network.hg"):
        tables = resources.network_path(NETWORK)
        return _face().import_workbook(tables, into=folder / "network.hg")


def _check_against_wrong_shapes(folder: Path) -> Any:
    """Check a network against a file that is no Turtle."""
    (folder / "shapes.ttl").write_text("no shapes", "utf-8")
    return _face().check_graph(_face().load_graph(NETWORK), shapes=folder)


def _save_as_unknown(folder: Path) -> Any:
    """Save a drawing under a suffix that nothing can write."""
    network = _face().build_network(_face().load_graph(NETWORK))
    return _face().plot_network(network).save(folder / "network.xyz")


def _write_twice(folder: Path) -> Any:
    """Write a workbook to where one is."""
    graph = _face().load_graph(NETWORK)
    return [_face().write_workbook(graph, folder / "network") for _ in range(2)]


def _write_leftovers(folder: Path) -> Any:
    """Write a graph with a statement that no table has."""
    graph = _face().load_graph(NETWORK)
    graph.graph("urn:own").parse(data="<urn:a> <urn:b> <urn:c> .")
    return _face().write_workbook(graph, folder / "network")


def _miss_library(_folder: Path) -> Any:
    """Propose topics where simplemma is not installed."""
    graph = _face().load_graph(NETWORK)
    words = importlib.import_module("hubgraph.knowledge.words")
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(sys.modules, "simplemma", None)
        words._simplemma.cache_clear()  # noqa: SLF001 - it remembers the library
        return _face().suggest_topics(graph, "a word not met before")


TRIGGERS: Mapping[str, Callable[[Path], object]] = MappingProxyType(
    {
        "AmbiguousNameError": lambda _: _face().query(
            _face().load_graph(NETWORK), "offers", organisation="WFG"
        ),
        "BusyError": _write_while_others_do,
        "EndpointError": lambda _: _face().open_graph("http://localhost:9/sparql"),
        "ExistingPathError": _write_twice,
        "InvalidDateError": lambda _: _face().build_profiles(
            _face().load_graph(NETWORK), as_of="2020-13-45"
        ),
        "LeftoverError": _write_leftovers,
        "MissingFileError": lambda folder: _face().read_workbook(folder / "missing"),
        "MissingLibraryError": _miss_library,
        "OptionError": lambda _: _face().suggest_learning(_profiles(), top=0),
        "QueryError": lambda _: _face().query(_face().load_graph(NETWORK), "no sense"),
        "ShapesError": _check_against_wrong_shapes,
        "TableError": _read_wrong_tables,
        "UnreadableFileError": lambda folder: _face().check_leaks(
            _face().load_graph(NETWORK), folder
        ),
        "UnknownFormatError": _save_as_unknown,
        "WrongTypeError": lambda _: _face().suggest_learning(_face().load_graph(NETWORK)),
        "UnknownNameError": lambda _: _face().load_graph("atlantis"),
    }
)
"""Error class to a call of the public face that ends in it; the call may use an empty folder."""


def error_classes(modules: list[Module]) -> dict[str, ast.ClassDef]:
    """Classes of errors.py, by name."""
    bodies = [module.tree.body for module in modules if module.path == "errors.py"]
    return {node.name: node for body in bodies for node in body if isinstance(node, ast.ClassDef)}


def family_problems(modules: list[Module]) -> list[str]:
    """Error classes that are not of the family, or fit no built-in exception."""
    parents = {
        name: {ast.unparse(base).rpartition(".")[2] for base in node.bases}
        for name, node in error_classes(modules).items()
    }
    problems = [f"errors.py has no {BASE}"] * (BASE not in parents)
    for name in sorted(parents.keys() - {BASE}):
        above = _ancestors(name, parents)
        problems += [f"{name} does not derive from {BASE}"] * (BASE not in above)
        problems += [f"{name} derives from no built-in exception"] * (not any(map(_fits, above)))
    return problems


def _ancestors(name: str, parents: Mapping[str, set[str]]) -> set[str]:
    """All names above a class, as far as they are written in the same file."""
    direct = parents.get(name, set())
    return direct.union(*(_ancestors(parent, parents) for parent in direct))


def _fits(name: str) -> bool:
    """Whether a name is a built-in exception that says more than `Exception`."""
    thing = getattr(builtins, name, None)
    return isinstance(thing, type) and issubclass(thing, Exception) and name not in TOO_BROAD


def unraised_problems(modules: list[Module]) -> list[str]:
    """Error classes that no module raises; the base is raised through its children."""
    raised = {name for module in modules for name in raised_names(module.tree)}
    calls = [
        ast.unparse(node.func).split(".")
        for module in modules
        if module.path != "errors.py"
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Call)
    ]
    raised |= {call[-2] for call in calls if len(call) > 1 and call[-1].startswith("from_")}
    wanted = error_classes(modules).keys() - {BASE}
    return [f"nothing raises {name}" for name in sorted(wanted - raised)]


def trigger_problems(modules: list[Module], triggers: Mapping[str, object]) -> list[str]:
    """Error classes without a trigger, and triggers without an error class."""
    wanted = error_classes(modules).keys() - {BASE}
    return [
        *(f"{name} has no trigger in TRIGGERS" for name in sorted(wanted - triggers.keys())),
        *(f"TRIGGERS names {name}, which is gone" for name in sorted(triggers.keys() - wanted)),
    ]


def test_every_error_is_of_the_family() -> None:
    problems = family_problems(read_modules())
    assert not problems, listed(problems)


def test_every_error_is_raised() -> None:
    problems = unraised_problems(read_modules())
    assert not problems, listed(problems)


def test_every_error_has_a_trigger() -> None:
    problems = trigger_problems(read_modules(), TRIGGERS)
    assert not problems, listed(problems)


@pytest.mark.parametrize("name", sorted(TRIGGERS))
def test_every_error_is_reached(name: str, tmp_path: Path) -> None:
    errors = importlib.import_module("hubgraph.errors")
    with pytest.raises(getattr(errors, name)) as caught:
        TRIGGERS[name](tmp_path)
    assert type(caught.value).__name__ == name
    assert str(caught.value).strip()


GOOD = "class HubgraphError(Exception): ...\nclass DateError(HubgraphError, ValueError): ...\n"


@pytest.mark.parametrize(
    ("text", "complaints"),
    [
        (GOOD, 0),
        (GOOD + "class DayError(DateError): ...", 0),
        ("", 1),
        (GOOD + "class LostError(ValueError): ...", 1),
        (GOOD + "class BareError(HubgraphError): ...", 1),
        (GOOD + "class BroadError(HubgraphError, Exception): ...", 1),
        (GOOD + "class OtherError(HubgraphError, Other): ...", 1),
        (GOOD + "class LooseError: ...", 2),
    ],
)
def test_a_stray_error_is_caught(tmp_path: Path, text: str, complaints: int) -> None:
    assert len(family_problems(write_modules(tmp_path, {"errors.py": text}))) == complaints


@pytest.mark.parametrize(
    ("text", "complaints"),
    [
        ("", 1),
        ("from hubgraph.errors import DateError\nexcept_me = DateError", 1),
        ("try:\n    f()\nexcept DateError:\n    raise", 1),
        ("'raise DateError(1)'", 1),
        ("raise HubgraphError('x')", 1),
        ("raise DateError('x')", 0),
        ("def f():\n    raise errors.DateError('x') from None", 0),
        ("raise DateError.from_text('x')", 0),
        ("error = DateError.from_text('x')", 0),
    ],
)
def test_an_unraised_error_is_caught(tmp_path: Path, text: str, complaints: int) -> None:
    modules = write_modules(tmp_path, {"errors.py": GOOD, "knowledge/graph.py": text})
    assert len(unraised_problems(modules)) == complaints


@pytest.mark.parametrize(
    ("names", "complaints"), [(["DateError"], 0), ([], 1), (["DateError", "OldError"], 1)]
)
def test_a_missing_trigger_is_caught(tmp_path: Path, names: list[str], complaints: int) -> None:
    modules = write_modules(tmp_path, {"errors.py": GOOD})
    assert len(trigger_problems(modules, dict.fromkeys(names))) == complaints
