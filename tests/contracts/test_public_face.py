"""The public face: few names, sorted, documented, and all functions shaped alike."""

import importlib
import inspect
import re
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType, ModuleType

import pytest
from package_source import ROOT, listed

MOST_NAMES = 64
"""One for each question, view and step of the ledger; tab completion orders them by verb."""
MOST_PARAMETERS = 6
VERBS = (
    *("load_", "read_", "write_", "open_", "build_", "to_", "check_", "rank_", "suggest_"),
    *("explain_", "plan_", "measure_", "compare_", "find_", "plot_", "export_"),
    *("import_", "undo_", "record_", "replay_"),
)
WITHOUT_VERB = frozenset({"query"})
WITH_PATH = ("export_", "write_")
"""Verbs whose second positional parameter is the file."""

SUBJECTS: Mapping[str, int] = MappingProxyType(
    {"check_leaks": 2, "compare_explanations": 2, "plot_query": 2, "query": 2, "suggest_topics": 2}
)
"""Positional parameters allowed, where not one: the graph and what is asked, or two alike."""
WITH_BINDINGS = frozenset({"query"})

WIDE: Mapping[str, int] = MappingProxyType({"explain_absence": 7})
"""Parameters allowed, where more than most: a pair, a topic and a length are asked about."""


def list_problems(face: ModuleType) -> list[str]:
    """Tell what is wrong with `__all__`: length, order, names that lead nowhere or stay hidden."""
    names: list[str] = list(face.__all__)
    problems = [f"__all__ has {len(names)} names, at most {MOST_NAMES}"] * (len(names) > MOST_NAMES)
    problems += ["__all__ is empty"] * (not names)
    problems += ["__all__ is not sorted, or names one thing twice"] * (names != sorted(set(names)))
    problems += [f"{name} does not resolve" for name in names if not hasattr(face, name)]
    return problems + [f"dir() hides {name}" for name in names if name not in dir(face)]


def documentation_problems(face: ModuleType, texts: list[str]) -> list[str]:
    """Public names that no text mentions as code."""
    whole = "\n".join(texts)
    return [
        f"{name} is in neither README.md nor a notebook"
        for name in face.__all__
        if not name.startswith("__")
        if not re.search(rf"(?:\bhg\.|\bhubgraph\.|`){name}\b|\b{name}\(", whole)
    ]


def shape_problems(face: ModuleType) -> list[str]:
    """Public functions whose name has no verb or whose parameters break the house form."""
    functions = {name: getattr(face, name) for name in face.__all__}
    return [
        f"{name} {problem}"
        for name, function in functions.items()
        if inspect.isroutine(function)
        for problem in _shape(name, inspect.signature(function))
    ]


def _shape(name: str, signature: inspect.Signature) -> list[str]:
    """Tell what is wrong with one function's name and parameters."""
    kinds = [parameter.kind for parameter in signature.parameters.values()]
    places = sum(kind in {inspect.Parameter.POSITIONAL_ONLY, _BOTH} for kind in kinds)
    most = 2 if name.startswith(WITH_PATH) else SUBJECTS.get(name, 1)
    many = WIDE.get(name, MOST_PARAMETERS)
    found = {
        "begins with no verb of the closed set": not name.startswith(VERBS)
        and name not in WITHOUT_VERB,
        f"takes {places} positional parameters, at most {most}": places > most,
        f"takes {len(kinds)} parameters, at most {many}": len(kinds) > many,
        "takes *args": inspect.Parameter.VAR_POSITIONAL in kinds,
        "takes **keywords": inspect.Parameter.VAR_KEYWORD in kinds and name not in WITH_BINDINGS,
    }
    return [problem for problem, is_so in found.items() if is_so]


_BOTH = inspect.Parameter.POSITIONAL_OR_KEYWORD


def read_documents(root: Path = ROOT) -> list[str]:
    """Texts that count as documentation: README.md and the notebooks."""
    notebooks = sorted((root / "notebooks").rglob("*"))
    wanted = [path for path in notebooks if path.suffix in {".ipynb", ".md", ".py"}]
    return [path.read_text("utf-8") for path in [root / "README.md", *wanted]]


@pytest.fixture(name="face")
def read_face() -> ModuleType:
    """Import the public face."""
    return importlib.import_module("hubgraph")


def make_face(text: str, names: list[str]) -> ModuleType:
    """Make a small face out of source text."""
    face = ModuleType("example")
    exec(text, face.__dict__)  # noqa: S102 - our own three lines
    face.__dict__["__all__"] = names
    return face


def test_the_list_of_names_is_in_order(face: ModuleType) -> None:
    problems = list_problems(face)
    assert not problems, listed(problems)


def test_every_name_is_documented(face: ModuleType) -> None:
    problems = documentation_problems(face, read_documents())
    assert not problems, listed(problems)


def test_every_function_has_the_house_form(face: ModuleType) -> None:
    problems = shape_problems(face)
    assert not problems, listed(problems)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("b = a = 1", ["b", "a"]),
        ("a = 1", ["a", "a"]),
        ("a = 1", ["a", "missing"]),
        ("a = b = 1\ndef __dir__(): return ['a']", ["a", "b"]),
        ("", []),
        ("\n".join(f"name_{i:02} = 1" for i in range(65)), [f"name_{i:02}" for i in range(65)]),
    ],
)
def test_a_bad_list_is_caught(text: str, names: list[str]) -> None:
    assert list_problems(make_face(text, names))


@pytest.mark.parametrize(
    "text",
    [
        "def get_hubs(graph): ...",
        "def rank(graph): ...",
        "def rank_hubs(graph, topic): ...",
        "def rank_hubs(graph, /, topic=None): ...",
        "def rank_hubs(*graphs): ...",
        "def rank_hubs(graph, **options): ...",
        "def rank_hubs(graph, *, a, b, c, d, e, f): ...",
        "def query(graph, text, more, **bindings): ...",
    ],
)
def test_a_bad_function_is_caught(text: str) -> None:
    name = text.removeprefix("def ").partition("(")[0]
    assert len(shape_problems(make_face(text, [name]))) == 1


@pytest.mark.parametrize(
    "text",
    [
        "def rank_hubs(graph, *, a, b, c, d, e): ...",
        "def load_graph(name='x'): ...",
        "def query(graph, text, **bindings): ...",
        "class Plan: ...",
    ],
)
def test_the_house_form_passes(text: str) -> None:
    name = re.split(r"[ (:]", text)[1]
    assert shape_problems(make_face(text, [name])) == []


@pytest.mark.parametrize(
    ("text", "complaints"),
    [
        ("A plan to plan_rounds", 1),
        ("hg.plan_rounds_twice", 1),
        ("hg.plan_rounds", 0),
        ("`plan_rounds`", 0),
        ("plan_rounds(profiles)", 0),
    ],
)
def test_an_undocumented_name_is_caught(text: str, complaints: int) -> None:
    face = make_face("plan_rounds = 1", ["plan_rounds"])
    assert len(documentation_problems(face, ["", text])) == complaints
