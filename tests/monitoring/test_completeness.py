"""What is missing per hub: every kind of gap, what it costs, what to ask, and what was checked."""

import re
from pathlib import Path

import pandas as pd
import pytest
from rdflib import PROV, Dataset
from small_networks import DAY, Row, change_rows, need, offer, own, write_network, write_rows

import hubgraph as hg
from hubgraph.catalogue import load_catalogue
from hubgraph.errors import InvalidDateError, OptionError, UnknownNameError
from hubgraph.matching.options import MatchingOptions
from hubgraph.matching.profiles import Profiles
from hubgraph.matching.scores import measure_scores
from hubgraph.monitoring.completeness import Completeness
from hubgraph.monitoring.gaps import KINDS, is_stale
from hubgraph.tables import CHECKED, MISSING
from hubgraph.vocabulary import compact_iri

HUBS = {"a": "Hub <A> & Co", "b": "Hub B", "c": "Hub C"}
STATED: tuple[Row, ...] = (
    need("a", "PM", confidence="medium"),
    need("a", "CV", 4, issued="2018-12-30"),
    own("a", "CV", 1),
    own("a", "PM"),
    own("a", "DS", source="S1 S2", confidence="low"),
    offer("b", "PM", issued="2018"),
    offer("b", "AI", 3, issued="2017"),
    offer("b", "DS", 2, issued=None, confidence="low"),
)
"""Hub a offers nothing, b needs nothing, c has stated nothing. The need a-PM stands for both."""

FOUND = [
    *(("a", "no_offer_stated", None), ("a", "need_without_target", "need-a-PM")),
    *(("a", "own_level_unknown", "need-a-PM"), ("a", "own_level_unknown", "own_level-a-DS")),
    *(("a", "stale", "need-a-CV"), ("a", "weak_source", "need-a-PM")),
    *(("b", "no_need_stated", None), ("b", "offer_without_level", "offer-b-PM")),
    *(("b", "stale", "offer-b-AI"), ("b", "weak_source", "offer-b-DS")),
    *(
        ("b", "undated", "offer-b-DS"),
        ("c", "no_need_stated", None),
        ("c", "no_offer_stated", None),
    ),
]


def write(folder: Path, statements: tuple[Row, ...] = STATED) -> Path:
    """Write the network; every hub has a seat and a district."""
    write_network(folder, statements, hubs=HUBS)
    known = {"source": "S1", "confidence": "high"}
    tables: dict[str, list[Row]] = {
        "districts": [{"key": "08111", "name": "Stuttgart"}],
        "places": [{"key": "081110000000", "name": "Stuttgart", "district": "08111"}],
        "sites": [
            {"id": f"site-{h}", "organisation": h, "role": "seat", "place": "081110000000"} | known
            for h in HUBS
        ],
        "areas": [{"organisation": h, "district": "08111"} | known for h in HUBS],
    }
    for name, rows in tables.items():
        write_rows(folder / f"{name}.csv", rows)
    return folder


def find(folder: Path, statements: tuple[Row, ...] = STATED) -> Completeness:
    """What is missing in a network of these statements."""
    return hg.find_missing(hg.read_workbook(write(folder, statements)))


def listed(missing: Completeness) -> list[tuple[str, str, str | None]]:
    """Hub, kind and statement of every gap, in order."""
    rows = missing.table[["organisation", "kind", "statement"]].itertuples(index=False)
    return [
        (hub[4:], kind, statement[4:] if isinstance(statement, str) else None)
        for hub, kind, statement in rows
    ]


@pytest.fixture(scope="module")
def missing(tmp_path_factory: pytest.TempPathFactory) -> Completeness:
    """What is missing in the network of three."""
    return find(tmp_path_factory.mktemp("three"))


@pytest.fixture(scope="module")
def bundled(graph: Dataset) -> Completeness:
    """What is missing in the bundled network."""
    return hg.find_missing(graph)


# ------------------------------------------------------------------------- which gaps


def test_every_gap_is_found_and_no_other(missing: Completeness) -> None:
    assert sorted(listed(missing), key=str) == sorted(FOUND, key=str)
    checked = missing.checked.set_index("organisation")
    assert checked.loc["hgd:a", ["offers", "needs", "own_levels", "gaps"]].tolist() == [0, 2, 3, 6]
    assert checked.loc["hgd:c", ["offers", "needs", "own_levels", "gaps"]].tolist() == [0, 0, 0, 2]
    assert missing.statements == 8
    assert len(missing) == len(FOUND)


def test_seat_and_district(tmp_path: Path) -> None:
    folder = write(tmp_path)
    change_rows(folder / "sites.csv", lambda rows: rows[1:])
    change_rows(folder / "areas.csv", lambda rows: rows[:1])
    change_rows(
        folder / "organisations.csv",
        lambda rows: [*rows[:2], rows[2] | {"kind": "thematic_hub"}],
    )
    found = listed(hg.find_missing(hg.read_workbook(folder)))
    assert set(found) - set(FOUND) == {("a", "no_seat", None), ("b", "no_area", None)}
    assert set(FOUND) < set(found)


def test_a_statement_without_source_is_found(graph: Dataset) -> None:
    """The tables refuse such a row, a graph of other origin may hold it."""
    bare = "hgd:offer-ulm-artificial-intelligence"
    copy = Dataset(default_union=True)
    for subject, predicate, thing, name in graph.quads():
        if (compact_iri(str(subject)), predicate) != (bare, PROV.wasDerivedFrom):
            copy.add((subject, predicate, thing, name))
    rows = hg.find_missing(copy).table
    assert rows.loc[rows["kind"] == "without_source", "statement"].tolist() == [bare]


@pytest.mark.parametrize(
    ("issued", "as_of", "months", "stale"),
    [
        ("2018-12-31", "2020-12-31", 24, False),
        ("2018-12-30", "2020-12-31", 24, True),
        ("2018-12", "2020-12-31", 24, False),
        ("2018-11", "2020-12-31", 24, True),
        ("2018", "2020-12-31", 24, False),
        ("2018", "2021-01-01", 24, True),
        ("2020-02-29", "2021-02-28", 12, False),
        ("2020-02-29", "2021-03-01", 12, True),
        ("2018-08-31", "2019-02-28", 6, False),
        ("2018-08-31", "2019-03-01", 6, True),
        ("2021-05-01", "2020-12-31", 1, False),
        (None, "2020-12-31", 1, False),
        (float("nan"), "2020-12-31", 1, False),
    ],
)
def test_the_border_of_stale(issued: object, as_of: str, months: int, *, stale: bool) -> None:
    assert is_stale(issued, as_of, months=months) is stale


def test_stale_after_moves_the_border(graph: Dataset, bundled: Completeness) -> None:
    counts = [
        (hg.find_missing(graph, stale_after=months).table["kind"] == "stale").sum()
        for months in (1, 24, 100)
    ]
    assert counts[0] > counts[1] > counts[2] == 0
    assert counts[1] == (bundled.table["kind"] == "stale").sum()


def test_the_packaged_questions_agree(
    graph: Dataset, profiles: Profiles, bundled: Completeness
) -> None:
    counting = set(profiles.statements["statement"])
    dated = set(profiles.statements.loc[profiles.statements["issued"].notna(), "statement"])
    rows = bundled.table.groupby("kind")["statement"].agg(set)
    weak = set(hg.query(graph, "cq-11a")["statement"])
    stale = set(hg.query(graph, "cq-11b", months="24")["statement"])
    assert rows["weak_source"] == weak & counting
    assert stale & dated
    assert stale & dated <= rows["stale"]


def test_only_members_of_the_day_are_looked_at(
    graph: Dataset, profiles: Profiles, bundled: Completeness
) -> None:
    assert bundled.checked["organisation"].tolist() == profiles.organisations.index.tolist()
    later = hg.find_missing(graph, as_of="2024-12-31")
    assert set(later.checked["organisation"]) != set(bundled.checked["organisation"])
    assert (later.table["as_of"] == "2024-12-31").all()


# ------------------------------------------------------------------------------- costs


def closings() -> list[tuple[tuple[str, str, str | None], list[Row]]]:
    """Each gap that costs something, with the rows that close it at the level taken instead."""
    table = {row["id"]: row for row in STATED}
    known = {"basis": "self_declared"}
    return [
        (FOUND[1], [table["need-a-PM"] | {"target_level": 3}]),
        (FOUND[2], [own("a", "PM", 0, **known)]),
        (FOUND[3], [table["own_level-a-DS"] | {"level": 0, **known}]),
        (FOUND[7], [table["offer-b-PM"] | {"level": 3}]),
        (FOUND[8], [table["offer-b-AI"] | {"issued": DAY}]),
    ]


@pytest.mark.parametrize(("gap", "rows"), closings(), ids=lambda value: str(value[:2]))
def test_closing_a_gap_removes_its_row_and_its_cost(
    tmp_path: Path,
    missing: Completeness,
    gap: tuple[str, str, str | None],
    rows: list[Row],
) -> None:
    changed = {row["id"]: row for row in (*STATED, *rows)}
    closed = find(tmp_path, tuple(changed.values()))
    assert sorted([*listed(closed), gap], key=str) == sorted(listed(missing), key=str)
    cost = missing.table["cost"].iloc[listed(missing).index(gap)]
    assert missing.width - closed.width == pytest.approx(cost, abs=1e-9)


def test_stating_what_nothing_was_stated_on_removes_the_row(
    tmp_path: Path, missing: Completeness
) -> None:
    closed = find(tmp_path, (*STATED, offer("a", "Data", 2)))
    assert listed(closed) == [gap for gap in listed(missing) if gap != FOUND[0]]


def test_cost_is_missing_where_no_interval_depends_on_it(bundled: Completeness) -> None:
    costly = {"stale", "offer_without_level", "need_without_target", "own_level_unknown"}
    table = bundled.table
    has_cost = table["kind"].isin(costly)
    needs = table["statement"].fillna("").str.startswith("hgd:need-")
    assert table["cost"].notna().equals(has_cost & ~((table["kind"] == "stale") & needs))
    assert table["suggestions"].isna().equals(table["cost"].isna())
    assert (table["cost"].dropna() >= 0).all()
    assert (table["suggestions"].dropna() <= 24).all()


def test_width_is_that_of_the_suggestions(profiles: Profiles, bundled: Completeness) -> None:
    table = hg.suggest_learning(profiles, top=99).table
    assert bundled.width == pytest.approx((table["high"] - table["low"]).sum())


def test_options_reach_the_cost(graph: Dataset, bundled: Completeness) -> None:
    other = hg.find_missing(graph, options=MatchingOptions(tau=1.0))
    assert other.width < bundled.width
    assert other.table["cost"].sum() < bundled.table["cost"].sum()


# ------------------------------------------------------------------- order and questions


def test_order_within_a_hub(bundled: Completeness, missing: Completeness) -> None:
    for found in (bundled, missing):
        assert found.table["organisation"].is_monotonic_increasing
        for _, rows in found.table.groupby("organisation"):
            nothing = rows["kind"].isin(["no_need_stated", "no_offer_stated"])
            assert nothing.is_monotonic_decreasing
            rest = rows[~nothing]
            assert rest["cost"].fillna(0).round(9).is_monotonic_decreasing
            free = rest[rest["cost"].fillna(0).round(9) == 0]["kind"].map(KINDS.index)
            assert free.is_monotonic_increasing


def test_questions_are_the_costliest_two_about_two_statements(
    bundled: Completeness, missing: Completeness
) -> None:
    for found in (bundled, missing):
        asked = found.questions
        assert list(asked.columns) == [column.name for column in MISSING]
        for hub, rows in found.table.groupby("organisation"):
            mine = asked[asked["organisation"] == hub]
            things = rows["statement"].fillna(rows["kind"])
            assert len(mine) == min(2, things.nunique())
            assert mine["statement"].fillna(mine["kind"]).is_unique
            first, second = mine.index[0], things[things != things.iloc[0]].index[:1]
            assert mine.loc[first, "sentence"] == rows["sentence"].iloc[0]
            assert mine["sentence"].tolist()[1:] == rows.loc[second, "sentence"].tolist()


def test_the_questions_can_be_sent(missing: Completeness) -> None:
    asked = missing.questions
    assert asked.loc[asked["organisation"] == "hgd:b", "question"].tolist() == [
        "On which topics do you look for help?",
        "Which level (1–5) does your offer “Predictive maintenance” have?",
    ]
    assert asked.loc[asked["organisation"] == "hgd:a", "question"].tolist()[1] == (
        "Which level (1–5) do you want to reach on “Predictive maintenance”?"
    )
    settled = asked.loc[asked["organisation"] == "hgd:b", "settles"].tolist()
    assert settled[0] == "The answer shows from whom Hub B can learn."
    assert settled[1].startswith("The answer makes 1 suggestion more certain: its interval")


# ------------------------------------------------------------------ nothing to check


def test_a_hub_that_has_stated_nothing_is_not_complete(missing: Completeness) -> None:
    text = missing.to_text()
    assert "Hub C\nNothing stated, so nothing checked. Gaps: 2.\n-  No need stated\n" in text
    assert missing.questions["organisation"].value_counts()["hgd:c"] == 2


def test_a_hub_with_no_gap_says_what_was_checked(tmp_path: Path) -> None:
    whole = (need("a", "PM", 3), own("a", "PM", 1), offer("a", "DS", 3))
    found = find(tmp_path, whole)
    text = found.to_text()
    assert "Hub <A> & Co\nChecked: offers 1, needs 1, own levels 1. Gaps: 0.\n\nHub B" in text
    assert "hgd:a" not in set(found.table["organisation"]) | set(found.questions["organisation"])


@pytest.mark.parametrize("lang", ["de", "en"])
def test_a_network_without_members_says_so(graph: Dataset, lang: str) -> None:
    found = hg.find_missing(graph, as_of="2018-10-09", lang=lang)
    nobody = {"de": "gehört niemand zum Netzwerk", "en": "Nobody is a member"}[lang]
    assert nobody in found.summary
    assert found.to_text() == f"{found.summary}\n"
    assert nobody in found._repr_html_()
    assert (len(found), found.statements, found.width) == (0, 0, 0.0)
    for table, contract in ((found.table, MISSING), (found.questions, MISSING)):
        assert table.dtypes.astype(str).to_dict() == {c.name: c.dtype for c in contract}


def test_tables_keep_their_contract(missing: Completeness) -> None:
    for table, contract in ((missing.table, MISSING), (missing.checked, CHECKED)):
        assert table.dtypes.astype(str).to_dict() == {c.name: c.dtype for c in contract}


# ------------------------------------------------------------------------------- texts


@pytest.mark.parametrize("lang", ["de", "en"])
def test_every_kind_has_its_texts(lang: str) -> None:
    texts = load_catalogue(lang).texts["gap"]
    for part in ("kind", "sentence", "question", "settles"):
        assert sorted(texts[part]) == sorted(KINDS)


def test_languages_differ_in_words_only(graph: Dataset, bundled: Completeness) -> None:
    german = hg.find_missing(graph, lang="de")
    words = ["topic_label", "sentence", "question", "settles"]
    pd.testing.assert_frame_equal(
        german.table.drop(columns=words), bundled.table.drop(columns=words)
    )
    assert not (german.table[words[1:]] == bundled.table[words[1:]]).to_numpy().any()
    assert "Geprüft: Angebote" in german.to_text()
    for found in (german, bundled):
        written = "\n".join(found.table[words[1:]].to_numpy().ravel())
        assert not re.search(r"[{}]|\bNone\b|\bnan\b", written)


def test_text_says_all_of_it(bundled: Completeness) -> None:
    text = bundled.to_text()
    assert max(map(len, text.splitlines())) < 100
    flat = " ".join(text.split())
    for _, rows in bundled.table.groupby(["organisation", "kind"]):
        labels = rows["topic_label"].dropna()
        assert all(label in flat for label in labels)
    short = bundled.to_text(only_questions=True)
    assert "Gaps" not in short
    flat = " ".join(short.split())
    assert all(question in flat for question in bundled.questions["question"])


def test_html_is_escaped_and_says_what_was_checked(missing: Completeness) -> None:
    page = missing._repr_html_()
    assert "Hub &lt;A&gt; &amp; Co" in page
    assert "<A>" not in page
    assert "Nothing stated, so nothing checked" in page
    assert repr(missing) == (
        "<Completeness as of 2020-12-31: 13 gaps, 8 statements of 3 hubs checked>"
    )


def test_same_twice_whatever_the_order_of_the_tables(tmp_path: Path, missing: Completeness) -> None:
    again = find(tmp_path, STATED[::-1])
    pd.testing.assert_frame_equal(again.table, missing.table)
    assert again.to_text() == missing.to_text()


def test_mistakes(graph: Dataset) -> None:
    with pytest.raises(InvalidDateError):
        hg.find_missing(graph, as_of="2020")
    with pytest.raises(UnknownNameError):
        hg.find_missing(graph, lang="fr")
    with pytest.raises(OptionError, match="stale_after = 0"):
        hg.find_missing(graph, stale_after=0)


def test_scores_are_not_touched(profiles: Profiles, graph: Dataset) -> None:
    before = measure_scores(profiles).score.toarray()
    hg.find_missing(graph)
    assert (measure_scores(profiles).score.toarray() == before).all()
