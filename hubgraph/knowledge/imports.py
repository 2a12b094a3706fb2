"""Imports: a workbook changes the network in a folder, as one batch, or not at all."""

import hashlib
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import cached_property
from html import escape
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
    hold_writing,
    open_generation,
    read_manifest,
    read_or_begin,
    write_batch,
)
from hubgraph.knowledge.changes import compare_topics, say_changes
from hubgraph.knowledge.entries import list_entries
from hubgraph.knowledge.rows import read_rows, repeat_cells
from hubgraph.knowledge.states import find_state
from hubgraph.knowledge.store import open_dataset
from hubgraph.knowledge.updating import hash_makers, plan_update, update_store
from hubgraph.knowledge.workbook import fill_store, read_intake, require_fitting
from hubgraph.table_texts import to_text
from hubgraph.tables import BATCHES, CHANGES, build_table
from hubgraph.workbook.base import read_base
from hubgraph.workbook.conflicts import find_conflicts, find_dangling
from hubgraph.workbook.filled import Tables
from hubgraph.workbook.findings import SheetFinding
from hubgraph.workbook.intake import Intake
from hubgraph.workbook.merging import (
    KINDS,
    Change,
    compare_tables,
    merge_tables,
    restore_columns,
)
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
    the tables of the network, no tables where there was none; `topics` are the statements about
    its own topics that come or go. `lang` is the language it shows itself in.
    """

    batch: Batch | None
    findings: tuple[SheetFinding, ...]
    before: Tables = field(repr=False)
    after: Tables = field(repr=False)
    topics: tuple[Change, ...] = field(default=(), repr=False)
    lang: str = "en"

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
        """Changes in the order of tables and rows, topics last."""
        yield from compare_tables(self.before, self.after)
        yield from self.topics

    def __repr__(self) -> str:
        """One line: what comes, changes and goes."""
        counts = ", ".join(f"{self.counts[kind]} {kind}" for kind in KINDS)
        return f"<Import: {counts} rows>"

    def to_text(self, *, width: int | None = None) -> str:
        """Write the changes for reading, at most 20 of them, and a line that counts all.

        `width` is that of a line in characters, None for any. Of a first import there is only
        the count.
        """
        table, lines = self._say()
        text = to_text(table, width=width) if len(table) else ""
        return text + "".join(f"{line}\n" for line in lines)

    def _repr_html_(self) -> str:
        """Show the same in a notebook, escaped."""
        table, lines = self._say()
        text = table.to_html(index=False, na_rep="") if len(table) else ""
        return text + "".join(f"<p>{escape(line)}</p>" for line in lines)

    def _say(self) -> tuple[pd.DataFrame, list[str]]:
        """Changes as people call them, and the lines below."""
        return say_changes(self.table[: None if self.before else 0], self.counts, self.lang)


def import_workbook(
    path: str | Path,
    *,
    into: str | Path,
    dry_run: bool = False,
    confirm: Callable[[Import], bool] | None = None,
    progress: Progress | None = None,
    lang: str = "en",
) -> Import:
    """Import a workbook into the network in a folder, such as ``network.hg``, as one batch.

    A row known by its identifier is replaced, a new one added. Where `write_workbook` exported
    the workbook from this network, only what was edited since counts, cell by cell, and a row
    deleted from a sheet is deleted here too. Where somebody else changed the same cell
    meanwhile, the workbook wins, and a warning names both values.

    The folder is made if it is not there. With `dry_run` nothing is written. `confirm` is shown
    what will change, if anything does, and says whether to write it; others cannot write while
    it decides. `progress` is told, now and then, how much is done of how much: reading, checking
    and writing. `lang`, such as 'de', is the language in which the import shows itself.

    Raises TableError as `read_workbook` does, and where a row that is named elsewhere was
    deleted; OptionError for a folder of another name than
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
        return replace(_prepare(workbook, folder, progress)[0], lang=lang)
    with hold_writing(folder):
        plan, topics = _prepare(workbook, folder, progress)
        plan = replace(plan, lang=lang)
        manifest = read_or_begin(folder)
        if not plan.counts or not (confirm is None or confirm(plan)):
            return plan
        batch = _describe(workbook, manifest, plan.counts)
        update = plan_update(plan.before, plan.after) if _is_of_today(manifest) else None

        def fill(store: pyoxigraph.Store) -> None:
            """Fill the store of the new generation, or bring it up to date."""
            if update is None:
                fill_store(
                    store, plan.after, topics, progress=_take_part(progress, "write", manifest)
                )
                if manifest.generation:
                    store.extend(list_entries(open_generation(folder)))
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
    mark = read_base(workbook) if before else ""
    base = find_state(folder, manifest, mark) if mark else None
    tell = _take_part(progress, "read", manifest)
    topics, intake = read_intake(workbook, known=before, topics=current, base=base, progress=tell)
    _take_part(progress, "check", manifest)(1, 1)
    require_fitting(intake, place=str(workbook))
    if mark and base is None:
        intake.findings.append(SheetFinding("base_gone", "warning", workbook.name))
    merged = _merge(intake, before, base, file=workbook.name) if before else intake.tables
    require_fitting(intake, place=str(workbook))
    changes = compare_topics(current, topics, exact=base is not None) if before else ()
    return Import(None, tuple(intake.findings), before, merged, tuple(changes)), topics


def _merge(intake: Intake, before: Tables, base: pyoxigraph.Store | None, *, file: str) -> Tables:
    """Tables of the network with those of the workbook put in; conflicts become findings."""
    new, given = intake.tables, intake.given
    if base is None:
        merged = merge_tables(before, new)
    else:
        old = read_rows(open_dataset(base))
        restore_columns(new, old)
        merged = merge_tables(before, new, base=old, given=given)
        intake.findings += find_conflicts(before, new, base=old, given=given)
        intake.findings += find_dangling(before, new, merged, file=file)
    repeat_cells(merged)
    return merged


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
