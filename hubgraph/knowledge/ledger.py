"""The ledger's door: an entry is added to a network in a folder, or to a copy of a graph."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

import pyoxigraph
from rdflib import Dataset, Graph

from hubgraph.errors import HubgraphError, OptionError, require_type
from hubgraph.knowledge.batches import (
    SUFFIX,
    Batch,
    Manifest,
    describe_batches,
    hold_writing,
    open_generation,
    read_manifest,
    write_batch,
)
from hubgraph.knowledge.entries import Fields, build_entry
from hubgraph.knowledge.quads import sort_quads, to_nquads
from hubgraph.knowledge.remote import find_endpoint
from hubgraph.knowledge.store import native_store, open_dataset
from hubgraph.knowledge.triples import node
from hubgraph.vocabulary import PREFIXES, compact_iri

Build = Callable[[Dataset], tuple[str, Sequence[Fields]]]
"""Makes an entry for a graph as it stands: name of the entry's graph, and its nodes."""


@dataclass(frozen=True)
class Entry:
    """What was added to the ledger.

    `name` is the CURIE of the run, decision or follow-up and of its named graph. `graph` is the
    network with it. `batch` is what was written to a folder, None where a graph in memory was
    given, or where the very same entry is on record already.
    """

    name: str
    graph: Dataset = field(repr=False)
    batch: Batch | None = field(default=None, repr=False)

    @property
    def identifier(self) -> str:
        """What stands behind the kind in the name: the id of a run."""
        return self.name.rpartition("-")[2]


def add_entry(into: Graph | str | Path, build: Build) -> Entry:
    """Add an entry to the ledger: whole or not at all.

    `into` is a folder ``network.hg``, which gets one batch that `undo_batch` takes back, or a
    graph in memory, which stays as it is: the entry stands in the copy that is returned.

    Raises OptionError for any other place, MissingFileError if there is no network in the
    folder, BusyError if somebody else is writing, HubgraphError if the entry names something
    that is not in the graph, and what `build` raises; then nothing was written.
    """
    if isinstance(into, Graph):
        if find_endpoint(into) is not None:
            hint = "Record in a network in a folder: network.hg."
            raise HubgraphError("An endpoint is only asked, never written to.", hint=hint)
        store = pyoxigraph.Store()
        store.extend(native_store(into))
        graph = open_dataset(store)
        name, quads = _prepare(store, build)
        store.extend(quads)
        return Entry(name, graph)
    require_type(into, str | Path, hint="Give a graph, or the folder of a network.")  # type: ignore[arg-type]
    folder = Path(into)
    if folder.suffix != SUFFIX:
        raise OptionError("into", str(into), f"a graph, or a folder whose name ends in {SUFFIX}")
    read_manifest(folder)
    with hold_writing(folder):
        return _write(folder, read_manifest(folder), build)


def open_entry(name: str, nodes: Iterable[Fields]) -> Dataset:
    """Graph of one entry alone, in a named graph."""
    store = pyoxigraph.Store()
    store.extend(build_entry(nodes, graph=name))
    return open_dataset(store)


def drop_reactions(graph: Graph, run: str) -> Dataset:
    """Copy of a graph without decisions on and follow-ups of the suggestions of a run (CURIE)."""
    store = pyoxigraph.Store()
    store.extend(native_store(graph))
    made = store.quads_for_pattern(None, node("prov:wasGeneratedBy"), node(run), None)
    for suggestion in {quad.subject for quad in made}:
        for link in list(store.quads_for_pattern(None, node("prov:used"), suggestion, None)):
            for quad in list(store.quads_for_pattern(link.subject, None, None, None)):
                store.remove(quad)
    return open_dataset(store)


def _write(folder: Path, manifest: Manifest, build: Build) -> Entry:
    """Add an entry to a folder as one batch; to be called while writing is held."""
    store = open_generation(folder)
    name, quads = _prepare(store, build)
    if not quads:
        return Entry(name, open_dataset(store))
    batch = _describe(manifest, name, quads)

    def fill(draft: pyoxigraph.Store) -> None:
        """Add the entry to a copy of the current generation."""
        draft.extend(quads)
        describe_batches(draft, [batch])

    written = write_batch(folder, manifest, batch, fill, anew=False)
    return Entry(name, open_dataset(open_generation(folder)), written.batches[-1])


def _prepare(store: pyoxigraph.Store, build: Build) -> tuple[str, list[pyoxigraph.Quad]]:
    """Name and statements of a new entry; no statements if it is on record."""
    name, nodes = build(open_dataset(store))
    if any(store.quads_for_pattern(None, None, None, node(name))):
        return name, []
    quads = build_entry(nodes, graph=name)
    _require_known(store, quads)
    return name, quads


def _require_known(store: pyoxigraph.Store, quads: Iterable[pyoxigraph.Quad]) -> None:
    """Refuse an entry that names a node of which the graph says nothing."""
    told = {quad.subject for quad in quads}
    named = {
        quad.object
        for quad in quads
        if isinstance(quad.object, pyoxigraph.NamedNode) and quad.predicate != node("rdf:type")
    }
    for term in sorted(named - told, key=str):
        ours = isinstance(term, pyoxigraph.NamedNode) and term.value.startswith(PREFIXES["hg"])
        if not ours and not any(store.quads_for_pattern(term, None, None, None)):
            hint = "Record it in the network it was made from."
            raise HubgraphError(f"The graph says nothing of {compact_iri(term.value)}.", hint=hint)


def _describe(manifest: Manifest, name: str, quads: Iterable[pyoxigraph.Quad]) -> Batch:
    """Entry of the manifest for a batch of the ledger; it changes no row of a table."""
    store = pyoxigraph.Store()
    store.extend(quads)
    makers = (b.maker for b in manifest.batches if b.generation == manifest.generation)
    return Batch(
        number=len(manifest.batches) + 1,
        source=name,
        sha256=sha256(to_nquads(sort_quads(store)).encode()).hexdigest(),
        when=datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        added=0,
        changed=0,
        removed=0,
        before=manifest.generation,
        maker=next(makers, ""),
    )
