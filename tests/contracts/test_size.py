"""Small rooms: modules and functions one can read in a sitting."""

import ast
from pathlib import Path
from statistics import median

import pytest
from package_source import AnyFunction, Module, find_functions, listed, read_modules, write_modules

MODULE_WALL = 500
MODULE_MEDIAN = 250
FUNCTION_WALL = 40


def module_problems(modules: list[Module]) -> list[str]:
    """Modules beyond the wall, and a middle module that is too long."""
    lines = {module.path: len(module.text.splitlines()) for module in modules}
    problems = [f"{path}: {n} lines" for path, n in lines.items() if n > MODULE_WALL]
    middle = median(lines.values())
    return problems + [f"the middle module has {middle} lines"] * (middle > MODULE_MEDIAN)


def function_problems(modules: list[Module]) -> list[str]:
    """Functions beyond the wall, docstring and decorators not counted."""
    return [
        f"{module.path}:{function.node.lineno}: {function.qualname} has {lines} lines"
        for module in modules
        for function in find_functions(module)
        if (lines := count_lines(function.node)) > FUNCTION_WALL
    ]


def count_lines(function: AnyFunction) -> int:
    """Lines from `def` to the end, without the docstring."""
    lines = (function.end_lineno or function.lineno) - function.lineno + 1
    first = function.body[0]
    if ast.get_docstring(function) is not None:
        lines -= (first.end_lineno or first.lineno) - first.lineno + 1
    return lines


def test_modules_are_short() -> None:
    problems = module_problems(read_modules())
    assert not problems, listed(problems)


def test_functions_are_short() -> None:
    problems = function_problems(read_modules())
    assert not problems, listed(problems)


@pytest.mark.parametrize(
    ("lengths", "complaints"),
    [([500, 1, 1], 0), ([501, 1, 1], 1), ([250, 250], 0), ([251, 251], 1), ([501, 1], 2)],
)
def test_a_long_module_is_caught(tmp_path: Path, lengths: list[int], complaints: int) -> None:
    sources = {f"module_{i}.py": "x = 1\n" * length for i, length in enumerate(lengths)}
    assert len(module_problems(write_modules(tmp_path, sources))) == complaints


@pytest.mark.parametrize(
    ("start", "indent", "lines", "complaints"),
    [
        ("def f():\n", 1, 39, 0),
        ("def f():\n", 1, 40, 1),
        ("async def f():\n", 1, 40, 1),
        ("@decorated\ndef f():\n", 1, 39, 0),
        ('def f():\n    """One.\n\n    Two.\n    """\n', 1, 39, 0),
        ('def f():\n    """One.\n\n    Two.\n    """\n', 1, 40, 1),
        ("class C:\n    def f(self):\n", 2, 40, 1),
        ("if True:\n    def f():\n", 2, 40, 1),
    ],
)
def test_a_long_function_is_caught(
    tmp_path: Path, start: str, indent: int, lines: int, complaints: int
) -> None:
    text = start + ("    " * indent + "x = 1\n") * lines
    assert len(function_problems(write_modules(tmp_path, {"a.py": text}))) == complaints
