"""Every module, class and function says what it is; every parameter says its type."""

import ast
import importlib
import inspect
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from package_source import (
    AnyFunction,
    Function,
    Module,
    find_functions,
    listed,
    raised_names,
    read_modules,
    write_modules,
)

TELLING_DUNDERS = frozenset({"__init__", "__post_init__"})


def docstring_problems(modules: list[Module]) -> list[str]:
    """Modules, classes and functions without a docstring."""
    return [
        f"{module.path}:{line}: {name} has no docstring"
        for module in modules
        for name, line, node in _documented(module)
        if not (ast.get_docstring(node) or "").strip()
    ]


def _documented(
    module: Module,
) -> Iterator[tuple[str, int, ast.Module | ast.ClassDef | AnyFunction]]:
    """Everything of a module that needs a docstring: name, line, node."""
    yield "the module", 1, module.tree
    for node in ast.walk(module.tree):
        if isinstance(node, ast.ClassDef):
            yield node.name, node.lineno, node
    for function in find_functions(module):
        if not _is_exempt(function):
            yield function.qualname, function.node.lineno, function.node


def _is_exempt(function: Function) -> bool:
    """Overload stubs, and dunder methods whose meaning Python itself defines."""
    name = function.node.name
    is_dunder = name.startswith("__") and name.endswith("__") and name not in TELLING_DUNDERS
    return (function.in_class and is_dunder) or "overload" in _decorators(function.node)


def _decorators(function: AnyFunction) -> set[str]:
    """Last words of a function's decorators: `overload` for `typing.overload`."""
    return {ast.unparse(entry).rpartition(".")[2] for entry in function.decorator_list}


def annotation_problems(modules: list[Module]) -> list[str]:
    """Parameters and returns without a type."""
    return [
        f"{module.path}:{function.node.lineno}: {function.qualname} has no type for {name}"
        for module in modules
        for function in find_functions(module)
        for name in _untyped(function)
    ]


def _untyped(function: Function) -> list[str]:
    """Names of a function's parameters without annotation, and `return`."""
    arguments = function.node.args
    places = [*arguments.posonlyargs, *arguments.args]
    if function.in_class and "staticmethod" not in _decorators(function.node):
        places = places[1:]
    rest = [entry for entry in (arguments.vararg, arguments.kwarg) if entry]
    named = [*places, *arguments.kwonlyargs, *rest]
    untyped = [entry.arg for entry in named if entry.annotation is None]
    return untyped + ["return"] * (function.node.returns is None)


def public_problems(modules: list[Module], homes: Mapping[str, str]) -> list[str]:
    """Public functions whose docstring has no example, or does not name their errors.

    `homes` maps a public function to the module that defines it.
    """
    known = {module.name: module for module in modules}
    problems = []
    for name, home in homes.items():
        local = {f.qualname: f.node for f in find_functions(known[home])} if home in known else {}
        if name not in local:
            problems.append(f"{name} is not defined in {home}")
            continue
        text = ast.get_docstring(local[name]) or ""
        problems += [f"{home}.{name} has no example that runs"] * (">>>" not in text)
        errors = sorted(_errors(name, local))
        silent = [error for error in errors if error not in text]
        problems += [f"{home}.{name} raises {error} and is silent on it" for error in silent]
        if errors and "Raises" not in text:
            problems.append(f"{home}.{name} does not say 'Raises'")
    return problems


def _errors(name: str, local: Mapping[str, AnyFunction]) -> set[str]:
    """Errors that a function raises itself or through functions of its own module."""
    found: set[str] = set()
    waiting, seen = [name], {name}
    while waiting:
        node = local[waiting.pop()]
        found |= raised_names(node)
        called = {call.func for call in ast.walk(node) if isinstance(call, ast.Call)}
        names = {function.id for function in called if isinstance(function, ast.Name)}
        waiting += sorted((names & local.keys()) - seen)
        seen |= names
    return found


def public_homes() -> dict[str, str]:
    """Public functions of the package, each with the module that defines it."""
    face = importlib.import_module("hubgraph")
    objects = {name: getattr(face, name) for name in face.__all__}
    return {name: thing.__module__ for name, thing in objects.items() if inspect.isfunction(thing)}


def test_everything_has_a_docstring() -> None:
    problems = docstring_problems(read_modules())
    assert not problems, listed(problems)


def test_everything_has_types() -> None:
    problems = annotation_problems(read_modules())
    assert not problems, listed(problems)


def test_public_functions_show_an_example_and_their_errors() -> None:
    homes = public_homes()
    assert homes
    problems = public_problems(read_modules(), homes)
    assert not problems, listed(problems)


@pytest.mark.parametrize(
    ("text", "complaints"),
    [
        ("", 1),
        ('""" """', 1),
        ('"""M."""\nclass C: ...', 1),
        ('"""M."""\ndef f(): ...', 1),
        ('"""M."""\ndef _f(): ...', 1),
        ('"""M."""\nasync def f(): ...', 1),
        ('"""M."""\ndef f():\n    """F."""\n    def g(): ...', 1),
        ('"""M."""\ndef __getattr__(name): ...', 1),
        ('"""M."""\nclass C:\n    """C."""\n    def f(self): ...', 1),
        ('"""M."""\nclass C:\n    """C."""\n    def __init__(self): ...', 1),
        ('"""M."""\nclass C:\n    """C."""\n    def __post_init__(self): ...', 1),
        ('"""M."""\nclass C:\n    """C."""\n    def _repr_html_(self): ...', 1),
        ('"""M."""\nclass C:\n    """C."""\n    def __len__(self): ...', 0),
        ('"""M."""\n@typing.overload\ndef f(): ...', 0),
    ],
)
def test_a_missing_docstring_is_caught(tmp_path: Path, text: str, complaints: int) -> None:
    assert len(docstring_problems(write_modules(tmp_path, {"a.py": text}))) == complaints


@pytest.mark.parametrize(
    ("text", "complaints"),
    [
        ("def f(): ...", 1),
        ("def f(a) -> None: ...", 1),
        ("def f(a, /, b, *c, d, **e): ...", 6),
        ("def f(self) -> None: ...", 1),
        ("class C:\n    def f(self, a) -> None: ...", 1),
        ("class C:\n    def __init__(self): ...", 1),
        ("class C:\n    @staticmethod\n    def f(a) -> None: ...", 1),
        ("class C:\n    @classmethod\n    def f(cls, a: int) -> None: ...", 0),
        ("def f(a: int) -> int:\n    def g(b: int): ...", 1),
        ("def f(a: int, *, b: str = '') -> int: ...", 0),
    ],
)
def test_a_missing_type_is_caught(tmp_path: Path, text: str, complaints: int) -> None:
    assert len(annotation_problems(write_modules(tmp_path, {"a.py": text}))) == complaints


@pytest.mark.parametrize(
    ("text", "complaints"),
    [
        ('def rank_hubs():\n    """No example."""', 1),
        ("def rank_hubs(): ...", 1),
        ("def rank_others(): ...", 1),
        ('def rank_hubs():\n    """>>> 1"""\n    raise ValueError("x")', 2),
        ('def rank_hubs():\n    """ValueError.\n\n    >>> 1\n    """\n    raise ValueError', 1),
        ('def rank_hubs():\n    """>>> 1"""\n    _f()\ndef _f():\n    raise E.of(1)', 2),
        ('def rank_hubs():\n    """Raises E. >>> 1"""\n    _f()\ndef _f():\n    raise E.of(1)', 0),
    ],
)
def test_a_thin_public_docstring_is_caught(tmp_path: Path, text: str, complaints: int) -> None:
    modules = write_modules(tmp_path, {"matching/benefit.py": text})
    problems = public_problems(modules, {"rank_hubs": "hubgraph.matching.benefit"})
    assert len(problems) == complaints
