"""A store follows changed rows: only the statements about what they speak of are rewritten."""

import hashlib
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import pyoxigraph

from hubgraph.knowledge.ontology_graphs import ONTOLOGY_GRAPHS
from hubgraph.knowledge.queries import reference_date
from hubgraph.knowledge.resources import ontology_path
from hubgraph.knowledge.rules import DERIVED, derive_facts_about
from hubgraph.knowledge.store import open_dataset
from hubgraph.knowledge.triples import build_lines, list_restricted, reference_base
from hubgraph.vocabulary import PREFIXES
from hubgraph.workbook.contracts import REFERENCE_GROUPS, InputTable, input_tables
from hubgraph.workbook.filled import FilledTable, Tables
from hubgraph.workbook.merging import Row, index_rows

_FEW = 100
_SHARE = 100


@dataclass(frozen=True)
class Update:
    """What changed rows change in a store.

    `gone` and `come` are statements as N-Quads. `organisations` are the IRIs of all that the
    rows refer to as an organisation: what the rules conclude can change for these only.
    """

    gone: frozenset[str]
    come: frozenset[str]
    organisations: frozenset[str]


@cache
def hash_makers() -> str:
    """SHA-256 of what decides how rows become statements: column contracts and rules."""
    rules = sorted((ontology_path() / "rules").glob("*.rq"))
    contract = files("hubgraph.workbook") / "tables.toml"
    texts = [each.read_bytes() for each in (contract, *rules)]
    return hashlib.sha256(b"\0".join(texts)).hexdigest()


def plan_update(before: Tables, after: Tables) -> Update | None:
    """What changes in a store of the tables before, so that it is one of the tables after.

    None where all is to be written anew: where a network begins, a row of a network or what is
    restricted changes, or so many rows that it would take no longer.
    """
    if not before or list_restricted(before) != list_restricted(after):
        return None
    old, new = _pick_changed(before, after)
    changed = sum(len(table) for table in (*old.values(), *new.values()))
    most = max(_FEW, sum(map(len, after.values())) // _SHARE)
    if changed > most or len(old["networks"]) or len(new["networks"]):
        return None
    nodes = frozenset(_subject(line) for rows in (old, new) for line in build_lines(rows))
    told, said = (_list_lines(tables, nodes) for tables in (before, after))
    named = frozenset(iri for rows in (old, new) for iri in _name_organisations(rows))
    return Update(told - said, said - told, named)


def update_store(store: pyoxigraph.Store, update: Update, topics: pyoxigraph.Store) -> None:
    """Bring a store up to date, as if all had been written anew: ontology, own topics, rows."""
    gone = _read_lines(update.gone)
    for quad in gone:
        store.remove(quad)
    store.extend(_read_lines(update.come))
    for own in ONTOLOGY_GRAPHS:
        store.remove_graph(own)
        store.extend(topics.quads_for_pattern(None, None, None, own))
    as_of = reference_date(open_dataset(store))
    derive_facts_about(store, update.organisations, as_of=as_of)
    for graph in {DERIVED, *(quad.graph_name for quad in gone)}:
        if not any(store.quads_for_pattern(None, None, None, graph)):
            store.remove_graph(graph)


def _pick_changed(
    before: Tables, after: Tables
) -> tuple[dict[str, FilledTable], dict[str, FilledTable]]:
    """Rows that are not the same before and after, as they were and as they are."""
    old: dict[str, FilledTable] = {}
    new: dict[str, FilledTable] = {}
    for name, contract in input_tables().items():
        was, now = (index_rows(tables.get(name), contract) for tables in (before, after))
        keys = [key for key in was.keys() | now.keys() if was.get(key) != now.get(key)]
        old[name] = _to_table(contract, (was[key] for key in keys if key in was))
        new[name] = _to_table(contract, (now[key] for key in keys if key in now))
    return old, new


def _to_table(contract: InputTable, rows: Iterable[Row]) -> FilledTable:
    """Table of some rows."""
    columns = map(list, zip(*rows, strict=True))
    names = [column.name for column in contract.columns]
    return FilledTable(contract, dict(zip(names, columns, strict=False)))


def _list_lines(tables: Tables, nodes: Collection[str]) -> frozenset[str]:
    """All that tables say of some nodes, each as its subject stands in N-Quads."""
    rows = {
        name: table if name == "sources" else _pick_speaking(table, nodes)
        for name, table in tables.items()
    }
    return frozenset(line for line in build_lines(rows) if _subject(line) in nodes)


def _pick_speaking(table: FilledTable, nodes: Collection[str]) -> FilledTable:
    """Rows of a table that say something of a node: of their own, or by a shortcut."""
    said = [[PREFIXES["hgd"] + name for name in table.node_names()]]
    for name in {shortcut.subject for shortcut in table.contract.shortcuts} - {"id"}:
        base = reference_base(table.contract.column(name))
        said.append([base + cell for cell in table.cells[name]])
    chosen = [any(f"<{iri}>" in nodes for iri in iris) for iris in zip(*said, strict=True)]
    rows = zip(*(table.cells[column.name] for column in table.contract.columns), strict=True)
    return _to_table(
        table.contract, (row for row, speaks in zip(rows, chosen, strict=True) if speaks)
    )


def _name_organisations(rows: Tables) -> Iterator[str]:
    """IRIs of all that rows refer to as an organisation."""
    for table in rows.values():
        for column in table.contract.columns:
            if column.table in REFERENCE_GROUPS:
                base = reference_base(column)
                yield from (base + cell for cell in table.cells[column.name] if cell)


def _subject(line: str) -> str:
    """Subject of a statement in N-Quads."""
    return line[: line.index(" ")]


def _read_lines(lines: Iterable[str]) -> list[pyoxigraph.Quad]:
    """Statements of N-Quads, in order."""
    return list(pyoxigraph.parse("".join(sorted(lines)), format=pyoxigraph.RdfFormat.N_QUADS))
