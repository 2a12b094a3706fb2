"""Questions to the graph: SPARQL in, a table with real dtypes out."""

import re
from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache, partial
from pathlib import Path

import numpy as np
import pandas as pd
import pyoxigraph
import yaml
from rdflib import Graph
from rdflib.term import Literal, URIRef

from hubgraph.errors import InvalidDateError, QueryError, UnknownNameError
from hubgraph.knowledge.remote import Answer, ask_endpoint, find_endpoint, write_query
from hubgraph.knowledge.resources import ontology_path
from hubgraph.knowledge.results import build_frame
from hubgraph.knowledge.store import Term, find_snapshot, native_store, native_term
from hubgraph.knowledge.syntax import (
    explain_error,
    names_graphs,
    refuse_service,
    require_known_terms,
)
from hubgraph.names import find_name
from hubgraph.tables import mark_snapshot
from hubgraph.vocabulary import PREFIXES, expand_curie


@dataclass(frozen=True)
class NamedQuery:
    """A query of ontology/queries or ontology/questions: its text and what its header says.

    `parameters` maps a name to its type: date, organisation, topic or text. `columns` maps
    the answer's columns to pandas dtypes; the day it refers to comes last.
    """

    name: str
    text: str
    title: Mapping[str, str]
    parameters: Mapping[str, str]
    columns: Mapping[str, str]


def query(graph: Graph, text_or_name: str, /, **bindings: object) -> pd.DataFrame:
    """Ask a graph and get a table.

    `text_or_name` is a SPARQL 1.1 query (the project's prefixes are known, no PREFIX line
    needed; where the graph binds one of them otherwise, the project's counts) or the name of
    a packaged query, see `load_queries`, or of a competency question, e.g. 'cq-01', see
    ontology/questions. `bindings` give values to variables: dates, numbers, booleans, text,
    rdflib terms, None for no value; in a packaged query also the names of organisations and
    topics. A packaged query that takes `as_of` and gets none refers to the network's reference
    date. Without FROM, all named graphs are asked.

    Returns one row per solution in the query's order. IRIs come as CURIEs where a prefix is
    known, numbers as Int64 or Float64, xsd:boolean as boolean, xsd:date as datetime64, text
    as str without its language; unbound is missing. A column with a value that its datatype
    does not allow is text. ASK gives one row with the column
    `answer`, CONSTRUCT and DESCRIBE give the columns subject, predicate, object. An empty
    answer keeps its columns. Of a public part (`build_public`), the table's `attrs` hold the
    `snapshot`.

    Raises QueryError with line and column for a query that cannot be read, or that calls
    another endpoint with SERVICE, or if a packaged query meets a value it cannot take;
    UnknownNameError for an unknown query, parameter, organisation or topic, AmbiguousNameError
    for a name that several bear; InvalidDateError for a date that is none.

    >>> import hubgraph as hg
    >>> graph = hg.load_graph("baden-wuerttemberg")
    >>> text = "SELECT ?hub ?name WHERE { ?hub a hg:ThematicHub ; skos:prefLabel ?name }"
    >>> hubs = hg.query(graph, text)
    >>> list(hubs.columns), len(hubs)
    (['hub', 'name'], 3)
    """
    given = {k: v for k, v in bindings.items() if v is not None and v is not pd.NaT}
    text_or_name = text_or_name.strip()
    if not re.fullmatch(r"[\w-]+", text_or_name):
        table = _select(graph, text_or_name, {k: _to_term(v) for k, v in given.items()})
        return mark_snapshot(table, find_snapshot(graph))
    named = load_query(text_or_name.strip())
    table = _select(graph, named.text, _bind_parameters(graph, named, given))
    try:
        return mark_snapshot(table.astype(dict(named.columns)), find_snapshot(graph))
    except (TypeError, ValueError) as error:
        hint = "See what check_graph finds."
        raise QueryError(f"A value of {named.name!r} does not fit: {error}.", hint=hint) from None


def query_triples(graph: Graph, text: str, /, **bindings: object) -> pd.DataFrame:
    """Triples that a CONSTRUCT or DESCRIBE makes, sorted, saying which objects are literals.

    Columns: `subject`, `predicate`, `object`, as `query` has them, and `lang`: the language of
    a literal, '' for one without, missing for a resource. Raises as `query`, and QueryError for
    another form of query.
    """
    result = _ask(graph, text, {name: _to_term(value) for name, value in bindings.items()})
    if not isinstance(result, pyoxigraph.QueryTriples | pyoxigraph.QuadParser):
        raise QueryError("This query makes no triples.", hint="Ask with CONSTRUCT or DESCRIBE.")
    terms = [(each.subject, each.predicate, each.object) for each in result]
    triples = build_frame(["subject", "predicate", "object"], terms).astype("str")
    langs = [
        (term.language or "") if isinstance(term, pyoxigraph.Literal) else None
        for *_, term in terms
    ]
    found = triples.assign(lang=pd.Series(langs, dtype="str"))
    return found.sort_values(list(found.columns), ignore_index=True)


@cache
def load_query(name: str) -> NamedQuery:
    """Load a packaged query or competency question by name.

    Raises UnknownNameError, with the nearest names, if there is no such query.
    """
    paths = {file.stem: file for file in _query_files("questions") + _query_files("queries")}
    if name not in paths:
        raise UnknownNameError(name, sorted(paths), kind="query", hint="See: hubgraph query --list")
    text = paths[name].read_text(encoding="utf-8")
    header = yaml.safe_load("\n".join(re.findall(r"^#\+ ?(.*)$", text, re.MULTILINE)))
    parameters, columns = header.get("parameters") or {}, header["columns"]
    days = {key: "datetime64[s]" for key, kind in parameters.items() if kind == "date"}
    return NamedQuery(name, text, header["title"], parameters, {**columns, **days})


def load_queries() -> pd.DataFrame:
    """List the packaged queries, without the competency questions.

    Returns one row per query sorted by name: `name`, `title_de`, `title_en`, `parameters`.

    >>> import hubgraph as hg
    >>> "members" in set(hg.load_queries()["name"])
    True
    """
    names = [file.stem for file in _query_files("queries")]
    rows = [
        (named.name, named.title["de"], named.title["en"], " ".join(named.parameters))
        for named in map(load_query, names)
    ]
    return pd.DataFrame(rows, columns=["name", "title_de", "title_en", "parameters"])


def _query_files(folder: str) -> list[Path]:
    """Files of the queries in a folder of the ontology, sorted by name."""
    return sorted((ontology_path() / folder).glob("*.rq"))


def reference_date(graph: Graph) -> str:
    """Day (YYYY-MM-DD) the network's answers refer to unless another is asked for.

    Raises InvalidDateError if the graph states none.
    """
    dates = query(graph, "reference-dates")["reference_date"]
    if dates.empty:
        raise InvalidDateError(None)
    return str(dates.iloc[-1])


def to_date(value: object) -> str:
    """Day as YYYY-MM-DD, from a date or a text.

    Raises InvalidDateError for anything else.

    >>> to_date("2018-10-10")
    '2018-10-10'
    """
    text = value.isoformat()[:10] if isinstance(value, date) else str(value)
    try:
        day = date.fromisoformat(text).isoformat()
    except ValueError:
        raise InvalidDateError(value) from None
    if day != text:
        raise InvalidDateError(value)
    return day


def network_names(graph: Graph) -> dict[str, str]:
    """Name of the network by language, de and en; several joined by dots, '' if there is none."""
    any_day = date.max  # only who coordinates depends on it
    names = query(graph, "networks", as_of=any_day).drop_duplicates("network")
    return {lang: " · ".join(names[f"name_{lang}"].dropna()) for lang in ("de", "en")}


def find_organisation(graph: Graph, name: str) -> str:
    """CURIE of the organisation called so: by identifier, name or alternative name.

    Case, umlauts and punctuation are forgiven. Raises UnknownNameError with the nearest names,
    and AmbiguousNameError where several organisations are called so.
    """
    return find_name(name, organisation_names(graph), kind="organisation")


def organisation_names(
    graph: Graph, *, among: Collection[str] | None = None
) -> dict[str, tuple[str, ...]]:
    """Every name and identifier of organisations, mapped to the CURIEs it may mean.

    `among` are the CURIEs of the organisations that count; None means all.
    """
    names = query(graph, "names")
    return _names_by_thing(names if among is None else names[names["thing"].isin(list(among))])


def _find_topic(graph: Graph, name: str) -> str:
    """CURIE of the topic called so in any language."""
    return find_name(name, topic_names(graph), kind="topic")


def topic_names(graph: Graph) -> dict[str, tuple[str, ...]]:
    """Every label and identifier of topics, mapped to the CURIEs it may mean."""
    return _names_by_thing(query(graph, "topic-names"))


def _names_by_thing(names: pd.DataFrame) -> dict[str, tuple[str, ...]]:
    """Names, CURIEs and local names mapped to sorted CURIEs; columns `thing`, `name`.

    Where one thing's name is another's identifier, the identifier counts. A blank node has no
    name that a query could be given, so it is left out.
    """
    names = names[~names["thing"].str.startswith("_:")]
    called: dict[str, set[str]] = defaultdict(set)
    identified: dict[str, set[str]] = defaultdict(set)
    for thing, name in zip(names["thing"], names["name"], strict=True):
        called[name].add(thing)
        for identifier in (thing, thing.partition(":")[2], expand_curie(thing)):
            identified[identifier].add(thing)
    return {name: tuple(sorted(things)) for name, things in (called | identified).items()}


def _bind_parameters(
    graph: Graph, named: NamedQuery, bindings: Mapping[str, object]
) -> dict[str, Term]:
    """Terms for the parameters of a packaged query; `as_of` defaults to the reference date."""
    unknown = sorted(set(bindings) - set(named.parameters))
    if unknown:
        kind = f"parameter of the query {named.name!r}"
        hint = "" if named.parameters else "It takes none."
        raise UnknownNameError(unknown[0], sorted(named.parameters), kind=kind, hint=hint)
    values = dict(bindings)
    if "as_of" in named.parameters and "as_of" not in values:
        values["as_of"] = reference_date(graph)
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
    """RDF term of a value of Python, numpy or pandas, or of rdflib; text is a plain literal.

    A pandas timestamp at midnight is a day, as our own answers have it.
    """
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, pd.Timestamp) and value == value.normalize():
        value = value.date()
    return native_term(value if isinstance(value, URIRef | Literal) else Literal(value))


def _select(graph: Graph, text: str, values: Mapping[str, Term]) -> pd.DataFrame:
    """Run a query and turn whatever it gives into a table."""
    return _to_table(_ask(graph, text, values))


def _ask(graph: Graph, text: str, values: Mapping[str, Term]) -> Answer | pyoxigraph.QueryTriples:
    """Run a query, natively or at its endpoint."""
    refuse_service(text)
    require_known_terms(text)
    prefixes = {**{str(p): str(n) for p, n in graph.namespaces() if p}, **PREFIXES}
    if (endpoint := find_endpoint(graph)) is not None:
        return ask_endpoint(endpoint, write_query(text, prefixes, values))
    ask = partial(native_store(graph).query, use_default_graph_as_union=not names_graphs(text))
    bound = {pyoxigraph.Variable(name): term for name, term in values.items()}
    try:
        return ask(text, prefixes=prefixes, substitutions=bound)
    except SyntaxError as error:
        raise explain_error(str(error), text, prefixes) from None
    except RuntimeError as error:
        if not values:
            raise QueryError(f"{error}.") from None
    try:  # a variable is not in the SELECT line: its value takes its place
        return ask(write_query(text, prefixes, values))
    except (SyntaxError, RuntimeError):
        hint = "Put the variable into the SELECT line to give it a value."
        names = " or ".join(f"?{name}" for name in sorted(values))
        raise QueryError(f"{names} cannot have this value here.", hint=hint) from None


def _to_table(result: Answer | pyoxigraph.QueryTriples) -> pd.DataFrame:
    """Table of whatever a query gives: one truth value, triples, or rows."""
    if isinstance(result, pyoxigraph.QueryBoolean):
        return pd.DataFrame({"answer": pd.array([bool(result)], dtype="boolean")})
    if isinstance(result, pyoxigraph.QueryTriples | pyoxigraph.QuadParser):
        triples = [(each.subject, each.predicate, each.object) for each in result]
        return build_frame(["subject", "predicate", "object"], triples)
    names = [variable.value for variable in result.variables]
    return build_frame(names, [tuple(solution) for solution in result])
