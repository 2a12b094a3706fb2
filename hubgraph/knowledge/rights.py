"""Rights: the part of a graph that may leave the house, and the mark of what is made from it."""

from hashlib import sha256

import pyoxigraph
from rdflib import Dataset, Graph

from hubgraph.errors import InvalidDateError
from hubgraph.knowledge.entries import is_run
from hubgraph.knowledge.quads import list_terms, sort_quads, to_nquads
from hubgraph.knowledge.queries import reference_date
from hubgraph.knowledge.rules import DERIVED, derive_facts
from hubgraph.knowledge.store import EmbeddedStore, native_store, open_dataset
from hubgraph.knowledge.triples import node

_LINKS = ("dcterms:source", "prov:used", "prov:wasDerivedFrom", "prov:wasGeneratedBy")
"""From what rests on something to what it rests on; of activities that use it only runs do."""

Nodes = set[pyoxigraph.NamedNode | pyoxigraph.BlankNode]


def build_public(graph: Graph) -> Dataset:
    """Build the part of a graph that may be published; what is made from it may be, too.

    A source is restricted if it states any `dcterms:accessRights` but ``hg:publicAccess``. Left
    out are its named graph, every node derived from it, directly or by steps (also where a
    public source says the same), every statement about such a node, and what the rules of
    ontology/rules no longer conclude at the reference date. Of the ledger, a run that used such
    data goes with all its suggestions, and so does every decision and follow-up. All else
    stays; a graph without restricted sources stays whole.

    The part bears a snapshot: the SHA-256 of its N-Quads, as `export_graph` writes them.
    Tables, networks and pictures made from it carry the snapshot on, and `check_leaks` knows
    them by it. A change to the part takes the snapshot away.

    >>> import hubgraph as hg
    >>> public = hg.build_public(hg.load_graph("musterland"))
    >>> int((hg.query(public, "sources")["access"] == "hg:restrictedAccess").sum())
    0
    """
    store, public = native_store(graph), pyoxigraph.Store()
    secret = _find_restricted(store)
    kept = [quad for quad in store if not secret.intersection(list_terms(quad))]
    public.extend(quad for quad in kept if not secret or quad.graph_name != DERIVED)
    dataset = open_dataset(public)
    if secret:
        _conclude_anew(dataset, public, frozenset(kept))
    if isinstance(dataset.store, EmbeddedStore):
        dataset.store.snapshot = sha256(to_nquads(sort_quads(public)).encode()).hexdigest()
    return dataset


def _find_restricted(store: pyoxigraph.Store) -> Nodes:
    """Restricted sources, all that is derived from them, and the blank nodes these consist of."""
    found: Nodes = set()
    new: Nodes = {
        quad.subject
        for quad in store.quads_for_pattern(None, node("dcterms:accessRights"), None, None)
        if quad.object != node("hg:publicAccess")
        and not isinstance(quad.subject, pyoxigraph.Triple)
    }
    while new:
        found |= new
        new = {near for term in new for near in _find_dependent(store, term)} - found
    return found


def _find_dependent(
    store: pyoxigraph.Store, term: pyoxigraph.NamedNode | pyoxigraph.BlankNode
) -> Nodes:
    """Nodes derived from a node, and blank nodes it points at: they have no life of their own."""
    parts = store.quads_for_pattern(term, None, None, None)
    return {
        quad.subject
        for link in _LINKS
        for quad in store.quads_for_pattern(None, node(link), term, None)
        if not isinstance(quad.subject, pyoxigraph.Triple)
        if link != "prov:used" or is_run(store, quad.subject)
    } | {quad.object for quad in parts if isinstance(quad.object, pyoxigraph.BlankNode)}


def _conclude_anew(
    dataset: Dataset, public: pyoxigraph.Store, kept: frozenset[pyoxigraph.Quad]
) -> None:
    """State what the rules conclude from the public part, if it was concluded before.

    Without a reference date they conclude nothing.
    """
    try:
        derive_facts(public, as_of=reference_date(dataset))
    except InvalidDateError:
        return
    for quad in list(public.quads_for_pattern(None, None, None, DERIVED)):
        if quad not in kept:
            public.remove(quad)
