"""Why a query finds nothing: the first pattern without a match, and the nearest names."""

from collections.abc import Iterator, Mapping, Sequence
from difflib import get_close_matches
from itertools import islice
from typing import Any

import pyoxigraph
from rdflib import BNode, Graph, Literal, URIRef, Variable
from rdflib.plugins.sparql import prepareQuery

from hubgraph.knowledge.remote import find_endpoint
from hubgraph.knowledge.store import native_store, native_term
from hubgraph.vocabulary import PREFIXES, compact_iri

_Pattern = tuple[Any, Any, Any]
_MOST_STEPS = 200_000


def explain_empty(graph: Graph, text: str, values: Mapping[str, object] | None = None) -> str:
    """Say why a query finds nothing: which of its patterns is the first without a match.

    The patterns that all must match are tried alone, those with the most names first, then each
    with those before it. Of one without a match, a name that is nowhere in the graph is told
    with the nearest that is, a text with the language it has there. `values` are those that
    variables are bound to. Returns '' where nothing can be said: for an endpoint, for a query
    that rdflib cannot read, or where it takes too long.

    >>> import hubgraph as hg
    >>> graph = hg.load_graph("baden-wuerttemberg")
    >>> explain_empty(graph, "SELECT ?hub { ?hub hg:offers hgt:artifical-intelligence }")
    'Nothing matches ?hub hg:offers hgt:artifical-intelligence. hgt:artifical-intelligence is \
nowhere in the graph. Did you mean hgt:artificial-intelligence?'
    """
    if find_endpoint(graph) is not None:
        return ""
    bound = {Variable(name): _to_node(value) for name, value in (values or {}).items()}
    patterns = [
        (bound.get(s, s), bound.get(p, p), bound.get(o, o)) for s, p, o in _list_patterns(text)
    ]
    store = native_store(graph)
    try:
        return _find_reason(store, sorted(patterns, key=_count_open)) if patterns else ""
    except TimeoutError:
        return ""


def _find_reason(store: pyoxigraph.Store, patterns: Sequence[_Pattern]) -> str:
    """Say which pattern has no match, alone or with those before it.

    Raises TimeoutError if it takes too many steps to tell.
    """
    for pattern in patterns:
        if not _Search(store).matches([pattern], {}):
            return f"Nothing matches {_spell(pattern)}. {_explain(store, pattern)}".strip()
    for count in range(2, len(patterns) + 1):
        if not _Search(store).matches(patterns[:count], {}):
            last = _spell(patterns[count - 1])
            return f"Nothing matches {last} together with the patterns before it."
    return "Each pattern has matches; FILTER, MINUS or the graph asked leave none."


class _Search:
    """Looks for one match of several patterns, for so many steps at most."""

    def __init__(self, store: pyoxigraph.Store) -> None:
        """Keep the store, and count from nothing."""
        self._store = store
        self._steps = 0

    def matches(self, patterns: Sequence[_Pattern], found: Mapping[Any, Any]) -> bool:
        """Whether all patterns match together, given what variables stand for already."""
        if not patterns:
            return True
        wanted = [found.get(term, _to_native(term)) for term in patterns[0]]
        for quad in _find_quads(self._store, wanted):
            self._steps += 1
            if self._steps > _MOST_STEPS:
                raise TimeoutError
            more = dict(found)
            pairs = zip(patterns[0], quad.triple, strict=True)
            if all(not _is_open(t) or more.setdefault(t, v) == v for t, v in pairs) and (
                self.matches(patterns[1:], more)
            ):
                return True
        return False


def _to_node(value: object) -> URIRef | Literal:
    """Term of a value of Python or rdflib."""
    return value if isinstance(value, URIRef | Literal) else Literal(value)


def _to_native(term: Any) -> Any:
    """Oxigraph term, None for one that may be anything."""
    return None if _is_open(term) else native_term(term)


def _list_patterns(text: str) -> Iterator[_Pattern]:
    """Triple patterns of a query that all must match; those with a path are left out."""
    try:
        algebra = prepareQuery(text, initNs=dict(PREFIXES)).algebra
    except Exception:  # noqa: BLE001 - whatever rdflib says, the query ran already
        return
    for pattern in _walk(algebra):
        if all(isinstance(term, URIRef | Literal | Variable | BNode) for term in pattern):
            yield pattern


def _walk(part: Any) -> Iterator[_Pattern]:
    """Patterns of a part of the algebra, without alternatives and what is optional."""
    name = getattr(part, "name", "")
    if name == "BGP":
        yield from part.triples
    elif name in {"Join", "LeftJoin", "Minus"}:
        yield from _walk(part.p1)
        yield from _walk(part.p2) if name == "Join" else ()
    elif name and name != "Union" and "p" in part:
        yield from _walk(part.p)


def _is_open(term: object) -> bool:
    """Whether a term of a pattern may be anything."""
    return isinstance(term, Variable | BNode)


def _count_open(pattern: _Pattern) -> int:
    """Count the terms of a pattern that may be anything."""
    return sum(map(_is_open, pattern))


def _spell(pattern: _Pattern) -> str:
    """Pattern as one would write it."""
    return " ".join(map(_spell_term, pattern))


def _spell_term(term: Any) -> str:
    """Term as one would write it: CURIE, variable, quoted text."""
    return compact_iri(str(term)) if isinstance(term, URIRef) else str(term.n3())


def _explain(store: pyoxigraph.Store, pattern: _Pattern) -> str:
    """Say what is wrong with the first term of a pattern that is not in its place in the graph."""
    for place, term in enumerate(pattern):
        wanted: list[Any] = [None, None, None]
        wanted[place] = _to_native(term)
        if wanted[place] is None or any(_find_quads(store, wanted)):
            continue
        if isinstance(term, Literal):
            found = _find_alike(store, term)
            return f"The graph has {' and '.join(found)}." if found else ""
        known = {quad.triple[place] for quad in store}
        return _explain_name(compact_iri(str(term)), known, at_all=any(_uses(store, term)))
    return ""


def _explain_name(name: str, known: set[Any], *, at_all: bool) -> str:
    """Say that a name is not there, and which are near."""
    names = [compact_iri(each.value) for each in known if isinstance(each, pyoxigraph.NamedNode)]
    near = get_close_matches(name, sorted(set(names)), n=2, cutoff=0.75)
    meant = f" Did you mean {' or '.join(near)}?" if near else ""
    return f"{name} is {'never in that place' if at_all else 'nowhere in the graph'}.{meant}"


def _uses(store: pyoxigraph.Store, term: URIRef) -> Iterator[pyoxigraph.Quad]:
    """Statements that name a term."""
    node = _to_native(term)
    for wanted in ((node, None, None), (None, node, None), (None, None, node)):
        yield from _find_quads(store, wanted)


def _find_quads(store: pyoxigraph.Store, wanted: Sequence[Any]) -> Iterator[pyoxigraph.Quad]:
    """Statements of a pattern; none has a literal before its object."""
    subject, predicate, value = wanted
    if not any(isinstance(term, pyoxigraph.Literal) for term in (subject, predicate)):
        yield from store.quads_for_pattern(subject, predicate, value, None)


def _find_alike(store: pyoxigraph.Store, term: Literal) -> list[str]:
    """Literals of a graph with the same text and another language or datatype, sorted."""
    objects = {str(quad.object) for quad in store if getattr(quad.object, "value", "") == str(term)}
    return list(islice(sorted(objects), 3))
