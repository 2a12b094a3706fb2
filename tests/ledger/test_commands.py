"""The commands of the ledger, one after the other on one network."""

import re
from pathlib import Path

import pytest
from cli_runs import Run

import hubgraph as hg
from hubgraph.knowledge.resources import network_path


@pytest.fixture
def network(tmp_path: Path) -> str:
    """Return the folder of the bundled network."""
    hg.import_workbook(network_path("baden-wuerttemberg"), into=tmp_path / "network.hg")
    return str(tmp_path / "network.hg")


def test_a_suggestion_from_the_question_to_the_uptake(run: Run, network: str) -> None:
    shown = run("suggest", "digiZ", "--top", "2", "--graph", network)
    kept = run("suggest", "digiZ", "--top", "2", "--graph", network, "--record", "--lang", "de")
    assert shown.code == kept.code == 0
    name = re.search(r"Festgehalten: Lauf (\w{12}) mit 2 Vorschlägen", kept.err)
    assert name is not None
    first = f"{name[1]}-1"
    assert run("runs", "--graph", network, "--format", "csv").table()["run"].tolist() == [name[1]]
    said = run("decide", first, "declined", "--reason", "no_capacity", "--graph", network)
    assert said.err == f"Recorded: {first} declined.\n"
    run("decide", first, "taken", "--graph", network)
    found = run("outcome", first, "--met", "--useful", "2", "--graph", network, "--lang", "de")
    assert found.err == f"Festgehalten: {first}, nützlich.\n"
    listed = run("runs", "--run", name[1], "--graph", network, "--format", "csv").table()
    assert listed["outcome"].dropna().tolist() == ["hg:useful"]
    again = run("replay", name[1], "--graph", network)
    assert (again.code, "replayed exactly" in again.out) == (0, True)
    text = run("uptake", "--graph", network, "--lang", "de").out
    assert "Themenfeld" in text
    assert "warum kein Anteil" in text
    rows = run("uptake", "--graph", network, "--format", "csv").table()
    whole = rows[rows["by"] == "all"].set_index("step")
    assert whole["count"].tolist() == [1, 1, 1, 1, 0]
    assert whole["n"].tolist() == [2, 1, 2, 1, 1]


def test_a_replay_that_differs_ends_with_1(run: Run, network: str, tmp_path: Path) -> None:
    kept = run("company", "--need", "IT-Sicherheit", "--graph", network, "--record")
    name = kept.err.split()[2]
    path = hg.export_graph(hg.open_graph(network), tmp_path / "network.trig")
    text = path.read_text(encoding="utf-8").replace("ZD.BB", "ZD BB")
    path.write_text(text, encoding="utf-8")
    found = run("replay", name, "--graph", str(path))
    assert found.code == 1
    assert "Data: " in found.out


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("suggest", "digiZ", "--record"), "ends in .hg"),
        (("decide", "nope-1", "taken", "--graph", "{}"), "no run"),
        (("outcome", "nope-1", "--graph", "{}"), "--met"),
        (("decide", "nope-1", "maybe", "--graph", "{}"), "'maybe' is not one of"),
        (("replay", "nope", "--graph", "{}"), "no run"),
    ],
)
def test_what_cannot_be_is_told_with_2(
    run: Run, network: str, words: tuple[str, ...], told: str
) -> None:
    found = run(*(word.format(network) for word in words))
    assert found.code == 2
    assert told in found.err
