"""A page is one file with nothing to load, the same bytes twice, and says what the answers say."""

import json
import re
from base64 import b64encode
from dataclasses import replace
from hashlib import sha256
from html import unescape
from html.parser import HTMLParser
from importlib.resources import files
from pathlib import Path
from typing import Any

import networkx as nx
import pytest
from rdflib import Dataset

import hubgraph as hg
from hubgraph.diagrams import page_content
from hubgraph.diagrams.encoding import KINDS
from hubgraph.diagrams.page import Page
from hubgraph.diagrams.page_cards import write_sources
from hubgraph.diagrams.page_content import Content, collect_content, list_days
from hubgraph.errors import MissingFileError, OptionError, UnknownFormatError, UnknownNameError
from hubgraph.matching.options import MatchingOptions
from hubgraph.matching.profiles import Profiles

DAY = "2020-12-31"


class Reader(HTMLParser):
    """All elements of a page with their attributes, and the texts within them."""

    def __init__(self, html: str) -> None:
        """Read a page."""
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[tuple[str, str]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note an element."""
        self.found.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        """Note a text, with the element that began last."""
        self.texts.append((self.found[-1][0] if self.found else "", data))


@pytest.fixture(scope="module")
def page(graph: Dataset) -> Page:
    """Page of the bundled network, in German."""
    return hg.build_page(graph, lang="de")


@pytest.fixture(scope="module")
def content(graph: Dataset) -> Content:
    """Everything that page tells."""
    return collect_content(graph, as_of=None, top=3, options=MatchingOptions())


@pytest.fixture(scope="module")
def saved(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Text of a picture of a network saved as a page."""
    network: nx.Graph[Any] = nx.Graph(title_en="</title><script>alert(1)</script>")
    network.add_edge("<b>", "a")
    path = hg.plot_network(network).save(tmp_path_factory.mktemp("picture") / "a.html")
    return path.read_text(encoding="utf-8")


def read_data(html: str) -> dict[str, Any]:
    """Return the data of a page."""
    found = re.search(r'id="data">(.*?)</script>', html, re.DOTALL)
    return dict(json.loads(found[1])) if found else {}


def read_policy(html: str) -> str:
    """Return the content security policy of a page."""
    metas = (values for tag, values in Reader(html).found if tag == "meta")
    return next(
        str(values["content"])
        for values in metas
        if values.get("http-equiv") == "Content-Security-Policy"
    )


def hash_text(text: str) -> str:
    """Return the source expression of a text."""
    return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"


def test_twice_the_same_bytes_and_not_too_many(page: Page, graph: Dataset) -> None:
    assert hg.build_page(graph, lang="de").html == page.html
    assert len(page.html.encode()) <= 400_000


def test_the_policy_allows_what_is_there_and_nothing_else(page: Page) -> None:
    style = (files("hubgraph") / "diagrams" / "page.css").read_text("utf-8")
    program = (files("hubgraph") / "diagrams" / "page.js").read_text("utf-8")
    assert read_policy(page.html) == (
        f"default-src 'none'; style-src {hash_text(style)}; script-src {hash_text(program)}; "
        "base-uri 'none'; form-action 'none'"
    )
    assert f"<style>{style}</style>" in page.html
    assert f"<script>{program}</script>" in page.html


def test_a_picture_as_a_page_runs_nothing(saved: str) -> None:
    styles = [text for tag, text in Reader(saved).texts if tag == "style" and text.strip()]
    assert len(styles) == 2
    hashes = " ".join(map(hash_text, styles))
    assert read_policy(saved) == (
        f"default-src 'none'; style-src {hashes}; base-uri 'none'; form-action 'none'"
    )
    assert "script" not in {tag for tag, _ in Reader(saved).found}
    assert "&lt;b&gt;" in saved


@pytest.mark.parametrize("name", ["page", "saved"])
def test_markup_loads_nothing_and_runs_nothing(name: str, request: pytest.FixtureRequest) -> None:
    given = request.getfixturevalue(name)
    html = given.html if isinstance(given, Page) else given
    for tag, values in Reader(html).found:
        assert tag not in {"img", "link", "iframe", "object", "embed", "base", "image", "use"}
        assert not [key for key in values if key.startswith("on") or key in {"style", "src"}]
    for found in re.finditer(r'(\S+)="https?://', html):
        assert found[1] in {"href", "xmlns", "xmlns:xlink"}


def test_the_program_only_ever_sets_text() -> None:
    program = (files("hubgraph") / "diagrams" / "page.js").read_text("utf-8")
    assert not re.search(
        r"innerHTML|outerHTML|insertAdjacent|document\.write|eval\(|Function\(|fetch\(|XMLHttp"
        r"|import\(|WebSocket|sendBeacon|localStorage|http",
        program,
    )


def test_the_colours_are_those_of_the_pictures() -> None:
    style = (files("hubgraph") / "diagrams" / "page.css").read_text("utf-8")
    named = {"regional_hub": "regional", "thematic_hub": "thematic", "node": "organisation"}
    for kind, look in KINDS.items():
        assert f"--{named.get(kind, kind)}: light-dark({look.colour.lower()}," in style


@pytest.mark.parametrize("lang", ["de", "en"])
def test_the_cards_say_what_the_suggestions_say(page: Page, profiles: Profiles, lang: str) -> None:
    suggestions = hg.suggest_learning(profiles, lang=lang)
    text = unescape(re.sub(r"<[^>]+>", "\n", page.html))
    for row in suggestions.table.to_dict("records"):
        assert text.count(row["why"]) == 2  # for the learner, and for the teacher
    for sentence in suggestions.gaps:
        assert sentence in text


def test_the_parts_are_those_of_the_explanation(content: Content) -> None:
    found = content.suggestions["en"]
    labels = content.profiles.topic_labels("en")
    for (learner, teacher), parts in content.parts.items():
        explained = hg.explain_suggestion(found, learner=learner, teacher=teacher)
        assert [value for _, value in parts] == pytest.approx(
            [v for _, v in explained.list_parts()]
        )
        topics = [labels[part] for part, _ in parts if part in labels]
        assert topics == [name for name, _ in explained.list_parts()][: len(topics)]
        assert sum(value for _, value in parts) == pytest.approx(explained.score, abs=1e-9)


def test_the_data_has_members_and_contacts_of_each_year(page: Page, graph: Dataset) -> None:
    data = read_data(page.html)
    assert data["days"] == [f"{year}-12-31" for year in range(2018, 2026)]
    assert data["days"][data["day"]] == DAY
    for number, day in enumerate(data["days"]):
        network = hg.build_network(graph, as_of=day, relation="contact")
        assert sum(number in hub["days"] for hub in data["hubs"]) == network.number_of_nodes()
        weights = [counts[number] for _, _, counts in data["ties"]["contact"] if counts[number]]
        expected = [weight for _, _, weight in network.edges(data="weight")]
        assert sorted(weights) == sorted(expected)


def test_the_data_has_the_strengths_that_a_network_has(page: Page, graph: Dataset) -> None:
    data = read_data(page.html)
    network = hg.build_network(graph, relation="strength")
    found = sorted(counts[data["day"]] for _, _, counts in data["ties"]["strength"])
    assert found == sorted(weight for _, _, weight in network.edges(data="weight"))


def test_the_day_asked_for_takes_the_place_of_its_year(graph: Dataset) -> None:
    assert list_days(graph, "2019-06-30")[:3] == ("2018-12-31", "2019-06-30", "2020-12-31")
    assert list_days(graph, "2016-06-30")[0] == "2016-06-30"
    data = read_data(hg.build_page(graph, as_of="2022-12-31").html)
    assert data["days"][data["day"]] == "2022-12-31"


def test_a_search_word_may_be_any_name(page: Page) -> None:
    (hub,) = [hub for hub in read_data(page.html)["hubs"] if "ZD.BB" in hub["names"]]
    assert {"Böblingen", "Zentrum Digitalisierung Böblingen"} <= set(hub["names"])
    assert hub["topics"]


def test_a_page_says_how_many_ties_it_leaves_out(
    graph: Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(page_content, "MOST_TIES", 10)
    html = hg.build_page(graph).html
    data = read_data(html)
    assert data["limits"]["contact"] == [10, 78]
    assert "Of 78 ties (Contacts) only the 10 strongest are drawn." in html
    assert {len(ties) for ties in data["ties"].values()} == {10}


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("javascript:alert(1)", None),
        (" data:text/html,x", None),
        ("https://example.org/?a=1&b=<c>", "https://example.org/?a=1&b=<c>"),
    ],
)
def test_only_an_address_of_the_web_is_a_link(
    content: Content, url: str, expected: str | None
) -> None:
    profiles = replace(content.profiles, sources=content.profiles.sources.assign(url=url))
    found = Reader(write_sources(replace(content, profiles=profiles))).found
    links = {values["href"] for tag, values in found if tag == "a"}
    assert links == ({expected} if expected else set())


def test_a_public_page_bears_its_snapshot_and_leaks_nothing(tmp_path: Path) -> None:
    graph = hg.load_graph("musterland")
    public = hg.build_public(graph)
    built = hg.build_page(public, top=1)
    assert f'data-snapshot="{built.snapshot}"' in built.html
    assert hg.check_leaks(graph, built.save(tmp_path / "page.html")).empty
    picture = hg.plot_network(hg.build_network(public)).save(tmp_path / "picture.html")
    assert f'data-snapshot="{built.snapshot}"' in picture.read_text(encoding="utf-8")


def test_a_notebook_shows_it_in_a_frame_that_may_do_nothing_else(page: Page) -> None:
    (frame,) = [values for tag, values in Reader(page._repr_html_()).found if tag == "iframe"]
    assert frame["sandbox"] == "allow-scripts"
    assert frame["srcdoc"] == page.html
    assert frame["title"] == page.title
    assert page._repr_svg_().startswith("<svg ")


def test_it_opens_in_the_language_asked_for(page: Page) -> None:
    assert Reader(page.html).found[0] == ("html", {"lang": "de"})
    hidden = {
        v["lang"]: "hidden" in v for _, v in Reader(page.html).found if v.get("class") == "cards"
    }
    assert hidden == {"de": False, "en": True}
    assert "Wer von wem lernen kann</h1>" in page.html


def test_each_text_named_in_the_page_is_there(page: Page) -> None:
    texts = read_data(page.html)["texts"]
    program = (files("hubgraph") / "diagrams" / "page.js").read_text("utf-8")
    named = set(re.findall(r'data-(?:text|label|hint)="(\w+)"', page.html))
    named |= set(re.findall(r'\btext\("(\w+)"', program))
    assert named - texts["de"]["page"].keys() == set()
    assert texts["de"]["page"].keys() == texts["en"]["page"].keys()


def test_a_network_without_members_has_a_page(graph: Dataset) -> None:
    data = read_data(hg.build_page(graph, as_of="2000-01-01").html)
    assert data["day"] == 0
    assert data["ties"]["suggestion"] == []


def test_what_is_wrong_is_named(page: Page, graph: Dataset, tmp_path: Path) -> None:
    with pytest.raises(UnknownFormatError, match=r"\.html"):
        page.save(tmp_path / "network.htm")
    with pytest.raises(MissingFileError):
        page.save(tmp_path / "absent" / "network.html")
    with pytest.raises(UnknownNameError, match="language"):
        hg.build_page(graph, lang="fr")
    with pytest.raises(OptionError, match="top"):
        hg.build_page(graph, top=0)
    assert not list(tmp_path.iterdir())
