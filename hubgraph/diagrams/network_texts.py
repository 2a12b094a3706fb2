"""Networks as text for other tools: Cytoscape's JSON, Graphviz's DOT, Mermaid."""

import json
import re
from collections.abc import Mapping
from typing import Any

import networkx as nx

from hubgraph.diagrams.encoding import EDGE_COLOUR, INK, KINDS
from hubgraph.diagrams.looks import SIDE, Look, build_edge_widths
from hubgraph.portable import to_text

_CYTOSCAPE_SHAPES = {"circle": "ellipse", "diamond": "diamond", "square": "rectangle"}
_DOT_SHAPES = {"circle": "circle", "diamond": "diamond", "square": "box"}
_MERMAID_SHAPES = {"circle": "(({}))", "diamond": "{{{}}}", "square": "[{}]"}
_LIST = re.compile(r"^(\s*\d*)([-+*.)])(?=\s)")
"""Beginning of a label that Mermaid would take for a list."""

_MERMAID_CODES = {ord(sign): f"#{ord(sign)};" for sign in '"#&<>`;\\'} | {ord("\n"): "<br/>"}


def to_cytoscape(network: nx.Graph, looks: Mapping[str, Look]) -> str:
    """Write a portable network as Cytoscape JSON with places and a style.

    Cytoscape opens the file, and cytoscape.js takes it as its options. `data` holds what the
    network says of itself; `value` repeats the id, for NetworkX.
    """
    nodes = [
        {
            "data": {"id": node, "name": looks[node].label, "value": node, **values},
            "position": {"x": looks[node].x, "y": round(SIDE - looks[node].y, 2)},
        }
        for node, values in network.nodes(data=True)
    ]
    edges = []
    for number, (source, target, values) in enumerate(network.edges(data=True)):
        name = _name_edge(network, number)
        own = {"id": name, "source": source, "target": target}
        own |= {"key": name} if network.is_multigraph() else {}
        edges.append({"data": own | values})
    document = {
        "format_version": "1.0",
        "generated_by": "hubgraph",
        "target_cytoscapejs_version": "~3.0",
        **{name: network.graph[name] for name in ("snapshot",) if name in network.graph},
        "directed": network.is_directed(),
        "multigraph": network.is_multigraph(),
        "data": network.graph,
        "elements": {"nodes": nodes, "edges": edges},
        "layout": {"name": "preset"},
        "style": _write_style(network, looks),
    }
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"


def _name_edge(network: nx.Graph, number: int) -> str:
    """Id of an edge that no node has."""
    name = f"e{number}"
    while name in network:
        name = f"_{name}"
    return name


def _write_style(network: nx.Graph, looks: Mapping[str, Look]) -> list[dict[str, Any]]:
    """Style of cytoscape.js: one rule for nodes, edges, and each kind that occurs."""
    arrow = "triangle" if network.is_directed() else "none"
    line = {"line-color": EDGE_COLOUR, "target-arrow-color": EDGE_COLOUR}
    neutral = _style_kind("organisation")
    rules = [
        {"selector": "node", "style": {"label": "data(name)", "color": INK, **neutral}},
        {
            "selector": "edge",
            "style": {**line, "target-arrow-shape": arrow, "curve-style": "bezier", "width": 1.5},
        },
    ]
    present = {look.kind for look in looks.values()}
    return rules + [
        {"selector": f'node[kind = "{kind}"]', "style": _style_kind(kind)}
        for kind in KINDS
        if kind in present
    ]


def _style_kind(kind: str) -> dict[str, Any]:
    """Style of the nodes of one kind."""
    style = KINDS[kind]
    return {
        "background-color": style.colour,
        "border-color": style.rim,
        "border-width": 1,
        "shape": _CYTOSCAPE_SHAPES[style.shape],
    }


def to_dot(network: nx.Graph, looks: Mapping[str, Look]) -> str:
    r"""Write a portable network in DOT, for Graphviz.

    Every id is quoted, for `hg:1` would be the node `hg` with the port `1`. Attributes of the
    network, its nodes and edges are called `data_` and their name, so that none is taken for
    one of Graphviz's own. A backslash is doubled. `neato -n` uses the places.
    """
    directed = network.is_directed()
    lines = ["digraph network {" if directed else "graph network {"]
    lines += [f"  graph {_write_attributes({}, network.graph)};"]
    lines += ['  node [fontname="sans-serif", style="filled"];', f'  edge [color="{EDGE_COLOUR}"];']
    for node, values in network.nodes(data=True):
        look = looks[node]
        own = {"label": look.label, "shape": _DOT_SHAPES[look.shape], "pos": f"{look.x},{look.y}!"}
        own |= {"fillcolor": look.colour, "color": look.rim, "fontcolor": look.ink}
        lines.append(f"  {_quote(node)} {_write_attributes(own, values)};")
    joint = "->" if directed else "--"
    rows = zip(network.edges(data=True), build_edge_widths(network), strict=True)
    for (source, target, values), width in rows:
        own = {"penwidth": str(width)}
        own |= {"label": values["label"]} if "label" in values else {}
        ends = f"{_quote(source)} {joint} {_quote(target)}"
        lines.append(f"  {ends} {_write_attributes(own, values)};")
    return "\n".join([*lines, "}"]) + "\n"


def _write_attributes(own: Mapping[str, Any], values: Mapping[str, Any]) -> str:
    """Attributes of Graphviz, then those of the network, in brackets."""
    pairs = {**own, **{f"data_{name}": value for name, value in values.items()}}
    listed = (f"{_name(name)}={_quote(to_text(value))}" for name, value in pairs.items())
    return f"[{', '.join(listed)}]"


def _name(name: str) -> str:
    """Name of an attribute, quoted where it must be."""
    return name if name.isascii() and name.isidentifier() else _quote(name)


def _quote(text: str) -> str:
    """Text in quotation marks, as DOT reads it."""
    for sign, code in (("\\", "\\\\"), ('"', '\\"'), ("\n", "\\n")):
        text = text.replace(sign, code)
    return f'"{text}"'


def to_mermaid(network: nx.Graph, looks: Mapping[str, Look]) -> str:
    """Write a portable network as a flowchart of Mermaid: labels, kinds, ties, weights.

    A comment for each node says which id it stands for; other attributes are left out.
    """
    lines = ["flowchart LR"]
    if "snapshot" in network.graph:
        lines += [f"  %% snapshot: {network.graph['snapshot']}"]
    names = {node: f"n{number}" for number, node in enumerate(network)}
    for node, name in names.items():
        look = looks[node]
        label = _MERMAID_SHAPES[look.shape].format(f'"{_encode(look.label)}"')
        lines += [f"  %% {name} = {_encode(node)}", f"  {name}{label}:::{look.kind}"]
    joint = "-->" if network.is_directed() else "---"
    for source, target, values in network.edges(data=True):
        said = to_text(values.get("label", values.get("weight")))
        text = f'|"{_encode(said)}"|' if said else ""
        lines.append(f"  {names[source]} {joint}{text} {names[target]}")
    styles = {look.kind: look for look in looks.values()}
    for kind, look in sorted(styles.items()):
        lines.append(f"  classDef {kind} fill:{look.colour},stroke:{look.rim},color:{look.ink}")
    return "\n".join(lines) + "\n"


def _encode(text: str) -> str:
    """Text with codes for the signs that mean something to Mermaid."""
    coded = text.translate(_MERMAID_CODES)
    return _LIST.sub(lambda found: f"{found[1]}#{ord(found[2])};", coded)
