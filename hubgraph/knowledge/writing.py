"""Tables out: a graph becomes a workbook again."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from shutil import rmtree
from tempfile import mkdtemp

from pyoxigraph import Store
from rdflib import Graph

from hubgraph.errors import ExistingPathError, LeftoverError, MissingFileError, UnknownFormatError
from hubgraph.knowledge.export import export_graph
from hubgraph.knowledge.ontology_graphs import OWN_TOPICS, index_topics
from hubgraph.knowledge.rights import build_public
from hubgraph.knowledge.rows import find_leftovers, read_rows
from hubgraph.knowledge.store import native_store, open_dataset
from hubgraph.knowledge.workbook import require_fitting
from hubgraph.workbook.contracts import REFERENCE_GROUPS, InputTable, input_tables
from hubgraph.workbook.filled import FilledTable, Tables, fill_table
from hubgraph.workbook.formulas import guard_cell
from hubgraph.workbook.intake import take_in
from hubgraph.workbook.sheets import Sheet

_TOPICS_FILE = "topics.ttl"
_NUMBERS = frozenset({"decimal", "integer"})


def write_workbook(
    graph: Graph,
    path: str | Path,
    *,
    public: bool = False,
    partial: bool = False,
    overwrite: bool = False,
) -> Path:
    """Write a graph as a workbook that `read_workbook` turns into the same graph again.

    A path without a suffix, or an existing folder, becomes a folder of CSV tables, with
    ``topics.ttl`` if the graph has topics of its own. It appears whole or not at all; a folder
    of tables that is there is replaced only with `overwrite`. With `public`, restricted
    sources are left out, everything derived from them, and every row that cannot stand
    without these. With `partial`, statements that no table can carry are left out.

    Returns the path. Raises LeftoverError, without `partial`, if the graph holds such
    statements; TableError if a cell would not be read again; ExistingPathError if the path is
    taken; MissingFileError if the folder above it does not exist; UnknownFormatError for
    another suffix.

    >>> import hubgraph as hg, tempfile
    >>> folder = tempfile.mkdtemp()
    >>> path = hg.write_workbook(hg.load_graph("baden-wuerttemberg"), f"{folder}/network")
    >>> len(hg.query(hg.read_workbook(path), "members", as_of="2018-10-10"))
    13
    """
    target = Path(path)
    if target.suffix and not target.is_dir():
        raise UnknownFormatError(target.suffix, ("a folder name without a suffix",))
    tables: Tables = read_rows(graph)
    leftovers = find_leftovers(graph, tables)
    _require_readable(graph, tables, target)
    if public:
        graph = build_public(graph)
        tables = _drop_broken(read_rows(graph))
        leftovers = [quad for quad in leftovers if quad in native_store(graph)]
        _require_readable(graph, tables, target)
    if leftovers and not partial:
        raise LeftoverError([f"{quad}" for quad in leftovers], place=path)
    return write_tables(tables, target, topics=_own_topics(graph), overwrite=overwrite)


def write_tables(
    tables: Tables, folder: str | Path, *, topics: Graph | None = None, overwrite: bool = False
) -> Path:
    """Write tables as a folder of CSV files: UTF-8, comma, LF, header, columns as in the contract.

    A table without rows gets a file only where it is required. Cells that a spreadsheet
    program would run as formulas get an apostrophe, which reading takes away. `topics` is
    written beside them as ``topics.ttl``. The folder appears whole or not at all.

    Returns the folder. Raises ExistingPathError for a file, for a folder with anything but
    tables in it, and, without `overwrite`, for a folder of tables; MissingFileError if the
    folder above does not exist.
    """
    target = Path(folder).resolve()
    if not target.parent.is_dir():
        raise MissingFileError(target.parent, hint="Make the folder first.")
    _require_free(target, overwrite=overwrite)
    draft = Path(mkdtemp(prefix=f".{target.name}-", dir=target.parent))
    try:
        for name, text in _to_files(tables):
            (draft / name).write_text(text, encoding="utf-8", newline="")
        if topics:
            export_graph(topics, draft / _TOPICS_FILE)
        draft.chmod(0o755)
        _put(draft, target)
    except BaseException:
        rmtree(draft, ignore_errors=True)
        raise
    return Path(folder)


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
        known = _list_identifiers(tables)
        kept = {
            name: fill_table(
                name, (row for row in table.rows() if _is_whole(row, table.contract, known))
            )
            for name, table in tables.items()
        }
        if all(len(kept[name]) == len(table) for name, table in tables.items()):
            return kept
        tables = kept


def _list_identifiers(tables: Tables) -> Mapping[str, set[str]]:
    """Identifiers of the rows a reference may point at, by table or group of tables."""
    known = {
        name: set(table.cells.get(table.contract.id_column, ())) for name, table in tables.items()
    }
    for group, members in REFERENCE_GROUPS.items():
        known[group] = set().union(*(known[name] for name in members))
    return known


def _is_whole(row: Mapping[str, str], table: InputTable, known: Mapping[str, set[str]]) -> bool:
    """Whether a row has its required cells, and the rows it points at are there."""
    return all(
        row[column.name] in known[column.table]
        if row[column.name] and column.table
        else row[column.name] or not column.required
        for column in table.columns
        if column.kind != "sources"
    )


def _to_files(tables: Tables) -> Iterator[tuple[str, str]]:
    """Name and text of each file a folder of tables has."""
    for name, table in input_tables().items():
        filled = tables.get(name) or fill_table(name, ())
        if len(filled) or table.required:
            yield f"{name}.csv", _to_csv(filled)


def _to_csv(table: FilledTable) -> str:
    """Table as CSV with all columns of its contract."""
    names = {column.name: column.kind in _NUMBERS for column in table.contract.columns}
    lines = [list(names)] + [
        [row[name] if is_number else guard_cell(row[name]) for name, is_number in names.items()]
        for row in table.rows()
    ]
    return "".join(f"{','.join(map(_quote, line))}\n" for line in lines)


def _quote(cell: str) -> str:
    """Cell in quotation marks where CSV needs them; Python's csv module forgets CR."""
    if any(mark in cell for mark in ',"\r\n'):
        return '"' + cell.replace('"', '""') + '"'
    return cell


def _require_free(target: Path, *, overwrite: bool) -> None:
    """Raise ExistingPathError unless nothing of value would be lost by a new folder."""
    if not target.exists():
        return
    ours = {_TOPICS_FILE, *(f"{name}.csv" for name in input_tables())}
    names = sorted(path.name for path in target.iterdir()) if target.is_dir() else [target.name]
    if foreign := [name for name in names if name not in ours]:
        hint = f"It is no folder of tables alone: {foreign[0]}. Choose a new name."
        raise ExistingPathError(target, hint=hint)
    if names and not overwrite:
        raise ExistingPathError(target, hint="Choose a new name, or say overwrite=True.")


def _put(draft: Path, target: Path) -> None:
    """Move a folder to where another may be; the other comes back if that fails."""
    if not target.exists():
        draft.rename(target)
        return
    old = draft.with_name(f"{draft.name}-old")
    target.rename(old)
    try:
        draft.rename(target)
    except BaseException:
        old.rename(target)
        raise
    rmtree(old)
