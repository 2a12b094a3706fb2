"""Example networks: the thirteen hubs with made-up ties, for pictures only; what to hold of all."""

from collections.abc import Callable
from itertools import combinations
from xml.etree import ElementTree as ET

import networkx as nx
import pytest
from matplotlib.colors import to_rgb
from matplotlib.path import Path as Outline
from rdflib import Dataset

import hubgraph as hg
from hubgraph.diagrams.drawing import Drawing, measure_text
from hubgraph.diagrams.scene import Box, Line, Mark, Scene

HUBS = (
    (
        "hgd:boeblingen",
        "ZD.BB – Zentrum für Digitalisierung Landkreis Böblingen",
        "ZD.BB",
        "Böblingen",
        48.69,
        9.01,
    ),
    (
        "hgd:bruchsal",
        "HubWerk01 – Digital Hub Region Bruchsal",
        "HubWerk01",
        "Bruchsal",
        49.12,
        8.6,
    ),
    (
        "hgd:heilbronnfranken",
        "hfcon – Heilbronn-Franken Connected",
        "hfcon",
        "Künzelsau",
        49.28,
        9.69,
    ),
    (
        "hgd:karlsruhe",
        "de:hub Karlsruhe – Artificial Intelligence",
        "Applied AI",
        "Karlsruhe",
        49.01,
        8.4,
    ),
    ("hgd:kurpfalz", "Digital Hub kurpfalz@bw", "kurpfalz@bw", "Heidelberg", 49.41, 8.71),
    (
        "hgd:mannheim",
        "de:hub Mannheim/Ludwigshafen – 5-HT Digital Hub Chemistry & Health",
        "5-HT",
        "Mannheim",
        49.49,
        8.47,
    ),
    (
        "hgd:neckaralb",
        "DNS – Digital Hub Neckar-Alb und Sigmaringen",
        "DNS",
        "Reutlingen",
        48.49,
        9.21,
    ),
    ("hgd:nordschwarzwald", "Digital Hub Nordschwarzwald", "DHN", "Pforzheim", 48.89, 8.7),
    (
        "hgd:ostwuerttemberg",
        "digiZ – Digitalisierungszentrum Ostwürttemberg",
        "digiZ",
        "Aalen",
        48.84,
        10.09,
    ),
    (
        "hgd:sbh",
        "Digital Hub Schwarzwald-Baar-Heuberg",
        "Digital Mountains",
        "St. Georgen",
        48.12,
        8.33,
    ),
    (
        "hgd:stuttgart",
        "de:hub Stuttgart – Future Industries",
        "Future Industries",
        "Stuttgart",
        48.78,
        9.18,
    ),
    ("hgd:suedbaden", "DIGIHUB Südbaden", "DIGIHUB", "Freiburg", 48.0, 7.85),
    ("hgd:ulm", "Digitalisierungszentrum Ulm | Alb-Donau | Biberach", "UAB", "Ulm", 48.4, 9.99),
)

THEMATIC = ("hgd:karlsruhe", "hgd:mannheim", "hgd:stuttgart")


def add_hubs(network: nx.Graph) -> nx.Graph:
    """Add the thirteen hubs and the graph attributes."""
    for node, name, label, seat, lat, lon in HUBS:
        kind = "thematic_hub" if node in THEMATIC else "regional_hub"
        network.add_node(node, name=name, label=label, kind=kind, seat=seat, lat=lat, lon=lon)
    network.graph.update(as_of="2020-12-31", network_name_en="Digital Hub Network")
    return network


@pytest.fixture
def learning() -> nx.DiGraph:
    """Return thirteen hubs with 33 directed ties, 7 pairs in both directions."""
    network = add_hubs(nx.DiGraph(relation="learning"))
    nodes = sorted(network)
    for row, node in enumerate(nodes):
        network.add_edge(node, nodes[(row + 3) % 13], weight=0.3 + row / 20)
        network.add_edge(node, nodes[(row * 5 + 1) % 13 - (row % 2)], weight=0.9 - row / 20)
    for row in range(7):
        network.add_edge(nodes[(row + 3) % 13], nodes[row], weight=0.2 + row / 10)
    network.remove_edges_from(list(nx.selfloop_edges(network)))
    return network


@pytest.fixture
def contacts() -> nx.Graph:
    """Return thirteen hubs, each in contact with each."""
    network = add_hubs(nx.Graph(relation="contact"))
    nodes = sorted(network)
    for row, node in enumerate(nodes):
        for column, other in enumerate(nodes[:row]):
            network.add_edge(node, other, weight=1 + (row * column) % 5)
    return network


@pytest.fixture
def shuffled(learning: nx.DiGraph) -> nx.DiGraph:
    """Return the learning network with nodes and edges added in reverse."""
    network = nx.DiGraph(**learning.graph)
    network.add_edges_from(reversed(list(learning.edges(data=True))))
    network.add_nodes_from(reversed(list(learning.nodes(data=True))))
    return network


def room(line: Line) -> Box:
    """Return the room of a line of text, from its lowest to its highest letter."""
    width, size = measure_text(line.text, line.style), line.style.size
    shift = {"left": 0.0, "center": width / 2, "right": width}[line.anchor]
    x, y = line.at
    return Box(x - shift, y - 0.22 * size, width, 1.0 * size)


def around(mark: Mark) -> Box:
    """Return the box of a sign, but for its outermost point."""
    side = mark.size * 0.98 * (2**0.5 if mark.shape == "diamond" else 1)
    return Box(mark.centre[0] - side / 2, mark.centre[1] - side / 2, side, side)


def luminance(colour: str) -> float:
    """Return the relative luminance of a colour (WCAG 2.2)."""
    parts = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in to_rgb(colour)]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours, 1 to 21 (WCAG 2.2)."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def grounds(scene: Scene, box: Box) -> set[str]:
    """Return the colours a text stands on: of the uppermost field below its corners and middle."""
    spots = [
        (box.left, box.bottom), (box.right, box.top), (box.left, box.top), (box.right, box.bottom),
        (box.left + box.width / 2, box.bottom + box.height / 2),
    ]  # fmt: skip
    found = set()
    for spot in spots:
        below = [area for area in scene.fields if Outline(area.corners).contains_point(spot)]
        found |= {below[-1].colour, below[-1].stripes} if below else {scene.ground}
    return found - {""}


def list_flaws(drawing: Drawing) -> list[str]:
    """Return what is wrong with a picture: texts that collide or leave it, or are faint."""
    scene, flaws = drawing.scene, []
    rooms = [(line, room(line)) for line in scene.lines]
    for (one, box), (other, second) in combinations(rooms, 2):
        if box.overlaps(second):
            flaws.append(f"{one.text!r} overlaps {other.text!r}")
    for line, box in rooms:
        if any(box.overlaps(around(mark)) for mark in scene.marks):
            flaws.append(f"{line.text!r} is on a sign")
        if min(box.left, box.bottom) < 0 or box.right > scene.width or box.top > scene.height:
            flaws.append(f"{line.text!r} leaves the picture")
        faint = [g for g in grounds(scene, box) if contrast(line.style.colour, g) < 4.5]
        flaws += [f"{line.text!r} is faint: {line.style.colour} on {ground}" for ground in faint]
    return flaws


@pytest.fixture(scope="session")
def assert_readable() -> Callable[[Drawing], None]:
    """Return a check of a picture, light and dark: all legible, with title, alt text, listing."""

    def check(drawing: Drawing) -> None:
        for each in (drawing, drawing.to_dark()):
            assert not list_flaws(each)
        root = ET.fromstring(drawing._repr_svg_())  # noqa: S314 - our own
        assert (root[0].text, root[1].text) == (drawing.title, drawing.description)
        assert drawing.title
        assert drawing.description
        assert drawing.listing

    return check


@pytest.fixture(scope="session")
def assert_legible() -> Callable[[Drawing], None]:
    """Return a check that nothing on a picture collides, leaves it or is faint; not rendered."""

    def check(drawing: Drawing) -> None:
        assert not list_flaws(drawing)

    return check


@pytest.fixture(scope="session")
def musterland() -> Dataset:
    """Return the fictional network as a graph."""
    return hg.load_graph("musterland")
