"""Questions to the graph: SPARQL in, a table with real dtypes out."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache

import pandas as pd
import pyoxigraph
import yaml
from rdflib import Graph
from rdflib.term import Literal, URIRef

from hubgraph.errors import InvalidDateError, QueryError, UnknownNameError
from hubgraph.knowledge.resources import ontology_path
from hubgraph.knowledge.results import Term, build_frame
from hubgraph.knowledge.store import native_store
from hubgraph.names import find_name
from hubgraph.vocabulary import PREFIXES, expand_curie

_STRINGS_COMMENTS_IRIS = re.compile(
    r"\"\"\".*?\"\"\"|'''.*?'''|\"(?:\\.|[^\"\\\n])*\"|'(?:\\.|[^'\\\n])*'|<[^<>\s]*>|#[^\n]*",
    re.DOTALL,
)
_PLACE = re.compile(r"error at (\d+):(\d+): (.*)", re.DOTALL)


@dataclass(frozen=True)
class NamedQuery:
    """A query of ontology/queries: its text and what its header says.

    `parameters` maps a name to its type: date, organisation, topic or text. `columns` maps
    the answer's columns to pandas dtypes.
    """

    name: str
    text: str
    title: Mapping[str, str]
    parameters: Mapping[str, str]
    columns: Mapping[str, str]


def query(graph: Graph, text_or_name: str, **bindings: object) -> pd.DataFrame:
    """Ask a graph and get a table.

    `text_or_name` is a SPARQL 1.1 query (the project's prefixes are known, no PREFIX line
    needed) or the name of a packaged query, see `load_queries`. `bindings` give values to
    variables of the SELECT line: dates, numbers, booleans, text, rdflib terms; in a packaged
    query also the names of organisations and topics. A packaged query that takes `as_of`
    and gets none refers to the network's reference date.

    Returns one row per solution in the query's order. IRIs come as CURIEs where a prefix is
    known, numbers as Int64 or Float64, xsd:boolean as boolean, xsd:date as datetime64, text
    as str without its language; unbound is missing. ASK gives one row with the column
    `answer`, CONSTRUCT and DESCRIBE give the columns subject, predicate, object. An empty
    answer keeps its columns.

    Raises QueryError with line and column for a query that cannot be read, or that calls
    another endpoint with SERVICE; UnknownNameError for an unknown query, parameter,
    organisation or topic; InvalidDateError for a date that is none.

    >>> import hubgraph as hg
    >>> graph = hg.load_graph("baden-wuerttemberg")
    >>> text = "SELECT ?hub ?name WHERE { ?hub a hg:ThematicHub ; skos:prefLabel ?name }"
    >>> hubs = hg.query(graph, text)
    >>> list(hubs.columns), len(hubs)
    (['hub', 'name'], 3)
    """
    if re.fullmatch(r"[\w-]+", text_or_name):
        named = load_query(text_or_name)
        values = _bind_parameters(graph, named, bindings)
        table = _select(graph, named.text, values)
        return table.astype({k: v for k, v in named.columns.items() if k in table.columns})
    return _select(graph, text_or_name, {k: _to_term(v) for k, v in bindings.items()})


@cache
def load_query(name: str) -> NamedQuery:
    """Load a packaged query by name.

    Raises UnknownNameError, with the nearest names, if there is no such query.
    """
    path = ontology_path() / "queries" / f"{name}.rq"
    if not path.is_file():
        known = sorted(file.stem for file in path.parent.glob("*.rq"))
        raise UnknownNameError(name, known, kind="query", hint="See: hubgraph query --list")
    text = path.read_text(encoding="utf-8")
    header = yaml.safe_load("\n".join(re.findall(r"^#\+ ?(.*)$", text, re.MULTILINE)))
    return NamedQuery(
        name, text, header["title"], header.get("parameters") or {}, header["columns"]
    )


def load_queries() -> pd.DataFrame:
    """List the packaged queries.

    Returns one row per query sorted by name: `name`, `title_de`, `title_en`, `parameters`.

    >>> import hubgraph as hg
    >>> "members" in set(hg.load_queries()["name"])
    True
    """
    names = sorted(file.stem for file in (ontology_path() / "queries").glob("*.rq"))
    rows = [
        (named.name, named.title["de"], named.title["en"], " ".join(named.parameters))
        for named in map(load_query, names)
    ]
    return pd.DataFrame(rows, columns=["name", "title_de", "title_en", "parameters"])


def reference_date(graph: Graph) -> str:
    """Day (YYYY-MM-DD) the network's answers refer to unless another is asked for.

    Raises InvalidDateError if the graph states none.
    """
    quads = native_store(graph).quads_for_pattern(
        None, pyoxigraph.NamedNode(expand_curie("hg:referenceDate")), None, None
    )
    dates = sorted(
        quad.object.value for quad in quads if isinstance(quad.object, pyoxigraph.Literal)
    )
    if not dates:
        raise InvalidDateError(None)
    return dates[-1]


def to_date(value: object) -> str:
    """Day as YYYY-MM-DD, from a date or a text.

    Raises InvalidDateError for anything else.

    >>> to_date("2018-10-10")
    '2018-10-10'
    """
    try:
        day = value if isinstance(value, date) else date.fromisoformat(str(value))
    except ValueError:
        raise InvalidDateError(value) from None
    return day.isoformat()[:10]


def find_organisation(graph: Graph, name: str) -> str:
    """CURIE of the organisation called so: by identifier, name or alternative name.

    Case, umlauts and punctuation are forgiven. Raises UnknownNameError with the nearest names.
    """
    return find_name(name, organisation_names(graph), kind="organisation")


def organisation_names(graph: Graph) -> dict[str, str]:
    """Every name of every organisation, its identifiers included, mapped to its CURIE."""
    return _names_by_thing(query(graph, "names"))


def _find_topic(graph: Graph, name: str) -> str:
    """CURIE of the topic called so in any language."""
    return find_name(name, _names_by_thing(query(graph, "topic-names")), kind="topic")


def _names_by_thing(names: pd.DataFrame) -> dict[str, str]:
    """Names, CURIEs and local names mapped to CURIEs; columns `thing`, `name`."""
    found = dict(zip(names["name"], names["thing"], strict=True))
    for thing in names["thing"]:
        found |= {thing: thing, thing.partition(":")[2]: thing, expand_curie(thing): thing}
    return found


def _bind_parameters(
    graph: Graph, named: NamedQuery, bindings: Mapping[str, object]
) -> dict[str, Term]:
    """Terms for the parameters of a packaged query; `as_of` defaults to the reference date."""
    unknown = sorted(set(bindings) - set(named.parameters))
    if unknown:
        kind = f"parameter of the query {named.name!r}"
        raise UnknownNameError(unknown[0], sorted(named.parameters), kind=kind)
    values = {name: value for name, value in bindings.items() if value is not None}
    if "as_of" in named.parameters:
        values.setdefault("as_of", reference_date(graph))
    return {
        name: _parameter(graph, named.parameters[name], value) for name, value in values.items()
    }


def _parameter(graph: Graph, kind: str, value: object) -> Term:
    """Term for one parameter value of the given type."""
    finders = {"organisation": find_organisation, "topic": _find_topic}
    if kind in finders:
        return pyoxigraph.NamedNode(expand_curie(finders[kind](graph, str(value))))
    return _to_term(date.fromisoformat(to_date(value)) if kind == "date" else value)


def _to_term(value: object) -> Term:
    """RDF term of a Python value or rdflib term; text is a plain literal."""
    if isinstance(value, URIRef):
        return pyoxigraph.NamedNode(value)
    literal = value if isinstance(value, Literal) else Literal(value)
    datatype = pyoxigraph.NamedNode(literal.datatype) if literal.datatype else None
    if literal.language:
        return pyoxigraph.Literal(str(literal), language=literal.language)
    return pyoxigraph.Literal(str(literal), datatype=datatype)


def _select(graph: Graph, text: str, values: Mapping[str, Term]) -> pd.DataFrame:
    """Run a query natively and turn whatever it gives into a table."""
    _refuse_service(text)
    substitutions = {pyoxigraph.Variable(name): term for name, term in values.items()}
    prefixes = {**PREFIXES, **{str(p): str(n) for p, n in graph.namespaces() if p}}
    try:
        result = native_store(graph).query(
            text, prefixes=prefixes, use_default_graph_as_union=True, substitutions=substitutions
        )
    except SyntaxError as error:
        raise _to_query_error(str(error), text, prefixes) from None
    except RuntimeError as error:
        hint = "Put the variable into the SELECT line to give it a value."
        raise QueryError(f"{error}.", hint=hint) from None
    if isinstance(result, pyoxigraph.QueryBoolean):
        return pd.DataFrame({"answer": pd.array([bool(result)], dtype="boolean")})
    if isinstance(result, pyoxigraph.QueryTriples):
        return build_frame(["subject", "predicate", "object"], [tuple(t) for t in result])
    names = [variable.value for variable in result.variables]
    return build_frame(names, [tuple(solution) for solution in result])


def _refuse_service(text: str) -> None:
    """Raise QueryError if a query would call another endpoint: answers come from this graph."""
    bare = _STRINGS_COMMENTS_IRIS.sub(lambda match: re.sub(r"[^\n]", " ", match[0]), text)
    if found := re.search(r"\bSERVICE\b", bare, re.IGNORECASE):
        line = bare.count("\n", 0, found.start()) + 1
        hint = "Load the other data first, or ask that endpoint itself."
        raise QueryError(f"Line {line}: SERVICE would call another endpoint.", line=line, hint=hint)


def _to_query_error(message: str, text: str, prefixes: Mapping[str, str]) -> QueryError:
    """Readable error with the line of the query where the parser stopped."""
    match = _PLACE.match(message)
    if not match:
        return QueryError(f"The query cannot be read: {message}.")
    line, column, expected = int(match[1]), int(match[2]), match[3]
    lines = text.splitlines() or [""]
    source = lines[min(line, len(lines)) - 1]
    unknown = sorted(
        set(re.findall(r"(?<![\w:?$<])([A-Za-z][\w-]*):[A-Za-z_]", text)) - set(prefixes)
    )
    hint = (
        f"Unknown prefix {unknown[0]!r}. Known prefixes: {', '.join(sorted(prefixes))}."
        if unknown
        else f"Expected there: {expected.splitlines()[0][:120]}."
    )
    mark = " " * (column - 1) + "^"
    return QueryError(
        f"The query cannot be read, line {line}, column {column}:\n  {source}\n  {mark}\n",
        line=line,
        column=column,
        hint=hint,
    )
