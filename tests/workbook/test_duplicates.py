"""Organisations and topics that may be one: said with a proposed merge, never merged."""

import csv
import random
from collections.abc import Sequence
from pathlib import Path

import pytest
from rdflib import Graph
from survey import SMALL, Rows, write_survey

import hubgraph as hg
from hubgraph.knowledge.resources import network_path
from hubgraph.knowledge.workbook import read_intake
from hubgraph.workbook import near_names
from hubgraph.workbook.findings import SheetFinding
from hubgraph.workbook.near_names import Spoken, find_near

HEAD = ["Kennung", "Name", "Kurzname", "Art", "Webseite"]
HUB, COMPANY = "regionaler Hub", "Unternehmen"
KINDS = {"near_row", "near_known", "near_topic", "made_id"}

TURTLE = """\
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix own: <https://example.org/topic/> .
@prefix hgt: <https://w3id.org/hubgraph/topic/> .

own:ki a skos:Concept ; skos:inScheme hgt:scheme ;
    skos:prefLabel "Kuenstliche Inteligenz"@de .
"""


def survey(*organisations: Sequence[object], **sheets: Rows) -> dict[str, Rows]:
    """Sheets of a survey with these organisations."""
    offers = {"Angebote": [["Organisation", "Thema", "Stufe"]]}
    rows = {"Netzwerk": SMALL["Netzwerk"], "Organisationen": [HEAD, *organisations]}
    return {**rows, **offers, **sheets}


def near(path: Path) -> list[SheetFinding]:
    """Findings of a workbook about what may be one."""
    return [finding for finding in read_intake(path)[1].findings if finding.key in KINDS]


def reasons(folder: Path, sheets: dict[str, Rows]) -> list[tuple[int | None, object]]:
    """Row and reason of what may be one in a workbook."""
    found = near(write_survey(folder / "survey.xlsx", sheets))
    return [(finding.row, finding.words.get("reason")) for finding in found]


def imported(folder: Path, name: str, sheets: dict[str, Rows]) -> list[SheetFinding]:
    """Findings of an import into a network about what may be one."""
    path = write_survey(folder / name, sheets)
    found = hg.import_workbook(path, into=folder / "network.hg")
    return [finding for finding in found.findings if finding.key in KINDS]


def names(graph: Graph) -> list[str]:
    """Names of all hubs."""
    text = "SELECT ?name { ?hub a hg:RegionalHub ; skos:prefLabel ?name } ORDER BY ?name"
    return hg.query(graph, text)["name"].tolist()


# --------------------------------------------------------------------------- evaluation


def test_how_well_pairs_of_names_are_told_apart() -> None:
    with (Path(__file__).parent / "name_pairs.csv").open(encoding="utf-8") as file:
        pairs = list(csv.DictReader(file))
    said = [list(find_near([Spoken((p["one"],)), Spoken((p["other"],))])) != [] for p in pairs]
    true = [pair["duplicate"] == "yes" for pair in pairs]
    missed = [p["other"] for p, s, t in zip(pairs, said, true, strict=True) if t and not s]
    wrong = [p["other"] for p, s, t in zip(pairs, said, true, strict=True) if s and not t]
    assert missed == [
        "Sensorik Sternenlhoe",  # »oe« is read as »ö«
        "HS Zackenroda",
        "TTZ Lindwurmingen",
        "Landratsamt Quarkhausen",
        "Markerspace Nebelhiem",  # two slips
        "Universität Wolkenbrück",
    ]
    assert wrong == ["Bäckerei Hanssen"]
    hits = sum(true) - len(missed)
    assert (len(pairs), sum(true)) == (84, 41)
    assert round(hits / (hits + len(wrong)), 2) == 0.97  # precision
    assert round(hits / sum(true), 2) == 0.85  # recall


@pytest.mark.parametrize("network", ["baden-wuerttemberg", "musterland"])
def test_the_bundled_networks_have_none(network: str) -> None:
    assert near(network_path(network)) == []


def test_only_its_ties_tell_a_hub_from_its_carrier(folder: Path) -> None:
    ties = folder / "ties.csv"
    ties.write_text(ties.read_text("utf-8").splitlines()[0] + "\n", "utf-8")
    assert [(finding.row, finding.words["keep"]) for finding in near(folder)] == [
        (39, "bruchsal"),
        (65, "heilbronnfranken"),
        (196, "boeblingen"),
    ]


def test_work_grows_with_names_not_with_pairs(monkeypatch: pytest.MonkeyPatch) -> None:
    dice, compared = random.Random(3), []  # noqa: S311 - no secret hangs on it
    words = ["".join(dice.choices("abcdefghijklmnopqrstuvwxyz", k=9)) for _ in range(2000)]
    things = [Spoken((f"Hub {word}",)) for word in [*words, words[0][:-2] + words[0][-1]]]
    truly = near_names.is_slip

    def count(one: str, other: str) -> bool:
        """Count what is compared."""
        compared.append((one, other))
        return truly(one, other)

    monkeypatch.setattr(near_names, "is_slip", count)
    assert [(n.first, n.second, n.reason) for n in find_near(things)] == [(0, 2000, "slip")]
    assert 1 <= len(compared) < len(things)


@pytest.mark.parametrize("count", [3, 300])
def test_many_of_one_name_are_each_held_against_the_first(count: int) -> None:
    found = list(find_near([Spoken(("Stadtarchiv",))] * count))
    assert [(n.first, n.second) for n in found] == [(0, n) for n in range(1, count)]


# --------------------------------------------------------------------------- in a workbook


@pytest.mark.parametrize(
    ("one", "other", "reason"),
    [
        (["a", "Hub Süd", None, HUB], ["b", "Hub Süd", None, HUB], "name"),
        (["a", "Hub Süd", None, HUB], ["b", "HUB SUED e.V.", None, HUB], "spelling"),
        (["a", "Hub Künstliche Intelligenz"], ["b", "Hub Künstliche Inteligenz"], "slip"),
        (["a", "Technologiezentrum Süd", "TZS"], ["b", "TZS GmbH"], "further"),
        (["tzs", "Technologiezentrum Süd"], ["b", "TZS"], "further"),
        (
            ["a", "Nebelwerk", None, None, "https://www.example.org/"],
            ["b", "Kohlehof", None, None, "http://example.org"],
            "page",
        ),
    ],
)
def test_each_reason(tmp_path: Path, one: list[object], other: list[object], reason: str) -> None:
    rows = [[*row, *[None] * (5 - len(row))] for row in (one, other)]
    for row in rows:
        row[3] = COMPANY
    assert reasons(tmp_path, survey(*rows)) == [(3, reason)]


def test_a_further_name_of_the_sheet_of_names(tmp_path: Path) -> None:
    rows = (["a", "Hub Süd", None, HUB], ["b", "Südwerk", None, HUB])
    named = [["Organisation", "Name"], ["a", "Süd-Werk"]]
    assert reasons(tmp_path, survey(*rows, Namen=named)) == [(3, "further")]
    assert reasons(tmp_path, survey(*rows)) == []


def test_two_short_names_alike_are_no_reason(tmp_path: Path) -> None:
    rows = (["a", "Hub Nord", "WFG", HUB], ["b", "Wirtschaftshaus", "WFG", HUB])
    assert reasons(tmp_path, survey(*rows)) == []


def test_a_portal_is_no_reason(tmp_path: Path) -> None:
    page = "https://example.org/hubs"
    rows = [[f"h{n}", f"Hub {word}", None, HUB, page] for n, word in enumerate("ABCD")]
    assert reasons(tmp_path, survey(*rows)) == []
    assert reasons(tmp_path, survey(*rows[:3])) == [(3, "page"), (4, "page")]


def test_known_places_are_two(tmp_path: Path) -> None:
    rows = (["a", "Kammer Steinachtal", None, HUB], ["b", "Kammer Steinechtal", None, HUB])
    places = {"Kreise": [["Schlüssel", "Name"], ["00001", "Steinachtal"], ["00002", "Steinechtal"]]}
    assert reasons(tmp_path, survey(*rows)) == [(3, "slip")]
    assert reasons(tmp_path, survey(*rows, **places)) == []


def test_words_that_others_bear_too_are_two(tmp_path: Path) -> None:
    rows = [
        [f"{first}{second}", f"{first} {second}", None, COMPANY]
        for first in ("Kammer", "Museum")
        for second in ("Mitteltann", "Mittoltann")
    ]
    assert reasons(tmp_path, survey(*rows)) == []


@pytest.mark.parametrize(
    "sheets",
    [
        {"Verbindungen": [["Organisation", "Partner", "Rolle"], ["b", "a", "Träger"]]},
        {"Lernkontakte": [["Lernende", "Lehrende", "Thema", "Beginn"], ["a", "b", "KI", 2020]]},
    ],
)
def test_what_is_linked_is_two(tmp_path: Path, sheets: dict[str, Rows]) -> None:
    rows = (["a", "Hub Süd", None, HUB], ["b", "Hub Süd GmbH", None, COMPANY])
    assert reasons(tmp_path, survey(*rows)) == [(3, "spelling")]
    assert reasons(tmp_path, survey(*rows, **sheets)) == []


def test_the_proposal_can_be_followed(tmp_path: Path) -> None:
    offers = [["Organisation", "Thema", "Stufe"], ["Hub Süd GmbH", "KI", 3]]
    rows = (["a", "Hub Süd", None, HUB], ["b", "Hub Süd GmbH", None, HUB])
    path = write_survey(tmp_path / "survey.xlsx", survey(*rows, Angebote=offers))
    (found,) = near(path)
    assert (found.sheet, found.row, found.column, found.severity) == (
        "Organisationen", 3, "Name", "warning",
    )  # fmt: skip
    assert found.sentence("en").endswith(
        "“Hub Süd GmbH” and “Hub Süd” (sheet Organisationen, row 2) may be one: the same but for "
        "spelling, legal form, punctuation or order of words. If they are, keep row 2 with “a” in "
        "column “Kennung”, delete row 3, and write “a” wherever “b” or “Hub Süd GmbH” stands. If "
        "not, leave both; if they belong together, enter a tie."
    )
    assert names(hg.read_workbook(path)) == ["Hub Süd", "Hub Süd GmbH"]
    merged = survey(rows[0], Angebote=[offers[0], ["a", "KI", 3]])
    path = write_survey(tmp_path / "survey.xlsx", merged)
    assert near(path) == []
    assert names(hg.read_workbook(path)) == ["Hub Süd"]


def test_similarity_is_said_where_it_tells_something(tmp_path: Path) -> None:
    rows = (["a", "Hub Intelligenz", None, HUB], ["b", "Hub Inteligenz", None, HUB])
    (found,) = near(write_survey(tmp_path / "survey.xlsx", survey(*rows)))
    assert "Ähnlichkeit 0,96 von 1" in found.message("de")
    assert "similarity 0.96 of 1" in found.message("en")


def test_check_says_it_once(tmp_path: Path) -> None:
    rows = (["a", "Hub Süd", None, HUB], ["b", "Hub Süd", None, HUB])
    path = write_survey(tmp_path / "survey.xlsx", survey(*rows))
    table = hg.check_workbook(path, lang="de").table
    said = table[table["message"].str.contains("Name")]
    assert said[["severity", "row", "column"]].to_numpy().tolist() == [["warning", 3, "Name"]]


# --------------------------------------------------------------------------- in a network


def test_a_near_one_in_the_network_is_said_once_and_nothing_merged(tmp_path: Path) -> None:
    assert imported(tmp_path, "one.xlsx", survey(["a", "Hub Süd", None, HUB])) == []
    fresh = survey([None, "Hub Sued e.V.", None, HUB])
    (found,) = imported(tmp_path, "two.xlsx", fresh)
    assert (found.key, found.row, found.column) == ("near_known", 2, "Name")
    assert found.remedy("de") == (
        "Wenn ja: in Zeile 2, Spalte »Kennung«, »a« eintragen, ebenso wo sonst »hub-sued-e-v« "
        "steht. Wenn nein: so lassen; gehören sie zusammen, eine Verbindung eintragen."
    )
    graph = hg.open_graph(tmp_path / "network.hg")
    assert names(graph) == ["Hub Sued e.V.", "Hub Süd"]
    assert imported(tmp_path, "two.xlsx", fresh) == []
    (again,) = imported(tmp_path, "three.xlsx", survey(["c", "HUB SÜD", None, HUB]))
    assert again.words["keep"] == "a"


def test_the_proposal_for_the_network_can_be_followed(tmp_path: Path) -> None:
    imported(tmp_path, "one.xlsx", survey(["a", "Hub Süd", None, HUB]))
    assert imported(tmp_path, "two.xlsx", survey(["a", "Hub Sued e.V.", None, HUB])) == []
    assert names(hg.open_graph(tmp_path / "network.hg")) == ["Hub Sued e.V."]


def test_the_new_one_goes_even_where_it_stands_first(tmp_path: Path) -> None:
    imported(tmp_path, "one.xlsx", survey(["a", "Hub Süd", None, HUB]))
    rows = (["b", "Hub Sued", None, HUB], ["a", "Hub Süd", None, HUB])
    (found,) = imported(tmp_path, "two.xlsx", survey(*rows))
    assert (found.key, found.row, found.words["row"], found.words["keep"]) == (
        "near_row",
        2,
        3,
        "a",
    )


def test_a_made_identifier_takes_no_place_in_silence(tmp_path: Path) -> None:
    imported(tmp_path, "one.xlsx", survey(["hn", "Hub Nord", None, HUB]))
    (found,) = imported(tmp_path, "two.xlsx", survey([None, "Haus Neustadt", "HN", HUB]))
    assert (found.key, found.row, found.column, found.severity) == ("made_id", 2, "Name", "warning")
    assert "»Hub Nord«" in found.message("de")
    assert "write “hn” in column “Kennung”" in found.remedy("en")
    renamed = survey(["hn", "Nordhaus", None, HUB])
    assert imported(tmp_path, "three.xlsx", renamed) == []


# --------------------------------------------------------------------------- topics


def write_topics(folder: Path, text: str) -> Path:
    """Add own topics to a folder of tables."""
    (folder / "topics.ttl").write_text(text, "utf-8")
    return folder


def test_a_topic_nearly_known_is_said_at_its_line(folder: Path) -> None:
    (found,) = near(write_topics(folder, TURTLE))
    assert (found.file, found.sheet, found.row) == ("topics.ttl", None, 6)
    assert (found.value, found.severity) == ("Kuenstliche Inteligenz", "warning")
    assert found.words["reason"] == "slip"
    assert found.sentence("de") == (
        "topics.ttl, Zeile 6: »Kuenstliche Inteligenz« (https://example.org/topic/ki) und "
        "»Künstliche Intelligenz« (artificial-intelligence) sind vielleicht ein Thema: gleich bis "
        "auf einen Buchstaben, Ähnlichkeit 0,98 von 1. Wenn ja: das eigene Thema "
        "https://example.org/topic/ki löschen und in den Zellen artificial-intelligence eintragen. "
        "Wenn nein: so lassen, oder mit skos:related oder skos:broader verbinden."
    )


@pytest.mark.parametrize(
    "addition",
    [
        "own:ki skos:broader hgt:artificial-intelligence .",
        "hgt:artificial-intelligence skos:related own:ki .",
    ],
)
def test_linked_topics_are_two(folder: Path, addition: str) -> None:
    assert near(write_topics(folder, f"{TURTLE}{addition}\n")) == []


def test_own_topics_are_held_against_each_other(folder: Path) -> None:
    second = TURTLE.partition("\n\n")[2].replace("own:ki", "own:zirkus")
    text = TURTLE.replace("Kuenstliche Inteligenz", "Jonglieren") + second.replace(
        "Kuenstliche Inteligenz", "JONGLIEREN"
    )
    (found,) = near(write_topics(folder, text))
    assert (found.row, found.words["keep"]) == (8, "https://example.org/topic/ki")


def test_a_topic_of_a_sheet_is_said_at_its_row_and_only_once(tmp_path: Path) -> None:
    own = [["Aussage in Turtle"], *([line] for line in TURTLE.splitlines() if line)]
    sheets = {**SMALL, "Eigene Themen": own}
    (found,) = imported(tmp_path, "one.xlsx", sheets)
    assert (found.key, found.sheet, found.row) == ("near_topic", "Eigene Themen", 6)
    assert imported(tmp_path, "one.xlsx", sheets) == []
