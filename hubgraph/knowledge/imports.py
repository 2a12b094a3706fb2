"""Imports: a workbook changes the network in a folder, as one batch, or not at all."""

import hashlib
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pandas as pd
import pyoxigraph

from hubgraph.knowledge.batches import (
    Batch,
    Manifest,
    hold_writing,
    open_generation,
    read_manifest,
    write_batch,
)
from hubgraph.knowledge.rows import read_rows
from hubgraph.knowledge.store import open_dataset
from hubgraph.knowledge.workbook import fill_store, read_intake, require_fitting
from hubgraph.tables import BATCHES, CHANGES, build_table
from hubgraph.workbook.filled import Tables
from hubgraph.workbook.merging import compare_tables, merge_tables, name_rows


@dataclass(frozen=True)
class Import:
    """What an import found and changed.

    `table` has one row per cell that changes and per row that comes or goes (columns:
    `hubgraph.tables.CHANGES`). `batch` is what was written, None if nothing was: after a dry
    run, or where nothing changes.
    """

    table: pd.DataFrame
    batch: Batch | None


def import_workbook(path: str | Path, *, into: str | Path, dry_run: bool = False) -> Import:
    """Import a workbook into the network in a folder, such as ``network.hg``, as one batch.

    A row known by its identifier is replaced, a new one added. Where the workbook was exported
    from this network, a row deleted from it since is deleted here too. The folder is made if it
    is not there. With `dry_run` nothing is written.

    Raises TableError as `read_workbook` does, and BusyError if somebody else is writing; then
    the network stays as it was.
    """
    workbook, folder = Path(path), Path(into)
    if dry_run:
        return _prepare(workbook, folder)[0]
    with hold_writing(folder):
        plan, merged, topics = _prepare(workbook, folder)
        if plan.table.empty:
            return plan
        manifest = _read_or_begin(folder)
        batch = _describe(workbook, manifest, plan.table)
        write_batch(folder, manifest, batch, lambda store: fill_store(store, merged, topics))
    return Import(plan.table, batch)


def load_history(path: str | Path) -> pd.DataFrame:
    """List the batches of a network in a folder, oldest first (columns: `hubgraph.tables.BATCHES`).

    Raises MissingFileError if there is no network.
    """
    rows = [dict(vars(batch)) for batch in read_manifest(Path(path)).batches]
    return build_table(rows, BATCHES)


def _prepare(workbook: Path, folder: Path) -> tuple[Import, Tables, pyoxigraph.Store]:
    """What an import would change, the tables it would write, and a store with all own topics."""
    current = open_generation(folder) if _read_or_begin(folder).generation else None
    before = read_rows(open_dataset(current)) if current is not None else {}
    topics, intake = read_intake(workbook, known=before, topics=current)
    require_fitting(intake, place=str(workbook))
    if not before:
        return Import(_list_additions(intake.tables), None), intake.tables, topics
    merged = merge_tables(before, intake.tables)
    changes = [dict(vars(change)) for change in compare_tables(before, merged)]
    return Import(build_table(changes, CHANGES), None), merged, topics


def _read_or_begin(folder: Path) -> Manifest:
    """Manifest of a network's folder, an empty one where there is no network yet."""
    return read_manifest(folder) if (folder / "manifest.json").is_file() else Manifest()


def _list_additions(tables: Tables) -> pd.DataFrame:
    """Changes of a first import: every row is new."""
    parts = [
        pd.DataFrame({"kind": "added", "table": name, "row": list(name_rows(table))})
        for name, table in tables.items()
    ]
    listed = pd.concat(parts).reindex(columns=[column.name for column in CHANGES])
    return listed.astype({column.name: column.dtype for column in CHANGES})


def _describe(workbook: Path, manifest: Manifest, changes: pd.DataFrame) -> Batch:
    """Entry of the manifest for a batch."""
    rows = changes.drop_duplicates(["kind", "table", "row"])
    counts = Counter(rows["kind"])
    return Batch(
        number=len(manifest.batches) + 1,
        source=workbook.name,
        sha256=hash_files(workbook),
        when=datetime.now(UTC).isoformat(timespec="seconds"),
        added=counts["added"],
        changed=counts["changed"],
        removed=counts["removed"],
        before=manifest.generation,
    )


def hash_files(path: Path) -> str:
    """SHA-256 of a file, or of all files of a folder with their names, in hexadecimal."""
    digest = hashlib.sha256()
    files = sorted(path.iterdir()) if path.is_dir() else [path]
    for file in files:
        if file.is_file():
            if path.is_dir():
                digest.update(file.name.encode())
            with file.open("rb") as stream:
                digest.update(hashlib.file_digest(stream, "sha256").digest())
    return digest.hexdigest()
