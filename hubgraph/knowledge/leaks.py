"""The proof that nothing restricted is left in what is to be published."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import cached_property
from unicodedata import normalize

import pandas as pd
import pyoxigraph
from rdflib import Graph

from hubgraph.knowledge.contents import Content, read_contents
from hubgraph.knowledge.decoding import decode_text
from hubgraph.knowledge.quads import list_terms
from hubgraph.knowledge.rights import build_public
from hubgraph.knowledge.store import find_snapshot, native_store
from hubgraph.tables import LEAKS, build_table
from hubgraph.vocabulary import PREFIXES, compact_iri

_SHORTEST, _LONG = 2, 8
"""A shorter text proves nothing; one that is long is found across line breaks as well."""
_TEXT_TYPES = {f"{PREFIXES['xsd']}{name}" for name in ("string", "anyURI", "token")}
_TEXT_TYPES |= {f"{PREFIXES['rdf']}langString"}


def check_leaks(before: Graph, public: object) -> pd.DataFrame:
    """Check that nothing restricted of a graph is left in what is to be published.

    `public` is a graph; the path of a file or folder; markup as text, beginning with '<'; or
    an answer in memory: a table, suggestions, an explanation, findings, a network, a drawing.
    Returns one row per leak (columns: `hubgraph.tables.LEAKS`); no row means no leak. What is
    proven, against ``build_public(before)``:

    'statement' - a graph in memory or in a file (.ttl .trig .nq .nt .jsonld .rdf) makes a
    statement that the public part does not make. This is exact; blank nodes count as alike.
    'origin' - anything else does not bear the snapshot of the public part (see
    `build_public`), in a table on each row: a score, count or picture in it may rest on
    restricted statements, even if it names none. It is exact for what hubgraph wrote: only
    what is made from the public part of this very graph bears that snapshot. What was made by
    hand has none and is reported; who copies a snapshot to other work, or puts other columns
    into a table that has one, is believed.
    'node', 'text' - an identifier or text that only the restricted part has is found, in
    whatever escape, tag, PDF stream, zip or gzip. Numbers, dates and texts of one letter are
    not looked for. On PDF pages, letters beyond Latin-1 are not compared. The pixels of a PNG
    and letters drawn as outlines cannot be searched: for them the origin is the proof.

    A graph with nothing restricted has no leaks. Raises MissingFileError if nothing is there,
    UnreadableFileError for a file that is empty, broken or of a kind that cannot be searched,
    WrongTypeError for any other thing.

    >>> import hubgraph as hg
    >>> graph = hg.load_graph("musterland")
    >>> public = hg.build_public(graph)
    >>> len(hg.check_leaks(graph, public)), len(hg.check_leaks(graph, graph)) > 0
    (0, True)
    >>> hg.check_leaks(graph, hg.build_network(graph))["kind"].tolist()
    ['origin']
    """
    allowed = build_public(before)
    contents = list(read_contents(public))
    if len(native_store(allowed)) == len(native_store(before)):
        return build_table([], LEAKS)
    secrets = _list_secrets(native_store(before), native_store(allowed))
    shown = Page("\n".join(map(str, native_store(allowed))))
    made = {_to_pattern(quad) for quad in native_store(allowed)}
    rows: list[dict[str, object]] = [
        {"kind": kind, "value": value, "place": content.place or None}
        for content in contents
        for kind, value in [
            *_find_secrets(content, secrets, shown),
            *_find_statements(content, made),
            *_find_origins(content, str(find_snapshot(allowed))),
        ]
    ]
    return build_table(rows, LEAKS)


@dataclass(frozen=True)
class Page:
    """Text to be searched."""

    text: str
    latin: bool = False

    @cached_property
    def spaced(self) -> str:
        """All views of the text, words one space apart."""
        return " ".join(_normalize(decode_text(self.text)).split())

    @cached_property
    def dense(self) -> str:
        """All views of the text without any space."""
        return self.spaced.replace(" ", "")


@dataclass(frozen=True, order=True)
class Secret:
    """An identifier ('node', as CURIE) or a text that only the restricted part has."""

    kind: str
    value: str

    def stands_in(self, page: Page) -> bool:
        """Whether a page has it: an identifier or short text as a word, a long text anywhere."""
        words = _normalize(self.value).split()
        if page.latin:
            words = [word.encode("latin-1", "ignore").decode("latin-1") for word in words]
        dense = "".join(words)
        if self.kind == "text" and len(dense) >= _LONG:
            return dense in page.dense
        if self.kind == "node":
            return self._is_named_in(page.spaced)
        text = " ".join(words)
        return len(dense) >= _SHORTEST and _has_word(text, page.spaced)

    def _is_named_in(self, text: str) -> bool:
        """Whether a text names the node by IRI, CURIE or, if it has letters, local name."""
        local = self.value.partition(":")[2]
        lettered = re.search(r"[^\W\d_]", local) is not None
        return _has_word(local, text, after="" if lettered else "(?<=[:/#])")


def _has_word(word: str, text: str, *, after: str = "") -> bool:
    """Whether a text has a word that is not a part of a longer one."""
    pattern = rf"(?<![\w.-]){after}{re.escape(word)}(?![\w-]|\.\w)"
    return word in text and re.search(pattern, text) is not None


def _normalize(text: str) -> str:
    """Text with one code point for a letter and its marks."""
    return normalize("NFC", text)


def _list_secrets(before: pyoxigraph.Store, public: pyoxigraph.Store) -> list[Secret]:
    """Identifiers and texts of a graph that its public part does not have, sorted."""
    terms = _collect_terms(before) - _collect_terms(public)
    nodes = {
        Secret("node", compact_iri(term.value))
        for term in terms
        if isinstance(term, pyoxigraph.NamedNode)
    }
    texts = {
        Secret("text", term.value)
        for term in terms
        if isinstance(term, pyoxigraph.Literal) and term.datatype.value in _TEXT_TYPES
    }
    return sorted(nodes | texts)


def _collect_terms(quads: Iterable[pyoxigraph.Quad]) -> set[object]:
    """All terms of statements and names of graphs."""
    return {term for quad in quads for term in list_terms(quad)}


def _find_secrets(
    content: Content, secrets: Iterable[Secret], shown: Page
) -> Iterator[tuple[str, str]]:
    """Secrets that a content has and that are no part of what the public part shows."""
    page = Page(content.text, content.latin)
    found = (secret for secret in secrets if secret.stands_in(page))
    return ((secret.kind, secret.value) for secret in found if not secret.stands_in(shown))


def _find_statements(content: Content, made: set[tuple[str, ...]]) -> Iterator[tuple[str, str]]:
    """Statements of a content that the public part does not make, sorted."""
    found = {_to_pattern(quad) for quad in content.quads or ()} - made
    return (("statement", " ".join(map(_to_name, pattern))) for pattern in sorted(found))


def _find_origins(content: Content, snapshot: str) -> Iterator[tuple[str, str | None]]:
    """Origins of a content that are not the public part; None where it states none."""
    foreign = content.snapshots - {snapshot}
    return (("origin", other or None) for other in sorted(foreign))


def _to_pattern(quad: pyoxigraph.Quad) -> tuple[str, ...]:
    """Triple as text: blank nodes alike, numbers by value."""
    return tuple(map(_to_text, quad.triple))


def _to_text(term: object) -> str:
    """Term as text that is the same in every format."""
    if isinstance(term, pyoxigraph.BlankNode):
        return "[]"
    if isinstance(term, pyoxigraph.Literal) and term.datatype.value not in _TEXT_TYPES:
        try:
            return str(
                pyoxigraph.Literal(str(Decimal(term.value).normalize()), datatype=term.datatype)
            )
        except InvalidOperation:
            return str(term)
    return str(term)


def _to_name(text: str) -> str:
    """CURIE of an IRI in angle brackets, anything else as it is."""
    return compact_iri(text[1:-1]) if text.startswith("<") else text
