"""Rights: what may leave the house, and the proof that nothing else has."""

from pathlib import Path

import pandas as pd
import pyoxigraph
from rdflib import Dataset, Graph

from hubgraph.errors import MissingFileError
from hubgraph.knowledge.queries import reference_date
from hubgraph.knowledge.rules import DERIVED, derive_facts
from hubgraph.knowledge.store import native_store, open_dataset
from hubgraph.knowledge.triples import node
from hubgraph.tables import LEAKS, build_table
from hubgraph.vocabulary import compact_iri

_SHORTEST_TEXT = 4


def build_public(graph: Graph) -> Dataset:
    """Build the part of a graph that may be published.

    Left out are the named graphs of restricted sources, every node derived from one (also
    where a public source says the same), and every triple about such a node. What the rules of
    ontology/rules conclude is concluded anew, from the public part alone.

    >>> import hubgraph as hg
    >>> from hubgraph.knowledge.rights import build_public
    >>> graph = hg.load_graph("baden-wuerttemberg")
    >>> len(build_public(graph)) == len(graph)  # nothing is restricted there
    True
    """
    store = native_store(graph)
    secret = _find_restricted(store)
    public = pyoxigraph.Store()
    public.extend(
        quad for quad in store if quad.graph_name != DERIVED and not _is_secret(quad, secret)
    )
    if store.contains_named_graph(DERIVED):
        derive_facts(public, as_of=reference_date(graph))
    return open_dataset(public)


def check_leaks(before: Graph, *, public: Graph | str | Path) -> pd.DataFrame:
    """Check that nothing restricted of a graph is left in what is to be published.

    `public` is a graph, or a file of any format: a file is searched as text. Returns one row
    per leak (columns: `hubgraph.tables.LEAKS`): a restricted node, or a text that only
    restricted sources bear. No row means no leak.

    Raises MissingFileError if the file is not there.

    >>> import hubgraph as hg
    >>> graph = hg.load_graph("baden-wuerttemberg")
    >>> len(hg.check_leaks(graph, public=graph))
    0
    """
    secrets = _list_secrets(native_store(before))
    text = _read_public(public)
    rows: list[dict[str, object]] = [
        {"kind": kind, "value": value} for kind, value in secrets if _occurs(kind, value, text)
    ]
    return build_table(rows, LEAKS)


def _find_restricted(store: pyoxigraph.Store) -> set[pyoxigraph.NamedNode]:
    """Restricted sources and the nodes derived from them."""
    sources = {
        quad.subject
        for quad in store.quads_for_pattern(
            None, node("dcterms:accessRights"), node("hg:restrictedAccess"), None
        )
    }
    derived = {
        quad.subject
        for source in sources
        for quad in store.quads_for_pattern(None, node("prov:wasDerivedFrom"), source, None)
    }
    return {term for term in sources | derived if isinstance(term, pyoxigraph.NamedNode)}


def _is_secret(quad: pyoxigraph.Quad, secret: set[pyoxigraph.NamedNode]) -> bool:
    """Whether a statement stands in a restricted graph or speaks of a restricted node."""
    return bool({quad.graph_name, quad.subject, quad.object} & secret)


def _list_secrets(store: pyoxigraph.Store) -> list[tuple[str, str]]:
    """Restricted nodes, and texts that stand in restricted statements only, sorted."""
    secret = _find_restricted(store)
    hidden: set[str] = set()
    shown: set[str] = set()
    for quad in store:
        if isinstance(quad.object, pyoxigraph.Literal) and not _is_number(quad.object):
            (hidden if _is_secret(quad, secret) else shown).add(quad.object.value)
    texts = {text for text in hidden - shown if len(text) >= _SHORTEST_TEXT}
    nodes = {("node", compact_iri(term.value)) for term in secret}
    return sorted(nodes | {("text", text) for text in texts})


def _is_number(literal: pyoxigraph.Literal) -> bool:
    """Whether a literal is a figure or a date, which proves nothing about its source."""
    return literal.datatype not in {node("xsd:string"), node("rdf:langString")}


def _read_public(public: Graph | str | Path) -> str:
    """Text of a file, or the statements of a graph with CURIEs."""
    if isinstance(public, Graph):
        return "\n".join(f"{quad} " for quad in native_store(public))
    if not Path(public).is_file():
        raise MissingFileError(public, hint="Export it first.")
    return Path(public).read_bytes().decode("utf-8", errors="replace")


def _occurs(kind: str, value: str, text: str) -> bool:
    """Whether a secret stands in a text: as it is, as an IRI or CURIE, or escaped."""
    if kind == "node":
        local = value.partition(":")[2]
        return any(f"{local}{end}" in text for end in ('"', ">", " ", "\n", ",", "<", ";"))
    escaped = pyoxigraph.Literal(value)
    return value in text or str(escaped)[1:-1] in text
