"""Clean rooms: no stray output, no query or IRI in Python, no trace of one machine."""

import ast
import io
import json
import re
import tokenize
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from package_source import (
    ROOT,
    Module,
    find_functions,
    find_imports,
    find_strings,
    listed,
    project_files,
    read_modules,
    read_text,
    write_modules,
)

Found = Iterator[tuple[int, str]]

DRAWERS = frozenset({"utils", "util", "helpers", "helper", "misc", "common"})
MARKER = re.compile(r"\b(?:T[O]DO|FIX[M]E|X[X]X|H[A]CK)\b")
VERB = re.compile(r"\b(?:SELECT|ASK|CONSTRUCT|DESCRIBE|INSERT|DELETE)\s")
PATTERN = re.compile(r"\bWHERE\b|\{\s*\?")
IRI = re.compile(r"https?://\w")
MACHINE_PATH = re.compile(
    r"(?<![\w.:/}-])/(?:home|Users|root|work|workspace|tmp|mnt)/\w|\b[A-Z]:\\+Users\b"
)
REGISTRY = re.compile(
    r"\b(?:pypi\.org|pythonhosted\.org|npmjs\.(?:org|com)|yarnpkg\.com|anaconda\.org|crates\.io"
    r"|maven\.org|rubygems\.org|proxy\.golang\.org)\b"
)
FRESH_CALLS = frozenset({"list", "dict", "set", "bytearray", "defaultdict", "Counter", "deque"})
FRESH = (ast.List, ast.Dict, ast.Set, ast.ListComp, ast.DictComp, ast.SetComp)


def find_prints(module: Module) -> Found:
    """Find calls of print outside the command line."""
    for node in ast.walk(module.tree):
        if module.room != "cli" and isinstance(node, ast.Call) and _is_name(node.func, "print"):
            yield node.lineno, "calls print"


def find_pyplot(module: Module) -> Found:
    """Matplotlib's hidden state, imported or reached as an attribute."""
    for entry in find_imports(module):
        if "pyplot" in entry.target.split("."):
            yield entry.line, "imports pyplot"
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Attribute) and node.attr == "pyplot":
            yield node.lineno, "uses pyplot"


def find_drawers(module: Module) -> Found:
    """Names of files and folders that say nothing."""
    words = set(re.split(r"[/_.]", module.path))
    if words & DRAWERS:
        yield 1, "is named after a drawer, not after an idea"


def find_markers(module: Module) -> Found:
    """Comments and docstrings that postpone work."""
    for token in tokenize.generate_tokens(io.StringIO(module.text).readline):
        if token.type in {tokenize.COMMENT, tokenize.STRING} and MARKER.search(token.string):
            yield token.start[0], "postpones work"


def find_queries(module: Module) -> Found:
    """SPARQL in Python, in one literal or put together within a function or statement."""
    for scope in _scopes(module.tree):
        strings = find_strings(scope)
        verbs = [string for string in strings if VERB.search(string.value)]
        if verbs and any(PATTERN.search(string.value) for string in strings):
            yield verbs[0].line, "has a query; it belongs in an .rq file"


def _scopes(node: ast.AST) -> Iterator[ast.AST]:
    """Functions, and the statements outside them."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.ClassDef | ast.If | ast.Try | ast.With):
            yield from _scopes(child)
        else:
            yield child


def find_iris(module: Module) -> Found:
    """Web addresses in Python outside the vocabulary."""
    for string in find_strings(module.tree):
        if module.path != "vocabulary.py" and IRI.search(string.value):
            yield string.line, f"has the IRI {string.value!r}; it belongs in vocabulary.py"


def find_asserts(module: Module) -> Found:
    """Find checks that vanish under `python -O`."""
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Assert):
            yield node.lineno, "asserts"


def find_shared_defaults(module: Module) -> Found:
    """Defaults that all calls share and one can change."""
    for function in find_functions(module):
        arguments = function.node.args
        for default in (*arguments.defaults, *arguments.kw_defaults):
            fresh_call = isinstance(default, ast.Call) and any(
                _is_name(default.func, name) for name in FRESH_CALLS
            )
            if fresh_call or isinstance(default, FRESH):
                yield function.node.lineno, f"{function.qualname} shares a mutable default"


def _is_name(node: ast.AST, name: str) -> bool:
    """Whether a node is exactly this name."""
    return isinstance(node, ast.Name) and node.id == name


CHECKS: tuple[Callable[[Module], Found], ...] = (
    *(find_prints, find_pyplot, find_drawers, find_markers, find_queries, find_iris),
    *(find_asserts, find_shared_defaults),
)


def module_problems(check: Callable[[Module], Found], modules: list[Module]) -> list[str]:
    """Complaints of one check about all modules."""
    return [f"{m.path}:{line}: {what}" for m in modules for line, what in check(m)]


def text_problems(pattern: re.Pattern[str], files: list[Path], root: Path) -> list[str]:
    """Lines of text files that a pattern finds."""
    return [
        f"{file.relative_to(root).as_posix()}:{number}: {line.strip()[:90]}"
        for file in files
        for number, line in enumerate((read_text(file) or "").splitlines(), start=1)
        if pattern.search(line)
    ]


def notebook_problems(files: list[Path]) -> list[str]:
    """Notebooks whose code cells reach for pyplot."""
    return [
        f"{file.name}: a cell uses pyplot"
        for file in files
        if file.suffix == ".ipynb"
        for cell in json.loads(file.read_text("utf-8"))["cells"]
        if cell["cell_type"] == "code" and "pyplot" in "".join(cell["source"])
    ]


@pytest.mark.parametrize("check", CHECKS)
def test_the_package_is_clean(check: Callable[[Module], Found]) -> None:
    problems = module_problems(check, read_modules())
    assert not problems, listed(problems)


@pytest.mark.parametrize("pattern", [MACHINE_PATH, REGISTRY], ids=["machine path", "registry"])
def test_no_file_names_a_machine(pattern: re.Pattern[str]) -> None:
    files = project_files()
    assert Path(__file__).resolve() in files
    problems = text_problems(pattern, files, ROOT)
    assert not problems, listed(problems)


def test_no_source_file_postpones_work() -> None:
    wanted = {".css", ".html", ".js", ".py", ".rq", ".toml", ".ttl", ".yaml", ".yml"}
    files = [file for file in project_files() if file.suffix in wanted]
    problems = text_problems(MARKER, files, ROOT)
    assert not problems, listed(problems)


def test_no_notebook_uses_pyplot() -> None:
    problems = notebook_problems(project_files())
    assert not problems, listed(problems)


LATER = "TO" + "DO"


@pytest.mark.parametrize(
    ("check", "path", "text"),
    [
        (find_prints, "tables.py", "print(1)"),
        (find_prints, "server/pages.py", "def f():\n    print()"),
        (find_pyplot, "diagrams/drawing.py", "import matplotlib.pyplot as plt"),
        (find_pyplot, "diagrams/drawing.py", "from matplotlib import pyplot"),
        (find_pyplot, "diagrams/drawing.py", "from matplotlib.pyplot import subplots"),
        (find_pyplot, "diagrams/drawing.py", "matplotlib.pyplot.show()"),
        (find_drawers, "utils.py", ""),
        (find_drawers, "matching/_utils.py", ""),
        (find_drawers, "matching/graph_helpers.py", ""),
        (find_drawers, "common/ideas.py", ""),
        (find_markers, "a.py", f"x = 1  # {LATER}: later"),
        (find_markers, "a.py", f'"""{LATER}."""'),
        (find_queries, "a.py", "Q = 'SELECT ?a WHERE { ?a ?b ?c }'"),
        (find_queries, "a.py", "Q = 'SELECT ?a { ?a ?b ?c }'"),
        (find_queries, "a.py", "Q = '''ASK\n{ ?a ?b ?c }'''"),
        (find_queries, "a.py", "def f(x):\n    return f'SELECT ?a WHERE {{ ?a ?b <{x}> }}'"),
        (find_queries, "a.py", "def f(x):\n    q = 'SELECT ' + x\n    return q + ' WHERE {}'"),
        (find_queries, "a.py", "def f(x):\n    return 'SELECT %s WHERE {}' % x"),
        (find_queries, "a.py", "def f(x):\n    return 'SELECT {} WHERE {{}}'.format(x)"),
        (find_queries, "a.py", "def f(x):\n    return ' '.join(['SELECT ?a', 'WHERE {}'])"),
        (find_queries, "a.py", "class C:\n    query = 'SELECT ?a WHERE {}'"),
        (find_iris, "a.py", "X = 'https://w3id.org/hubgraph/id/a'"),
        (find_iris, "knowledge/vocabulary.py", "X = 'http://example.org'"),
        (find_iris, "a.py", "def f(x):\n    return f'https://example.org/{x}'"),
        (find_asserts, "a.py", "assert True"),
        (find_shared_defaults, "a.py", "def f(a=[]): ..."),
        (find_shared_defaults, "a.py", "def f(*, a={}): ..."),
        (find_shared_defaults, "a.py", "class C:\n    def f(self, a=set()): ..."),
    ],
)
def test_dirt_is_caught(
    tmp_path: Path, check: Callable[[Module], Found], path: str, text: str
) -> None:
    assert len(module_problems(check, write_modules(tmp_path, {path: text}))) == 1


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("cli.py", "print(1)"),
        ("a.py", "import rich\nrich.get_console().print(1)"),
        ("commonsense.py", "hackathon = 1"),
        ("a.py", 'def f():\n    """SELECT ?a WHERE { ?a ?b ?c }, see https://example.org."""'),
        ("a.py", "X = 1\n'''An attribute, as in https://example.org.'''"),
        ("a.py", "HINT = 'Only SELECT queries.'"),
        ("a.py", "remote = name.startswith(('http://', 'https://'))"),
        ("vocabulary.py", "X = 'https://example.org'"),
        ("a.py", "def f(a=(), *, b=None, c=frozenset()): ..."),
    ],
)
def test_clean_source_passes(tmp_path: Path, path: str, text: str) -> None:
    modules = write_modules(tmp_path, {path: text})
    assert [problem for check in CHECKS for problem in module_problems(check, modules)] == []


@pytest.mark.parametrize(
    ("pattern", "text", "complaints"),
    [
        (MACHINE_PATH, f"see {Path('/', 'home', 'someone')}", 1),
        (MACHINE_PATH, f'"{Path("/", "work", "place")}"', 1),
        (MACHINE_PATH, f"({Path('/', 'Users', 'someone')})", 1),
        (MACHINE_PATH, f"{Path('/', 'root', 'x')}", 1),
        (MACHINE_PATH, f"C:{chr(92)}Users{chr(92)}someone", 1),
        (MACHINE_PATH, "https://example.org/home/page and notebooks/work/one", 0),
        (REGISTRY, f"https://{'pypi'}.org/simple", 1),
        (REGISTRY, f"files.{'pythonhosted'}.org", 1),
        (REGISTRY, "https://example.org", 0),
        (MARKER, f"# {LATER}", 1),
        (MARKER, "# a hackathon", 0),
    ],
)
def test_a_trace_is_caught(
    tmp_path: Path, pattern: re.Pattern[str], text: str, complaints: int
) -> None:
    file = tmp_path / "notes.md"
    file.write_text(f"first\n{text}\n", "utf-8")
    (tmp_path / "picture.png").write_bytes(b"\x89PNG\xff\x00")
    assert len(text_problems(pattern, project_files(tmp_path), tmp_path)) == complaints


@pytest.mark.parametrize(("source", "complaints"), [("import matplotlib.pyplot", 1), ("1", 0)])
def test_a_notebook_with_pyplot_is_caught(tmp_path: Path, source: str, complaints: int) -> None:
    file = tmp_path / "a.ipynb"
    file.write_text(json.dumps({"cells": [{"cell_type": "code", "source": [source]}]}), "utf-8")
    assert len(notebook_problems([file])) == complaints
