"""Replay: a run on record comes out the same to the byte, or it is said what differs."""

import json
from pathlib import Path

import pytest
from ledger_graphs import change_graph

import hubgraph as hg
from hubgraph.errors import UnknownNameError
from hubgraph.explanation import entries
from hubgraph.explanation.suggestions import Suggestions
from hubgraph.knowledge.ledger import Entry
from hubgraph.knowledge.resources import network_path
from hubgraph.matching.profiles import Profiles


def test_a_run_is_the_same_to_the_byte_and_keeps_what_was_shown(
    decided: Entry, recorded: Entry, suggestions: Suggestions
) -> None:
    found = hg.replay_run(decided.graph, run=recorded.identifier, lang="de")
    assert found.same
    assert found.table.empty
    assert "\n".join(found.stored).encode() == "\n".join(found.fresh).encode()
    shown = json.loads(suggestions.table.to_json(orient="records", double_precision=15))
    for stored, row in zip(map(json.loads, found.stored), shown, strict=True):
        assert (stored["why"], stored["names"]) == (row["why"], row["names"])
        assert stored["score"] == pytest.approx(row["score"], abs=1e-12)
    assert [json.loads(row)["score"] for row in found.stored] == suggestions.table["score"].tolist()
    assert "genau wiederholt" in found.to_text()
    assert "<p>" in found._repr_html_()


def test_a_run_is_the_same_after_save_export_and_import(tmp_path: Path) -> None:
    """Saved in a folder, exported as N-Quads and TriG, read back, imported again: no byte moves."""
    folder = tmp_path / "network.hg"
    hg.import_workbook(network_path("baden-wuerttemberg"), into=folder)
    profiles = hg.build_profiles(hg.open_graph(folder))
    runs = [
        hg.record_run(made, into=folder, recorded_on="2021-01-12").identifier
        for made in (
            hg.suggest_learning(profiles, top=2, order="coverage", lang="de"),
            hg.suggest_hubs_for_company(profiles, needs=["IT-Sicherheit"], seat="Karlsruhe"),
        )
    ]
    saved = hg.open_graph(folder)
    places = [saved]
    for suffix in (".nq", ".trig"):
        path = hg.export_graph(saved, tmp_path / f"network{suffix}")
        places.append(hg.open_graph(path))
        again = hg.export_graph(places[-1], tmp_path / f"again{suffix}")
        assert again.read_bytes() == path.read_bytes()
    answers = [hg.replay_run(place, run=run) for place in places for run in runs]
    assert all(answer.same for answer in answers)
    assert len({answer.stored for answer in answers}) == len(runs)
    assert hg.replay_run(folder, run=runs[0]).fresh == answers[0].stored


def test_changed_data_are_named(recorded: Entry) -> None:
    graph = change_graph(
        recorded.graph,
        "DELETE { GRAPH ?g { hgd:need-sbh-founder-space hg:priority ?v } } "
        "INSERT { GRAPH ?g { hgd:need-sbh-founder-space hg:priority 0.5 } } "
        "WHERE { GRAPH ?g { hgd:need-sbh-founder-space a hg:Need } "
        "OPTIONAL { hgd:need-sbh-founder-space hg:priority ?v } }",
        "DELETE WHERE { GRAPH ?g { hgd:offer-boeblingen-founder-space hg:statedFor ?o } }",
    )
    found = hg.replay_run(graph, run=recorded.identifier)
    assert not found.same
    data = found.table[found.table["kind"] == "data"].set_index("key")["change"].to_dict()
    assert data == {
        "statements hgd:need-sbh-founder-space": "changed",
        "statements hgd:offer-boeblingen-founder-space": "removed",
    }
    assert "Data: statements hgd:offer-boeblingen-founder-space is gone." in found.to_text()


def test_changed_options_and_program_are_named(
    recorded: Entry, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = f"{recorded.name}-settings"
    graph = change_graph(
        recorded.graph,
        f"DELETE {{ GRAPH ?g {{ {name} prov:value ?v }} }} "
        f"INSERT {{ GRAPH ?g {{ {name} prov:value ?w }} }} "
        f"WHERE {{ GRAPH ?g {{ {name} prov:value ?v }} "
        'BIND (REPLACE(STR(?v), "\\"gamma\\": 0.7", "\\"gone\\": 0.7") AS ?w) }',
    )
    monkeypatch.setattr(entries, "version", lambda _name: "9.9")
    found = hg.replay_run(graph, run=recorded.identifier)
    rows = found.table.set_index("key")
    assert rows.loc["hubgraph", ["kind", "fresh"]].tolist() == ["code", "9.9"]
    assert rows.loc["gone", "change"] == "removed"
    assert rows.loc["gamma", "change"] == "added"
    assert set(found.table["kind"]) == {"code", "option"}
    assert "The answer is the same nevertheless" in found.to_text()


def test_a_changed_answer_is_named_cell_by_cell(recorded: Entry) -> None:
    name = f"{recorded.name}-1"
    graph = change_graph(
        recorded.graph,
        f"DELETE {{ GRAPH ?g {{ {name} prov:value ?v }} }} "
        f"INSERT {{ GRAPH ?g {{ {name} prov:value ?w }} }} "
        f"WHERE {{ GRAPH ?g {{ {name} prov:value ?v }} "
        'BIND (REPLACE(STR(?v), "\\"rank\\": 1,", "\\"rank\\": 7,") AS ?w) }',
        f"DELETE WHERE {{ GRAPH ?g {{ {recorded.name}-24 prov:value ?v }} }}",
    )
    found = hg.replay_run(graph, run=recorded.identifier)
    assert found.table[["kind", "change", "key"]].values.tolist() == [
        ["answer", "changed", "1 rank"],
        ["answer", "added", "24"],
    ]
    assert found.table["stored"].iloc[0] == "7"


def test_decisions_on_other_runs_that_came_later_are_named(
    decided: Entry, profiles: Profiles
) -> None:
    """Its own decisions cannot have been known to a run, so they never count as a difference."""
    later = hg.suggest_learning(
        hg.build_profiles(decided.graph, as_of="2021-02-01"), learner="digiZ", top=1
    )
    run = hg.record_run(later, into=decided.graph, recorded_on="2021-02-01")
    assert hg.replay_run(run.graph, run=run.identifier).same
    own = hg.record_decision(
        f"{run.identifier}-1", into=run.graph, decision="declined", on="2021-02-01"
    )
    assert hg.replay_run(own.graph, run=run.identifier).same
    first = hg.query(own.graph, "runs")["run"].iloc[0]
    other = hg.record_decision(f"{first}-3", into=own.graph, decision="declined", on="2021-02-01")
    found = hg.replay_run(other.graph, run=run.identifier).table
    assert found["key"].str.startswith("decisions hgd:decision-").any()
    assert profiles.decisions.empty


def test_an_unknown_run_is_told(recorded: Entry) -> None:
    with pytest.raises(UnknownNameError, match="no run"):
        hg.replay_run(recorded.graph, run="nope")
