"""The interactive page in a real browser: it does what it says, asks for nothing, says nothing."""

from pathlib import Path
from typing import Any

import networkx as nx
import pytest
from browser_pages import Open, Opened
from rdflib import Dataset

import hubgraph as hg
from hubgraph.matching.profiles import Profiles

KARLSRUHE = ".hub[aria-label^='de:hub Karlsruhe']"


@pytest.fixture
def opened(open_page: Open, network_page: Path) -> Opened:
    """Page of the bundled network, just opened."""
    return open_page(network_page)


def test_nothing_is_asked_for_and_nothing_complains(opened: Opened, network_page: Path) -> None:
    page = opened.page
    for node in page.locator(".hub:visible").all():
        node.click()
    page.get_by_role("button", name="Deutsch").click()
    page.locator("#theme").click()
    page.locator("#search").fill("KI")
    assert opened.requests == [network_page.as_uri()]
    assert opened.complaints == []


def test_the_network_is_there(opened: Opened, profiles: Profiles) -> None:
    suggestions = hg.suggest_learning(profiles)
    assert opened.count(".hub") == len(profiles.organisations) == opened.count("#list button")
    assert opened.count(".ties.suggestion > g") == len(suggestions)
    assert opened.count(".ties.contact > g") == 78
    assert opened.count(".ties.strength > g") == 0
    opened.page.get_by_label("shared strength").check()
    assert opened.count(".ties.strength > g") > 0


def test_a_click_opens_a_hub_with_the_reasons_of_its_suggestions(
    opened: Opened, profiles: Profiles
) -> None:
    opened.page.locator(KARLSRUHE).click()
    suggestions = hg.suggest_learning(profiles, learner="hgd:karlsruhe")
    assert opened.text("article.open h2") == suggestions.table["learner_name"].iloc[0]
    assert opened.count("article") == 1
    for rank, row in enumerate(suggestions.table.to_dict("records")):
        item = opened.page.locator("article.open ol > li").nth(rank)
        assert not item.locator("details p").is_visible()
        item.locator("summary").click()
        assert item.locator("details p").inner_text() == row["why"]
        explained = hg.explain_suggestion(suggestions, teacher=row["teacher"])
        shown = [cell.split("\t") for cell in item.locator("tr").all_inner_texts()]
        parts = [[name, f"{value:.3f}"] for name, value in explained.list_parts()]
        assert shown == [*parts, ["Score", f"{explained.score:.3f}"]]


def test_a_link_leads_to_another_hub_and_close_to_the_list(opened: Opened) -> None:
    opened.page.locator("#list button", has_text="DNS").click()
    assert opened.count("#list button") == 0
    name = opened.text("article.open ol a")
    opened.page.locator("article.open ol a").first.click()
    assert opened.page.locator(".hub[aria-current]").get_attribute("aria-label").startswith(name)
    opened.page.get_by_role("button", name="Close").click()
    assert opened.count("article") == 0
    assert opened.count("#list button") == 13


def test_hovering_lights_the_neighbours(opened: Opened, profiles: Profiles) -> None:
    page = opened.page
    page.get_by_label("contact:").uncheck()
    page.locator(KARLSRUHE).hover()
    table = hg.suggest_learning(profiles).table
    own = table[(table["learner"] == "hgd:karlsruhe") | (table["teacher"] == "hgd:karlsruhe")]
    assert page.locator(".lights .ties > g").count() == len(own)
    assert page.locator(".hub.lit").count() == len({*own["learner"], *own["teacher"]})
    page.locator("h1").hover()
    assert page.locator(".lit, .lights .ties > g").count() == 0


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("Südbaden", ["DIGIHUB"]),
        ("suedbaden", ["DIGIHUB"]),
        ("SUDBADEN", ["DIGIHUB"]),
        ("kuenzelsau", ["hfcon"]),
        ("Aalen", ["digiZ"]),
        ("no such thing", []),
    ],
)
def test_search_finds_names_and_places(opened: Opened, typed: str, found: list[str]) -> None:
    opened.page.locator("#search").fill(typed)
    assert [
        name.split(",")[0] for name in opened.page.locator("#list li").all_inner_texts()
    ] == found
    assert opened.page.locator(".hub.dim").count() == 13 - len(found)
    assert (f"{len(found)} of 13" in opened.text("#count")) == bool(found)


def test_search_finds_a_topic_by_any_of_its_names(opened: Opened) -> None:
    page = opened.page
    page.locator("#topic").select_option(label="Artificial intelligence")
    listed = set(page.locator("#list li").all_inner_texts())
    page.get_by_role("button", name="Clear").click()
    page.locator("#search").fill("KI")
    found = set(page.locator("#list li").all_inner_texts())
    assert listed <= found
    assert 0 < len(found) < 13


def test_enter_in_the_search_opens_the_first_match(opened: Opened) -> None:
    opened.page.locator("#search").fill("ulm")
    opened.page.locator("#search").press("Enter")
    assert "Ulm" in opened.text("article.open h2")


def test_a_topic_leaves_those_who_offer_or_need_it_or_part_of_it(
    opened: Opened, graph: Dataset
) -> None:
    page = opened.page
    page.locator("#topic").select_option(label="Retail")
    stated = hg.query(graph, "statements", as_of="2020-12-31")
    direct = set(stated[stated["topic"] == "hgt:retail"]["organisation"])
    shown = page.locator(".hub:not(.dim):not(.away)").count()
    assert 0 < shown < 13
    assert shown >= len(direct)
    page.get_by_role("button", name="Clear").click()
    assert page.locator(".hub.dim").count() == 0


def test_a_kind_can_be_left_out(opened: Opened) -> None:
    opened.page.locator("input[value=thematic_hub]").uncheck()
    assert opened.page.locator(".thematic_hub.dim").count() == 3
    assert opened.page.locator(".regional_hub.dim").count() == 0
    opened.page.get_by_role("button", name="Clear").click()
    assert opened.page.locator(".dim").count() == 0


def test_the_years_show_members_and_contacts_and_move_nobody(
    opened: Opened, graph: Dataset
) -> None:
    page = opened.page
    before = page.locator(".hub").evaluate_all("all => all.map(n => n.getAttribute('transform'))")
    slider = page.locator("#day")
    slider.focus()
    slider.press("Home")
    for year in range(2018, 2026):
        network = hg.build_network(graph, as_of=f"{year}-12-31", relation="contact")
        assert opened.text("#date") == f"31 December {year}"
        assert slider.get_attribute("aria-valuetext") == f"31 December {year}"
        assert opened.count(".hub") == network.number_of_nodes()
        assert opened.count(".ties.contact > g") == network.number_of_edges()
        assert (opened.count(".ties.suggestion > g") > 0) == (year == 2020)
        assert ("stand for 31 December 2020" in opened.text("#state")) == (year != 2020)
        slider.press("ArrowRight")
    after = page.locator(".hub").evaluate_all("all => all.map(n => n.getAttribute('transform'))")
    assert after == before


def test_the_language_can_be_switched(opened: Opened, profiles: Profiles) -> None:
    page = opened.page
    page.locator(KARLSRUHE).click()
    page.get_by_role("button", name="Deutsch").click()
    assert page.locator("html").get_attribute("lang") == "de"
    assert page.title().startswith("Wer von wem lernen kann")
    assert opened.text("h1") == "Wer von wem lernen kann"
    assert opened.text("article.open h3") == "Kann lernen von"
    assert (
        page.locator(".hub").first.get_attribute("aria-label").endswith("regionaler Hub, Böblingen")
    )
    assert page.locator("#search").get_attribute("placeholder") == "Hub, Ort oder Thema"
    assert page.locator("#topic option").first.inner_text() == "Alle Themen"
    page.locator("article.open summary").first.click()
    why = hg.suggest_learning(profiles, learner="hgd:karlsruhe", lang="de").table["why"].iloc[0]
    assert opened.text("article.open details p") == why
    page.get_by_role("button", name="English").click()
    assert opened.text("article.open h3") == "Can learn from"


def test_the_keyboard_reaches_everything(opened: Opened) -> None:
    page = opened.page
    assert page.locator(".hub[tabindex='0']").count() == 1
    page.locator(".hub[tabindex='0']").focus()
    first = page.locator(":focus").get_attribute("aria-label")
    page.keyboard.press("ArrowRight")
    second = page.locator(":focus").get_attribute("aria-label")
    assert second not in {None, first}
    assert page.locator(":focus .ring").evaluate("n => getComputedStyle(n).stroke") != "none"
    page.keyboard.press("Enter")
    assert page.locator(":focus").evaluate("n => n.tagName") == "H2"
    page.keyboard.press("Escape")
    assert page.locator(":focus").get_attribute("aria-label") == second
    assert opened.count("article") == 0
    page.keyboard.press(" ")
    assert opened.count("article") == 1
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    assert page.locator(":focus").evaluate("n => n.closest('#panel') !== null")


def test_arrows_walk_through_the_list(opened: Opened) -> None:
    opened.page.locator("#list button").first.focus()
    opened.page.keyboard.press("ArrowDown")
    assert (
        opened.page.locator(":focus").inner_text()
        == opened.page.locator("#list li").nth(1).inner_text()
    )


def test_zoom_moves_the_window_not_the_hubs(opened: Opened) -> None:
    page = opened.page
    whole = page.locator("#network").get_attribute("viewBox")
    page.get_by_role("button", name="Zoom in").click()
    assert page.locator("#network").get_attribute("viewBox") != whole
    page.get_by_role("button", name="Show all").click()
    assert list(map(float, page.locator("#network").get_attribute("viewBox").split())) == list(
        map(float, whole.split())
    )


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_light_and_dark_follow_the_system_and_the_switch(
    open_page: Open, network_page: Path, scheme: str
) -> None:
    page = open_page(network_page, color_scheme=scheme).page
    paper = "getComputedStyle(document.body).backgroundColor"
    light, dark = "rgb(255, 255, 255)", "rgb(20, 23, 28)"
    assert page.evaluate(paper) == (light if scheme == "light" else dark)
    page.locator("#theme").click()
    assert page.evaluate(paper) == (dark if scheme == "light" else light)


def test_print_has_every_reason_and_no_buttons(opened: Opened, profiles: Profiles) -> None:
    page = opened.page
    page.emulate_media(media="print", color_scheme="dark")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert opened.count("button") == opened.count("input") == opened.count("select") == 0
    assert opened.count("article") == 16
    reasons = page.locator(".cards:not([hidden]) ol details p")
    seen = reasons.evaluate_all("all => all.map(n => n.checkVisibility())")
    assert seen == [True] * len(hg.suggest_learning(profiles))


def test_without_a_program_all_can_be_read(
    open_page: Open, network_page: Path, profiles: Profiles
) -> None:
    opened = open_page(network_page, java_script_enabled=False)
    page = opened.page
    assert opened.count(".hub") == 13
    assert opened.count(".ties.suggestion > g") == len(hg.suggest_learning(profiles))
    assert opened.count("article") == 16
    assert opened.count("button") == opened.count("input") == opened.count("select") == 0
    assert opened.count("noscript p") == 1
    english = page.locator(".cards[lang=en]")
    english.locator("summary").first.click()
    assert english.locator("details p").first.is_visible()
    page.locator(KARLSRUHE).click()
    assert page.url.endswith("#hub-4-en")


def test_a_malicious_name_is_only_text(open_page: Open, tmp_path: Path, hostile: Dataset) -> None:
    opened = open_page(hg.export_page(hostile, tmp_path / "network.html"))
    page = opened.page
    page.locator(".hub").first.click()
    assert "</script><img src=x onerror=alert(1)>" in opened.text("article.open h2")
    page.get_by_role("button", name="Deutsch").click()
    assert page.locator("img, script:not(#data) ~ script").count() == 0
    assert len(opened.requests) == 1
    assert opened.complaints == []


def test_in_a_notebook_the_page_lives_in_a_frame(
    open_page: Open, graph: Dataset, tmp_path: Path
) -> None:
    shown = tmp_path / "cell.html"
    shown.write_text(f"<!doctype html>{hg.build_page(graph)._repr_html_()}", encoding="utf-8")
    opened = open_page(shown)
    frame = opened.page.frame_locator("iframe")
    frame.locator(KARLSRUHE).click()
    assert "Karlsruhe" in frame.locator("article.open h2").inner_text()
    frame.locator("article.open td a").first.click()
    assert frame.locator(":focus").get_attribute("id").startswith("source-")
    assert opened.complaints == []


def test_a_picture_saved_as_a_page_keeps_its_looks(open_page: Open, tmp_path: Path) -> None:
    network: nx.Graph[Any] = nx.Graph()
    network.add_edge("a", "b")
    path = hg.plot_network(network, title="<img src=x onerror=alert(1)>").save(tmp_path / "a.html")
    opened = open_page(path)
    assert opened.requests == [path.as_uri()]
    assert opened.complaints == []
    looks = opened.page.locator("svg text").first.evaluate(
        "n => [getComputedStyle(n).fill, getComputedStyle(n).fontSize]"
    )
    assert looks == ["rgb(26, 26, 26)", "19px"]
