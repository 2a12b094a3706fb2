"""Every view of both bundled networks, and of random ones, can be read by everybody."""

from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from random import Random

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from rdflib import Dataset
from svg_reader import (
    LEAST_CONTRAST,
    find_contrast,
    list_faults,
    list_scene_faults,
    measure_contrast,
    measure_luminance,
    read_svg,
    to_rgb,
)

import hubgraph as hg
from hubgraph.diagrams.drawing import Drawing
from hubgraph.diagrams.encoding import (
    DARK,
    GAP,
    INK,
    KINDS,
    NEED_STEPS,
    OFFER_STEPS,
    PAPER,
    QUIET_INK,
)
from hubgraph.diagrams.scene import Line, Scene, TextStyle
from hubgraph.matching.profiles import Profiles

VIEWS = ("network", "contact", "strength", "suggestion", "matrix", "hub", "tree")
Draw = Callable[..., Drawing]


@pytest.fixture(scope="module")
def musterland() -> Dataset:
    return hg.load_graph("musterland")


@pytest.fixture(scope="module", params=["baden-wuerttemberg", "musterland"])
def draw(request: pytest.FixtureRequest, graph: Dataset, musterland: Dataset) -> Draw:
    """Return what draws a view of a bundled network."""
    source = graph if request.param == "baden-wuerttemberg" else musterland
    profiles = hg.build_profiles(source)
    suggestions = {lang: hg.suggest_learning(profiles, lang=lang) for lang in ("de", "en")}
    networks = {
        relation: hg.build_network(source, relation=relation)
        for relation in ("learning", "contact", "strength")
    }
    layout = hg.build_layout(networks["contact"])
    member = {"baden-wuerttemberg": "digiZ", "musterland": "muster-ki"}[request.param]

    def call(view: str, **look: str) -> Drawing:
        lang = look["lang"]
        if view == "suggestion":
            return hg.plot_network(suggestions[lang], layout=layout, **look)
        if view in {"contact", "strength", "network"}:
            relation = "learning" if view == "network" else view
            return hg.plot_network(networks[relation], layout=layout, **look)
        if view == "hub":
            return hg.plot_hub(profiles, hub=member, **look)
        return {"matrix": hg.plot_matrix, "tree": hg.plot_tree}[view](profiles, **look)

    return call


@pytest.mark.parametrize("view", VIEWS)
def test_a_view_can_be_read(draw: Draw, view: str) -> None:
    for lang, size in (("de", "print"), ("en", "slide")):
        drawing = draw(view, lang=lang, size=size)
        assert list_faults(drawing) == [], (lang, size)
        picture = read_svg(drawing._repr_svg_())
        assert (picture.title, picture.description) == (drawing.title, drawing.description)
        assert picture.lang == lang
        assert drawing.listing
        assert len({line.text for line in drawing.scene.lines}) > 5


@pytest.mark.parametrize("view", VIEWS)
def test_a_view_is_the_same_twice(draw: Draw, view: str, tmp_path: Path) -> None:
    one, two = (draw(view, lang="de", size="print") for _ in range(2))
    assert one == two
    for suffix in (".svg", ".txt"):
        files = [
            drawing.to_dark().save(tmp_path / f"{n}{suffix}")
            for n, drawing in enumerate((one, two))
        ]
        assert files[0].read_bytes() == files[1].read_bytes()


def test_unchanged_members_stay_in_place_over_three_years(musterland: Dataset) -> None:
    networks = [
        hg.build_network(musterland, as_of=f"{year}-12-31", relation="contact")
        for year in (2021, 2022, 2023)
    ]
    layout = None
    seen: dict[str, tuple[float, float]] = {}
    for network in networks:
        layout = hg.build_layout(network, keep=layout)
        for node in network:
            place = tuple(layout.loc[node])
            assert seen.setdefault(node, place) == place
    assert len({frozenset(network) for network in networks}) > 1
    assert len(seen) == len(layout)


# ----------------------------------------------------------------------------- random ones


def invent_profiles(source: Profiles, seed: int) -> Profiles:
    """Take some members of a network and let them state anything at any level."""
    dice = Random(seed)  # noqa: S311
    members = sorted(dice.sample(list(source.organisations.index), dice.randint(1, 12)))
    topics = dice.sample(list(source.topics.index), dice.randint(0, 60))
    cells = [(m, t, k) for m in members for t in topics for k in ("hg:Offer", "hg:Need")]
    chosen = pd.DataFrame(
        dice.sample(cells, min(len(cells), dice.randint(0, 90))),
        columns=["organisation", "topic", "kind"],
    ).sort_values(["organisation", "topic", "kind"], ignore_index=True)
    rows = source.statements.iloc[np.zeros(len(chosen), dtype=int)].reset_index(drop=True)
    levels = pd.Series([dice.choice([pd.NA, 1, 2, 3, 4, 5]) for _ in range(len(chosen))])
    names = [f"random:{number}" for number in range(len(chosen))]
    rows = rows.assign(
        **chosen,
        statement=names,
        stated_level=levels.astype(rows["stated_level"].dtype),
        point=levels.fillna(3).astype(float),
        low=levels.fillna(1).astype(float),
        high=levels.fillna(5).astype(float),
    )
    contacts = source.contacts
    both = contacts["organisation"].isin(members) & contacts["partner"].isin(members)
    mine = source.activities["organisation"].isin(members)
    return replace(
        source,
        organisations=source.organisations.loc[members],
        statements=rows,
        contacts=contacts[both].sample(frac=dice.random(), random_state=seed),
        activities=source.activities[mine],
    )


def invent_network(seed: int) -> nx.Graph:
    """Return a random network with names, kinds, labels and weights of all sorts."""
    dice = Random(seed)  # noqa: S311
    count = dice.randint(1, 24)
    network = nx.gnp_random_graph(
        count, dice.choice([0.05, 0.2, 0.6]), seed=seed, directed=dice.random() < 0.6
    )
    words = [
        "Digitalisierungszentrum",
        "Hub",
        "Gründungsförderung",
        "Ulm",
        "Alb-Donau",
        "KI",
        "Musterhausen",
    ]
    for node in network:
        name = " ".join(dice.choices(words, k=dice.randint(1, 4)))
        kind = dice.choice(list(KINDS))
        network.nodes[node].update(label=name, kind=kind, seat=dice.choice(["", "Ort am See"]))
        if seed % 4:  # laid out by the map, which is quick
            network.nodes[node].update(lat=48 + dice.random(), lon=8 + dice.random())
    for _, _, values in network.edges(data=True):
        values["weight"] = dice.randint(1, 3)
        values["label"] = dice.choice(["", "Informationssicherheit", "Künstliche Intelligenz (+2)"])
    return network


@pytest.mark.parametrize("seed", range(40))
def test_random_profiles_can_be_read(profiles: Profiles, seed: int) -> None:
    found = invent_profiles(profiles, seed)
    look = {"lang": ("de", "en")[seed % 2], "size": ("print", "slide")[seed // 2 % 2]}
    drawings = [
        hg.plot_matrix(found, **look),
        hg.plot_tree(found, **look),
        hg.plot_hub(found, hub=found.organisations.index[0], **look),
    ]
    for drawing in drawings:
        assert list_scene_faults(drawing.scene) == []
        assert drawing.description
    assert list_faults(drawings[seed % 3]) == []


@pytest.mark.parametrize("block", range(8))
def test_random_networks_can_be_read(block: int) -> None:
    for seed in range(block * 10, block * 10 + 10):
        drawing = hg.plot_network(invent_network(seed), size=("print", "slide")[seed % 2])
        assert list_scene_faults(drawing.scene) == [], seed
    assert list_faults(drawing) == []


# ------------------------------------------------------------------------------- colours


def test_text_is_read_on_every_ground_light_and_dark() -> None:
    for colours in ({colour: colour for colour in DARK}, DARK):
        for text, ground in [
            *((text, PAPER) for text in (INK, QUIET_INK, GAP)),
            *((INK, step) for steps in (OFFER_STEPS, NEED_STEPS) for step in steps[:3]),
            *((PAPER, step) for steps in (OFFER_STEPS, NEED_STEPS) for step in steps[3:]),
            (PAPER, GAP),
        ]:
            found = measure_contrast(to_rgb(colours[text]), to_rgb(colours[ground]))
            assert found >= LEAST_CONTRAST, (text, ground, found)


def test_signs_differ_in_grey() -> None:
    for colours in ({colour: colour for colour in DARK}, DARK):
        for steps in (OFFER_STEPS, NEED_STEPS):
            greys = [measure_luminance(to_rgb(colours[step])) for step in steps]
            ordered = sorted(greys, reverse=colours[PAPER] == PAPER)
            assert greys == ordered
            ratios = [(max(a, b) + 0.05) / (min(a, b) + 0.05) for a, b in pairwise(greys)]
            assert min(ratios) > 1.25
        looks = {colours[look.colour] for look in KINDS.values()}
        kinds = sorted(measure_luminance(to_rgb(colour)) for colour in looks)
        steps = [(b + 0.05) / (a + 0.05) for a, b in pairwise(kinds)]
        assert min(steps) > 1.25


def test_rims_stand_out_from_the_ground() -> None:
    for colours in ({colour: colour for colour in DARK}, DARK):
        for rim in (OFFER_STEPS[3], NEED_STEPS[3], GAP):
            assert measure_contrast(to_rgb(colours[rim]), to_rgb(colours[PAPER])) >= 3


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        (Line("below", (10, 50), TextStyle(10)), "overlaps"),
        (Line("far", (95, 10), TextStyle(10)), "leaves the canvas"),
        (Line("pale", (10, 10), TextStyle(10, colour="#DADADA")), "contrast"),
    ],
)
def test_a_fault_is_found(line: Line, fault: str) -> None:
    scene = Scene(100, 100, lines=(Line("above", (12, 52), TextStyle(10)),))
    assert list_scene_faults(scene) == []
    found = list_scene_faults(replace(scene, lines=(*scene.lines, line)))
    assert found
    assert any(fault in each for each in found)
    assert find_contrast(scene, scene.lines[0], dark=False) > 15
