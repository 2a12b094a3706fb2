"""Pictures for reports on a hundred small made-up networks each: always legible."""

from collections.abc import Callable
from dataclasses import replace
from functools import cache
from itertools import pairwise

import networkx as nx
import numpy as np
import pytest

import hubgraph as hg
from hubgraph.catalogue import load_catalogue
from hubgraph.diagrams.drawing import Drawing
from hubgraph.diagrams.heading import Heading
from hubgraph.diagrams.indicators_diagram import draw_indicators
from hubgraph.diagrams.map_data import District, Hub, MapData, Site
from hubgraph.diagrams.map_diagram import draw_map
from hubgraph.diagrams.path_diagram import list_routes
from hubgraph.diagrams.timeline_data import Chronicle, Happening, Membership, Renaming, Round
from hubgraph.diagrams.timeline_diagram import draw_timeline
from hubgraph.diagrams.waterfall_diagram import build_steps, count_digits
from hubgraph.diagrams.years_diagram import draw_years
from hubgraph.explanation.explain import Explanation
from hubgraph.monitoring.indicators import INDICATOR_NAMES, REASONS
from hubgraph.tables import INDICATORS, PARTS, build_table

Check = Callable[[Drawing], None]

SEEDS = range(100)
KINDS = ("regional_hub", "thematic_hub", "organisation")
WORDS = (
    *("Digitalisierungszentrum", "Hub", "Ostwürttemberg", "Netzwerk", "für", "Kreis-Hub", "Ulm"),
    *("Wirtschaftsförderungsgesellschaft", "KI", "&", "Schwarzwald-Baar-Heuberg", "(fiktiv)"),
)


def roll(seed: int) -> np.random.Generator:
    """Return a source of chance."""
    return np.random.default_rng(seed)


def name(dice: np.random.Generator) -> str:
    """Return a name of one to five words, some very long."""
    return " ".join(dice.choice(WORDS, size=int(dice.integers(1, 6))))


def day(dice: np.random.Generator, *, missing: float = 0.2) -> str | None:
    """Return a day, month or year, or None."""
    if dice.random() < missing:
        return None
    year, month, number = (int(dice.integers(*ends)) for ends in ((2009, 2027), (1, 13), (1, 29)))
    return f"{year}-{month:02}-{number:02}"[: (4, 7, 10)[int(dice.integers(3))]]


def heading(seed: int) -> Heading:
    """Return a heading, in German or English."""
    lang = ("de", "en")[seed % 2]
    return Heading(name(roll(seed)), "Netz", "Quellen: 3 öffentlich; hubgraph", "", lang)


def size(seed: int) -> str:
    """Return a size."""
    return ("print", "slide")[seed // 2 % 2]


def build_chronicle(seed: int) -> Chronicle:
    """Return what happened in a made-up network."""
    dice = roll(seed)
    members = []
    for number in range(int(dice.integers(0, 30))):
        since, until = sorted((day(dice, missing=0) or "", day(dice, missing=0) or ""))
        names = [Renaming(name(dice), day(dice, missing=0), day(dice)) for _ in range(number % 3)]
        bounds = (since if number % 5 else None, until if number % 3 else None)
        members.append(
            Membership(f"hgd:{number}", name(dice), KINDS[number % 3], *bounds, tuple(names))
        )
    rounds = [
        Round(name(dice), day(dice), day(dice), day(dice), (None, 2e6)[n % 2])
        for n in range(int(dice.integers(0, 9)))
    ]
    events = [
        Happening(name(dice), WORDS[n % 7], day(dice)) for n in range(int(dice.integers(0, 30)))
    ]
    return Chronicle(tuple(members), tuple(rounds), tuple(events))


@pytest.mark.parametrize("seed", range(20))
def test_timelines_are_readable(seed: int, assert_legible: Check) -> None:
    assert_legible(draw_timeline(build_chronicle(seed), heading(seed), size=size(seed)))  # type: ignore[arg-type]


def build_map(seed: int) -> MapData:
    """Return hubs with sites, some of them in one place or nowhere, and districts."""
    dice = roll(seed)
    count = int(dice.integers(1, 20))
    hubs = {f"hgd:{n}": Hub(f"hgd:{n}", name(dice), KINDS[n % 3]) for n in range(count)}
    spots = [(48 + dice.random(), 8 + 2 * dice.random()) for _ in range(count)]
    sites = []
    for number, hub in enumerate(hubs):
        for first in range(int(dice.integers(0, 4))):
            lat, lon = spots[int(dice.integers(0, (number + first) // 2 + 1))]
            known = dice.random() < 0.9
            sites.append(
                Site(hub, name(dice), first == 0, lat if known else None, lon if known else None)
            )
    keys = ("08111", "08115", "08416", "M1") if seed % 2 else ("M1", "M2")
    served = [tuple(sorted(dice.choice([*hubs], size=int(dice.integers(0, 3))))) for _ in keys]
    districts = [District(k, k, tuple(dict.fromkeys(h))) for k, h in zip(keys, served, strict=True)]
    return MapData(hubs, tuple(sites), tuple(districts))


@pytest.mark.parametrize("seed", SEEDS)
def test_maps_are_readable(seed: int, assert_legible: Check) -> None:
    data, dice = build_map(seed), roll(seed)
    ties = nx.gnp_random_graph(len(data.hubs), 0.2, seed=seed, directed=bool(dice.integers(2)))
    ties = nx.relabel_nodes(ties, lambda n: f"hgd:{n}")
    drawn = draw_map(data, heading(seed), day="2020-12-31", ties=ties, size=size(seed))  # type: ignore[arg-type]
    assert_legible(drawn)
    assert all(hub.label in drawn.to_text() for hub in data.hubs.values())


def build_days(seed: int) -> list[nx.Graph]:
    """Return a network on three days; some come, some leave."""
    dice = roll(seed)
    whole = nx.gnp_random_graph(int(dice.integers(1, 25)), 0.15, seed=seed, directed=bool(seed % 3))
    whole = nx.relabel_nodes(whole, lambda n: f"hgd:{n:02}")
    for number, node in enumerate(sorted(whole)):
        whole.nodes[node].update(label=name(dice), kind=KINDS[number % 2])
    networks = []
    for year in (2020, 2021, 2022):
        kept = [node for node in sorted(whole) if dice.random() < 0.8]
        part = whole.subgraph(kept).copy()
        part.graph.update(as_of=f"{year}-12-31", relation="learning")
        networks.append(part)
    return networks


@pytest.mark.parametrize("seed", range(12))
def test_years_are_readable(seed: int, assert_legible: Check) -> None:
    networks = build_days(seed)
    drawn = draw_years(networks, heading(seed), size=size(seed))  # type: ignore[arg-type]
    assert_legible(drawn)
    labels = {v["label"] for each in networks for _, v in each.nodes(data=True)}
    assert all(" ".join(label.split()) in drawn.to_text() for label in labels)


_BEHIND = ("offers", "statements", "contacts", "sources")


@cache
def explain() -> Explanation:
    """Return the explanation of a bundled network that gives the made-up ones their form."""
    profiles = hg.build_profiles(hg.load_graph("baden-wuerttemberg"))
    return hg.explain_suggestion(hg.suggest_learning(profiles, learner="digiZ", top=1))


def build_explanation(seed: int) -> Explanation:
    """Return an explanation with made-up parts that add up, some of them tiny."""
    dice = roll(seed)
    rows: list[dict[str, object]] = []
    paths: list[list[str]] = []
    for number in range(int(dice.integers(0, 18))):
        path = [f"{name(dice)} {number}.{n}" for n in range(int(dice.integers(1, 5)))]
        value = float(dice.random() ** 4 / 18)
        ends = {"topic_label": path[0], "offer_label": path[-1], "relation": "related"}
        rows.append({"kind": "contribution", "value": value, **ends})
        paths.append(path)
    total = sum(float(row["value"]) for row in rows)  # type: ignore[arg-type]
    rows += [
        {"kind": "deduction", "factor": factor, "value": -total * float(dice.random()) / 4}
        for factor in ("distance", "novelty")
        if total and dice.random() < 0.7
    ]
    parts = build_table(rows, PARTS)
    score = float(parts["value"].sum())
    given = explain()
    return replace(
        given, learner_name=name(dice), teacher_name=name(dice), score=score, low=score / 2,
        high=min(score * 2 + 0.1, 1.0), certainty="low", why="Weil.", parts=parts, paths=paths,
        lang=("de", "en")[seed % 2], **{n: getattr(given, n)[:0] for n in _BEHIND},
    )  # fmt: skip


@pytest.mark.parametrize("seed", SEEDS)
def test_waterfalls_add_up_and_are_readable(seed: int, assert_legible: Check) -> None:
    explanation = build_explanation(seed)
    steps = build_steps(explanation.list_parts(), load_catalogue(explanation.lang))
    assert len(steps) <= 12
    assert (steps[-1].end if steps else 0.0) == pytest.approx(explanation.score, abs=1e-12)
    assert all(a.end == b.begin for a, b in pairwise(steps))
    assert_legible(hg.plot_waterfall(explanation, size=size(seed)))  # type: ignore[arg-type]


@pytest.mark.parametrize("seed", SEEDS)
def test_paths_are_readable(seed: int, assert_legible: Check) -> None:
    explanation = build_explanation(seed)
    drawn = hg.plot_path(explanation, size=size(seed))  # type: ignore[arg-type]
    assert_legible(drawn)
    assert len(drawn.listing) == len(list_routes(explanation)) == len(explanation.paths)


def test_a_path_that_is_in_no_part_has_no_value() -> None:
    explanation = replace(build_explanation(3), paths=[["a", "b"]])
    assert list_routes(explanation)[0].relation == ""
    drawn = hg.plot_path(explanation, title="x")
    assert not [line for line in drawn.scene.lines if line.text.startswith("+")]


def test_written_values_add_up_to_the_written_score() -> None:
    steps = build_steps([("a", 0.0004), ("b", 0.0004), ("c", 0.0004)], load_catalogue("en"))
    assert count_digits(steps) == 4
    assert count_digits(steps[:0]) == 3


@pytest.mark.parametrize("seed", SEEDS)
def test_indicators_are_readable(seed: int, assert_legible: Check) -> None:
    dice = roll(seed)
    days = [f"{2015 + step}-12-31" for step in range(int(dice.integers(1, 11)))]
    rows: list[dict[str, object]] = []
    for each in days:
        for number, indicator in enumerate(INDICATOR_NAMES):
            known = dice.random() < 0.7
            value = dice.random() if number > 2 else float(dice.integers(0, 2000))
            rows.append(
                {
                    "as_of": each, "indicator": indicator, "layer": "x", "members": 3,
                    "unit": "share" if number > 2 else "count", "without_data": 1,
                    "value": value if known else None,
                    "reason": None if known else REASONS[number % 4],
                }
            )  # fmt: skip
    table = build_table(rows, INDICATORS)
    drawn = draw_indicators(table, heading(seed), size=size(seed))  # type: ignore[arg-type]
    assert_legible(drawn)
    gaps = [area for area in drawn.scene.fields if area.stripes and not area.rim]
    assert len(gaps) == table["value"].isna().sum()
