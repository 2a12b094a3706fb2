"""What a query's text says before it runs, and where it cannot be read."""

import re
from collections.abc import Mapping

from hubgraph.errors import QueryError

_NO_KEYWORDS = re.compile(
    r"""
      \"{3}(?:\\.|[^\\])*?\"{3} | '{3}(?:\\.|[^\\])*?'{3}      # long strings
    | \"(?:\\.|[^\"\\\r\n])*\"  | '(?:\\.|[^'\\\r\n])*'        # strings
    | <[^<>\"{}|^`\\\s]*>                                      # IRIs
    | \#[^\r\n]*                                               # comments
    | [?$]\w+                                                  # variables
    | @[A-Za-z]+(?:-[A-Za-z0-9]+)*                             # languages
    | (?<=:)(?:[\w.:%-]|\\.)+                                  # local names
    """,
    re.DOTALL | re.VERBOSE,
)
_SERVICE = re.compile(r"SERVICE\s*(?:SILENT)?\s*[\w.:-]*\s*\{", re.IGNORECASE)
_FROM = re.compile(r"(?<![\w-])FROM(?![\w:.-])", re.IGNORECASE)
_PLACE = re.compile(r"error at (\d+):(\d+): (.*)", re.DOTALL)


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
    hint = (
        f"Unknown prefix {unknown[0]!r}. Known prefixes: {', '.join(sorted(prefixes))}."
        if unknown
        else f"Expected there: {expected.partition(chr(10))[0][:120]}."
    )
    mark = " " * (column - 1) + "^"
    return QueryError(
        f"The query cannot be read, line {line}, column {column}:\n  {source}\n  {mark}\n",
        line=line,
        column=column,
        hint=hint,
    )


def _unknown_prefixes(text: str, prefixes: Mapping[str, str]) -> list[str]:
    """Prefixes a query uses that neither it nor the project declares, sorted."""
    bare = _blank(text)
    used = set(re.findall(r"(?<![\w:-])([^\W\d_][\w-]*):", bare))
    declared = set(re.findall(r"\bPREFIX\s+([\w-]+):", bare, re.IGNORECASE))
    return sorted(used - declared - set(prefixes))


def _blank(text: str) -> str:
    """Query with spaces for all that is no keyword; every line keeps its place."""
    return _NO_KEYWORDS.sub(lambda match: re.sub(r"[^\n]", " ", match[0]), text)
