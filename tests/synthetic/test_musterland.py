"""Musterland: made anew to the byte, marked as invented everywhere, and alive over three years."""

import csv
import json
import subprocess
import sys
from collections import Counter
from itertools import combinations, pairwise
from pathlib import Path
from shutil import copytree

import pandas as pd
import pytest
from rdflib import Dataset

import hubgraph as hg
from hubgraph.errors import MissingFileError
from hubgraph.knowledge.contents import read_contents
from hubgraph.knowledge.resources import network_path
from hubgraph.knowledge.shapes import Findings
from hubgraph.synthetic.country import Hub, are_neighbours, build_hubs
from hubgraph.synthetic.dice import Dice
from hubgraph.synthetic.musterland import write_musterland
from hubgraph.table_texts import to_csv, to_json
from hubgraph.workbook.contracts import input_tables

FOLDER = network_path("musterland")
MARKS = ("fiktiv", "fictional")
SHOWN = {"name", "name_de", "name_en", "short_name", "district_name", "title", "publisher"}
SILENT = "muster-schneckenmoor"
DAYS = (
    *("2021-03-15", "2021-09-20", "2021-12-31", "2022-02-28", "2022-09-20", "2022-12-31"),
    *("2023-06-30", "2023-07-01", "2023-09-20", "2023-12-31", "2024-12-31"),
)
AWAITED: frozenset[str] = frozenset()
"""Shapes that know official keys only. Empty this when they know keys of invented places."""


def rows(table: str) -> list[dict[str, str]]:
    """Rows of a committed table."""
    with (FOLDER / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module", name="musterland")
def load_musterland() -> Dataset:
    """Return the invented network as a graph."""
    return hg.load_graph("musterland")


@pytest.fixture(scope="module", name="hubs")
def read_hubs() -> list[Hub]:
    """Return the hubs of the bundled network."""
    return build_hubs(2018)


def test_the_tables_are_made_anew_to_the_byte(tmp_path: Path) -> None:
    fresh = write_musterland(tmp_path / "fresh")
    names = {path.name for path in FOLDER.glob("*.csv")}
    assert {path.name for path in fresh.iterdir()} == names
    assert names == {f"{name}.csv" for name in input_tables()}
    for name in sorted(names):
        assert (fresh / name).read_bytes() == (FOLDER / name).read_bytes(), name


def test_the_module_writes_the_tables(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "hubgraph.synthetic.musterland"]
    done = subprocess.run([*command, str(tmp_path)], check=True, capture_output=True)
    assert done.stdout + done.stderr == b""
    assert (tmp_path / "statements.csv").read_bytes() == (FOLDER / "statements.csv").read_bytes()
    refused = subprocess.run(command, check=False, capture_output=True, text=True)
    assert refused.returncode == 1
    assert "FOLDER" in refused.stderr


def test_another_seed_gives_another_network(tmp_path: Path) -> None:
    other = write_musterland(tmp_path, seed=1) / "statements.csv"
    assert other.read_bytes() != (FOLDER / "statements.csv").read_bytes()
    assert hg.build_profiles(hg.read_workbook(tmp_path)).as_of == "2023-12-31"


def test_a_folder_nowhere_is_refused(tmp_path: Path) -> None:
    with pytest.raises(MissingFileError, match="Make the folder"):
        write_musterland(tmp_path / "no" / "folder")


@pytest.mark.parametrize("table", sorted(input_tables()))
def test_every_name_is_marked(table: str) -> None:
    shown = [(name, cell) for row in rows(table) for name, cell in row.items() if name in SHOWN]
    unmarked = [pair for pair in shown if pair[1] and not any(m in pair[1] for m in MARKS)]
    assert unmarked == []


def test_no_row_could_be_real() -> None:
    real = network_path("baden-wuerttemberg")
    for table in ("places", "districts", "organisations", "sources"):
        column = input_tables()[table].id_column
        with (real / f"{table}.csv").open(encoding="utf-8", newline="") as file:
            taken = {row[column] for row in csv.DictReader(file)}
        assert taken.isdisjoint(row[column] for row in rows(table))
    assert all(row["key"].startswith("M") for row in rows("places") + rows("districts"))
    assert not any(row["lat"] or row["lon"] for row in rows("places"))
    assert not any(row["url"] for row in rows("sources"))
    assert not any(row["homepage"] for row in rows("organisations"))


def test_what_is_shown_is_marked(musterland: Dataset) -> None:
    profiles = hg.build_profiles(musterland)
    assert profiles.organisations[["name", "label"]].map(lambda name: "fiktiv" in name).all().all()
    suggestions = hg.suggest_learning(profiles, top=1, lang="de")
    assert suggestions.table["why"].str.contains("fiktiv").all()
    assert suggestions.open_needs["sentence"].str.contains("fiktiv").all()


@pytest.mark.parametrize("lang", ["de", "en"])
def test_every_answer_names_the_network_with_its_mark(
    musterland: Dataset, tmp_path: Path, lang: str
) -> None:
    mark = {"de": "Hub-Netzwerk Musterland (fiktiv)", "en": "Hub Network Musterland (fictional)"}
    profiles = hg.build_profiles(musterland)
    found = hg.suggest_learning(profiles, learner="muster-ki", lang=lang)
    why = hg.explain_suggestion(found)
    network = hg.build_network(musterland, lang=lang)
    drawing = hg.plot_network(network, lang=lang)
    findings = Findings(found.table[[]].assign(severity=""), pd.Series(), mark[lang], None)
    shown = [repr(found), found.to_text(), found._repr_html_(), repr(why), why.to_text()]
    shown += [why._repr_html_(), str(why.to_dict()), repr(drawing), drawing.description]
    shown += [drawing.title, str(network.graph), repr(findings)]
    shown += [hg.export_network(network, tmp_path / "n.graphml").read_text("utf-8")]
    shown += [
        content.text
        for suffix in (".pdf", ".png", ".svg")
        for content in read_contents(drawing.save(tmp_path / f"n{suffix}"))
    ]
    assert [text for text in shown if mark[lang] not in text] == []
    assert mark["en"] in repr(profiles)
    assert any(mark[lang] in line.text for line in drawing.scene.lines)
    assert not any("de:hub" in line.text for line in drawing.scene.lines)
    assert all("fiktiv" in values["name"] for _, values in network.nodes(data=True))


WITHOUT = {"gaps", "source-nodes"}
"""Queries left out: one takes a minute, one lists sources alone."""


@pytest.mark.parametrize("name", sorted({*hg.load_queries()["name"]} - WITHOUT))
def test_every_row_on_an_organisation_is_marked(musterland: Dataset, name: str) -> None:
    """A row without a name has the identifier, which begins with the German word for specimen."""
    table = hg.query(musterland, name)
    marks = (*MARKS, "hgd:muster-", "hgd:hub-netzwerk-musterland")
    about = [row for row in map(str, json.loads(to_json(table))) if "hgd:" in row]
    assert [row for row in about if not any(mark in row for mark in marks)] == []


def test_the_caption_tells_public_sources_from_restricted_ones(musterland: Dataset) -> None:
    for graph, expected in (
        (musterland, "81 public, 1 restricted"),
        (hg.build_public(musterland), "81 public; hubgraph"),
    ):
        lines = hg.plot_network(hg.build_network(graph)).scene.lines
        assert any(expected in line.text for line in lines)


def test_what_is_made_for_the_public_holds_no_secret(musterland: Dataset, tmp_path: Path) -> None:
    for folder, graph in (("whole", musterland), ("public", hg.build_public(musterland))):
        (tmp_path / folder).mkdir()
        place = tmp_path / folder
        for suffix in (".ttl", ".trig", ".nq", ".jsonld"):
            hg.export_graph(graph, place / f"graph{suffix}")
        network = hg.build_network(graph, relation="contact")
        hg.export_network(network, place / "network.graphml")
        for suffix in (".svg", ".pdf", ".png"):
            hg.plot_network(network).save(place / f"network{suffix}")
        found = hg.suggest_learning(hg.build_profiles(graph))
        for name, table in (("suggestions", found.table), ("offers", hg.query(graph, "offers"))):
            (place / f"{name}.csv").write_text(to_csv(table), "utf-8")
            (place / f"{name}.json").write_text(to_json(table), "utf-8")
        (place / "suggestions.html").write_text(found._repr_html_(), "utf-8")
    assert hg.check_leaks(musterland, tmp_path / "public").empty
    leaks = hg.check_leaks(musterland, tmp_path / "whole")
    assert set(leaks["place"]) == {str(path) for path in (tmp_path / "whole").iterdir()}


def test_nothing_is_wrong(tmp_path: Path) -> None:
    """Every table, but of the statements only a sample: the shapes take long over all of them."""
    folder = Path(copytree(FOLDER, tmp_path / "sample"))
    statements = rows("statements")
    secret = [row for row in statements if row["source"] == restricted_source()]
    with (folder / "statements.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(statements[0]))
        writer.writeheader()
        writer.writerows([row for row in statements[::20] if row not in secret] + secret)
    table = hg.check_graph(hg.read_workbook(folder)).table
    wrong = table[~table["shape"].isin(AWAITED) & (table["severity"] == "violation")]
    assert wrong.empty, wrong.to_string()
    warned = set(table.loc[table["severity"] == "warning", "shape"])
    assert warned <= {"hgsh:PlaceLatitude", "hgsh:PlaceLongitude"}


@pytest.mark.parametrize(
    ("day", "count"),
    [
        ("2021-03-14", 0),
        ("2021-03-15", 23),
        ("2022-02-28", 23),
        ("2022-03-01", 24),
        ("2023-06-30", 24),
        ("2023-07-01", 23),
        ("2023-12-31", 23),
        ("2024-12-31", 23),
    ],
)
def test_members_come_and_go(musterland: Dataset, day: str, count: int) -> None:
    members = hg.query(musterland, "members", as_of=day)
    assert len(members) == count
    assert members["seat"].str.contains("fiktiv").all()


def test_there_are_eighteen_regional_and_six_thematic_hubs() -> None:
    kinds = Counter(row["kind"] for row in rows("organisations"))
    assert (kinds["regional_hub"], kinds["thematic_hub"]) == (18, 6)


@pytest.mark.parametrize("day", DAYS)
def test_every_day_has_one_state(musterland: Dataset, day: str) -> None:
    stated = hg.query(musterland, "statements", as_of=day)
    assert not stated.duplicated(["organisation", "topic", "kind"]).any()
    members = set(hg.query(musterland, "members", as_of=day)["hub"])
    assert set(stated["organisation"]) <= members


def test_an_earlier_statement_ends_the_day_before_the_next() -> None:
    by_cell: dict[tuple[str, ...], list[dict[str, str]]] = {}
    for row in rows("statements"):
        by_cell.setdefault((row["organisation"], row["topic"], row["kind"]), []).append(row)
    pairs = [pair for cell in by_cell.values() for pair in pairwise(cell)]
    assert len(pairs) > 1000
    gaps = set()
    for earlier, later in pairs:
        assert earlier["issued"] < later["issued"]
        end, start = (pd.Timestamp(text) for text in (earlier["valid_through"], later["issued"]))
        gaps.add((start - end).days)
        assert earlier["kind"] != "own_level" or (start - end).days == 1
    assert min(gaps) == 1


def test_levels_are_stated() -> None:
    for row in rows("statements"):
        public = row["source"] != restricted_source()
        assert row["id"].split("-")[1] == row["issued"][:4]
        if row["kind"] == "need":
            assert not row["level"]
            assert row["target_level"] or row["organisation"] == "muster-murmelfurt" or not public
        else:
            assert bool(row["level"]) == public
            assert not row["target_level"]


def restricted_source() -> str:
    """Identifier of the one source that is not for the public."""
    found = [row["id"] for row in rows("sources") if row["access"] == "restricted"]
    assert len(found) == 1
    return found[0]


def test_the_restricted_source_has_statements_of_its_own() -> None:
    source = restricted_source()
    secret = [row for row in rows("statements") if source in row["source"].split()]
    assert len(secret) >= 5
    assert {row["source"] for row in secret} == {source}
    assert {row["kind"] for row in secret} == {"offer", "need"}
    told = {row["topic"] for row in rows("statements") if source not in row["source"]}
    assert told.isdisjoint(row["topic"] for row in secret)


def test_all_hubs_but_the_silent_one_state_offers_and_needs(hubs: list[Hub]) -> None:
    surveyed = [row for row in rows("statements") if row["source"] != restricted_source()]
    stated = {(row["organisation"], row["kind"]) for row in surveyed}
    for hub in hubs:
        expected = set() if hub.id == SILENT else {"own_level", "offer", "need"}
        assert {kind for kind in ("own_level", "offer", "need") if (hub.id, kind) in stated} == (
            expected
        )


def test_the_size_is_that_of_a_real_survey() -> None:
    statements = rows("statements")
    assert 1500 <= len(statements) <= 2500
    assert (FOLDER / "statements.csv").stat().st_size < 400_000
    asked = {row["topic"] for row in statements if row["kind"] == "own_level"}
    assert len(asked) == 28
    basis = Counter(row["basis"] for row in statements)
    assert 0 < basis["verified"] < basis["self_declared"] / 10


def test_usual_topics_are_offered_and_needed_more_often() -> None:
    counts = Counter(row["topic"] for row in rows("statements") if row["kind"] != "own_level")
    usual = sorted(counts.values(), reverse=True)
    assert sum(usual[: len(usual) // 3]) > sum(usual) / 2


def test_exchanges_end_in_every_way_and_raise_levels() -> None:
    levels = {
        (row["organisation"], row["topic"], int(row["issued"][:4])): int(row["level"])
        for row in rows("statements")
        if row["kind"] == "own_level"
    }
    gains: dict[str, list[int]] = {}
    for row in rows("exchanges"):
        assert row["learner"] != row["teacher"]
        key, wave = (row["learner"], row["topic"]), int(row["id"].split("-")[1])
        before, after = levels.get((*key, wave)), levels.get((*key, wave + 1))
        gained = [after - before] if before is not None and after is not None else []
        gains.setdefault(row["outcome"], []).extend(gained)
    assert set(gains) == {"useful", "not_useful", "level_reached", "pending"}
    assert min(gains["level_reached"]) >= 1
    assert set(gains["useful"]) == {1}
    assert set(gains["not_useful"]) == {0}


def test_neighbours_meet_more_often(musterland: Dataset, hubs: list[Hub]) -> None:
    met = Counter(
        frozenset(pair)
        for pair in hg.query(musterland, "contacts")[["organisation", "partner"]].to_numpy()
    )
    shares: dict[bool, list[int]] = {True: [], False: []}
    for one, other in combinations(hubs, 2):
        pair = frozenset({f"hgd:{one.id}", f"hgd:{other.id}"})
        shares[are_neighbours(one, other)].append(met[pair])
    near, far = (sum(shares[key]) / len(shares[key]) for key in (True, False))
    assert near > 1.5 * far


def test_only_members_take_part(hubs: list[Hub]) -> None:
    days = {row["id"]: row["begins"] for row in rows("events")}
    members = {hub.id: hub for hub in hubs}
    takes_part = [(row["organisation"], days[row["event"]]) for row in rows("participations")]
    takes_part += [
        (r[side], r["begins"]) for r in rows("exchanges") for side in ("learner", "teacher")
    ]
    for organisation, day in takes_part:
        assert organisation not in members or members[organisation].is_member(day)
        assert day <= "2023-12-31"


def test_no_source_knows_the_future() -> None:
    issued = {row["id"]: row["issued"] for row in rows("sources")}
    for row in rows("statements"):
        assert max(issued[source] for source in row["source"].split()) == row["issued"]
    for table in ("memberships", "sites", "names", "ties", "events", "exchanges"):
        for row in rows(table):
            known = max(issued[source] for source in row["source"].split())
            dates = (row.get(name, "") for name in ("begins", "valid_from", "valid_through"))
            assert max(dates) <= known, row


def test_the_round_spends_no_more_than_it_has() -> None:
    budget = int(rows("funding_rounds")[0]["budget"])
    granted = sum(int(row["amount"]) for row in rows("grants"))
    assert 0 < granted <= budget
    figures = {row["indicator"]: int(row["value"]) for row in rows("figures")}
    assert (figures["granted_sum"], figures["funded_hubs"]) == (granted, len(rows("grants")))


@pytest.mark.parametrize(
    ("day", "members", "learners"),
    [("2021-12-31", 23, 21), ("2022-12-31", 24, 23), ("2023-12-31", 23, 22)],
)
def test_matching_has_much_to_say(
    musterland: Dataset, day: str, members: int, learners: int
) -> None:
    profiles = hg.build_profiles(musterland, as_of=day)
    assert len(profiles.organisations) == members
    suggestions = hg.suggest_learning(profiles)
    assert suggestions.table["learner"].nunique() == learners
    assert set(suggestions.table["certainty"]) == {"high", "medium", "low"}
    assert suggestions.table["score"].between(0.02, 0.8).all()


def test_dice_fall_the_same_way_again_and_fairly() -> None:
    throws = [[Dice(7, "test").number(1, 6) for _ in range(3)] for _ in range(2)]
    assert throws[0] == throws[1]
    dice = Dice(7, "test")
    assert set(Counter(dice.number(1, 6) for _ in range(600))) == {1, 2, 3, 4, 5, 6}
    assert {dice.pick("abc", (0, 1, 0)) for _ in range(50)} == {"b"}
    assert sorted(dice.pick_several("abcd", (1, 2, 3, 0), 9)) == ["a", "b", "c"]
    assert Dice(1, "a").number(1, 10**9) != Dice(1, "b").number(1, 10**9)
