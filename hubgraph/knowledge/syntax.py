"""What a query's text says before it runs, and where it cannot be read."""

import re
from collections.abc import Mapping

from hubgraph.errors import QueryError
from hubgraph.vocabulary import expand_curie

QUOTED = r"""
      \"{3}(?:\\.|[^\\])*?\"{3} | '{3}(?:\\.|[^\\])*?'{3}
    | \"(?:\\.|[^\"\\\r\n])*\"  | '(?:\\.|[^'\\\r\n])*'
    | <[^<>\"{}|^`\\\s]*>
    | \#[^\r\n]*
    """
"""Texts, IRIs and comments of a query, for a verbose pattern that also sees line ends."""

_QUOTED = re.compile(QUOTED, re.DOTALL | re.VERBOSE)
_NO_KEYWORDS = re.compile(
    QUOTED
    + r"""
    | [?$]\w+                                                  # variables
    | @[A-Za-z]+(?:-[A-Za-z0-9]+)*                             # languages
    | (?<=:)(?:[\w.:%-]|\\.)+                                  # local names
    """,
    re.DOTALL | re.VERBOSE,
)
_SERVICE = re.compile(r"SERVICE\s*(?:SILENT)?\s*[\w.:-]*\s*\{", re.IGNORECASE)
_FROM = re.compile(r"(?<![\w-])FROM(?![\w:.-])", re.IGNORECASE)
_FORM = re.compile(r"(?<![\w:.-])(SELECT|ASK|CONSTRUCT|DESCRIBE)(?![\w:-])", re.IGNORECASE)
_PREFIX = re.compile(r"(?<![\w:-])PREFIX\s+[\w.-]*:", re.IGNORECASE)
_UPDATE = re.compile(
    r"(?:\s|PREFIX[^\n]*)*(?:DELETE|INSERT|LOAD|CLEAR|DROP|CREATE)\b", re.IGNORECASE
)
_PLACE = re.compile(r"error at (\d+):(\d+): (.*)", re.DOTALL)


def find_form(text: str) -> str:
    """What a query asks for: 'select', 'ask', 'construct' or 'describe'; '' if it does not say.

    >>> find_form("PREFIX ask: <urn:a> # ASK" + chr(10) + "select ?a {}")
    'select'
    """
    found = _FORM.search(_PREFIX.sub(" ", _blank(text)))
    return found[1].lower() if found else ""


def refuse_service(text: str) -> None:
    """Raise QueryError if a query would call another endpoint: answers come from this graph.

    The parser takes SERVICE without a space on either side, so the word counts wherever a
    name and a group follow it.
    """
    bare = _blank(text)
    if found := _SERVICE.search(bare):
        line = bare.count("\n", 0, found.start()) + 1
        hint = "Load the other data first, or ask that endpoint itself."
        raise QueryError(f"Line {line}: SERVICE would call another endpoint.", line=line, hint=hint)


def require_known_terms(text: str) -> None:
    """Raise UnknownNameError for a term of ``hg:`` that does not exist: it would find nothing."""
    bare = _QUOTED.sub(" ", text)
    if re.search(r"PREFIX\s+hg:", bare, re.IGNORECASE):
        return
    for term in re.findall(r"(?<![\w:?$-])hg:(\w+)", bare):
        expand_curie(f"hg:{term}")


def names_service(text: str) -> bool:
    """Whether a query calls another endpoint, with SERVICE."""
    return bool(_SERVICE.search(_blank(text)))


def names_graphs(text: str) -> bool:
    """Whether a query says itself which graphs it asks, with FROM."""
    return bool(_FROM.search(_blank(text)))


def explain_error(message: str, text: str, prefixes: Mapping[str, str]) -> QueryError:
    """Readable error with the place in the query where the parser stopped."""
    match = _PLACE.match(message)
    if not match:
        return QueryError(f"The query cannot be read: {message}.")
    line, column, expected = int(match[1]), int(match[2]), match[3]
    lines = text.split("\n")
    source = lines[min(line, len(lines)) - 1].rstrip("\r")
    unknown = _unknown_prefixes(text, prefixes)
    hint = _hint(text, unknown, prefixes, expected)
    mark = " " * (column - 1) + "^"
    return QueryError(
        f"The query cannot be read, line {line}, column {column}:\n  {source}\n  {mark}\n",
        line=line,
        column=column,
        hint=hint,
    )


def _hint(text: str, unknown: list[str], prefixes: Mapping[str, str], expected: str) -> str:
    """What to do about a query that cannot be read."""
    if not _blank(text).strip():
        return "Write a query, or the name of a packaged one: hubgraph query --list"
    if _UPDATE.match(text):
        return "Only questions are answered: SELECT, ASK, CONSTRUCT, DESCRIBE."
    if unknown:
        return f"Unknown prefix {unknown[0]!r}. Known prefixes: {', '.join(sorted(prefixes))}."
    words = expected.partition("\n")[0].removeprefix("expected ").removeprefix("one of ")
    readable = [word for word in words.split(", ") if "[" not in word and "\\u" not in word]
    return f"Expected there: {', '.join(readable[:12])}." if readable else ""


def _unknown_prefixes(text: str, prefixes: Mapping[str, str]) -> list[str]:
    """Prefixes a query uses that neither it nor the project declares, sorted."""
    bare = _blank(text)
    used = set(re.findall(r"(?<![\w:-])([^\W\d_][\w-]*):", bare))
    declared = set(re.findall(r"\bPREFIX\s+([\w-]+):", bare, re.IGNORECASE))
    return sorted(used - declared - set(prefixes))


def _blank(text: str) -> str:
    """Query with spaces for all that is no keyword; every line keeps its place."""
    return _NO_KEYWORDS.sub(lambda match: re.sub(r"[^\n]", " ", match[0]), text)
