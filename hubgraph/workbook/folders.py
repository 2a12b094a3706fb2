"""Folders out: one file per table, CSV or Parquet, whole or not at all."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from shutil import rmtree
from tempfile import mkdtemp

from hubgraph.errors import ExistingPathError
from hubgraph.files import put_folder, require_folder
from hubgraph.formulas import guard_cell
from hubgraph.libraries import import_library
from hubgraph.workbook.base import MARK_FILE
from hubgraph.workbook.forms import find_form, is_other
from hubgraph.workbook.layout import LaidSheet
from hubgraph.workbook.readers import PARQUET

OWN_TOPICS_FILE = "topics.ttl"
_NUMBERS = frozenset({"decimal", "integer"})


def write_folder(
    folder: Path,
    sheets: Iterable[LaidSheet],
    *,
    own_topics: str = "",
    mark: str = "",
    overwrite: bool,
) -> None:
    """Write sheets as a folder of files: Parquet if its name ends so, else CSV.

    CSV is UTF-8, comma, LF; cells that a spreadsheet program would run as formulas get an
    apostrophe, which reading takes away. In Parquet every column is text, empty cells are
    null. `own_topics` is the text of ``topics.ttl`` beside them, `mark` that of ``base.txt``;
    neither is written where it is empty. The folder appears whole or not at all.

    Raises ExistingPathError for a file, for a folder with anything but tables in it, and,
    without `overwrite`, for a folder of tables; MissingFileError if the folder above does not
    exist.
    """
    target = folder.resolve()
    require_folder(target.parent)
    _require_free(target, overwrite=overwrite)
    is_parquet = target.suffix.lower() == PARQUET
    draft = Path(mkdtemp(prefix=f".{target.name}-", dir=target.parent))
    try:
        for sheet in sheets:
            if is_parquet:
                _write_parquet(draft / f"{sheet.title}{PARQUET}", sheet)
            else:
                with (draft / f"{sheet.title}.csv").open("w", encoding="utf-8", newline="") as file:
                    file.writelines(_to_csv(sheet))
        for name, text in {OWN_TOPICS_FILE: own_topics, MARK_FILE: mark}.items():
            if text:
                (draft / name).write_text(f"{text.rstrip()}\n", "utf-8", newline="\n")
        draft.chmod(0o755)
        put_folder(draft, target)
    except BaseException:
        rmtree(draft, ignore_errors=True)
        raise


def _to_csv(sheet: LaidSheet) -> Iterator[str]:
    """Lines of a sheet as CSV, the headings first."""
    yield f"{','.join(_quote(column.title) for column in sheet.columns)}\n"
    numbers = [column.kind in _NUMBERS for column in sheet.columns]
    for row in sheet.rows():
        cells = zip(row, numbers, strict=True)
        yield (
            ",".join(_quote(cell if number else guard_cell(cell)) for cell, number in cells) + "\n"
        )


def _quote(cell: str) -> str:
    """Cell in quotation marks where CSV needs them."""
    return '"' + cell.replace('"', '""') + '"' if any(mark in cell for mark in ',"\n') else cell


def _write_parquet(path: Path, sheet: LaidSheet) -> None:
    """Write a sheet as a Parquet file."""
    arrow = import_library("pyarrow", extra="parquet")
    parquet = import_library("pyarrow.parquet", extra="parquet")
    examples = sheet.example or ("",) * len(sheet.columns)
    columns = [
        arrow.array(
            [cell or None for cell in (first,) * bool(sheet.example) + (*cells,)], arrow.string()
        )
        for first, cells in zip(examples, sheet.cells, strict=True)
    ]
    parquet.write_table(arrow.table(columns, names=[c.title for c in sheet.columns]), path)


def _require_free(target: Path, *, overwrite: bool) -> None:
    """Raise ExistingPathError unless nothing of value would be lost by a new folder."""
    if not target.exists():
        return
    files = sorted(target.iterdir()) if target.is_dir() else [target]
    if foreign := [file.name for file in files if not _is_ours(file)]:
        hint = f"It is no folder of tables alone: {foreign[0]}. Choose a new name."
        raise ExistingPathError(target, hint=hint)
    if files and not overwrite:
        raise ExistingPathError(target, hint="Choose a new name, or say overwrite=True.")


def _is_ours(file: Path) -> bool:
    """Whether a file may be one that hubgraph wrote into a folder of tables."""
    named = find_form(file.stem) is not None or is_other(file.stem)
    beside = file.name in {OWN_TOPICS_FILE, MARK_FILE}
    return beside or (file.suffix in {".csv", PARQUET} and named)
