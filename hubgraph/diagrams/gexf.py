"""Networks for Gephi: GEXF 1.2 with labels, looks, places and the time each node was there."""

import re
from calendar import monthrange
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any
from xml.etree.ElementTree import Element, SubElement, indent, tostring

import networkx as nx

from hubgraph.diagrams.encoding import EDGE_COLOUR
from hubgraph.diagrams.looks import Look, build_edge_widths
from hubgraph.portable import to_text
from hubgraph.vocabulary import GEXF, GEXF_VIZ

_SHAPES = {"circle": "disc", "diamond": "diamond", "square": "square"}
_TYPES = {bool: "boolean", int: "long", float: "double", str: "string"}
_TIME = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?")


def to_gexf(network: nx.Graph, looks: Mapping[str, Look]) -> str:
    """Write a portable network as GEXF.

    `since` and `until` of a node or an edge, each a day, month or year, become its interval,
    from their first and to their last day. What the network says of itself stands in the
    description.
    """
    root = Element("gexf", {"xmlns": GEXF, "xmlns:viz": GEXF_VIZ, "version": "1.2"})
    meta = SubElement(root, "meta")
    SubElement(meta, "creator").text = "hubgraph"
    notes = [f"{name}: {to_text(value)}" for name, value in network.graph.items()]
    SubElement(meta, "description").text = "\n".join(notes)
    records = [values for _, values in network.nodes(data=True)]
    records += [values for *_, values in network.edges(data=True)]
    intervals = any(_find_interval(values) for values in records)
    graph = SubElement(
        root,
        "graph",
        {
            "defaultedgetype": "directed" if network.is_directed() else "undirected",
            "mode": "dynamic" if intervals else "static",
            **({"timeformat": "date"} if intervals else {}),
        },
    )
    _add_nodes(graph, network, looks)
    _add_edges(graph, network)
    indent(root)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{tostring(root, encoding="unicode")}\n'


def _add_nodes(graph: Element, network: nx.Graph, looks: Mapping[str, Look]) -> None:
    """Add the nodes with their attributes, colours, sizes, places and shapes."""
    values = [each for _, each in network.nodes(data=True)]
    keys = _declare(graph, "node", values, apart={"label"})
    nodes = SubElement(graph, "nodes", {"count": str(len(network))})
    for node, each in network.nodes(data=True):
        look = looks[node]
        element = SubElement(nodes, "node", {"id": node, "label": look.label})
        element.attrib |= _find_interval(each)
        _add_values(element, each, keys)
        SubElement(element, "viz:color", _to_channels(look.colour))
        SubElement(element, "viz:position", {"x": str(look.x), "y": str(look.y), "z": "0.0"})
        SubElement(element, "viz:size", {"value": str(look.size)})
        SubElement(element, "viz:shape", {"value": _SHAPES[look.shape]})


def _add_edges(graph: Element, network: nx.Graph) -> None:
    """Add the edges with their attributes, weights and widths."""
    values = [each for _, _, each in network.edges(data=True)]
    numeric = all(type(each.get("weight", 1.0)) in {int, float} for each in values)
    apart = {"label"} | ({"weight"} if numeric else set())
    keys = _declare(graph, "edge", values, apart=apart)
    edges = SubElement(graph, "edges", {"count": str(len(values))})
    rows = zip(network.edges(data=True), build_edge_widths(network), strict=True)
    for number, ((source, target, each), width) in enumerate(rows):
        element = SubElement(
            edges, "edge", {"id": f"e{number}", "source": source, "target": target}
        )
        element.attrib |= {name: to_text(each[name]) for name in sorted(apart & each.keys())}
        element.attrib |= _find_interval(each)
        _add_values(element, each, keys)
        SubElement(element, "viz:color", _to_channels(EDGE_COLOUR))
        SubElement(element, "viz:thickness", {"value": str(width)})


def _declare(
    graph: Element, kind: str, records: Iterable[Mapping[str, Any]], *, apart: set[str]
) -> dict[str, str]:
    """Declare the attributes of nodes or edges; return the key of each by name."""
    types = {name: type(value) for values in records for name, value in values.items()}
    keys = {name: f"{kind}{n}" for n, name in enumerate(sorted(types.keys() - apart))}
    element = SubElement(graph, "attributes", {"class": kind})
    for name, key in keys.items():
        form = _TYPES[types[name]]
        SubElement(element, "attribute", {"id": key, "title": name, "type": form})
    return keys


def _add_values(element: Element, values: Mapping[str, Any], keys: Mapping[str, str]) -> None:
    """Add the values of the declared attributes."""
    inside = SubElement(element, "attvalues")
    for name, value in values.items():
        if name in keys:
            SubElement(inside, "attvalue", {"for": keys[name], "value": to_text(value)})


def _find_interval(values: Mapping[str, Any]) -> dict[str, str]:
    """Interval of a node or an edge as far as it is known."""
    ends = {"start": ("since", False), "end": ("until", True)}
    found = {end: _to_day(values.get(name), last=last) for end, (name, last) in ends.items()}
    return {end: day for end, day in found.items() if day}


def _to_day(stated: object, *, last: bool) -> str:
    """First or last day of a day, month or year, '' for anything else."""
    match = _TIME.fullmatch(stated) if isinstance(stated, str) else None
    if match is None:
        return ""
    year, month = int(match[1]), int(match[2] or (12 if last else 1))
    try:
        day = int(match[3] or (monthrange(year, month)[1] if last else 1))
        return date(year, month, day).isoformat()
    except ValueError:
        return ""


def _to_channels(colour: str) -> dict[str, str]:
    """Red, green and blue of a colour, 0 to 255."""
    return {name: str(int(colour[at : at + 2], 16)) for name, at in (("r", 1), ("g", 3), ("b", 5))}
