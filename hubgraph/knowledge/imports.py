"""Imports: a workbook changes the network in a folder, as one batch, or not at all."""

import hashlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import cached_property
from itertools import groupby
from pathlib import Path

import pandas as pd
import pyoxigraph

from hubgraph.errors import OptionError
from hubgraph.knowledge.batches import (
    SUFFIX,
    Batch,
    Manifest,
    describe_batches,
    find_generation,
    hold_writing,
    open_generation,
    read_manifest,
    read_or_begin,
    write_batch,
)
from hubgraph.knowledge.ontology_graphs import OWN_TOPICS
from hubgraph.knowledge.rows import read_rows
from hubgraph.knowledge.store import open_dataset
from hubgraph.knowledge.updating import hash_makers, plan_update, update_store
from hubgraph.knowledge.workbook import fill_store, read_intake, require_fitting
from hubgraph.tables import BATCHES, CHANGES, build_table
from hubgraph.workbook.base import read_base
from hubgraph.workbook.filled import Tables
from hubgraph.workbook.findings import SheetFinding
from hubgraph.workbook.merging import KINDS, Change, compare_tables, merge_tables
from hubgraph.workbook.sheets import Progress

_PARTS = {
    "network": (0, 40),
    "read": (40, 45),
    "check": (45, 50),
    "write": (50, 80),
    "derive": (80, 100),
}
"""Where each part of an import begins and ends in the whole, about as long as it takes."""


@dataclass(frozen=True)
class Import:
    """What an import found and changed.

    `batch` is what was written, None if nothing was: after a dry run, or where nothing
    changes. `findings` are the warnings and remarks met while reading. `before` and `after` are
    the tables of the network.
    """

    batch: Batch | None
    findings: tuple[SheetFinding, ...]
    before: Tables = field(repr=False)
    after: Tables = field(repr=False)

    @cached_property
    def counts(self) -> Counter[str]:
        """Number of rows by what happens to them: added, changed, removed."""
        if not self.before:
            return Counter(added=sum(map(len, self.after.values())))
        rows = groupby((change.kind, change.table, change.row) for change in self._changes())
        return Counter(kind for (kind, _, _), _ in rows)

    @cached_property
    def table(self) -> pd.DataFrame:
        """One row per cell that changes and per row that comes or goes (`tables.CHANGES`)."""
        return build_table([dict(vars(change)) for change in self._changes()], CHANGES)

    def _changes(self) -> Iterator[Change]:
        """Changes in the order of tables and rows."""
        return compare_tables(self.before, self.after)

    def __repr__(self) -> str:
        """One line: what comes, changes and goes."""
        counts = ", ".join(f"{self.counts[kind]} {kind}" for kind in KINDS)
        return f"<Import: {counts} rows>"


def import_workbook(
    path: str | Path, *, into: str | Path, dry_run: bool = False, progress: Progress | None = None
) -> Import:
    """Import a workbook into the network in a folder, such as ``network.hg``, as one batch.

    A row known by its identifier is replaced, a new one added. Where the workbook was exported
    from this network, only rows edited since count, and a row deleted from it is deleted here
    too. The folder is made if it is not there. With `dry_run` nothing is written. `progress`
    is told, now and then, how much is done of how much: reading, checking and writing.

    Raises TableError as `read_workbook` does, OptionError for a folder of another name than
    ``….hg``, and BusyError if somebody else is writing; then the network stays as it was.

    >>> import hubgraph as hg, tempfile
    >>> from hubgraph.knowledge.resources import network_path
    >>> folder = f"{tempfile.mkdtemp()}/network.hg"
    >>> hg.import_workbook(network_path("musterland"), into=folder, dry_run=True).counts["changed"]
    0
    """
    workbook, folder = Path(path), Path(into)
    if folder.suffix != SUFFIX:
        raise OptionError("into", str(folder), f"a folder whose name ends in {SUFFIX}")
    if dry_run:
        return _prepare(workbook, folder, progress)[0]
    with hold_writing(folder):
        plan, topics = _prepare(workbook, folder, progress)
        manifest = read_or_begin(folder)
        if not plan.counts and not _has_new_topics(folder, topics):
            return plan
        batch = _describe(workbook, manifest, plan.counts)
        update = plan_update(plan.before, plan.after) if _is_of_today(manifest) else None

        def fill(store: pyoxigraph.Store) -> None:
            """Fill the store of the new generation, or bring it up to date."""
            if update is None:
                fill_store(
                    store, plan.after, topics, progress=_take_part(progress, "write", manifest)
                )
            else:
                update_store(store, update, topics)
            standing = (each for each in manifest.batches if not each.undone)
            describe_batches(store, [*standing, batch])

        written = write_batch(folder, manifest, batch, fill, anew=update is None)
    _take_part(progress, "derive", manifest)(1, 1)
    return replace(plan, batch=written.batches[-1])


def load_history(path: str | Path) -> pd.DataFrame:
    """List the batches of a network in a folder, oldest first (columns: `hubgraph.tables.BATCHES`).

    Raises MissingFileError if there is no network.

    >>> import hubgraph as hg
    >>> hg.load_history("no.hg")
    Traceback (most recent call last):
        ...
    hubgraph.errors.MissingFileError: no.hg/manifest.json does not exist. Make a network: ...
    """
    rows = [dict(vars(batch)) for batch in read_manifest(Path(path)).batches]
    return build_table(rows, BATCHES)


def _prepare(
    workbook: Path, folder: Path, progress: Progress | None
) -> tuple[Import, pyoxigraph.Store]:
    """What an import would change, and a store with all own topics."""
    manifest = read_or_begin(folder)
    current = open_generation(folder) if manifest.generation else None
    before = _read_current(current, manifest, progress) if current is not None else {}
    topics, intake = read_intake(
        workbook, known=before, topics=current, progress=_take_part(progress, "read", manifest)
    )
    _take_part(progress, "check", manifest)(1, 1)
    require_fitting(intake, place=str(workbook))
    base, findings = _read_base_rows(workbook, folder, manifest)
    merged = merge_tables(before, intake.tables, base=base) if before else intake.tables
    return Import(None, (*intake.findings, *findings), before, merged), topics


def _read_current(store: pyoxigraph.Store, manifest: Manifest, progress: Progress | None) -> Tables:
    """Rows of the network; the batches that stand tell how many there are."""
    count = sum(batch.added - batch.removed for batch in manifest.batches if not batch.undone)
    tell = _take_part(progress, "network", manifest)
    return read_rows(open_dataset(store), progress=lambda done: tell(min(done, count), count))


def _take_part(progress: Progress | None, part: str, manifest: Manifest) -> Progress:
    """Progress of one part of an import, told as that of the whole; a new network reads no old."""
    begin, end = _PARTS[part]
    skipped = 0 if manifest.generation else _PARTS["network"][1]

    def tell(done: int, total: int) -> None:
        """Tell how much of the whole is done."""
        if progress is not None:
            reached = begin + (end - begin) * done // max(total, 1)
            progress(reached - skipped, _PARTS["derive"][1] - skipped)

    return tell


def _read_base_rows(
    workbook: Path, folder: Path, manifest: Manifest
) -> tuple[Tables | None, list[SheetFinding]]:
    """Tables a workbook was exported from; None, with a warning, where they are not kept."""
    mark = read_base(workbook)
    batches = [(batch.generation, batch.sha256) for batch in manifest.batches]
    if mark is None or mark not in batches:
        return None, []
    store = find_generation(folder, mark[0])
    if store is None:
        return None, [SheetFinding("base_gone", "warning", workbook.name)]
    return read_rows(open_dataset(store)), []


def _has_new_topics(folder: Path, topics: pyoxigraph.Store) -> bool:
    """Whether there are own topics the network does not have; blank nodes cannot be compared."""
    known = open_generation(folder)
    return any(
        quad not in known
        for quad in topics.quads_for_pattern(None, None, None, OWN_TOPICS)
        if not any(isinstance(term, pyoxigraph.BlankNode) for term in quad)
    )


def _describe(workbook: Path, manifest: Manifest, counts: Counter[str]) -> Batch:
    """Entry of the manifest for a batch."""
    return Batch(
        number=len(manifest.batches) + 1,
        source=workbook.name,
        sha256=hash_files(workbook),
        when=datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        added=counts["added"],
        changed=counts["changed"],
        removed=counts["removed"],
        before=manifest.generation,
        maker=hash_makers(),
    )


def _is_of_today(manifest: Manifest) -> bool:
    """Whether the current generation was written by the contracts and rules there are now."""
    makers = (b.maker for b in manifest.batches if b.generation == manifest.generation)
    return hash_makers() in makers


def hash_files(path: Path) -> str:
    """SHA-256 of a file, or of the names and SHA-256 of a folder's files, in hexadecimal."""
    if not path.is_dir():
        return _hash_file(path)
    files = sorted(file for file in path.iterdir() if file.is_file())
    lines = "".join(f"{_hash_file(file)}  {file.name}\n" for file in files)
    return hashlib.sha256(lines.encode()).hexdigest()


def _hash_file(path: Path) -> str:
    """SHA-256 of a file in hexadecimal."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
