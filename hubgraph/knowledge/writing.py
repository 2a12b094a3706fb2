"""Tables out: a graph becomes a workbook again."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from pyoxigraph import Quad, Store
from rdflib import Graph

from hubgraph.errors import ExistingPathError, LeftoverError, UnknownFormatError
from hubgraph.files import write_whole
from hubgraph.knowledge.export import to_turtle
from hubgraph.knowledge.ontology_graphs import OWN_TOPICS, index_topics
from hubgraph.knowledge.quads import sort_quads
from hubgraph.knowledge.rights import build_public
from hubgraph.knowledge.rows import find_leftovers, read_rows
from hubgraph.knowledge.states import mark_state
from hubgraph.knowledge.store import native_store, open_dataset
from hubgraph.knowledge.topic_tree import build_topic_tree
from hubgraph.knowledge.workbook import require_fitting
from hubgraph.workbook.cells import LONGEST_CELL
from hubgraph.workbook.conflicts import list_identifiers
from hubgraph.workbook.contracts import InputTable
from hubgraph.workbook.filled import Tables, fill_table
from hubgraph.workbook.folders import write_folder
from hubgraph.workbook.intake import take_in
from hubgraph.workbook.layout import Book, lay_out_network, lay_out_plain
from hubgraph.workbook.ods import to_ods
from hubgraph.workbook.readers import PARQUET
from hubgraph.workbook.sheets import Sheet, tidy_text
from hubgraph.workbook.xlsx import to_xlsx

_CONTROL = re.compile(r"[\x00-\x1f\x7f\ufffe\uffff]")
_WIDE = re.compile(r"[^\x20-\x7e]")


def write_workbook(
    graph: Graph,
    path: str | Path,
    *,
    lang: str = "en",
    public: bool = False,
    partial: bool = False,
    overwrite: bool = False,
) -> Path:
    """Write a graph as a workbook that `read_workbook` turns into the same graph again.

    The suffix decides the form: a spreadsheet, .xlsx or .ods, with headings, notes
    and lists to choose from in `lang`, 'de' or 'en'; a folder of Parquet files if the
    name ends in .parquet (extra ``parquet``); without a suffix, or for a folder that is there,
    a folder of CSV files. Folders keep the names of tables and columns, whatever the language.
    Topics of its own go to a sheet, or to ``topics.ttl`` in the folder. All appears whole or
    not at all, equal to the byte every time; what is there is replaced only with `overwrite`,
    a folder only if it holds nothing but tables. With `public`, restricted sources are left
    out, everything derived from them, and every row that cannot stand without these. With
    `partial`, statements that no table can carry are left out. A workbook of a graph from a
    folder ``network.hg`` bears a mark of the state it shows, unless it is `public`: so
    `import_workbook` knows what was edited in it.

    Returns the path. Raises LeftoverError, without `partial`, if the graph holds such
    statements; TableError if a cell would not be read again; ExistingPathError if the path is
    taken; MissingFileError if the folder above it does not exist; UnknownFormatError for
    another suffix; HubgraphError if a library is missing, or a sheet is too long.

    >>> import hubgraph as hg, tempfile
    >>> folder = tempfile.mkdtemp()
    >>> path = hg.write_workbook(hg.load_graph("baden-wuerttemberg"), f"{folder}/network.xlsx")
    >>> len(hg.query(hg.read_workbook(path), "members", as_of="2018-10-10"))
    13
    """
    target = Path(path)
    require_suffix(target)
    tables: Tables = read_rows(graph)
    leftovers = find_leftovers(graph, tables)
    _require_readable(graph, tables, target)
    if public:
        graph = build_public(graph)
        tables = _drop_broken(read_rows(graph))
        leftovers = [quad for quad in leftovers if quad in native_store(graph)]
        _require_readable(graph, tables, target)
    topics, mark = _own_topics(graph), mark_state(native_store(graph))
    if target.is_dir() or target.suffix.lower() not in _SPREADSHEETS:
        _require_none(leftovers, target, partial=partial)
        return write_tables(tables, target, topics=topics, mark=mark, overwrite=overwrite)
    lines = {quad: _to_line(quad) for quad in sort_quads(native_store(topics))}
    too_long = [quad for quad, line in lines.items() if len(line) > LONGEST_CELL]
    _require_none([*leftovers, *too_long], target, partial=partial)
    kept = [line for quad, line in lines.items() if quad not in too_long]
    tree = build_topic_tree(native_store(graph), lang=lang)
    book = replace(lay_out_network(tables, tree, kept, lang), mark=mark)
    return write_book(book, target, overwrite=overwrite)


def require_suffix(target: Path) -> None:
    """Raise UnknownFormatError for a path that no workbook can be written to."""
    if target.suffix.lower() not in SUFFIXES and not target.is_dir():
        known = ("a folder name without a suffix", *filter(None, SUFFIXES))
        raise UnknownFormatError(target.suffix, known)


def _require_none(leftovers: Sequence[Quad], target: Path, *, partial: bool) -> None:
    """Raise LeftoverError if there are statements a workbook cannot carry, and it must."""
    if leftovers and not partial:
        raise LeftoverError([f"{quad}" for quad in leftovers], place=target)


def _to_line(quad: Quad) -> str:
    """Statement in Turtle on one line that a cell keeps as it is."""
    line = f"{quad.triple} ."
    if line == tidy_text(line) and not _CONTROL.search(line):
        return line
    return _WIDE.sub(lambda letter: f"\\U{ord(letter[0]):08X}", line)


def write_tables(
    tables: Tables,
    folder: str | Path,
    *,
    topics: Graph | None = None,
    mark: str = "",
    overwrite: bool = False,
) -> Path:
    """Write tables as a folder, columns as in the contract; see `write_folder`.

    A table without rows gets a file only where it is required. `topics` is written beside them
    as ``topics.ttl``, `mark` as ``base.txt``. Returns the folder.
    """
    turtle = to_turtle(sort_quads(native_store(topics))) if topics else ""
    sheets = lay_out_plain(tables)
    write_folder(Path(folder), sheets, own_topics=turtle, mark=mark, overwrite=overwrite)
    return Path(folder)


def write_book(book: Book, target: Path, *, overwrite: bool) -> Path:
    """Write a laid out workbook: a spreadsheet by its suffix, else a folder with a file a sheet.

    It appears whole or not at all. Raises ExistingPathError, without `overwrite`, if the path
    is taken, MissingFileError if the folder above does not exist, HubgraphError if a library
    is missing or a sheet is too long.
    """
    write = None if target.is_dir() else _SPREADSHEETS.get(target.suffix.lower())
    if write is None:
        write_folder(target, book.sheets, overwrite=overwrite)
        return target
    if target.exists() and not overwrite:
        raise ExistingPathError(target, hint="Choose a new name, or say overwrite=True.")
    return write_whole(target, write(book))


def _require_readable(graph: Graph, tables: Tables, target: Path) -> None:
    """Raise TableError with every cell that could not be read again."""
    sheets = [
        Sheet(
            f"{name}.csv",
            name,
            tuple(table.cells),
            tuple(table.cells.values()),
            range(2, len(table) + 2),
        )
        for name, table in tables.items()
    ]
    intake = take_in(sheets, index_topics(native_store(graph)), file=target.name)
    require_fitting(intake, place=str(target))


def _own_topics(graph: Graph) -> Graph:
    """Topics that do not come from the package, as a graph of their own."""
    store = Store()
    store.extend(native_store(graph).quads_for_pattern(None, None, None, OWN_TOPICS))
    return open_dataset(store)


def _drop_broken(tables: Tables) -> Tables:
    """Rows with every required cell that point only at rows that stay."""
    while True:
        known = list_identifiers(tables)
        kept = {
            name: fill_table(
                name, (row for row in table.rows() if _is_whole(row, table.contract, known))
            )
            for name, table in tables.items()
        }
        if all(len(kept[name]) == len(table) for name, table in tables.items()):
            return kept
        tables = kept


def _is_whole(row: Mapping[str, str], table: InputTable, known: Mapping[str, set[str]]) -> bool:
    """Whether a row has its required cells, and the rows it points at are there."""
    return all(
        row[column.name] in known[column.table]
        if row[column.name] and column.table
        else row[column.name] or not column.required
        for column in table.columns
        if column.kind != "sources"
    )


_SPREADSHEETS: Mapping[str, Callable[[Book], bytes]] = {".ods": to_ods, ".xlsx": to_xlsx}
SUFFIXES = (*_SPREADSHEETS, PARQUET, "")
"""Suffixes of a workbook to write; without one it is a folder of CSV tables."""
