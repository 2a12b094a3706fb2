"""Candidate topics: the right words, the right place, and only topics that exist."""

import csv
from collections import Counter

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rdflib import Dataset, Graph
from topic_evaluation import (
    PAGE,
    count,
    find_labels,
    has_words,
    is_substring,
    propose,
    rate,
    read_sentences,
    render_page,
)

import hubgraph as hg
from hubgraph.errors import HubgraphError, OptionError, UnknownNameError, WrongTypeError
from hubgraph.knowledge.candidates import LEAST_SCORE, mark_candidates
from hubgraph.knowledge.label_index import load_index
from hubgraph.knowledge.resources import network_path
from hubgraph.tables import CANDIDATES

OWN = """
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix e: <http://example.org/> .
e:safe a skos:Concept ; skos:prefLabel "Datensicherheit"@de, "sécurité des données"@fr ;
    skos:hiddenLabel "Datensicherhait" ; skos:altLabel "Obhut"@de .
e:safer a skos:Concept ; skos:broader e:safe ; skos:prefLabel "Datensicherheit"@de ;
    skos:altLabel "Obhut im Haus"@de .
e:cpp a skos:Concept ; skos:prefLabel "C++" .
e:help a skos:Concept ; skos:prefLabel "IT-Hilfe"@de .
e:no-concept skos:prefLabel "Unsinn"@de .
"""


@pytest.fixture(scope="module")
def own() -> Graph:
    """Return a small scheme that is not ours."""
    return Graph().parse(data=OWN, format="turtle")


def found(graph: Graph, text: str) -> list[tuple[str, str]]:
    """Topics and matched words of one text, in the order of the text."""
    table = hg.suggest_topics(graph, text).sort_values(["start", "topic"])
    return [(t.rpartition(":")[2], w) for t, w in zip(table["topic"], table["words"], strict=True)]


# ---------------------------------------------------------------------------- matching


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Robotern, Seminars", [("robotics", "Robotern"), ("seminar", "Seminars")]),
        ("mit künstlicher Intelligenz", [("artificial-intelligence", "künstlicher Intelligenz")]),
        ("U\u0308bersetzung, maschinelle U\u0308bersetzung",
         [("natural-language-processing", "maschinelle U\u0308bersetzung")]),
        ("große Sprach\u00admodelle", [("generative-ai", "große Sprach\u00admodelle")]),
        ("KI-Einführung", [("artificial-intelligence", "KI")]),
        ("LLMs", [("generative-ai", "LLMs")]),
        ("Kino, retail", [("retail", "retail")]),
        ("It is what it is; ki, bim, 5g", []),
        ("Industrie 4.0", [("industry-4-0", "Industrie 4.0")]),
        ("E-Commerce und Ecommerce", [("e-commerce", "E-Commerce")]),
        ("Onlinemarketing", [("online-marketing", "Onlinemarketing")]),
        ("Daten-Analyse", [("data-analytics", "Daten-Analyse")]),
        ("Digitalisierungsberatung", [("advice", "Digitalisierungsberatung")]),
        ("Ferienworkshop", [("workshop", "Ferienworkshop")]),
        ("mit Industrierobotern", [("robotics", "Industrierobotern")]),
        ("Mobilfunknetz", [("mobile-network", "Mobilfunknetz")]),
        ("im Aufbau, im Weinbau", []),
        (
            "IT- und OT-Sicherheit",
            [("it-security", "IT- und OT-Sicherheit"), ("industrial-security", "OT-Sicherheit")],
        ),
        ("digitale, nachhaltige Geschäftsmodelle",
         [("digital-business-models", "digitale, nachhaltige Geschäftsmodelle")]),
        ("künstlich gereift. Intelligenz", []),
        ("künstlich und nun wirklich gute Intelligenz", []),
        ("Intelligenz, künstlich", []),
        ("train the networks", []),
        ("KI in der Medizintechnik", [("ai-in-medical-technology", "KI in der Medizintechnik")]),
        ("social media marketing", [("social-media-marketing", "social media marketing")]),
    ],
)  # fmt: skip
def test_what_is_found(graph: Dataset, text: str, expected: list[tuple[str, str]]) -> None:
    assert found(graph, text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("C++, C und Cpp", [("//example.org/cpp", "C++")]),
        ("la sécurité des données", [("//example.org/safe", "sécurité des données")]),
        ("Datensicherhait", [("//example.org/safe", "Datensicherhait")]),
        ("Datensicherheit", [("//example.org/safer", "Datensicherheit")]),
        ("Daten- und Netzsicherheit", [("//example.org/safer", "Daten- und Netzsicherheit")]),
        ("Daten-, Rechts- und Netzsicherheit",
         [("//example.org/safer", "Daten-, Rechts- und Netzsicherheit")]),
        ("Daten- und Netze", []),
        ("Unsinn", []),
    ],
)  # fmt: skip
def test_any_scheme(own: Graph, text: str, expected: list[tuple[str, str]]) -> None:
    assert found(own, text) == expected


def test_levels_and_roles_are_no_topics(graph: Dataset) -> None:
    topics = {label.topic for label in load_index(graph).labels}
    assert topics
    assert not [topic for topic in topics if topic.startswith("hg:")]


# ------------------------------------------------------------------------------ score


def test_the_score_is_the_written_formula(own: Graph) -> None:
    # n = 4 topics, each word of "IT-Hilfe" in one: weight 1 each; one word between
    full, apart = (hg.suggest_topics(own, t)["score"].item() for t in ("IT-Hilfe", "IT gute Hilfe"))
    assert (full, apart) == (1.0, 0.9)
    # in two topics: ln(1 + 4/2) / ln(1 + 4); for the broader topic the narrower does not count
    table = hg.suggest_topics(own, ["Datensicherheit", "Obhut"])
    assert table["score"].tolist() == [0.6826, 1.0]


def test_exact_beats_inflected_beats_head_beats_beginning(graph: Dataset) -> None:
    texts = ["Roboter", "Robotern", "Küchenroboter", "Roboterhand"]
    assert hg.suggest_topics(graph, texts)["score"].tolist() == [1.0, 0.95, 0.9, 0.75]


# ------------------------------------------------------------------------------ table


def test_columns_when_empty(graph: Dataset) -> None:
    for texts in ([], "Kino"):
        table = hg.suggest_topics(graph, texts)
        assert table.empty
        assert {n: str(d) for n, d in table.dtypes.items()} == {c.name: c.dtype for c in CANDIDATES}


def test_one_text_is_a_list_of_one(graph: Dataset) -> None:
    text = "Seminare und Workshops"
    pd.testing.assert_frame_equal(hg.suggest_topics(graph, text), hg.suggest_topics(graph, [text]))


def test_texts_keep_their_numbers(graph: Dataset) -> None:
    assert hg.suggest_topics(graph, ["Kino", "Robotik"])["text_number"].tolist() == [2]


def test_topic_label_in_the_asked_language(graph: Dataset) -> None:
    labels = [hg.suggest_topics(graph, "Robotik, AI", lang=x)["topic_label"].tolist()
              for x in ("de", "en", None)]  # fmt: skip
    assert labels == [
        ["Robotik", "Künstliche Intelligenz"],
        ["Robotics", "Artificial intelligence"],
        ["Robotik", "Artificial intelligence"],
    ]


def test_a_label_missing_in_the_asked_language_stays_as_matched(own: Graph) -> None:
    assert hg.suggest_topics(own, "C++", lang="de")["topic_label"].tolist() == ["C++"]


def test_top(graph: Dataset) -> None:
    text = "Seminare, Robotik, Logistik"
    assert [len(hg.suggest_topics(graph, text, top=top)) for top in (1, 2, 5)] == [1, 2, 3]


def test_a_changed_graph_is_read_anew(own: Graph) -> None:
    graph = Graph().parse(data=OWN, format="turtle")
    assert found(graph, "Neuland") == []
    assert load_index(graph) is load_index(own)
    graph.parse(data=OWN + 'e:new a skos:Concept ; skos:prefLabel "Neuland"@de .', format="turtle")
    assert found(graph, "Neuland") == [("//example.org/new", "Neuland")]


def test_marked_for_people(graph: Dataset) -> None:
    text = "Im kommenden Jahr suchen wir Hilfe\nbei Robotik und bei vielem anderen, das uns fehlt."
    marked = mark_candidates(hg.suggest_topics(graph, text), lang="de")
    assert marked.to_dict("records") == [
        {
            "Thema": "robotics",
            "Benennung": "Robotik",
            "Bewertung": 1.0,
            "Fundstelle": "…den Jahr suchen wir Hilfe bei [Robotik] und bei vielem anderen, das u…",
        }
    ]


@pytest.mark.parametrize(
    ("options", "error"),
    [
        ({"texts": "x", "top": 0}, OptionError),
        ({"texts": "x", "lang": "xx"}, UnknownNameError),
        ({"texts": ["x", None]}, WrongTypeError),
        ({"texts": pd.Series(["x", float("nan")])}, WrongTypeError),
    ],
)
def test_refused(graph: Dataset, options: dict[str, object], error: type[Exception]) -> None:
    with pytest.raises(error):
        hg.suggest_topics(graph, **options)  # type: ignore[arg-type]


def test_a_graph_without_topics_is_refused() -> None:
    with pytest.raises(HubgraphError, match="no topics"):
        hg.suggest_topics(Graph(), "x")


# ------------------------------------------------------------------------- properties

pieces = st.sampled_from(
    ["KI", "Daten-", " und ", "Informationssicherheit", "-", "digitale ", "Geschäftsmodelle", ". ",
     "retail", "it ", "\u0308", "\u00ad", "++", "\n\n", "İ", "ß", "😀", "Roboterarm", "E", "4.0"]
)  # fmt: skip
texts = st.one_of(st.text(max_size=80), st.lists(pieces, max_size=12).map("".join))
relaxed = settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@relaxed
@given(given_texts=st.lists(texts, max_size=8))
def test_any_text(graph: Dataset, given_texts: list[str]) -> None:
    table = hg.suggest_topics(graph, given_texts, top=50)
    known = {label.topic for label in load_index(graph).labels}
    for row in table.itertuples():
        text = given_texts[row.text_number - 1]
        assert row.topic in known
        assert row.status == "candidate"
        assert LEAST_SCORE <= row.score <= 1
        assert 0 <= row.start < row.end <= len(text)
        assert text[row.start : row.end] == row.words
        assert not text[: row.start][-1:].isalnum()
        assert not text[row.end :][:1].isalnum()
    assert not table.duplicated(["text_number", "topic"]).any()
    pd.testing.assert_frame_equal(table, hg.suggest_topics(graph, given_texts, top=50))


def test_no_label_within_a_longer_word(graph: Dataset) -> None:
    labels = sorted({label.text for label in load_index(graph).labels if label.text.isalpha()})
    longer = [
        f"{before}{label}{after}"
        for label in labels
        for before, after in (("xq", ""), ("", "xq"), ("xq", "xq"), ("ä", "1"))
    ]
    assert len(longer) > 400
    assert hg.suggest_topics(graph, longer).empty


# ------------------------------------------------------------------------- evaluation


def test_the_sentences_fit(graph: Dataset) -> None:
    sentences = read_sentences()
    with (network_path("baden-wuerttemberg") / "sources.csv").open(encoding="utf-8") as file:
        sources = {row["id"] for row in csv.DictReader(file)}
    split, lang = (Counter(getattr(s, field) for s in sentences) for field in ("split", "lang"))
    assert split.keys() == {"tune", "report"}
    assert lang.keys() == {"de", "en"}
    assert split["report"] >= 100
    assert len(sentences) >= 160
    assert sum(not s.topics for s in sentences) >= 15
    assert len({s.id for s in sentences}) == len({s.text for s in sentences}) == len(sentences)
    known = {label.topic for label in load_index(graph).labels}
    assert set().union(*(s.topics for s in sentences)) <= known
    assert {s.source for s in sentences} - {""} <= sources


def test_the_page_is_up_to_date(graph: Dataset) -> None:
    assert PAGE.read_text("utf-8") == render_page(graph)


def test_better_than_the_baselines_and_precise(graph: Dataset) -> None:
    report = [s for s in read_sentences() if s.split == "report"]
    quality = rate(count(propose(graph, report, least=LEAST_SCORE, top=5), report))
    assert quality.precision >= 0.8
    for holds in (is_substring, has_words):
        baseline = rate(count(find_labels(graph, report, holds), report))
        assert quality.f1 > baseline.f1
        assert quality.recall > baseline.recall
