"""Every question: one contract, natural sentences, statements that are there, mistakes named."""

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from rdflib import Dataset
from small_networks import TOPIC, Row, need, offer, own, write_network

import hubgraph as hg
from hubgraph.errors import AmbiguousNameError, OptionError, UnknownNameError, WrongTypeError
from hubgraph.explanation.suggestions import Suggestions
from hubgraph.matching.profiles import Profiles
from hubgraph.tables import INTRODUCERS, OPEN_NEEDS, SUGGESTIONS, AnswerColumn

Ask = Callable[..., Suggestions]


def ask_company(profiles: Profiles, **options: object) -> Suggestions:
    """Ask for a company that needs the first two topics somebody offers, if there are any."""
    stated = profiles.statements
    offered = sorted(set(stated.loc[stated["kind"] == "hg:Offer", "topic"]))[:2]
    needs = dict.fromkeys(offered or profiles.topics.index[:1])
    return hg.suggest_hubs_for_company(profiles, needs=needs, **options)  # type: ignore[arg-type]


def ask_lists(profiles: Profiles, **options: object) -> Suggestions:
    """Ask for lists that cover."""
    return hg.suggest_learning(profiles, order="coverage", **options)  # type: ignore[arg-type]


def ask_diverse(profiles: Profiles, **options: object) -> Suggestions:
    """Ask for diverse lists."""
    return hg.suggest_learning(profiles, order="diversity", **options)  # type: ignore[arg-type]


ASKS: dict[str, Ask] = {
    "helping": hg.suggest_helping,
    "swap": hg.suggest_swaps,
    "colearning": hg.suggest_colearning,
    "teamup": hg.suggest_teamups,
    "company": ask_company,
    "coverage": ask_lists,
    "diversity": ask_diverse,
}
OPTIONAL = ["learner", "learner_name", "teacher", "teacher_name", "introducer", "additional"]
RANKS = ["rank_best", "rank_worst"]


@pytest.fixture(scope="module")
def public() -> Profiles:
    """Public part of the synthetic network, which has restricted sources."""
    return hg.build_profiles(hg.build_public(hg.load_graph("musterland")))


@pytest.fixture(params=ASKS)
def ask(request: pytest.FixtureRequest) -> Ask:
    """One question after the other."""
    return ASKS[request.param]


def keeps_contract(table: pd.DataFrame, contract: tuple[AnswerColumn, ...]) -> bool:
    """Whether a table has just these columns and dtypes."""
    found = [(name, str(dtype)) for name, dtype in table.dtypes.items()]
    return found == [(column.name, column.dtype) for column in contract]


def build(folder: Path, statements: list[Row], **hubs: str) -> Profiles:
    """Profiles of a small network."""
    return hg.build_profiles(hg.read_workbook(write_network(folder, statements, hubs=hubs or None)))


@pytest.mark.parametrize("lang", ["de", "en"])
def test_rows(profiles: Profiles, ask: Ask, lang: str) -> None:
    found = ask(profiles, top=4, lang=lang)
    table = found.table
    assert len(table) > 0
    assert keeps_contract(table, SUGGESTIONS)
    assert keeps_contract(found.open_needs, OPEN_NEEDS)
    assert not table.drop(columns=[*OPTIONAL, *RANKS, "distance_km"]).isna().any(axis=None)
    assert set(table["query"]) == {found.query}
    known = set(profiles.statements["statement"])
    for row in table.itertuples():
        assert 0 <= row.low <= row.score + 1e-9 <= row.high + 2e-9 <= 1 + 3e-9
        assert row.topics[0] == row.topic
        assert len(set(row.topics)) == len(row.topics)
        assert row.statements == sorted(set(row.statements)) != []
        strange = {name for name in row.statements if name not in known}
        assert strange <= {f"_:need{number}" for number in (1, 2)}
        assert not strange or found.query == "company"
        assert len(row.organisations) == len(row.names) > 1
        assert row.why.endswith((".", "!"))
        assert not re.search(r"[{}\[\]]|\b(None|nan|NA)\b|  |\.\.", row.why)
    assert len(found) == len(table)
    for text in (found.to_text(), found._repr_html_()):
        assert "{" not in text
        assert not re.search(r"\b(None|nan|NA)\b", text)


def test_the_same_twice(profiles: Profiles, ask: Ask) -> None:
    one, two = (ask(profiles, top=3) for _ in range(2))
    assert one.table.to_csv() == two.table.to_csv()
    assert one.to_text() == two.to_text()


def test_languages_differ_in_words_only(profiles: Profiles, ask: Ask) -> None:
    de, en = (ask(profiles, top=3, lang=lang).table for lang in ("de", "en"))
    words = ["topic_label", "why", "names", "learner_name"]
    pd.testing.assert_frame_equal(de.drop(columns=words), en.drop(columns=words))
    assert (de["why"] != en["why"]).all()


@pytest.mark.parametrize(
    "statements",
    [[], [need("a", "PM", 3)], [offer("a", "PM", 3)], [own("a", "PM", 3)]],
    ids=["nothing", "a need", "an offer", "an own level"],
)
@pytest.mark.parametrize("hubs", [{"a": "Alone"}, {"a": "A", "b": "B"}])
def test_little_is_known(
    tmp_path: Path, ask: Ask, statements: list[Row], hubs: dict[str, str]
) -> None:
    profiles = build(tmp_path, statements, **hubs)
    found = ask(profiles)
    assert keeps_contract(found.table, SUGGESTIONS)
    assert keeps_contract(found.open_needs, OPEN_NEEDS)
    assert len(found) == (found.query == "company" and statements == [offer("a", "PM", 3)])
    assert found.to_text().count("\n") > 2


def test_before_the_kick_off(graph: Dataset, ask: Ask) -> None:
    found = ask(hg.build_profiles(graph, as_of="2018-10-09"))
    assert len(found) == 0
    assert keeps_contract(found.table, SUGGESTIONS)
    assert keeps_contract(found.open_needs, OPEN_NEEDS)


def test_a_public_part_marks_its_answers(public: Profiles, ask: Ask) -> None:
    found = ask(public, top=2)
    assert found.table.attrs["snapshot"] == found.snapshot == public.snapshot
    assert public.snapshot is not None
    assert public.snapshot in found.to_text()


def test_nothing_restricted_gets_out(public: Profiles) -> None:
    graph = hg.load_graph("musterland")
    answers = [ask(public, top=2) for ask in ASKS.values()]
    tables = [answer.table for answer in answers]
    tables += [hg.find_gaps(public), hg.measure_redundancy(public)]
    for answer in tables:
        assert hg.check_leaks(graph, answer).empty


# ------------------------------------------------------------------------------- each question


def test_helping_is_learning_turned_round(profiles: Profiles) -> None:
    learning = hg.suggest_learning(profiles, top=99).table
    helping = hg.suggest_helping(profiles, top=99).table
    columns = ["learner", "teacher", "score", "low", "high", "topic", "why", "certainty"]
    both = [
        t[columns].sort_values(["learner", "teacher"], ignore_index=True)
        for t in (learning, helping)
    ]
    pd.testing.assert_frame_equal(*both)
    keys = [(row.teacher, -round(row.score, 9), row.learner) for row in helping.itertuples()]
    assert keys == sorted(keys)
    assert helping.groupby("teacher")["rank"].min().eq(1).all()


@pytest.mark.parametrize("ask_pairs", [hg.suggest_swaps, hg.suggest_teamups])
def test_pairs_of_a_member_are_a_part_of_all(profiles: Profiles, ask_pairs: Ask) -> None:
    everybody = ask_pairs(profiles, top=999).table
    assert (everybody["learner"] < everybody["teacher"]).all()
    assert everybody["score"].round(9).is_monotonic_decreasing
    one = ask_pairs(profiles, member="digihub suedbaden", top=999).table
    assert set(one["learner"]) == {"hgd:suedbaden"}
    expected = everybody[everybody["organisations"].map(lambda pair: "hgd:suedbaden" in pair)]
    assert one["score"].tolist() == expected["score"].tolist()
    assert one["rank"].is_monotonic_increasing


def test_a_one_sided_pair_counts_half_by_the_arithmetic_mean(tmp_path: Path) -> None:
    profiles = build(tmp_path, [need("a", "PM", 3), offer("b", "PM", 3)])
    assert len(hg.suggest_swaps(profiles)) == 0
    found = hg.suggest_swaps(profiles, power=1, lang="de").table
    assert found["score"].tolist() == pytest.approx([0.5])
    assert "Umgekehrt deckt keine Angabe einen offenen Bedarf" in found["why"].item()


def test_a_group_without_a_teacher_gets_help_from_outside(tmp_path: Path) -> None:
    needs = [need(hub, "PM", 3, priority=0.5) for hub in "ab"]
    profiles = build(tmp_path, needs)
    found = hg.suggest_colearning(profiles, lang="de").table
    assert found["organisations"].tolist() == [["hgd:a", "hgd:b"]]
    assert found["teacher"].isna().all()
    assert found["score"].tolist() == pytest.approx([0.25])
    assert "Hilfe müsste von außen kommen" in found["why"].item()
    helped = build(tmp_path / "helped", [*needs, offer("c", "PM", 3)])
    assert hg.suggest_colearning(helped).table["teacher"].tolist() == ["hgd:c"]
    served = build(tmp_path / "served", [*needs, offer("a", "PM", 3)])
    assert len(hg.suggest_colearning(served)) == 0


def test_a_group_is_nobody_alone_to_be_explained(profiles: Profiles) -> None:
    with pytest.raises(OptionError, match="there is no learner"):
        hg.explain_suggestion(hg.suggest_colearning(profiles))


def test_needs_near_a_topic_but_not_near_each_other_are_no_group(tmp_path: Path) -> None:
    stated = [need("a", "PM", 3), need("b", "CV", 3), need("a", "AI", 3, priority=0.25)]
    found = hg.suggest_colearning(build(tmp_path, stated)).table
    assert found["topics"].tolist() == [[f"{TOPIC}CV", f"{TOPIC}AI"]]
    assert found["score"].tolist() == pytest.approx([0.5 * 0.25 * 0.8])


def test_shared_strengths_rest_on_the_offers_of_both(tmp_path: Path) -> None:
    offers = [offer("a", "AI", 5), offer("b", "PM", 5), offer("b", "CV", 5)]
    row = hg.suggest_teamups(build(tmp_path, offers)).table
    assert row["statements"].item() == ["hgd:offer-a-AI", "hgd:offer-b-CV", "hgd:offer-b-PM"]
    assert row["score"].item() == pytest.approx(3 * 0.8 / 3)


def test_coverage_lists_what_each_adds(tmp_path: Path) -> None:
    stated = [need("a", "PM", 3), need("a", "Data", 3), own("a", "PM", 0), own("a", "Data", 0)]
    stated += [offer("b", "PM", 3), offer("c", "PM", 3), offer("d", "Data", 2)]
    profiles = build(tmp_path, stated, a="A", b="B", c="C", d="D")
    found = hg.suggest_learning(profiles, learner="a", order="coverage", lang="de").table
    assert found["teacher"].tolist() == ["hgd:b", "hgd:d"]
    assert found["rank"].tolist() == [1, 2]
    assert "Über die Genannten hinaus" in found["why"].iloc[1]
    assert "Über die Genannten hinaus" not in found["why"].iloc[0]


# ------------------------------------------------------------------------------- companies


def test_a_company_by_place_or_coordinates(profiles: Profiles) -> None:
    place = profiles.places.set_index("name").loc["Karlsruhe"]
    needs = ["it sicherheit", "Künstliche Intelligenz"]
    named, placed, nowhere = (
        hg.suggest_hubs_for_company(profiles, needs=needs, seat=seat)
        for seat in ("karlsruhe", (float(place["lat"]), float(place["lon"])), None)
    )
    pd.testing.assert_frame_equal(named.table, placed.table)
    assert nowhere.table["distance_km"].isna().all()
    assert nowhere.table["score"].tolist() == named.table["score"].tolist()
    assert named.table["distance_km"].between(0, 250).all()
    assert set(named.table["learner"]) == {"_:company"}


def test_a_hub_without_a_place(tmp_path: Path) -> None:
    profiles = build(tmp_path, [offer("a", "PM", 3)])
    found = hg.suggest_hubs_for_company(
        profiles, needs={"predictive maintenance": 3}, seat=(48.0, 9.0), lang="de"
    )
    assert found.table["distance_km"].isna().all()
    assert found.table["why"].item().endswith("Die Entfernung ist nicht bekannt.")


def test_two_places_of_one_name(profiles: Profiles) -> None:
    twin = profiles.places.query("name == 'Karlsruhe'").assign(place="hgd:other")
    places = replace(profiles, places=pd.concat([profiles.places, twin]))
    with pytest.raises(AmbiguousNameError, match="hgd:other"):
        hg.suggest_hubs_for_company(places, needs=["IT-Sicherheit"], seat="Karlsruhe")


def test_the_company_leaves_the_profiles_alone(profiles: Profiles) -> None:
    before = profiles.statements.copy(), profiles.organisations.copy()
    ask_company(profiles)
    pd.testing.assert_frame_equal(profiles.statements, before[0])
    pd.testing.assert_frame_equal(profiles.organisations, before[1])


COMPANY_MISTAKES = {
    "no need": ({"needs": []}, OptionError, "at least one topic"),
    "level 9": ({"needs": {"IT-Sicherheit": 9}}, OptionError, "levels 1 to 5"),
    "level 0": ({"needs": {"IT-Sicherheit": 0}}, OptionError, "levels 1 to 5"),
    "half a level": ({"needs": {"IT-Sicherheit": 2.5}}, OptionError, "levels 1 to 5"),
    "a word": ({"needs": {"IT-Sicherheit": "3"}}, OptionError, "levels 1 to 5"),
    "topic": ({"needs": ["IT-Sicherheid"]}, UnknownNameError, "Did you mean 'IT-Sicherheit'"),
    "place": ({"seat": "Karlsruh"}, UnknownNameError, "Did you mean 'Karlsruhe'"),
    "latitude": ({"seat": (91.0, 8.0)}, OptionError, "latitude -90 to 90"),
    "longitude": ({"seat": (48.0, 181.0)}, OptionError, "longitude -180 to 180"),
    "no number": ({"seat": (float("nan"), 8.0)}, OptionError, "latitude"),
    "three": ({"seat": (48.0, 9.0, 1.0)}, OptionError, "latitude and longitude"),
    "words": ({"seat": ("north", "east")}, OptionError, "latitude and longitude"),
    "top": ({"top": 0}, OptionError, "top = 0"),
}


@pytest.mark.parametrize(
    ("given", "kind", "words"), COMPANY_MISTAKES.values(), ids=COMPANY_MISTAKES
)
def test_mistakes_of_companies(
    profiles: Profiles, given: dict[str, object], kind: type[Exception], words: str
) -> None:
    with pytest.raises(kind, match=words):
        hg.suggest_hubs_for_company(profiles, **({"needs": ["IT-Sicherheit"]} | given))  # type: ignore[arg-type]


# ------------------------------------------------------------------------------- introducers


def test_introducers(profiles: Profiles) -> None:
    found = hg.find_introducers(profiles, learner="digiz", teacher="uab", top=99)
    assert keeps_contract(found, INTRODUCERS)
    assert (found["strength"] == found[["to_learner", "to_teacher"]].min(axis=1)).all()
    assert found["strength"].is_monotonic_decreasing
    assert not set(found["introducer"]) & {"hgd:ostwuerttemberg", "hgd:ulm"}
    turned = hg.find_introducers(profiles, learner="uab", teacher="digiz", top=99)
    assert turned["strength"].tolist() == found["strength"].tolist()


def test_nobody_to_introduce(tmp_path: Path) -> None:
    found = hg.find_introducers(build(tmp_path, []), learner="a", teacher="b")
    assert found.empty
    assert keeps_contract(found, INTRODUCERS)


# ------------------------------------------------------------------------------- mistakes


@pytest.mark.parametrize("top", [0, -1])
def test_top_below_1(profiles: Profiles, ask: Ask, top: int) -> None:
    with pytest.raises(OptionError, match=f"top = {top}"):
        ask(profiles, top=top)


def test_anything_but_profiles(graph: Dataset) -> None:
    for function in (hg.suggest_helping, hg.suggest_swaps, hg.suggest_colearning, hg.find_gaps):
        with pytest.raises(WrongTypeError, match="build_profiles"):
            function(graph)  # type: ignore[operator]


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        (lambda p: hg.suggest_swaps(p, power=2), "power = 2"),
        (lambda p: hg.suggest_colearning(p, size=1), "size = 1"),
        (lambda p: hg.suggest_learning(p, order="x"), "score, coverage, diversity"),
        (lambda p: hg.find_introducers(p, learner="digiZ", teacher="digiZ"), "teacher = 'digiZ'"),
        (lambda p: hg.find_introducers(p, learner="digiZ", teacher="UAB", top=0), "top = 0"),
        (lambda p: hg.suggest_helping(p, teacher="Sudbdaen"), "Did you mean"),
        (lambda p: hg.suggest_teamups(p, member="Sudbdaen"), "Did you mean"),
        (lambda p: hg.suggest_swaps(p, lang="fr"), "no language"),
        (lambda p: hg.find_gaps(p, least=0), "least = 0"),
    ],
)
def test_mistakes(profiles: Profiles, wrong: Callable[[Profiles], object], words: str) -> None:
    with pytest.raises((OptionError, UnknownNameError), match=re.escape(words)):
        wrong(profiles)
