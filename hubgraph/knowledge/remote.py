"""A remote SPARQL endpoint: questions are sent there, nothing is copied, nothing is written."""

import re
from collections.abc import Mapping
from http.client import HTTPException
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import Request, urlopen

import pyoxigraph
from rdflib import Dataset
from rdflib.plugins.stores.sparqlstore import SPARQLStore

from hubgraph.errors import EndpointError, QueryError
from hubgraph.knowledge.store import Term, bind_prefixes
from hubgraph.knowledge.syntax import QUOTED

Answer = pyoxigraph.QuerySolutions | pyoxigraph.QueryBoolean | pyoxigraph.QuadParser

_SECONDS = 60
_ACCEPT = "application/sparql-results+json, application/n-triples;q=0.9, text/turtle;q=0.8"
_TOKENS = re.compile(
    QUOTED
    + r"|[?$]\w+|[(){}]|(?<![\w:?$-])(?:SELECT|WHERE|FROM|GROUP|ORDER|HAVING|LIMIT|OFFSET)\b",
    re.IGNORECASE | re.DOTALL | re.VERBOSE,
)


def open_endpoint(url: str) -> Dataset:
    """Graph behind a SPARQL endpoint, to be asked only; nothing is sent yet."""
    graph = Dataset(store=SPARQLStore(url), default_union=True)
    bind_prefixes(graph)
    return graph


def find_endpoint(graph: object) -> str | None:
    """Address of the endpoint a graph is behind, None for a graph that is here."""
    store = getattr(graph, "store", None)
    return store.query_endpoint if isinstance(store, SPARQLStore) else None


def ask_endpoint(url: str, text: str) -> Answer:
    """Answer of an endpoint to a query.

    Raises QueryError if it refuses the query, EndpointError if it does not answer.
    """
    body = urlencode({"query": text}).encode()
    request = Request(url, body, {"Accept": _ACCEPT})  # noqa: S310 - only http and https get here
    try:
        with urlopen(request, timeout=_SECONDS) as reply:  # noqa: S310 - as above
            kind = reply.headers.get_content_type()
            return _parse(reply.read(), kind)
    except HTTPError as error:
        reason = error.read().decode(errors="replace").strip()
        if error.code == 400:  # noqa: PLR2004 - what the protocol has for a query it cannot read
            raise QueryError(f"{url} refuses the query: {reason}") from None
        raise EndpointError(url, f"{error.code} {error.reason}") from None
    except (OSError, HTTPException, ValueError, SyntaxError) as error:
        raise EndpointError(url, str(getattr(error, "reason", error))) from None


def write_query(text: str, prefixes: Mapping[str, str], values: Mapping[str, Term]) -> str:
    """Text of a query that stands for itself: prefixes declared, values in place of variables.

    A value goes in as a term of SPARQL, escaped, never as text; quoted texts, IRIs and comments
    stay as they are. In the SELECT line the variable is kept beside its value.

    Raises QueryError for a variable that the query does not have.
    """
    declared = {name.lower() for name in re.findall(r"PREFIX\s+([\w-]*):", text, re.IGNORECASE)}
    used = [name for name in prefixes if f"{name}:" in text and name.lower() not in declared]
    head = "".join(f"PREFIX {name}: <{prefixes[name]}>\n" for name in used)
    return head + _Binder(values).bind(text)


def _parse(body: bytes, kind: str) -> Answer:
    """Table, truth value or triples of a reply."""
    results = pyoxigraph.QueryResultsFormat.from_media_type(kind)
    if results is not None:
        return pyoxigraph.parse_query_results(body, results)
    triples = pyoxigraph.RdfFormat.from_media_type(kind)
    if triples is None:
        raise ValueError(f"the answer is of the kind {kind}, not the result of a query")
    return pyoxigraph.parse(body, triples)


class _Binder:
    """Puts values into a query, token by token."""

    def __init__(self, values: Mapping[str, Term]) -> None:
        """Keep the values by name."""
        self._values = values
        self._met: set[str] = set()
        self._clauses = [""]  # clause at each depth of brackets, '' inside a pattern

    def bind(self, text: str) -> str:
        """Query with its values.

        Raises QueryError for a variable that is not there.
        """
        bound = _TOKENS.sub(lambda match: self._replace(match[0]), text)
        missing = sorted(set(self._values) - self._met)
        if missing:
            hint = "Put the variable into the SELECT line to give it a value."
            raise QueryError(f"The query has no variable ?{missing[0]}.", hint=hint)
        return bound

    def _replace(self, found: str) -> str:
        """Token, or the value in its place."""
        if found in {"(", "{"}:
            self._clauses.append("")
        elif found in {")", "}"} and len(self._clauses) > 1:
            self._clauses.pop()
        elif found[0].isalpha():
            self._clauses[-1] = found.upper()
        elif found[0] in "?$" and found[1:] in self._values:
            return self._spell(found[1:])
        return found

    def _spell(self, name: str) -> str:
        """Value of a variable, as the clause it stands in wants it."""
        self._met.add(name)
        value, clause = str(self._values[name]), self._clauses[-1]
        if clause == "SELECT":
            return f"({value} AS ?{name})"
        return f"({value})" if clause in {"GROUP", "ORDER", "HAVING"} else value
