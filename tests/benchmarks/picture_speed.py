"""CPU seconds from a network to an SVG: hubgraph against spring_layout with draw_networkx.

    python tests/benchmarks/picture_speed.py --nodes 13 300 1000 --repeats 3

Both draw the same directed network, in turns, and each is reported with the median of its
runs. hubgraph thins out a dense network, so NetworkX is timed twice: with all edges, as its
users have it, and with only the edges hubgraph draws.
"""

import argparse
import io
import json
import sys
import time
from statistics import median
from typing import TYPE_CHECKING

import networkx as nx
from matplotlib.figure import Figure

from hubgraph.diagrams.density import choose_edges
from hubgraph.diagrams.elements import to_edges
from hubgraph.diagrams.network_diagram import plot_network
from hubgraph.diagrams.scene import Mark

if TYPE_CHECKING:
    from collections.abc import Callable

EDGES = {13: 46, 300: 1_372, 1_000: 4_595}


def invent(nodes: int) -> nx.DiGraph:
    """Invent a directed network; its size is that of the study the target was taken from."""
    edges = EDGES.get(nodes, round(4.6 * nodes))
    network = nx.gnm_random_graph(nodes, edges, seed=1, directed=True)
    network = nx.relabel_nodes(network, {node: f"organisation {node:04}" for node in network})
    for row, (_, _, values) in enumerate(network.edges(data=True)):
        values["weight"] = 1 + row % 7
    network.graph["relation"] = "learning"
    return network


def thin_out(network: nx.DiGraph) -> nx.DiGraph:
    """Return the network with the edges hubgraph draws, all nodes kept."""
    marks = {node: Mark((0.0, 0.0), "circle", 1.0, "") for node in network}
    kept = choose_edges(to_edges(network), marks, chooser="source").shown
    pairs = [(edge.source, edge.target) for edge in kept]
    thin = nx.DiGraph()
    thin.add_nodes_from(network)
    thin.add_edges_from(pairs)
    return thin


def draw_with_networkx(network: nx.DiGraph) -> int:
    """Draw as NetworkX documents it; return the bytes of the SVG."""
    figure = Figure(figsize=(10, 8))
    axes = figure.add_subplot()
    nx.draw_networkx(network, nx.spring_layout(network, seed=1), ax=axes)
    buffer = io.BytesIO()
    figure.savefig(buffer, format="svg")
    return len(buffer.getvalue())


def draw_with_hubgraph(network: nx.DiGraph) -> int:
    """Draw as hubgraph does; return the bytes of the SVG."""
    return len(plot_network(network)._repr_svg_().encode())


def measure(nodes: int, repeats: int) -> dict[str, object]:
    """Time every way in turns; return medians of CPU seconds and sizes of the files."""
    network = invent(nodes)
    thin = thin_out(network)
    ways: dict[str, Callable[[], int]] = {
        "hubgraph": lambda: draw_with_hubgraph(network),
        "networkx": lambda: draw_with_networkx(network),
        "networkx_same_edges": lambda: draw_with_networkx(thin),
    }
    seconds: dict[str, list[float]] = {way: [] for way in ways}
    sizes = {}
    for _ in range(repeats):
        for way, draw in ways.items():
            begin = time.process_time()
            sizes[way] = draw()
            seconds[way].append(time.process_time() - begin)
    found = {way: round(median(times), 3) for way, times in seconds.items()}
    return {
        "nodes": nodes,
        "edges": network.number_of_edges(),
        "edges_drawn": thin.number_of_edges(),
        "cpu_s": found,
        "times_faster": {
            way: round(found[way] / found["hubgraph"], 1) for way in ways if way != "hubgraph"
        },
        "bytes": sizes,
    }


def main() -> None:
    """Measure, and report as JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--nodes", type=int, nargs="+", default=[13, 300, 1_000])
    parser.add_argument("--repeats", type=int, default=3)
    given = parser.parse_args()
    draw_with_hubgraph(invent(13))
    draw_with_networkx(invent(13))
    found = [measure(nodes, given.repeats) for nodes in given.nodes]
    sys.stdout.write(json.dumps(found, indent=1) + "\n")


if __name__ == "__main__":
    main()
