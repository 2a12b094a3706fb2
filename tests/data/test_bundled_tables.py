"""The bundled tables: short wordings of our own, nobody's name, keys and places as registered."""

import csv
import json
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote

import pytest

from hubgraph.knowledge.resources import network_path

NETWORKS = ("baden-wuerttemberg", "musterland")
BUNDLED = network_path("baden-wuerttemberg")
GEO = Path(__file__).parents[2].parent / "shared" / "data" / "geo"
MOST_WORDS = {"statements": 12, "figures": 13}
MOST_QUOTED = 3  # words within quotation marks: a name or a catchword, no sentence

Row = dict[str, str]


def read_rows(path: Path) -> list[Row]:
    """Read the rows of a table."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def rows(name: str) -> list[Row]:
    """Read a table of the bundled network."""
    return read_rows(BUNDLED / f"{name}.csv")


# --- wordings ---


def wording_problems(row: Row, *, most: int) -> Iterator[str]:
    """What keeps a wording from being a short phrase in a known language."""
    wording = row["wording"]
    if not wording:
        yield "empty"
    if row["lang"] not in {"de", "en"}:
        yield "no language"
    if len(wording.split()) > most:
        yield f"more than {most} words"
    if re.search(r"[.!?]$|[a-zäöüß][.!?] [A-ZÄÖÜ]", wording):
        yield "a sentence"
    if any(len(q.split()) > MOST_QUOTED for q in re.findall(r"[„“\"»](.+?)[“”\"«]", wording)):
        yield "a long quotation"


@pytest.mark.parametrize("name", MOST_WORDS)
def test_every_wording_is_a_short_phrase(name: str) -> None:
    found = {row["id"]: list(wording_problems(row, most=MOST_WORDS[name])) for row in rows(name)}
    assert {key: problems for key, problems in found.items() if problems} == {}


@pytest.mark.parametrize(
    ("wording", "lang", "problem"),
    [
        ("", "de", "empty"),
        ("Beratung", "", "no language"),
        ("a b c d e f g h i j k l m", "en", "more than 12 words"),
        ("Wir beraten Betriebe.", "de", "a sentence"),
        ("Es geht los! Alle machen mit", "de", "a sentence"),
        ("sie sagen „wir beraten alle Betriebe“", "de", "a long quotation"),
    ],
)
def test_a_wording_that_is_none_is_caught(wording: str, lang: str, problem: str) -> None:
    row = {"wording": wording, "lang": lang}
    assert list(wording_problems(row, most=12)) == [problem]


def test_every_fact_has_a_source_and_a_confidence() -> None:
    for path in sorted(BUNDLED.glob("*.csv")):
        table = read_rows(path)
        if path.stem not in {"districts", "places", "sources"}:
            assert all(row["source"] and row["confidence"] in {"high", "medium"} for row in table)


# --- the description ---


def test_the_readme_lists_every_table_with_its_columns() -> None:
    text = (BUNDLED / "README.md").read_text(encoding="utf-8")
    told = dict(re.findall(r"^\| `(\w+)\.csv` \|[^|]*\| (.*) \|$", text, re.MULTILINE))
    heads = {path.stem: path.read_text("utf-8").split("\n")[0] for path in BUNDLED.glob("*.csv")}
    assert told == {name: head.replace(",", ", ") for name, head in heads.items()}


def test_sources_said_to_have_no_address_have_a_title_and_a_publisher() -> None:
    text = (BUNDLED / "README.md").read_text(encoding="utf-8")
    listed = re.search(r"left out on purpose; (.*?) have", text, re.DOTALL)
    assert listed
    named = set(re.findall(r"[SN]\d+", listed[1]))
    found = [row for row in rows("sources") if row["id"] in named]
    assert len(found) == len(named) > 10
    assert all(row["title"] and row["publisher"] and not row["url"] for row in found)


# --- nobody's name ---

FIRST_NAMES = (Path(__file__).parent / "first_names.txt").read_text("utf-8").split()
CAPITAL = r"[A-ZÄÖÜ][a-zäöüß]+"
OFFICES = (
    r"(?:Staats|Wirtschafts|Finanz)?[Mm]inister|[Oo]berbürgermeister|[Bb]ürgermeister|Landr(?:a|ä)t"
    r"|Staatssekretär|Geschäftsführer|Vorsitzende|Vorst(?:a|ä)nd|Präsident|Leiter|Abgeordnete"
)
TRACES = {
    "academic title": r"\b(?:Dr|Prof|Dipl)\.(?=[\s-]|$)",
    "salutation": rf"\b(?:Herrn?|Frau|Mr|Mrs|Ms)\.? {CAPITAL}",
    "office": rf"\b(?:{OFFICES})(?:in|r)? {CAPITAL} {CAPITAL}",
    "first name": rf"\b(?:{'|'.join(FIRST_NAMES)})(?:-{CAPITAL})? {CAPITAL}",
    "e-mail": r"[\w.+-]+@[\w-]+\.\w+",
    "telephone": r"(?:\+49|(?<![\w,/.-])0\d{2,5}) ?[/ -] ?\d{3,}",
}


def cell_traces(cell: str) -> Iterator[str]:
    """Kinds of trace a person may have left in a cell."""
    for kind, pattern in TRACES.items():
        if re.search(pattern, cell):
            yield kind
    if any(map(is_of_a_person, re.findall(r"https?://\S+", cell))):
        yield "address"


def is_of_a_person(address: str) -> bool:
    """Whether an address holds a first name as a word, or its host begins with a long one."""
    plain = unquote(address).casefold()
    host = plain.split("/")[2].removeprefix("www.")
    names = {fold(name) for name in FIRST_NAMES}
    words = set(re.split(r"[^a-zäöüß]+", plain))
    # a first name and an s may begin a town's name
    begins = (name for name in names if len(name) > 5 and re.match(f"{name}(?!s)", host))
    return bool({fold(word) for word in words} & names) or any(begins)


def fold(name: str) -> str:
    """Spell a name as addresses do."""
    return name.casefold().translate(str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "é": "e"}))


@pytest.mark.parametrize("network", NETWORKS)
def test_nobody_is_named(network: str) -> None:
    found = [
        f"{path.name}, row {number}, column {column}: {', '.join(traces)}: {cell}"
        for path in sorted(network_path(network).glob("*.csv"))
        for number, row in enumerate(read_rows(path), start=2)
        for column, cell in row.items()
        if (traces := list(cell_traces(cell)))
    ]
    assert not found, "\n".join(found)


@pytest.mark.parametrize(
    ("cell", "trace"),
    [
        ("Interview mit Prof. Muster", "academic title"),
        ("so Frau Muster", "salutation"),
        ("eröffnet von Wirtschaftsministerin Xenia Muster", "office"),
        ("Landrat Xaver Muster dankt", "office"),
        ("Gespräch mit Sabine Muster", "first name"),
        ("Karl-Heinz Muster", "first name"),
        ("x.muster@example.org", "e-mail"),
        ("Tel. 0711 123456", "telephone"),
        ("+49 711 123456", "telephone"),
        ("https://www.sabine-muster.example/presse/", "address"),
        ("https://sabinemuster.example/presse/", "address"),
        ("https://news.example/2020/interview-mit-j%C3%BCrgen-muster", "address"),
    ],
)
def test_a_trace_of_a_person_is_caught(cell: str, trace: str) -> None:
    assert list(cell_traces(cell)) == [trace]


# --- official keys ---

needs_geo = pytest.mark.skipif(not GEO.is_dir(), reason="the geographic data is not beside us")


@needs_geo
def test_the_districts_are_the_official_ones() -> None:
    features = json.loads((GEO / "districts_bw.geojson").read_text("utf-8"))["features"]
    official = {
        each["properties"]["ars"]: (each["properties"]["name"], each["properties"]["kind"])
        for each in features
    }
    assert {row["key"]: (row["name"], row["kind"]) for row in rows("districts")} == official
    assert {row["district"] for row in rows("areas")} <= set(official)


@needs_geo
def test_every_place_is_an_official_one() -> None:
    official = {row["ars"]: row for row in read_rows(GEO / "municipalities_bw.csv")}
    districts = {row["key"]: row["name"] for row in rows("districts")}
    for row in rows("places"):
        known = official[row["key"]]
        told = (row["name"], row["lat"], row["lon"])
        assert told == (known["name"], known["lat"], known["lon"]), row["key"]
        assert row["district"] == row["key"][:5]
        assert row["district_name"] == districts[row["district"]]
