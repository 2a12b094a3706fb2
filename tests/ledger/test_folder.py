"""The ledger in a network's folder: one batch per entry, undone exactly, kept by imports."""

import json
from pathlib import Path
from shutil import copytree

import pytest

import hubgraph as hg
from hubgraph.errors import HubgraphError, UnknownNameError
from hubgraph.knowledge.batches import hold_writing
from hubgraph.knowledge.quads import sort_quads, to_nquads
from hubgraph.knowledge.resources import network_path
from hubgraph.knowledge.store import native_store


def read_lines(folder: Path) -> str:
    """All statements of a network as N-Quads."""
    return to_nquads(sort_quads(native_store(hg.open_graph(folder))))


@pytest.fixture
def network(tmp_path: Path) -> Path:
    """Return the folder of the bundled network, with a recorded run."""
    folder = tmp_path / "network.hg"
    hg.import_workbook(network_path("baden-wuerttemberg"), into=folder)
    made = hg.suggest_learning(hg.build_profiles(hg.open_graph(folder)), learner="digiZ", top=2)
    hg.record_run(made, into=folder, recorded_on="2021-01-12")
    return folder


def test_an_entry_is_one_batch_that_is_taken_back_exactly(network: Path) -> None:
    run = hg.query(hg.open_graph(network), "runs")["run"].item()
    before = read_lines(network)
    entry = hg.record_decision(f"{run}-1", into=network, decision="taken", on="2021-02-01")
    assert entry.batch is not None
    history = hg.load_history(network)
    assert history["source"].tolist()[1:] == [f"hgd:run-{run}", entry.name]
    assert history[["added", "changed", "removed"]].iloc[1:].to_numpy().sum() == 0
    again = hg.record_decision(f"{run}-1", into=network, decision="taken", on="2021-02-01")
    assert again.batch is None
    assert len(hg.load_history(network)) == len(history)
    hg.undo_batch(network)
    assert read_lines(network) == before


def test_a_refused_entry_leaves_the_folder_as_it_was(network: Path) -> None:
    before = (network / "manifest.json").read_bytes()
    with pytest.raises(UnknownNameError):
        hg.record_decision("nope-1", into=network, decision="taken", on="2021-02-01")
    with hold_writing(network), pytest.raises(HubgraphError, match="somebody else"):
        hg.record_decision("nope-1", into=network, decision="taken", on="2021-02-01")
    assert (network / "manifest.json").read_bytes() == before
    assert not list((network / "generations").glob("draft-*"))


@pytest.mark.parametrize("anew", [False, True])
def test_an_import_keeps_the_ledger(network: Path, tmp_path: Path, *, anew: bool) -> None:
    """A few changed rows are put in; where the network itself changes all is written anew."""
    run = hg.query(hg.open_graph(network), "runs")["run"].item()
    workbook = copytree(network_path("baden-wuerttemberg"), tmp_path / "tables")
    name, old, new = (
        ("networks.csv", "Digital Hub Network", "The Digital Hub Network")
        if anew
        else ("organisations.csv", "digiZ", "digi-Z")
    )
    text = (workbook / name).read_text(encoding="utf-8")
    assert old in text
    (workbook / name).write_text(text.replace(old, new, 1), encoding="utf-8")
    found = hg.import_workbook(workbook, into=network)
    assert found.batch is not None
    kept = hg.open_graph(network)
    assert hg.query(kept, "runs")["run"].item() == run
    assert hg.query(kept, "suggested").shape[0] == 2
    told = hg.replay_run(kept, run=run).table
    assert ("network" if anew else "organisations") in set(told["key"].str.partition(" ")[0])


def test_a_workbook_leaves_the_ledger_where_it_is(network: Path, tmp_path: Path) -> None:
    path = hg.write_workbook(hg.open_graph(network), tmp_path / "edited.xlsx")
    assert hg.import_workbook(path, into=network).batch is None
    assert hg.query(hg.open_graph(network), "runs").shape[0] == 1
    assert json.loads((network / "manifest.json").read_text())["generation"] == 2
