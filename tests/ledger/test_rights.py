"""What may be published of a ledger: nothing that rests on what may not."""

from pathlib import Path
from shutil import copytree

import pytest
from rdflib import Dataset

import hubgraph as hg
from hubgraph.knowledge.ledger import Entry
from hubgraph.knowledge.resources import network_path
from hubgraph.knowledge.rights import build_public


@pytest.fixture(scope="module")
def restricted(tmp_path_factory: pytest.TempPathFactory) -> Dataset:
    """Return the bundled network with one source restricted."""
    folder = copytree(
        network_path("baden-wuerttemberg"), tmp_path_factory.mktemp("restricted") / "network"
    )
    path = folder / "sources.csv"
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    assert "access" not in lines[0]
    endings = ("access" if not n else "restricted" * line.startswith("S70,")
               for n, line in enumerate(lines))  # fmt: skip
    changed = [f"{line.rstrip()},{end}\n" for line, end in zip(lines, endings, strict=True)]
    assert sum(line.endswith(",restricted\n") for line in changed) == 1
    path.write_text("".join(changed), encoding="utf-8")
    return hg.read_workbook(folder)


@pytest.fixture(scope="module")
def ledger(restricted: Dataset) -> tuple[Dataset, str, str]:
    """Return a graph with one run from all data and one from the public part, and both ids."""
    whole = hg.suggest_learning(hg.build_profiles(restricted), top=2)
    first = hg.record_run(whole, into=restricted, recorded_on="2021-01-12")
    public = hg.suggest_learning(hg.build_profiles(hg.build_public(restricted)), top=2)
    second = hg.record_run(public, into=first.graph, recorded_on="2021-01-12")
    graph = second.graph
    for run in (first, second):
        name = f"{run.identifier}-1"
        graph = hg.record_decision(
            name, into=graph, decision="declined", on="2021-02-01", note="Vertraulich besprochen"
        ).graph
        graph = hg.record_outcome(name, into=graph, met=False, on="2021-03-01").graph
    return graph, first.identifier, second.identifier


def test_a_run_from_restricted_data_is_left_out_whole(ledger: tuple[Dataset, str, str]) -> None:
    graph, whole, public = ledger
    part = hg.build_public(graph)
    assert hg.query(part, "runs")["run"].tolist() == [public]
    assert hg.query(part, "suggested")["run"].unique().tolist() == [public]
    assert not any(whole in str(node) for quad in part.quads() for node in quad)
    assert hg.replay_run(part, run=public).same
    assert hg.replay_run(graph, run=public).same
    assert hg.replay_run(graph, run=whole).same


def test_no_decision_and_no_follow_up_leaves_the_house(ledger: tuple[Dataset, str, str]) -> None:
    part = hg.build_public(ledger[0])
    for kind in ("Decision", "FollowUp"):
        assert len(hg.query(ledger[0], f"SELECT ?x WHERE {{ ?x a hg:{kind} }}")) == 2
        assert hg.query(part, f"SELECT ?x WHERE {{ ?x a hg:{kind} }}").empty
    assert hg.measure_uptake(part).query("step == 'decided' and by == 'all'")["count"].item() == 0


def test_an_export_leaks_nothing(ledger: tuple[Dataset, str, str], tmp_path: Path) -> None:
    graph = ledger[0]
    assert hg.check_leaks(graph, hg.build_public(graph)).empty
    for suffix in (".trig", ".ttl"):
        path = hg.export_graph(graph, tmp_path / f"public{suffix}", public=True)
        assert hg.check_leaks(graph, path).empty
    whole = hg.export_graph(graph, tmp_path / "whole.trig")
    leaks = hg.check_leaks(graph, whole)
    assert "Vertraulich besprochen" in set(leaks["value"])


def test_without_its_named_graphs_a_run_is_left_out_as_well(
    ledger: tuple[Dataset, str, str], tmp_path: Path
) -> None:
    graph = hg.open_graph(hg.export_graph(ledger[0], tmp_path / "union.ttl"))
    assert hg.query(graph, "runs")["run"].size == 2
    part = hg.build_public(graph)
    assert hg.query(part, "runs")["run"].tolist() == [ledger[2]]
    assert hg.check_leaks(graph, part).empty


def test_a_run_after_a_restricted_decision_is_restricted(
    decided: Entry,
) -> None:
    later = hg.suggest_learning(hg.build_profiles(decided.graph, as_of="2021-02-01"), top=1)
    entry = hg.record_run(later, into=decided.graph, recorded_on="2021-02-01")
    assert hg.query(build_public(decided.graph), "runs")["run"].size == 1
    assert entry.identifier not in set(hg.query(build_public(entry.graph), "runs")["run"])
