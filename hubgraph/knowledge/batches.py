"""A network on disk: one folder, one generation per batch, a small manifest in front.

``network.hg/`` holds ``manifest.json`` and ``generations/000001/`` and so on, each a complete
Oxigraph store. A batch writes a new generation beside the others and then replaces the
manifest, which is one rename: whoever is killed on the way leaves the network as it was, and
whoever reads goes on reading the generation it opened. Taking a batch back is pointing to the
generation before it.
"""

import gc
import json
import os
import shutil
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from traceback import clear_frames
from uuid import uuid4

import pyoxigraph

from hubgraph.errors import BusyError, HubgraphError, MissingFileError
from hubgraph.knowledge.triples import node

SUFFIX = ".hg"
"""Suffix of the folder a network lives in."""

BATCH_GRAPHS = "hgd:batch-"
"""Beginning of the names of the graphs that tell of batches; a number follows."""

_FORMAT = 1
_KEPT = 10


@dataclass(frozen=True)
class Batch:
    """One import: what was read, when, and what changed.

    `number` counts from 1 and is never used again. `source` is the name of the file or folder,
    `sha256` the fingerprint of its content, `when` the time in UTC (ISO 8601). `added`,
    `changed` and `removed` count rows of tables. `before` is the generation the network was at,
    0 for an empty one, and `generation` the one it made. `undone` says the batch was taken back.
    `maker` is the fingerprint of the contracts and rules it was written by, '' if not known.
    """

    number: int
    source: str
    sha256: str
    when: str
    added: int
    changed: int
    removed: int
    before: int
    generation: int = 0
    undone: bool = False
    maker: str = ""


@dataclass(frozen=True)
class Manifest:
    """What is in the folder: its current generation, and its batches in order."""

    generation: int = 0
    batches: tuple[Batch, ...] = ()


def read_manifest(folder: Path) -> Manifest:
    """Manifest of a network's folder.

    Raises MissingFileError if there is none, HubgraphError if it cannot be read.
    """
    path = folder / "manifest.json"
    if not path.is_file():
        raise MissingFileError(
            path, hint=f"Make a network: hubgraph import survey.xlsx --into {folder}"
        )
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        batches = tuple(Batch(**batch) for batch in content["batches"])
        return Manifest(int(content["generation"]), batches)
    except (ValueError, TypeError, KeyError) as error:
        hint = "Copy the folder from a backup, or import the workbooks anew."
        raise HubgraphError(f"{path} is damaged: {error}.", hint=hint) from None


def read_or_begin(folder: Path) -> Manifest:
    """Manifest of a network's folder, an empty one where there is no network yet."""
    return read_manifest(folder) if (folder / "manifest.json").is_file() else Manifest()


def open_generation(folder: Path) -> pyoxigraph.Store:
    """Store of the network's current generation, to read from.

    It stays what it is while others write. Raises MissingFileError if there is no network.
    """
    manifest = read_manifest(folder)
    if manifest.generation == 0:
        return pyoxigraph.Store()
    store = find_generation(folder, manifest.generation)
    if store is None:
        path = _generation(folder, manifest.generation)
        raise MissingFileError(path, hint="Copy the folder from a backup.")
    return store


def find_generation(folder: Path, number: int) -> pyoxigraph.Store | None:
    """Store of a generation, to read from; None if it is not kept."""
    path = _generation(folder, number)
    return pyoxigraph.Store.read_only(str(path)) if path.is_dir() else None


@contextmanager
def hold_writing(folder: Path) -> Iterator[None]:
    """Keep others from writing while the block runs.

    Raises BusyError if somebody else is writing.
    """
    import portalocker  # takes longer to import than the rest; only writing needs it

    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "lock").open("a") as file:
        try:
            portalocker.lock(file, portalocker.LOCK_EX | portalocker.LOCK_NB)
        except portalocker.LockException:
            raise BusyError(folder) from None
        try:
            yield
        finally:
            portalocker.unlock(file)


def write_batch(
    folder: Path,
    manifest: Manifest,
    batch: Batch,
    fill: Callable[[pyoxigraph.Store], None],
    *,
    anew: bool = True,
) -> Manifest:
    """Write a new generation with `fill`, and make it the current one.

    `fill` is given an empty store, or where not all is written `anew` a copy of the current
    one, which shares its files. To be called while writing is held. If anything fails the
    network stays as it was.
    """
    number = max([manifest.generation, *_list_generations(folder)]) + 1
    for rest in (folder / "generations").glob("draft-*"):
        shutil.rmtree(rest, ignore_errors=True)  # of somebody who was killed
    draft = folder / "generations" / f"draft-{uuid4().hex}"
    draft.parent.mkdir(exist_ok=True)
    try:
        if not anew:
            open_generation(folder).backup(str(draft))
        _fill_draft(draft, fill)
        draft.rename(_generation(folder, number))
    except BaseException as error:
        clear_frames(error.__traceback__)  # they may hold the store open, and it goes on writing
        gc.collect()
        shutil.rmtree(draft, ignore_errors=True)
        raise
    written = Manifest(number, (*manifest.batches, replace(batch, generation=number)))
    _write_manifest(folder, written)
    _prune(folder, written)
    return written


def _fill_draft(draft: Path, fill: Callable[[pyoxigraph.Store], None]) -> None:
    """Fill a new store, and close it when all of it is on disk."""
    store = pyoxigraph.Store(str(draft))
    fill(store)
    store.flush()
    del store
    gc.collect()  # a graph on the store is a circle of objects that holds it open


def describe_batches(store: pyoxigraph.Store, batches: Iterable[Batch]) -> None:
    """State each batch that stands in a named graph of its own, ``hgd:batch-0001`` and so on.

    The graph says when which file was imported. It is restricted: a public part has none of it.
    """
    for batch in batches:
        graph = node(f"{BATCH_GRAPHS}{batch.number:04}")
        file = node(f"{BATCH_GRAPHS}{batch.number:04}-file")
        when = pyoxigraph.Literal(batch.when, datatype=node("xsd:dateTime"))
        facts: list[tuple[pyoxigraph.NamedNode, str, pyoxigraph.NamedNode | pyoxigraph.Literal]] = [
            (graph, "rdf:type", node("prov:Activity")),
            (graph, "prov:endedAtTime", when),
            (graph, "prov:used", file),
            (graph, "dcterms:accessRights", node("hg:restrictedAccess")),
            (file, "schema:name", pyoxigraph.Literal(batch.source)),
            (file, "schema:sha256", pyoxigraph.Literal(batch.sha256)),
        ]
        store.extend(pyoxigraph.Quad(s, node(link), value, graph) for s, link, value in facts)


def undo_batch(path: str | Path) -> Batch:
    """Take the latest batch of the network in a folder back: it is exactly what it was before.

    Returns the batch. Raises MissingFileError if there is no network, BusyError if somebody is
    writing, HubgraphError if there is no batch left to take back, or it is too old for its past
    to be kept.

    >>> import hubgraph as hg
    >>> hg.undo_batch("no.hg")
    Traceback (most recent call last):
        ...
    hubgraph.errors.MissingFileError: no.hg/manifest.json does not exist. Make a network: ...
    """
    folder = Path(path)
    read_manifest(folder)
    with hold_writing(folder):
        manifest = read_manifest(folder)
        standing = [batch for batch in manifest.batches if not batch.undone]
        if not standing:
            hint = f"See: hubgraph history --graph {folder}"
            raise HubgraphError(f"{folder} has no batch to take back.", hint=hint)
        last = standing[-1]
        if last.before and not _generation(folder, last.before).is_dir():
            hint = "Import the workbooks you want to keep into a new folder."
            raise HubgraphError(f"What stood before batch {last.number} is not kept.", hint=hint)
        undone = replace(last, undone=True)
        batches = tuple(undone if batch == last else batch for batch in manifest.batches)
        _write_manifest(folder, Manifest(last.before, batches))
    return undone


def _write_manifest(folder: Path, manifest: Manifest) -> None:
    """Replace the manifest in one step, on disk before anything else happens."""
    draft = folder / "manifest.json.draft"
    text = json.dumps({"format": _FORMAT, **asdict(manifest)}, ensure_ascii=False, indent=1)
    with draft.open("w", encoding="utf-8", newline="\n") as file:
        file.write(text + "\n")
        file.flush()
        os.fsync(file.fileno())
    draft.replace(folder / "manifest.json")


def _generation(folder: Path, number: int) -> Path:
    """Folder of a generation's store."""
    return folder / "generations" / f"{number:06}"


def _list_generations(folder: Path) -> list[int]:
    """Numbers of the generations on disk."""
    paths = (folder / "generations").glob("[0-9]*")
    return sorted(int(path.name) for path in paths if path.name.isdecimal())


def _prune(folder: Path, manifest: Manifest) -> None:
    """Remove generations no kept batch leads back to; open files of theirs stay readable."""
    standing = [batch.before for batch in manifest.batches if not batch.undone]
    kept = {manifest.generation, *standing[-_KEPT:]}
    for number in set(_list_generations(folder)) - kept:
        shutil.rmtree(_generation(folder, number), ignore_errors=True)
