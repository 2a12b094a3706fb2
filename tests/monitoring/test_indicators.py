"""Indicators over time: as defined, and missing with a reason where they cannot be told."""

import networkx as nx
import pytest
from rdflib import Dataset

import hubgraph as hg
from hubgraph.errors import InvalidDateError, OptionError
from hubgraph.monitoring.indicators import (
    INDICATOR_NAMES,
    REASONS,
    measure_contacts,
    measure_learning,
)
from hubgraph.tables import INDICATORS


def test_the_table_keeps_its_contract_and_every_gap_has_a_reason(graph: Dataset) -> None:
    table = hg.measure_indicators(graph, days=["2020-12-31", "2017-12-31"])
    dtypes = {name: str(kind) for name, kind in table.dtypes.items()}
    assert dtypes == {column.name: column.dtype for column in INDICATORS}
    assert table["indicator"].tolist() == [*INDICATOR_NAMES] * 2
    assert table["as_of"].is_monotonic_increasing
    assert (table["value"].isna() == table["reason"].notna()).all()
    assert set(table["reason"].dropna()) <= {*REASONS}
    before = table[table["as_of"] == "2017-12-31"].set_index("indicator")
    assert before.loc["members", "value"] == 0
    assert before["value"].drop("members").isna().all()
    shares = table.loc[table["unit"] == "share", "value"].dropna()
    assert shares.between(0, 1).all()


def test_a_year_without_a_recorded_meeting_is_no_zero(graph: Dataset) -> None:
    table = hg.measure_indicators(graph, days=["2018-10-09", "2018-12-31"])
    meetings = table[table["indicator"] == "meetings"]
    assert meetings["value"].isna().tolist() == [True, False]
    assert meetings["reason"].iloc[0] == "none_recorded"


def test_coverage_and_unmet_need_make_one(graph: Dataset) -> None:
    table = hg.measure_indicators(graph, days=["2020-12-31"]).set_index("indicator")
    assert table.loc[["coverage", "unmet_need"], "value"].sum() == pytest.approx(1)
    assert 0 < table.loc["coverage", "value"] < 1


def test_contacts_by_hand() -> None:
    path = nx.path_graph(3)
    assert measure_contacts(path)["contacts"] == (2.0, None)
    assert measure_contacts(path)["contact_density"] == (pytest.approx(2 / 3), None)
    assert measure_contacts(path)["contact_centralisation"] == (1.0, None)
    assert measure_contacts(nx.path_graph(2))["contact_centralisation"] == (None, "too_few")
    assert measure_contacts(nx.empty_graph(1))["contacts"] == (None, "too_few")
    assert measure_contacts(nx.empty_graph(4))["contacts"] == (None, "none_recorded")


def test_learning_by_hand() -> None:
    network = nx.DiGraph([(1, 2), (2, 1), (1, 3)])
    assert measure_learning(network)["learning_density"] == (0.5, None)
    assert measure_learning(network)["reciprocity"] == (pytest.approx(2 / 3), None)
    empty = nx.empty_graph(2, create_using=nx.DiGraph)
    assert measure_learning(empty)["reciprocity"] == (None, "no_ties")
    assert measure_learning(nx.DiGraph())["learning_density"] == (None, "too_few")


def test_days_must_be_days(graph: Dataset) -> None:
    with pytest.raises(OptionError, match="at least one day"):
        hg.measure_indicators(graph, days=[])
    with pytest.raises(InvalidDateError):
        hg.measure_indicators(graph, days=["2020"])
