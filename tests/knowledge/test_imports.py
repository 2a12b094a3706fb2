"""Imports: one batch or nothing, taken back exactly, one writer, readers undisturbed."""

import hashlib
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pyoxigraph
import pytest
from kill_import import content, draw_moments, kill_imports
from survey import SMALL, Rows, changed, write_survey

import hubgraph as hg
from hubgraph.errors import BusyError, HubgraphError, MissingFileError, OptionError, TableError
from hubgraph.knowledge import batches, imports, rows
from hubgraph.knowledge.batches import hold_writing, open_generation
from hubgraph.knowledge.imports import Import
from hubgraph.knowledge.resources import network_path
from hubgraph.knowledge.rows import find_leftovers
from hubgraph.knowledge.store import native_store
from hubgraph.tables import BATCHES, CHANGES
from hubgraph.workbook.base import MARK_FILE

OWN_TOPICS = """\
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix hgt: <https://w3id.org/hubgraph/topic/> .
hgt:juggling a skos:Concept ; skos:inScheme hgt:scheme ; skos:prefLabel "Jonglieren"@de .
"""
OFFERS = {**SMALL, "Angebote": SMALL["Angebote"][:2]}
"""The survey without its last offers."""


def dump(folder: Path) -> bytes:
    """All statements of a network, as sorted N-Quads."""
    quads = open_generation(folder).dump(format=pyoxigraph.RdfFormat.N_QUADS)
    assert quads is not None
    return b"\n".join(sorted(quads.splitlines()))


def levels(folder: Path) -> list[int]:
    """Levels of the offers in a network."""
    table = hg.query(hg.open_graph(folder), "SELECT ?l { ?s a hg:Offer ; hg:level ?l } ORDER BY ?l")
    return [int(level) for level in table["l"]]


def files(folder: Path) -> dict[str, str]:
    """Content of every file of a network, by its path, but for RocksDB's own log."""
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.is_file() and not path.name.startswith("LOG")
    }


def warnings(found: Import) -> list[str]:
    """Keys of the warnings of an import."""
    return [finding.key for finding in found.findings if finding.severity == "warning"]


def write_again(folder: Path, sheets: Mapping[str, Rows]) -> Path:
    """Write another state of the survey, under the same name: the name is its source."""
    (folder / "again").mkdir(exist_ok=True)
    return write_survey(folder / "again" / "survey.xlsx", sheets)


@pytest.fixture(name="network")
def import_small(tmp_path: Path) -> Path:
    """Return a network of one batch."""
    folder = tmp_path / "network.hg"
    hg.import_workbook(write_survey(tmp_path / "survey.xlsx", SMALL), into=folder)
    return folder


@pytest.fixture(name="edited")
def write_edited(tmp_path: Path) -> Path:
    """Return the survey with a level raised from 3 to 5."""
    return write_again(tmp_path, changed("Angebote", 2, 3, 5))


# ---------------------------------------------------------------------------- batches


def test_an_import_is_what_reading_is(network: Path, tmp_path: Path) -> None:
    read = hg.read_workbook(tmp_path / "survey.xlsx")
    assert {*hg.build_profiles(read).statements.index} == {
        *hg.build_profiles(hg.open_graph(network)).statements.index
    }
    assert levels(network) == [3, 4]


def test_undo_is_exact(network: Path, edited: Path) -> None:
    before = dump(network)
    found = hg.import_workbook(edited, into=network)
    assert found.batch is not None
    assert levels(network) == [4, 5]
    assert dump(network) != before
    assert hg.undo_batch(network).number == 2
    assert dump(network) == before
    assert hg.undo_batch(network).number == 1
    assert dump(network) == b""
    with pytest.raises(HubgraphError, match="no batch to take back"):
        hg.undo_batch(network)
    assert hg.query(hg.open_graph(network), "members", as_of="2024-01-01").empty
    hg.import_workbook(edited, into=network)
    assert levels(network) == [4, 5]


def test_a_change_is_what_writing_all_anew_is(
    network: Path, edited: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = {name: text for name, text in files(network).items() if name != "manifest.json"}
    hg.import_workbook(edited, into=network)
    changed_store = content(network)
    files_of = [
        {path.stat().st_ino for path in each.iterdir()} for each in network.glob("generations/*")
    ]
    assert set.intersection(*files_of), "what did not change is on disk once"
    assert before.items() <= files(network).items()
    hg.undo_batch(network)
    monkeypatch.setattr(imports, "plan_update", lambda *_tables: None)
    hg.import_workbook(edited, into=network)
    assert changed_store == content(network)


def test_other_rules_write_all_anew(
    network: Path, edited: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(imports, "hash_makers", lambda: "other rules")
    monkeypatch.setattr(imports, "plan_update", pytest.fail)
    hg.import_workbook(edited, into=network)
    monkeypatch.undo()
    monkeypatch.setattr(imports, "hash_makers", lambda: "other rules")
    monkeypatch.setattr(imports, "fill_store", pytest.fail)
    hg.import_workbook(write_again(edited.parent, OFFERS), into=network)
    assert levels(network) == [3, 4]


def test_history(network: Path, edited: Path) -> None:
    hg.import_workbook(edited, into=network)
    hg.undo_batch(network)
    hg.import_workbook(edited, into=network)
    table = hg.load_history(network)
    assert {name: str(dtype) for name, dtype in table.dtypes.items()} == {
        column.name: column.dtype for column in BATCHES
    }
    assert table["number"].tolist() == [1, 2, 3]
    assert table["source"].tolist() == ["survey.xlsx"] * 3
    assert table["undone"].tolist() == [False, True, False]
    assert table[["added", "changed", "removed"]].to_numpy().tolist()[1:] == [[0, 1, 0]] * 2
    assert table["sha256"][1] == hashlib.sha256(edited.read_bytes()).hexdigest()
    assert table["when"].is_monotonic_increasing


def test_sparql_shows_the_batches_that_stand(network: Path, edited: Path) -> None:
    hg.import_workbook(edited, into=network)
    hg.undo_batch(network)
    hg.import_workbook(edited, into=network)
    graph = hg.open_graph(network)
    found = hg.query(
        graph,
        "SELECT ?batch ?name ?sha256 ?when WHERE { GRAPH ?batch { ?batch a prov:Activity ;"
        " prov:endedAtTime ?when ; prov:used ?file ."
        " ?file schema:name ?name ; schema:sha256 ?sha256 } } ORDER BY ?batch",
    )
    table = hg.load_history(network).query("not undone")
    assert found["batch"].tolist() == ["hgd:batch-0001", "hgd:batch-0003"]
    assert found["name"].tolist() == table["source"].tolist()
    assert found["sha256"].tolist() == table["sha256"].tolist()
    assert found["when"].tolist() == table["when"].tolist()
    assert imports.read_rows(graph)
    assert not find_leftovers(graph, imports.read_rows(graph))
    assert "batch-0001" not in "".join(map(str, native_store(hg.build_public(graph))))


def test_the_names_of_batches_are_taken(tmp_path: Path) -> None:
    sheets = {
        **SMALL,
        "Organisationen": [["id", "Name", "Art"], ["batch-0001", "B", "regionaler Hub"]],
    }
    with pytest.raises(TableError, match="batch-0001"):
        hg.import_workbook(write_survey(tmp_path / "survey.xlsx", sheets), into=tmp_path / "n.hg")


def test_progress_tells_of_reading_checking_and_writing(
    network: Path, edited: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rows, "_NODES_AT_ONCE", 1)
    for folder, parts in ((network, 40), (tmp_path / "n.hg", 0)):
        told: list[tuple[int, int]] = []
        hg.import_workbook(edited, into=folder, progress=lambda *pair: told.append(pair))  # noqa: B023
        assert told == sorted(told)
        assert {total for _, total in told} == {60 + parts}
        assert told[-1][0] == told[-1][1]
        seen = {done for done, _ in told}
        assert {parts + 5, parts + 10} <= seen, "read, checked"
        assert any(0 < done < parts for done in seen) == bool(parts), "what was there"
        assert any(parts + 10 < done < parts + 60 for done in seen) or parts, "written"


def test_the_same_again_is_no_batch(network: Path, tmp_path: Path) -> None:
    before = files(network)
    found = hg.import_workbook(tmp_path / "survey.xlsx", into=network)
    assert found.batch is None
    assert found.table.empty
    assert files(network) == before


def test_a_dry_run_writes_nothing(network: Path, edited: Path, tmp_path: Path) -> None:
    before = files(network)
    found = hg.import_workbook(edited, into=network, dry_run=True)
    assert [column.name for column in CHANGES] == list(found.table.columns)
    [row] = found.table.to_dict("records")
    assert (row["kind"], row["column"], row["before"], row["after"]) == (
        "changed",
        "level",
        "3",
        "5",
    )
    assert repr(found) == "<Import: 0 added, 1 changed, 0 removed rows>"
    assert files(network) == before
    hg.import_workbook(edited, into=tmp_path / "new.hg", dry_run=True)
    assert not (tmp_path / "new.hg").exists()


def test_a_first_import_counts_what_its_table_lists(network: Path, edited: Path) -> None:
    found = hg.import_workbook(edited, into=network.with_name("new.hg"))
    assert found.counts == {"added": len(found.table)}
    assert found.table["kind"].unique().tolist() == ["added"]


def test_another_name_of_a_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(OptionError, match=r"ends in \.hg"):
        hg.import_workbook(tmp_path, into=tmp_path / "home")


def test_what_does_not_fit_leaves_the_network_as_it_was(network: Path, tmp_path: Path) -> None:
    before = files(network)
    wrong = write_again(tmp_path, changed("Angebote", 2, 3, "viel"))
    with pytest.raises(TableError):
        hg.import_workbook(wrong, into=network)
    assert files(network) == before


@pytest.mark.parametrize("step", ["fill_store", "update_store"])
@pytest.mark.parametrize("error", [OSError(28, "No space left on device"), KeyboardInterrupt()])
def test_a_failed_import_leaves_the_network_as_it_was(
    network: Path, edited: Path, monkeypatch: pytest.MonkeyPatch, error: BaseException, step: str
) -> None:
    before, write = files(network), getattr(imports, step)

    def write_and_fail(*arguments: object, **options: object) -> None:
        """Write to the store, then fail as a full disk does."""
        write(*arguments, **options)
        raise error

    monkeypatch.setattr(imports, step, write_and_fail)
    if step == "fill_store":
        monkeypatch.setattr(imports, "plan_update", lambda *_tables: None)
    with pytest.raises(type(error)):
        hg.import_workbook(edited, into=network)
    assert files(network) == before
    monkeypatch.undo()
    hg.import_workbook(edited, into=network)
    assert levels(network) == [4, 5]


def test_what_lies_too_far_back_is_not_kept(
    network: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batches, "_KEPT", 1)
    for number in range(3):
        again = write_again(tmp_path, changed("Angebote", 2, 4, f"Wort {number}"))
        hg.import_workbook(again, into=network)
    assert sorted(path.name for path in (network / "generations").iterdir()) == ["000003", "000004"]
    hg.undo_batch(network)
    with pytest.raises(HubgraphError, match="is not kept"):
        hg.undo_batch(network)


# ------------------------------------------------------------------ what is in a batch


def test_own_topics_survive(network: Path, edited: Path, tmp_path: Path) -> None:
    tables = tmp_path / "tables"
    tables.mkdir()
    (tables / "topics.ttl").write_text(OWN_TOPICS, "utf-8")
    (tables / "Angebote.csv").write_text("Organisation,Thema,Stufe\nHN,Jonglieren,2\n", "utf-8")
    hg.import_workbook(tables, into=network)
    hg.import_workbook(edited, into=network)
    assert levels(network) == [2, 4, 5]
    labels = hg.query(hg.open_graph(network), "topics")["label_de"]
    assert (labels == "Jonglieren").sum() == 1


def test_topics_alone_are_a_batch(tmp_path: Path) -> None:
    shutil.copytree(network_path("musterland"), tmp_path / "tables")
    folder = tmp_path / "other.hg"
    assert hg.import_workbook(tmp_path / "tables", into=folder).batch is not None
    assert hg.import_workbook(tmp_path / "tables", into=folder).batch is None
    (tmp_path / "tables" / "topics.ttl").write_text(OWN_TOPICS, "utf-8")
    assert hg.import_workbook(tmp_path / "tables", into=folder).batch is not None
    assert hg.import_workbook(tmp_path / "tables", into=folder).batch is None


def test_restricted_rows_stay_restricted(network: Path, edited: Path) -> None:
    hg.import_workbook(edited, into=network)
    graph = hg.open_graph(network)
    count = "SELECT (COUNT(?s) AS ?n) WHERE { ?s a/rdfs:subClassOf* hg:CompetenceStatement }"
    public = hg.build_public(graph)
    assert [int(hg.query(each, count)["n"][0]) for each in (graph, public)] == [3, 1]


# ---------------------------------------------------------- a workbook that was exported


@pytest.fixture(name="tables")
def export_tables(network: Path, tmp_path: Path) -> Path:
    """Return the tables of a network, exported after its first batch."""
    return hg.write_workbook(hg.open_graph(network), tmp_path / "exported")


def drop_offer(folder: Path) -> None:
    """Delete the row of an offer by hand."""
    path = folder / "statements.csv"
    lines = path.read_text("utf-8").splitlines()
    kept = [line for line in lines if "offer-hn-" not in line]
    assert len(kept) == len(lines) - 1
    path.write_text("\n".join(kept) + "\n", "utf-8")


def test_a_row_deleted_by_hand_is_deleted(network: Path, tables: Path) -> None:
    assert hg.import_workbook(tables, into=network).batch is None
    drop_offer(tables)
    found = hg.import_workbook(tables, into=network)
    assert found.table["kind"].tolist() == ["removed"]
    assert levels(network) == [4]


def test_what_others_changed_since_is_kept(network: Path, tables: Path, edited: Path) -> None:
    hg.import_workbook(edited, into=network)
    assert hg.import_workbook(tables, into=network).batch is None
    assert levels(network) == [4, 5]


def test_without_a_mark_nothing_goes(network: Path, tables: Path) -> None:
    drop_offer(tables)
    (tables / MARK_FILE).unlink()
    assert hg.import_workbook(tables, into=network).batch is None
    (tables / MARK_FILE).write_text("0" * 64, "utf-8")
    found = hg.import_workbook(tables, into=network)
    assert (found.batch, warnings(found)) == (None, ["base_gone"])


def test_a_base_that_is_gone_is_told(network: Path, tables: Path, edited: Path) -> None:
    hg.import_workbook(edited, into=network)
    shutil.rmtree(network / "generations" / "000001")
    found = hg.import_workbook(tables, into=network)
    assert warnings(found) == ["base_gone"]


# ------------------------------------------------------------------- writers and readers

HOLD = """
import sys, time
from pathlib import Path
from hubgraph.knowledge.batches import hold_writing
with hold_writing(Path(sys.argv[1])):
    sys.stdout.write("held\\n"); sys.stdout.flush(); time.sleep(60)
"""


def test_a_second_writer_is_refused(network: Path, edited: Path) -> None:
    before = dump(network)
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, str(network)], stdout=subprocess.PIPE
    ) as holder:
        assert holder.stdout is not None
        holder.stdout.readline()
        for write in (
            lambda: hg.import_workbook(edited, into=network),
            lambda: hg.undo_batch(network),
        ):
            with pytest.raises(BusyError, match="being written to by somebody else"):
                write()
        assert dump(network) == before
        holder.kill()
    hg.import_workbook(edited, into=network)
    with hold_writing(network):
        assert levels(network) == [4, 5]


def test_a_reader_keeps_its_answers(
    network: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batches, "_KEPT", 1)
    reader = hg.open_graph(network)
    text = "SELECT ?s ?p ?o WHERE { ?s ?p ?o } ORDER BY ?s ?p ?o"
    before = hg.query(reader, text)
    for number in range(2):
        again = write_again(tmp_path, changed("Angebote", 2, 4, f"Wort {number}"))
        hg.import_workbook(again, into=network)
    assert not (network / "generations" / "000001").exists()
    assert hg.query(reader, text).equals(before)
    assert not hg.query(hg.open_graph(network), text).equals(before)


# -------------------------------------------------------------------------------- killed


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGKILL")
def test_a_killed_import_is_all_or_nothing(network: Path, edited: Path) -> None:
    moments = draw_moments(edited, network, kills=14, seed=1)
    left = kill_imports(edited, network, [*moments, 10 * max(moments)])
    assert {*left} == {"all", "nothing"}
    hg.import_workbook(edited, into=network)
    assert levels(network) == [4, 5]


# ------------------------------------------------------------------------- damaged places


def test_no_network(tmp_path: Path) -> None:
    with pytest.raises(MissingFileError, match="hubgraph import"):
        hg.load_history(tmp_path / "no.hg")


@pytest.mark.parametrize("text", ["", "{}", '{"batches": [{}], "generation": 1}'])
def test_a_damaged_manifest_is_named(network: Path, text: str) -> None:
    (network / "manifest.json").write_text(text, "utf-8")
    with pytest.raises(HubgraphError, match=r"manifest\.json is damaged"):
        hg.open_graph(network)


def test_a_lost_generation_is_named(network: Path) -> None:
    shutil.rmtree(network / "generations")
    with pytest.raises(MissingFileError, match="from a backup"):
        hg.open_graph(network)
