"""Example networks: the thirteen hubs with made-up ties, for pictures only."""

import networkx as nx
import pytest

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
