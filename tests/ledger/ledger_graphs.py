"""Graphs changed for a test: a copy, on which SPARQL updates run with the project's prefixes."""

import pyoxigraph
from rdflib import Dataset

from hubgraph.knowledge.store import native_store, open_dataset
from hubgraph.vocabulary import PREFIXES


def change_graph(graph: Dataset, *updates: str) -> Dataset:
    """Copy of a graph after some updates, one after the other."""
    store = pyoxigraph.Store()
    store.extend(native_store(graph))
    for update in updates:
        before = set(store)
        store.update(update, prefixes=dict(PREFIXES))
        assert set(store) != before, f"nothing changed: {update}"
    return open_dataset(store)
