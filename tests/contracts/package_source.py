"""The package as source text: modules, rooms, imports, functions, strings; read with ast.

The contract tests share it. A checker takes `Module`s and returns its complaints as
sentences, so the same checker judges the package and a small bad example.
"""

import ast
import subprocess
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from textwrap import dedent
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "hubgraph"
SKIPPED = frozenset({".git", ".venv", "__pycache__", "build", "dist", "node_modules", "venv"})

AnyFunction = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class Module:
    """One Python file; `path` is relative to the package folder, with forward slashes."""

    path: str
    text: str

    @cached_property
    def tree(self) -> ast.Module:
        """The syntax tree of the file."""
        return ast.parse(self.text, filename=self.path)

    @property
    def name(self) -> str:
        """Dotted name, `hubgraph.knowledge.graph`; a room's `__init__.py` is the room."""
        parts = ["hubgraph", *Path(self.path).with_suffix("").parts]
        return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)

    @property
    def room(self) -> str:
        """First folder; `face` for the public face, `cli` for cli.py, else `root`."""
        first = Path(self.path).parts[0]
        return {"__init__.py": "face", "cli.py": "cli", "__main__.py": "cli"}.get(
            first, "root" if first.endswith(".py") else first
        )


class Import(NamedTuple):
    """One imported name; `target` is absolute, as in `rdflib.Graph`."""

    target: str
    line: int
    typing_only: bool
    at_start: bool


class Text(NamedTuple):
    """One string literal that is not a docstring."""

    value: str
    line: int


class Function(NamedTuple):
    """One function or method, nested ones included; `qualname` as Python writes it."""

    node: AnyFunction
    qualname: str
    in_class: bool


@dataclass(frozen=True)
class _Place:
    """Where an import stands: under `if TYPE_CHECKING` or not, outside functions or not."""

    typing_only: bool = False
    at_start: bool = True


def read_modules(package: Path = PACKAGE) -> list[Module]:
    """Every Python file below a package folder, sorted by path; an empty one is refused."""
    files = sorted(file for file in package.rglob("*.py") if "__pycache__" not in file.parts)
    if not files:
        raise FileNotFoundError(package)
    return [Module(file.relative_to(package).as_posix(), file.read_text("utf-8")) for file in files]


def write_modules(folder: Path, sources: Mapping[str, str]) -> list[Module]:
    """Write small example files below `folder` and read them as a package."""
    for path, text in sources.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(dedent(text), "utf-8")
    return read_modules(folder)


def listed(problems: Iterable[str]) -> str:
    """All complaints, one per line, as the message of a failed test."""
    return "\n" + "\n".join(problems)


def find_imports(module: Module) -> list[Import]:
    """Every import of a module, lazy ones and `import_module("…")` included."""
    return list(_imports_below(module, module.tree, _Place()))


def _imports_below(module: Module, node: ast.AST, place: _Place) -> Iterator[Import]:
    """Find the imports of a node and everything below it."""
    for target in _targets(module, node):
        yield Import(target, getattr(node, "lineno", 0), place.typing_only, place.at_start)
    if isinstance(node, AnyFunction | ast.Lambda):
        place = replace(place, at_start=False)
    guarded = node.body if isinstance(node, ast.If) and _asks_for_types(node.test) else []
    for child in ast.iter_child_nodes(node):
        inner = replace(place, typing_only=True) if child in guarded else place
        yield from _imports_below(module, child, inner)


def _asks_for_types(test: ast.expr) -> bool:
    """Whether a condition is `TYPE_CHECKING`."""
    return ast.unparse(test) in {"TYPE_CHECKING", "typing.TYPE_CHECKING"}


def _targets(module: Module, node: ast.AST) -> list[str]:
    """Absolute dotted names that one node imports; empty for any other node."""
    match node:
        case ast.Import(names=names):
            return [alias.name for alias in names]
        case ast.ImportFrom(module=origin, names=names, level=level):
            start = _absolute(module, "." * level + (origin or ""))
            return [f"{start}.{alias.name}" for alias in names]
        case ast.Call(func=function, args=[ast.Constant(value=str(name)), *_]):
            called = ast.unparse(function).rpartition(".")[2]
            return [_absolute(module, name)] * (called in {"import_module", "__import__"})
    return []


def _absolute(module: Module, name: str) -> str:
    """Resolve leading dots against the module's own folder."""
    dots = len(name) - len(name.lstrip("."))
    if not dots:
        return name
    folder = ["hubgraph", *Path(module.path).parts[:-1]]
    kept = folder[: len(folder) - dots + 1]
    return ".".join([*kept, name[dots:]]).rstrip(".")


def find_functions(module: Module) -> list[Function]:
    """Every function of a module in source order, methods and nested ones included."""
    return list(_functions_below(module.tree, "", in_class=False))


def _functions_below(node: ast.AST, prefix: str, *, in_class: bool) -> Iterator[Function]:
    """Functions below a node, with the dotted prefix of their surroundings."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, AnyFunction):
            yield Function(child, prefix + child.name, in_class)
            yield from _functions_below(child, f"{prefix}{child.name}.<locals>.", in_class=False)
        elif isinstance(child, ast.ClassDef):
            yield from _functions_below(child, f"{prefix}{child.name}.", in_class=True)
        else:
            yield from _functions_below(child, prefix, in_class=in_class)


def find_strings(node: ast.AST) -> list[Text]:
    """Every string literal below a node that is not a docstring, f-string parts included."""
    bare = {id(inner.value) for inner in ast.walk(node) if isinstance(inner, ast.Expr)}
    return [
        Text(inner.value, inner.lineno)
        for inner in ast.walk(node)
        if isinstance(inner, ast.Constant) and isinstance(inner.value, str)
        if id(inner) not in bare
    ]


def raised_names(node: ast.AST) -> set[str]:
    """Classes that a node raises: `raise Name`, `raise Name(…)`, `raise Name.from_…(…)`."""
    raised = [inner.exc for inner in ast.walk(node) if isinstance(inner, ast.Raise) and inner.exc]
    calls = [error.func if isinstance(error, ast.Call) else error for error in raised]
    parts = [part for call in calls for part in ast.unparse(call).split(".")]
    return {part for part in parts if part[:1].isupper()}


def project_files(root: Path = ROOT) -> list[Path]:
    """Files under version control or about to be; without git, all that are not hidden."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    try:
        answer = subprocess.run(command, cwd=root, capture_output=True, check=True, text=True)
    except (OSError, subprocess.CalledProcessError):
        names = [file.relative_to(root).as_posix() for file in root.rglob("*")]
    else:
        names = [name for name in answer.stdout.split("\0") if name]
    paths = [root / name for name in sorted(names) if not _is_skipped(name)]
    return [path for path in paths if path.is_file()]


def _is_skipped(name: str) -> bool:
    """Whether a path lies in a folder of caches or the version control itself."""
    folders = Path(name).parts[:-1]
    return any(part in SKIPPED or part.endswith("_cache") for part in folders)


def read_text(path: Path) -> str | None:
    """Read a file; None if it is not UTF-8 text (a picture, an archive)."""
    try:
        text = path.read_text("utf-8")
    except UnicodeDecodeError:
        return None
    return None if "\0" in text else text
