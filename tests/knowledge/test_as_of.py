"""The network of a day is the network of that day, through every door that takes a day."""

import csv
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable
from datetime import date, timedelta
from itertools import chain
from pathlib import Path

import pandas as pd
import pytest
from rdflib import Dataset

import hubgraph as hg
from hubgraph.errors import UnknownNameError
from hubgraph.knowledge.queries import find_organisation, load_query
from hubgraph.knowledge.resources import network_path
from hubgraph.monitoring.network import RELATIONS

FIRST, LAST = (2017, 7), (2026, 11)
BEFORE = "2018-10-09"
COUNTS = {BEFORE: 0, "2018-10-10": 13, "2022-07-20": 16, "2026-06-01": 14}
DATED = [
    name for name in hg.load_queries()["name"] if "as_of" in load_query(name).parameters
]  # fmt: skip
ENDS = ("hub", "source", "target")
UNUSED = "blockchain"


def read_timeline() -> list[dict[str, str]]:
    """Read the lines of TIMELINE.md, by column."""
    text = (network_path("baden-wuerttemberg") / "TIMELINE.md").read_text(encoding="utf-8")
    lines = [line.strip("|").split("|") for line in text.splitlines() if line.startswith("|")]
    header, _, *rows = [[cell.strip() for cell in line] for line in lines]
    return [dict(zip(header, row, strict=True)) for row in rows]


TIMELINE = read_timeline()


def months() -> Iterable[str]:
    """List the first of every month that the sweep covers."""
    for month in range(FIRST[0] * 12 + FIRST[1] - 1, LAST[0] * 12 + LAST[1]):
        yield f"{month // 12}-{month % 12 + 1:02}-01"


def documented(day: str) -> tuple[int, int, int]:
    """Members, regional and thematic hubs of a day, as TIMELINE.md has them."""
    row = max((row for row in TIMELINE if row["date"] <= day), key=lambda row: row["date"])
    return int(row["members"]), int(row["regional"]), int(row["thematic"])


def counted(graph: Dataset, day: str) -> tuple[int, int, int]:
    """Members, regional and thematic hubs of a day, as the graph has them."""
    members = hg.query(graph, "members", as_of=day)
    kinds = Counter(members["kind"])
    return members["hub"].nunique(), kinds["hg:RegionalHub"], kinds["hg:ThematicHub"]


def members_of(graph: Dataset, day: str) -> set[str]:
    """CURIEs of the members of a day."""
    return set(hg.query(graph, "members", as_of=day)["hub"])


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the command line."""
    command = [sys.executable, "-m", "hubgraph.cli", *arguments]
    return subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)


# --- the timeline ---


def test_the_timeline_is_in_order_and_names_known_sources() -> None:
    with (network_path("baden-wuerttemberg") / "sources.csv").open(encoding="utf-8") as file:
        known = {row["id"] for row in csv.DictReader(file)}
    assert [row["date"] for row in TIMELINE] == sorted({row["date"] for row in TIMELINE})
    assert set(chain(*(row["source"].split() for row in TIMELINE))) <= known
    assert all(row["source"] and row["event"] for row in TIMELINE)


def test_every_month_has_the_members_of_the_timeline(graph: Dataset) -> None:
    days = list(months())
    assert (days[0], days[-1], len(days)) == ("2017-07-01", "2026-11-01", 113)
    before = {day: (0, 0, 0) for day in days if day < TIMELINE[0]["date"]}
    found = {day: counted(graph, day) for day in days}
    assert found == before | {day: documented(day) for day in days if day not in before}


@pytest.mark.parametrize("row", TIMELINE[1:], ids=lambda row: row["date"])
def test_a_change_is_on_its_very_day(graph: Dataset, row: dict[str, str]) -> None:
    eve = (date.fromisoformat(row["date"]) - timedelta(days=1)).isoformat()
    for day in (eve, row["date"]):
        assert counted(graph, day) == documented(day), day


@pytest.mark.parametrize(
    ("identifier", "names"),
    [
        ("nordschwarzwald", ("RESPOND", "DHN", "Digital Hub Nordschwarzwald plus")),
        ("sbh", ("Digital Mountains", "Digital Hub Schwarzwald-Baar-Heuberg", "DigiHub SBH")),
        ("neckaralb", ("Digital Hub Neckar-Alb", "DNA", "DNS")),
        ("boeblingen", ("Zentrum Digitalisierung Region Stuttgart", "ZD.BB")),
    ],
)
def test_a_new_name_keeps_the_identifier(
    graph: Dataset, identifier: str, names: tuple[str, ...]
) -> None:
    table = hg.query(graph, "names")
    assert set(names) <= set(table.loc[table["thing"] == f"hgd:{identifier}", "name"])
    assert {find_organisation(graph, name) for name in names} == {f"hgd:{identifier}"}


# --- every door ---


@pytest.mark.parametrize("name", DATED)
def test_every_query_on_a_day_has_only_what_held_on_it(graph: Dataset, name: str) -> None:
    for day, count in COUNTS.items():
        answer = hg.query(graph, name, as_of=day)
        assert (answer["as_of"].astype(str) == day).all()
        assert {key: str(kind) for key, kind in answer.dtypes.items()} == load_query(name).columns
        coming = {"since"} if name == "all-members" else set()  # it has members to come as well
        for column in ({"begins", "since"} - coming) & set(answer):
            assert (answer[column].dropna() <= day).all(), day
        if name in {"hubs", "members"}:
            assert answer["hub"].nunique() == count
        if name in {"gaps", "ties-learning"}:
            owners = {end for column in ("organisation", *ENDS) if column in answer
                      for end in answer[column]}  # fmt: skip
            assert owners <= members_of(graph, day)
            assert bool(owners) == bool(count)


def test_nobody_coordinates_before_the_first_day(graph: Dataset) -> None:
    assert hg.query(graph, "networks", as_of=BEFORE)["coordinator"].isna().all()
    assert hg.query(graph, "networks")["coordinator"].tolist() == ["DIZ GmbH"]


def test_who_has_left_fills_no_gap(folder: Path) -> None:
    path = folder / "statements.csv"
    rows = pd.read_csv(path, dtype=str)
    assert UNUSED not in set(rows["topic"])
    kept = rows.iloc[:1].assign(issued=None, valid_from=None, valid_through=None, topic=UNUSED)
    offer = kept.assign(id="o", kind="offer", organisation="kurpfalz")
    need = kept.assign(id="n", kind="need", organisation="ulm")
    pd.concat([rows, offer, need]).to_csv(path, index=False)
    graph = hg.read_workbook(folder)
    open_on = [day for day in ("2022-07-20", "2022-07-21")
               if f"hgt:{UNUSED}" in set(hg.query(graph, "gaps", as_of=day)["topic"])]  # fmt: skip
    assert open_on == ["2022-07-21"]


@pytest.mark.parametrize(("day", "count"), COUNTS.items())
def test_profiles_and_suggestions_are_of_that_day(graph: Dataset, day: str, count: int) -> None:
    profiles = hg.build_profiles(graph, as_of=day)
    assert (profiles.as_of, len(profiles.organisations)) == (day, count)
    members = members_of(graph, day)
    assert set(profiles.organisations.index) == members
    assert set(profiles.statements["organisation"]) <= members
    assert set(chain(*profiles.names.values())) == members
    suggestions = hg.suggest_learning(profiles)
    assert set(suggestions.table["learner"]) | set(suggestions.table["teacher"]) <= members
    assert bool(len(suggestions)) == bool(count)
    assert suggestions.to_text().startswith("As of ")


@pytest.mark.parametrize(
    ("day", "learner"), [(BEFORE, "ulm"), ("2018-10-10", "rediko"), ("2026-06-01", "DHN")]
)
def test_who_is_no_member_that_day_is_refused_with_the_day(
    graph: Dataset, day: str, learner: str
) -> None:
    profiles = hg.build_profiles(graph, as_of=day)
    with pytest.raises(UnknownNameError, match=f"{learner}.*Members are those of {day}"):
        hg.suggest_learning(profiles, learner=learner)
    everybody = hg.suggest_learning(profiles)
    with pytest.raises(UnknownNameError, match=f"Members are those of {day}"):
        hg.explain_suggestion(everybody, learner=learner, teacher="karlsruhe")


def test_before_the_first_day_the_answer_says_so(graph: Dataset) -> None:
    profiles = hg.build_profiles(graph, as_of=BEFORE)
    for lang, sentence in (
        ("en", "Nobody is a member of the network on 9 Oct 2018."),
        ("de", "Am 09.10.2018 gehört niemand zum Netzwerk."),
    ):
        assert hg.suggest_learning(profiles, lang=lang).gaps == [sentence]


def test_an_explanation_is_of_that_day(graph: Dataset) -> None:
    for day in ("2022-07-20", "2026-06-01"):
        suggestions = hg.suggest_learning(hg.build_profiles(graph, as_of=day))
        best = suggestions.table.iloc[0]
        explanation = hg.explain_suggestion(
            suggestions, learner=best["learner"], teacher=best["teacher"]
        )
        assert explanation.as_of == day


@pytest.mark.parametrize("relation", RELATIONS)
@pytest.mark.parametrize(("day", "count"), COUNTS.items())
def test_networks_and_pictures_are_of_that_day(
    graph: Dataset, day: str, count: int, relation: str
) -> None:
    network = hg.build_network(graph, as_of=day, relation=relation)
    assert set(network) == members_of(graph, day)
    assert (network.graph["as_of"], len(network)) == (day, count)
    if not count:
        assert not network.edges
    if relation == "learning" and day in {BEFORE, "2026-06-01"}:
        picture = hg.plot_network(network)._repr_svg_()
        spoken = {BEFORE: "9 October 2018", "2026-06-01": "1 June 2026"}
        assert f"as of {spoken[day]}" in picture
        assert ("This network has no organisations yet." in picture) == (count == 0)


@pytest.mark.parametrize(
    ("command", "status", "said"),
    [
        (("suggest", "--as-of", BEFORE), 0, "Nobody is a member of the network on 9 Oct 2018."),
        (("suggest", "ulm", "--as-of", BEFORE), 2, "Members are those of 2018-10-09."),
        (("explain", "ulm", "sbh", "--as-of", BEFORE), 2, "Members are those of 2018-10-09."),
        (("suggest", "rediko", "--as-of", "2022-07-20"), 0, "As of 20 Jul 2022"),
        (("suggest", "DHN", "--as-of", "2026-06-01"), 2, "Members are those of 2026-06-01."),
        (("query", "members", "--as-of", BEFORE), 0, "hub  name"),
        (("query", "names", "--as-of", BEFORE), 2, "It takes none."),
        (("query", "members", "--as-of", "2018-13-01"), 2, "is not a date"),
    ],
)
def test_the_command_line_answers_for_a_day(
    command: tuple[str, ...], status: int, said: str
) -> None:
    answer = run(*command)
    assert answer.returncode == status
    assert said in answer.stdout + answer.stderr
    assert "Traceback" not in answer.stderr


@pytest.mark.parametrize(("day", "count"), COUNTS.items())
def test_the_command_line_exports_and_draws_a_day(tmp_path: Path, day: str, count: int) -> None:
    path, picture = tmp_path / "network.graphml", tmp_path / "network.svg"
    for command in (("export", str(path)), ("draw", str(picture))):
        answer = run(*command, "--as-of", day)
        assert (answer.returncode, answer.stdout) == (0, "")
    assert path.read_text(encoding="utf-8").count("<node ") == count
    assert ("no organisations" in picture.read_text(encoding="utf-8")) == (count == 0)


def test_a_graph_holds_every_day_and_takes_none(tmp_path: Path) -> None:
    answer = run("export", str(tmp_path / "network.ttl"), "--as-of", BEFORE)
    assert answer.returncode == 2
    assert "holds every day" in answer.stderr
