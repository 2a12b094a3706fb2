"""A store that follows changed rows is the store that all rows give."""

from collections import Counter

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyoxigraph import RdfFormat, Store
from table_worlds import OWN_TOPICS, networks

from hubgraph.knowledge.ontology_graphs import OWN_TOPICS as OWN_GRAPH
from hubgraph.knowledge.rows import read_rows
from hubgraph.knowledge.rules import DERIVED
from hubgraph.knowledge.store import open_dataset
from hubgraph.knowledge.triples import load_tables
from hubgraph.knowledge.updating import plan_update, update_store
from hubgraph.knowledge.workbook import finish_graph
from hubgraph.workbook.contracts import input_tables
from hubgraph.workbook.filled import FilledTable, Tables, fill_table

TOPICS = Store()
TOPICS.load(OWN_TOPICS.encode(), format=RdfFormat.TURTLE, to_graph=OWN_GRAPH)


def write_anew(tables: Tables) -> Store:
    """Store of all rows, and what follows from them."""
    store = Store()
    store.extend(TOPICS)
    load_tables(store, tables)
    finish_graph(store)
    return store


def update_copy(store: Store, after: Tables) -> Store | None:
    """Copy of a store that follows what changed, None where all is to be written anew."""
    update = plan_update(read_rows(open_dataset(store)), after)
    if update is None:
        return None
    copy = Store()
    copy.extend(store)
    update_store(copy, update, TOPICS)
    return copy


def content(store: Store) -> tuple[set[object], set[object]]:
    """Statements and named graphs of a store."""
    return {quad for quad in store if quad.graph_name != OWN_GRAPH}, {*store.named_graphs()}


@st.composite
def edits(draw: st.DrawFn, first: Tables) -> dict[str, FilledTable]:
    """Draw other tables: of each row the one there was, that of another network, or none."""
    second = draw(networks())
    edited = {}
    for name, contract in input_tables().items():
        rows: dict[tuple[str, ...], list[dict[str, str]]] = {}
        for table in (first[name], second[name]):
            for row in table.rows():
                rows.setdefault(tuple(row[column] for column in contract.key), []).append(row)
        kept = name in {"networks", "sources"}
        chosen = [
            each[0] if kept else draw(st.sampled_from([*each, None])) for each in rows.values()
        ]
        edited[name] = fill_table(name, [row for row in chosen if row is not None])
    return {**edited, "networks": first["networks"]}


def test_any_update_is_writing_all_anew() -> None:
    met = Counter[str]()

    @settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
    @given(st.data())
    def follow(data: st.DataObject) -> None:
        """Write a network, change some rows, and compare."""
        store = write_anew(data.draw(networks()))
        before = read_rows(open_dataset(store))
        after = data.draw(edits(before))
        updated, anew = update_copy(store, after), write_anew(after)
        met[f"anew {updated is None}"] += 1
        if updated is not None:
            assert content(updated) == content(anew)
            old, new = (
                {*each.quads_for_pattern(None, None, None, DERIVED)} for each in (store, anew)
            )
            met.update({"concluded": bool(new - old), "withdrawn": bool(old - new)})

    follow()
    assert min(met[key] for key in ("anew True", "anew False", "concluded", "withdrawn")) > 0, met
