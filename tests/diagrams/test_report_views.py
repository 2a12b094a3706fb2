"""Pictures for reports, on both bundled networks: legible, named, the same twice."""

from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pytest
from rdflib import Dataset

import hubgraph as hg
from hubgraph.diagrams.drawing import FORMATS, Drawing
from hubgraph.diagrams.encoding import TINTS
from hubgraph.errors import OptionError, UnknownNameError
from hubgraph.explanation.explain import Explanation

Plot = Callable[..., Drawing]
Check = Callable[[Drawing], None]

PAIRS = {"baden-wuerttemberg": "digiZ", "musterland": "muster-bauen"}
OF_GRAPHS: Mapping[str, Plot] = MappingProxyType(
    {
        "map": hg.plot_map,
        "timeline": hg.plot_timeline,
        "years": hg.plot_years,
        "indicators": hg.plot_indicators,
    }
)
OF_PAIRS: Mapping[str, Plot] = MappingProxyType(
    {"waterfall": hg.plot_waterfall, "path": hg.plot_path}
)


@pytest.fixture(scope="module")
def graphs(graph: Dataset, musterland: Dataset) -> dict[str, Dataset]:
    """Return both networks by name."""
    return {"baden-wuerttemberg": graph, "musterland": musterland}


@pytest.fixture(scope="module")
def pairs(graphs: dict[str, Dataset]) -> dict[tuple[str, str], Explanation]:
    """Return an explanation per network and language."""
    found = {}
    for name, learner in PAIRS.items():
        profiles = hg.build_profiles(graphs[name])
        for lang in ("de", "en"):
            suggestions = hg.suggest_learning(profiles, learner=learner, top=1, lang=lang)
            found[name, lang] = hg.explain_suggestion(suggestions)
    return found


@pytest.mark.parametrize("size", ["print", "slide"])
@pytest.mark.parametrize("lang", ["de", "en"])
@pytest.mark.parametrize("network", PAIRS)
@pytest.mark.parametrize("view", ["map", "timeline"])
def test_views_of_a_graph_are_readable(
    graphs: dict[str, Dataset],
    assert_readable: Check,
    view: str,
    network: str,
    lang: str,
    size: str,
) -> None:
    drawing = OF_GRAPHS[view](graphs[network], lang=lang, size=size)
    assert_readable(drawing)
    width, height = (960, 540) if size == "slide" else (720, 576)
    assert (drawing.scene.width, drawing.scene.height) == (width, height)


@pytest.mark.parametrize(("network", "lang", "size"), [
    ("baden-wuerttemberg", "de", "print"), ("musterland", "en", "slide"),
])  # fmt: skip
@pytest.mark.parametrize("view", ["years", "indicators"])
def test_views_of_several_days_are_readable(
    graphs: dict[str, Dataset],
    assert_readable: Check,
    view: str,
    network: str,
    lang: str,
    size: str,
) -> None:
    """Asking takes a second per day: each network in one language and size."""
    days = ["2021-12-31"] if network == "musterland" else None
    drawing = OF_GRAPHS[view](graphs[network], days=days, lang=lang, size=size)
    assert_readable(drawing)


@pytest.mark.parametrize("size", ["print", "slide"])
@pytest.mark.parametrize("lang", ["de", "en"])
@pytest.mark.parametrize("network", PAIRS)
@pytest.mark.parametrize("view", OF_PAIRS)
def test_views_of_a_pair_are_readable(
    pairs: dict[tuple[str, str], Explanation],
    assert_readable: Check,
    view: str,
    network: str,
    lang: str,
    size: str,
) -> None:
    drawing = OF_PAIRS[view](pairs[network, lang], size=size)
    assert_readable(drawing)


@pytest.mark.parametrize("suffix", FORMATS)
@pytest.mark.parametrize("view", ["map", "timeline", "waterfall", "path"])
def test_a_view_is_the_same_twice(
    graphs: dict[str, Dataset],
    pairs: dict[tuple[str, str], Explanation],
    tmp_path: Path,
    view: str,
    suffix: str,
) -> None:
    plot = {**OF_GRAPHS, **OF_PAIRS}[view]
    subject: Any = pairs["musterland", "de"] if view in OF_PAIRS else graphs["baden-wuerttemberg"]
    one, two = (plot(subject).save(tmp_path / f"{name}{suffix}") for name in ("one", "two"))
    assert one.read_bytes() == two.read_bytes()


@pytest.mark.parametrize("suffix", FORMATS)
def test_the_licence_line_is_on_the_map(graph: Dataset, tmp_path: Path, suffix: str) -> None:
    drawing = hg.plot_map(graph)
    assert any("GeoBasis-DE / BKG 2021" in line.text for line in drawing.scene.lines)
    content = drawing.save(tmp_path / f"map{suffix}").read_bytes()
    line = "GeoBasis-DE / BKG 2021"
    assert line.encode() in content or line.encode("utf-16-be") in content


def test_a_map_without_borders_has_no_licence_line(musterland: Dataset) -> None:
    assert "BKG" not in hg.plot_map(musterland).to_text()


def test_a_district_of_two_hubs_is_striped_and_one_of_none_is_plain(graph: Dataset) -> None:
    drawing = hg.plot_map(graph, as_of="2023-12-31", lang="de")
    striped = [area for area in drawing.scene.fields if area.stripes]
    assert len(striped) == 2, "the district and its sign in the key"
    assert {area.colour for area in striped} | {area.stripes for area in striped} <= set(TINTS)
    assert "Esslingen (08116): ZD.BB, Digital.FuturES" in drawing.listing
    assert "Ravensburg (08436): keine Quelle nennt einen Hub" in drawing.listing
    assert not [area for area in hg.plot_map(graph).scene.fields if area.stripes]


def test_every_district_and_hub_is_in_the_words_of_the_map(graph: Dataset) -> None:
    text = hg.plot_map(graph).to_text()
    assert all(name in text for name in hg.query(graph, "districts")["name"])
    assert all(label in text for label in hg.query(graph, "hubs")["label"])


def test_suggestions_are_arrows_on_the_map(graph: Dataset) -> None:
    suggestions = hg.suggest_learning(hg.build_profiles(graph), top=1)
    drawing = hg.plot_map(graph, ties=suggestions)
    assert len(drawing.scene.heads) == (suggestions.table["score"] > 0).sum()
    assert not hg.plot_map(graph).scene.heads


def test_the_timeline_tells_dates_as_they_are_stated(graph: Dataset) -> None:
    listing = hg.plot_timeline(graph, lang="de").listing
    assert "DHN (regionaler Hub): Mitglied seit 10.10.2018, bis 2025" in listing
    assert "UAB (regionaler Hub): Mitglied seit 10.10.2018, bis kein Datum angegeben" in listing
    assert "Juli 2019: Eröffnung: Eröffnung des digiZ in Aalen, Aalen" in listing


def test_what_has_no_date_is_named_below_the_timeline_and_nowhere_drawn(graph: Dataset) -> None:
    drawing = hg.plot_timeline(graph, lang="de")
    name = "Landesförderung der de:hubs, erste Phase"
    written = [line.text for line in drawing.scene.lines if name in line.text]
    assert len(written) == 1
    assert written[0].startswith("Förderrunden ohne Datum")


def test_nobody_moves_between_the_years(graph: Dataset) -> None:
    days = ["2018-12-31", "2020-12-31", "2022-12-31"]
    drawing = hg.plot_years(graph, days=days)
    kept = {"hgd:kurpfalz"} ^ set(hg.query(graph, "members", as_of=days[-1])["hub"])
    assert len(kept) == 16
    heads = {
        line.text: line.at
        for line in drawing.scene.lines
        if line.text in {"31 December 2018", "31 December 2020", "31 December 2022"}
    }
    assert len(heads) == 3
    places = [
        {
            (round(m.centre[0] - x, 6), round(m.centre[1] - y, 6))
            for m in drawing.scene.marks
            if 0 <= m.centre[0] - x < 210 and -400 < m.centre[1] - y < 0
        }
        for x, y in heads.values()
    ]
    assert [len(each) for each in places] == [13, 13, 16]
    assert places[0] == places[1] < places[2]


def test_a_row_of_days_has_an_end(graph: Dataset) -> None:
    with pytest.raises(OptionError, match="1 to 12"):
        hg.plot_years(graph, days=[f"20{year}-12-31" for year in range(10, 26)])
    with pytest.raises(OptionError, match="no day"):
        hg.plot_years(graph, days=[])


def test_an_unknown_language_is_refused(graph: Dataset) -> None:
    for plot in OF_GRAPHS.values():
        with pytest.raises(UnknownNameError, match="Known: de, en"):
            plot(graph, lang="fr")
