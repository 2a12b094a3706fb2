"""Network files: read back by the tools they are for, with every node, edge and attribute."""

import csv
import json
import re
import subprocess
from collections import Counter
from collections.abc import Callable
from datetime import date
from html import unescape
from pathlib import Path
from shutil import which
from typing import Any
from xml.etree import ElementTree as ET

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from rdflib import Dataset, Literal, URIRef

import hubgraph as hg
from hubgraph.diagrams.encoding import KINDS
from hubgraph.diagrams.export import SUFFIXES
from hubgraph.diagrams.layout import build_layout
from hubgraph.diagrams.looks import build_looks
from hubgraph.diagrams.portable import to_portable
from hubgraph.errors import ExistingPathError, MissingFileError, OptionError, UnknownFormatError
from hubgraph.formulas import bare_cell
from hubgraph.vocabulary import GEXF, GEXF_VIZ, PREFIXES

SCRIPT = Path(__file__).with_name("read_networks.cjs")
NASTY = 'a "q" \\ <b> & {c} | #1; `d` [e]'
VIZ = f"{{{GEXF_VIZ}}}"
needs_dot = pytest.mark.skipif(not which("dot"), reason="Graphviz is not installed: dot")
Content = tuple[dict[str, dict[str, Any]], list[tuple[str, str, dict[str, Any]]]]


def make_nasty() -> nx.MultiDiGraph:
    """Network of all that formats stumble over."""
    network = nx.MultiDiGraph(as_of=date(2020, 12, 31), note=NASTY)
    network.add_node("hg:1", label='=HYPERLINK("x")', kind="regional_hub", level=np.int64(3))
    network.add_node("hg:2", label=NASTY, kind="foreign", truth=np.bool_(1), none=None)
    network.add_node(URIRef(PREFIXES["hgd"] + "ulm"), label="1. Hub\nUlm", topics=["x", "y"])
    network.add_node(NASTY, text=Literal("Süd", lang="de"), day=pd.Timestamp("2020-01-01"))
    network.add_node("back\\", share=np.float32(0.5), gap=float("nan"), map={"a": 1})
    network.add_node("alone", since="2019", until="2020-02")
    network.add_edge("hg:1", "hg:2", weight=2, label=NASTY)
    network.add_edge("hg:1", "hg:2", key="again", weight=0.5, since="2019-05")
    network.add_edge("hg:2", NASTY, id=5, truth=False)
    network.add_edge(NASTY, "back\\", weight=1, label="-1")
    return network


def make_plain() -> nx.Graph:
    """Small undirected network without any attribute."""
    network = nx.Graph([("b", "a"), (2, "a")])
    network.add_node("c")
    return network


@pytest.fixture(
    params=["learning", "contact", "nasty", "plain", "empty"], name="network", scope="module"
)
def build_each(request: pytest.FixtureRequest, graph: Dataset) -> nx.Graph:
    """Build a real, a nasty, a plain and an empty network."""
    if request.param in {"learning", "contact"}:
        return hg.build_network(graph, relation=request.param)
    made = {"nasty": make_nasty, "plain": make_plain, "empty": nx.DiGraph}
    return made[request.param]()


def content(network: nx.Graph, *apart: str) -> Content:
    """Nodes and edges with their attributes, some left apart; undirected ends in order."""

    def keep(values: dict[str, Any]) -> dict[str, Any]:
        return {name: value for name, value in values.items() if name not in apart}

    nodes = {node: keep(values) for node, values in network.nodes(data=True)}
    edges = [(a, b, keep(values)) for a, b, values in network.edges(data=True)]
    if not network.is_directed():
        edges = [(min(a, b), max(a, b), values) for a, b, values in edges]
    return nodes, sorted(edges, key=str)


def same_text(found: Content, expected: Content) -> bool:
    """Whether two contents are equal where every value is text."""

    def write(values: dict[str, Any]) -> dict[str, str]:
        return {
            name: str(v).lower() if str(v) in {"True", "False"} else str(v)
            for name, v in values.items()
        }

    def texts(content: Content) -> object:
        nodes, edges = content
        ends = [(a, b, sorted(write(values).items())) for a, b, values in edges]
        return {node: write(values) for node, values in nodes.items()}, sorted(ends)

    return texts(found) == texts(expected)


def call_node(tool: str, path: Path) -> Any:
    """What a JavaScript library reads in a file; skips where it is not installed."""
    modules = {"mermaid": ("mermaid", "jsdom"), "cytoscape": ("cytoscape",)}[tool]
    asked = ";".join(f"require.resolve('{module}')" for module in modules)
    node = which("node")
    if not node or subprocess.run([node, "-e", asked], capture_output=True, check=False).returncode:
        pytest.skip(f"not installed for node (NODE_PATH): {', '.join(modules)}")
    done = subprocess.run(
        [node, str(SCRIPT), tool, str(path)],
        capture_output=True, check=False, encoding="utf-8", timeout=120,
    )  # fmt: skip
    assert not done.returncode, done.stderr
    return json.loads(done.stdout)


def test_graphml_comes_back_the_same(network: nx.Graph, tmp_path: Path) -> None:
    read = nx.read_graphml(hg.export_network(network, tmp_path / "n.graphml"))
    portable = to_portable(network)
    assert content(read, "id") == content(portable)
    assert read.is_directed() == network.is_directed()
    assert {name: value for name, value in read.graph.items() if "default" not in name} == (
        portable.graph
    )


def test_igraph_reads_the_same_graphml(network: nx.Graph, tmp_path: Path) -> None:
    igraph = pytest.importorskip("igraph")
    read = igraph.Graph.Read_GraphML(str(hg.export_network(network, tmp_path / "n.graphml")))
    nodes, edges = content(to_portable(network))
    assert read.is_directed() == network.is_directed()
    ids = [unescape(vertex["id"]) for vertex in read.vs]  # it keeps & of an id as &#38;
    assert ids == list(nodes)
    found = Counter((ids[edge.source], ids[edge.target]) for edge in read.es)
    turned = Counter((b, a) for a, b in found.elements())
    expected = Counter((a, b) for a, b, _ in edges)
    assert found == expected or (not network.is_directed() and turned == expected)
    for name, vertex in zip(ids, read.vs, strict=True):
        assert nodes[name].items() <= vertex.attributes().items()


def test_gexf_comes_back_the_same(network: nx.Graph, tmp_path: Path) -> None:
    read = nx.read_gexf(hg.export_network(network, tmp_path / "n.gexf"))
    portable = to_portable(network)
    assert read.is_directed() == network.is_directed() or not len(network)
    assert content(read, "id", "label", "viz", "start", "end", "weight") == content(
        portable, "label", "weight"
    )
    for node, values in read.nodes(data=True):
        label = portable.nodes[node].get("label") or portable.nodes[node].get("name") or node
        assert values["label"] == " ".join(str(label).split())
    weights = [values.get("weight") for *_, values in read.edges(data=True)]
    expected = [values.get("weight") for *_, values in portable.edges(data=True)]
    assert Counter(weights) == Counter(expected)


def test_gexf_has_the_looks_of_our_pictures(graph: Dataset, tmp_path: Path) -> None:
    network = hg.build_network(graph)
    layout = build_layout(network)
    read = nx.read_gexf(hg.export_network(network, tmp_path / "n.gexf"))
    for node, values in read.nodes(data=True):
        viz, colour = values["viz"], KINDS[network.nodes[node]["kind"]].colour
        assert "#{r:02X}{g:02X}{b:02X}".format(**viz["color"]) == colour
        assert viz["position"]["x"] == pytest.approx(1000 * layout.loc[node, "x"], abs=0.01)
        assert viz["position"]["y"] == pytest.approx(1000 * layout.loc[node, "y"], abs=0.01)
        assert viz["size"] > 0


GEXF_ATTRIBUTES = {
    "gexf": {"version"}, "graph": {"defaultedgetype", "mode"}, "attributes": {"class"},
    "attribute": {"id", "title", "type"}, "node": {"id", "label"},
    "edge": {"id", "source", "target"}, "attvalue": {"for", "value"},
    f"{VIZ}color": set("rgb"), f"{VIZ}position": set("xyz"), f"{VIZ}size": {"value"},
    f"{VIZ}shape": {"value"}, f"{VIZ}thickness": {"value"}, "meta": set(), "nodes": {"count"},
    "edges": {"count"}, "attvalues": set(), "creator": set(), "description": set(),
}  # fmt: skip
"""Elements of GEXF 1.2 that we write, each with the attributes it must have."""


def test_gexf_has_the_structure_of_its_schema(network: nx.Graph, tmp_path: Path) -> None:
    root = ET.parse(hg.export_network(network, tmp_path / "n.gexf")).getroot()  # noqa: S314 - ours
    ids: dict[str, list[str]] = {"node": [], "edge": [], "attribute": []}
    for element in root.iter():
        name = element.tag.removeprefix(f"{{{GEXF}}}")
        assert GEXF_ATTRIBUTES[name] <= element.attrib.keys(), name
        if name in ids:
            ids[name].append(element.attrib["id"])
        for end in {"start", "end"} & element.attrib.keys():
            assert date.fromisoformat(element.attrib[end])
        if name == f"{VIZ}color":
            assert all(0 <= int(element.attrib[channel]) <= 255 for channel in "rgb")
    assert all(len(found) == len(set(found)) for found in ids.values())
    tags = [child.tag.removeprefix(f"{{{GEXF}}}") for child in root[1]]
    assert tags == ["attributes", "nodes", "attributes", "edges"]
    for element in root.iter(f"{{{GEXF}}}edge"):
        assert {element.attrib["source"], element.attrib["target"]} <= set(ids["node"])
    for element in root.iter(f"{{{GEXF}}}attvalue"):
        assert element.attrib["for"] in ids["attribute"]


def test_gexf_knows_the_time_of_members_and_ties(tmp_path: Path) -> None:
    read = nx.read_gexf(hg.export_network(make_nasty(), tmp_path / "n.gexf"))
    alone = read.nodes["alone"]
    assert (alone["start"], alone["end"]) == ("2019-01-01", "2020-02-29")
    assert (alone["since"], alone["until"]) == ("2019", "2020-02")
    starts = [values.get("start") for *_, values in read.edges(data=True)]
    assert Counter(starts) == {None: 3, "2019-05-01": 1}
    for stated in ("2019-13", "2019-02-31", "soon", "0000"):
        network = nx.Graph()
        network.add_node("a", since=stated, until=stated)
        text = hg.export_network(network, tmp_path / "odd.gexf").read_text("utf-8")
        assert 'mode="static"' in text
    still = hg.export_network(make_plain(), tmp_path / "still.gexf").read_text("utf-8")
    assert 'mode="static"' in still
    assert "timeformat" not in still


@pytest.mark.parametrize("suffix", [".cyjs", ".json"])
def test_cytoscape_json_comes_back_the_same(network: nx.Graph, tmp_path: Path, suffix: str) -> None:
    path = hg.export_network(network, tmp_path / f"n{suffix}")
    document = json.loads(path.read_text("utf-8"), parse_constant=pytest.fail)
    read, portable = nx.cytoscape_graph(document), to_portable(network)
    for node, values in read.nodes(data=True):
        own = portable.nodes[node]
        label = own.get("name") or " ".join(own.get("label", node).split())
        assert values["name"] == label
    assert content(read, "id", "value", "name", "source", "target", "key") == content(
        portable, "name"
    )
    assert document["data"] == portable.graph
    looks = build_looks(portable)
    places = {each["data"]["id"]: each["position"] for each in document["elements"]["nodes"]}
    assert places == {
        node: {"x": look.x, "y": round(1000 - look.y, 2)} for node, look in looks.items()
    }


def test_cytoscape_js_reads_the_file_as_its_options(network: nx.Graph, tmp_path: Path) -> None:
    path = hg.export_network(network, tmp_path / "n.cyjs")
    found, (nodes, edges) = call_node("cytoscape", path), content(to_portable(network))
    assert {data["id"] for data, *_ in found["nodes"]} == set(nodes)
    for data, _, colour in found["nodes"]:
        assert nodes[data["id"]].items() <= data.items()
        kind = nodes[data["id"]].get("kind", "organisation")
        red, green, blue = map(int, re.findall(r"\d+", colour))
        assert f"#{red:02X}{green:02X}{blue:02X}" == KINDS.get(kind, KINDS["organisation"]).colour
    assert Counter((e["source"], e["target"]) for e in found["edges"]) == Counter(
        (a, b) for a, b, _ in edges
    )
    places = {tuple(place.values()) for _, place, _ in found["nodes"]}
    assert len(places) == len(nodes)


def read_dot(path: Path) -> tuple[Content, dict[str, Any]]:
    """Nodes and edges that Graphviz reads in a file, and what it says of the graph."""
    done = subprocess.run(
        ["dot", "-Tdot_json", str(path)],  # noqa: S607 - wherever it is
        capture_output=True, check=True, encoding="utf-8",
    )  # fmt: skip
    assert not done.stderr
    document = json.loads(done.stdout.replace("\\\\\\\\", "\\\\"))

    def data(values: dict[str, str]) -> dict[str, str]:
        return {k[5:]: v.replace("\\n", "\n") for k, v in values.items() if k.startswith("data_")}

    objects = document.get("objects", [])
    names = [each["name"] for each in objects]
    nodes = {each["name"]: data(each) for each in objects}
    edges = [(names[e["tail"]], names[e["head"]], data(e)) for e in document.get("edges", [])]
    return (nodes, edges), document


@needs_dot
def test_graphviz_reads_the_same_nodes_and_edges(network: nx.Graph, tmp_path: Path) -> None:
    found, document = read_dot(hg.export_network(network, tmp_path / "n.dot"))
    assert document["directed"] == network.is_directed()
    nodes, edges = content(to_portable(network))
    empty: Content = (
        {node: dict.fromkeys(found[0][node], "") | values for node, values in nodes.items()},
        [(a, b, values) for a, b, values in edges],
    )
    filled = [(a, b, {k: v for k, v in values.items() if v}) for a, b, values in found[1]]
    assert same_text((found[0], filled), empty)


@needs_dot
@pytest.mark.parametrize("engine", ["dot", "neato"])
def test_graphviz_draws_every_node(network: nx.Graph, tmp_path: Path, engine: str) -> None:
    path = hg.export_network(network, tmp_path / "n.gv")
    done = subprocess.run(
        [engine, "-Tsvg", str(path)], capture_output=True, check=True, encoding="utf-8"
    )
    assert not done.stderr
    assert done.stdout.count('class="node"') == len(network)
    assert done.stdout.count('class="edge"') == network.number_of_edges()
    if NASTY in network:
        assert NASTY in unescape(done.stdout).replace("\u00a0", " ")


def test_dot_quotes_every_id(tmp_path: Path) -> None:
    text = hg.export_network(make_nasty(), tmp_path / "n.dot").read_text("utf-8")
    assert '  "hg:1" -> "hg:2" [' in text
    assert '  "back\\\\" [' in text
    quoted = '"a \\"q\\" \\\\ <b> & {c} | #1; `d` [e]"'
    assert f"  {quoted} [" in text
    bare = re.sub(r'"(?:\\.|[^"\\])*"', "", text)
    assert re.fullmatch(r"[\w\s\[\]{}=,;>-]*", bare)


def decode(text: str) -> str:
    """Text of a label of Mermaid."""
    text = text.replace("<br/>", "\n").replace("ﬂ°°", "&#").replace("¶ß", ";")
    return re.sub(r"&?#(\d+);", lambda found: chr(int(found[1])), text)


def expect_mermaid(network: nx.Graph) -> tuple[list[str], Counter[tuple[str, str, str]]]:
    """Labels of the nodes, and the ties by the labels' numbers, that a Mermaid file must have."""
    portable = to_portable(network)
    names = {node: f"n{number}" for number, node in enumerate(portable)}
    labels = [each.get("label") or each.get("name") or n for n, each in portable.nodes(data=True)]
    ties = Counter(
        (names[a], names[b], str(values.get("label", values.get("weight", ""))))
        for a, b, values in portable.edges(data=True)
    )
    return [" ".join(str(label).split()) for label in labels], ties


def test_mermaid_has_every_node_and_edge(network: nx.Graph, tmp_path: Path) -> None:
    text = hg.export_network(network, tmp_path / "n.mmd").read_text("utf-8")
    labels, ties = expect_mermaid(network)
    assert text.startswith("flowchart LR\n")
    nodes = re.findall(
        r'^  (n\d+)(?:\(\(|\{|\[)"([^"]*)"(?:\)\)|\}|\]):::(\w+)$', text, re.MULTILINE
    )
    assert [decode(label) for _, label, _ in nodes] == labels
    joint = "-->" if network.is_directed() else "---"
    edges = re.findall(rf'^  (n\d+) {joint}(?:\|"([^"]*)"\|)? (n\d+)$', text, re.MULTILINE)
    assert Counter((a, b, decode(said)) for a, said, b in edges) == ties
    ids = re.findall(r"^  %% n\d+ = (.*)$", text, re.MULTILINE)
    assert list(map(decode, ids)) == list(to_portable(network))
    assert {kind for *_, kind in nodes} == set(
        re.findall(r"^  classDef (\w+) ", text, re.MULTILINE)
    )


def test_mermaid_takes_no_label_for_a_list(tmp_path: Path) -> None:
    labels = ["1. Hub", "- Hub", "+ Hub", "2.5", "a - b"]
    network = nx.Graph()
    network.add_nodes_from((n, {"label": label}) for n, label in enumerate(labels))
    text = hg.export_network(network, tmp_path / "n.mmd").read_text("utf-8")
    found = re.findall(r'"([^"]*)"', text)
    assert found == ["1#46; Hub", "#45; Hub", "#43; Hub", "2.5", "a - b"]


def test_mermaid_reads_the_same(network: nx.Graph, tmp_path: Path) -> None:
    found = call_node("mermaid", hg.export_network(network, tmp_path / "n.mmd"))
    labels, ties = expect_mermaid(network)
    assert [decode(text) for _, text, *_ in found["nodes"]] == labels
    assert Counter((a, b, decode(said)) for a, b, said, _ in found["edges"]) == ties


def read_tables(path: Path, read: Callable[[Path], pd.DataFrame]) -> Content:
    """Nodes and edges of a folder of tables, missing cells left out."""
    tables = [read(path / f"{name}{path.suffix}") for name in ("nodes", "edges")]
    rows = [
        [
            {name: value for name, value in row.items() if pd.notna(value) and value != ""}
            for row in table.to_dict("records")
        ]
        for table in tables
    ]
    nodes = {row.pop("id"): row for row in rows[0]}
    kinds = {row.pop("type") for row in rows[1]}
    assert len(kinds) <= 1
    edges = [(row.pop("source"), row.pop("target"), row) for row in rows[1]]
    return nodes, sorted(edges, key=str)


def test_csv_tables_have_all_nodes_and_edges(network: nx.Graph, tmp_path: Path) -> None:
    path = hg.export_network(network, tmp_path / "n.csv")

    def read(file: Path) -> pd.DataFrame:
        with file.open(encoding="utf-8", newline="") as lines:
            head, *rows = csv.reader(lines)
        return pd.DataFrame([list(map(bare_cell, row)) for row in rows], columns=head)

    assert same_text(read_tables(path, read), content(to_portable(network)))
    cells = [c for name in ("nodes", "edges") for c in read(path / f"{name}.csv").to_numpy().flat]
    assert not any(re.match(r"[=+@\t\r]", cell) and cell != bare_cell(cell) for cell in cells)


def test_csv_guards_against_formulas(tmp_path: Path) -> None:
    path = hg.export_network(make_nasty(), tmp_path / "n.csv")
    nodes, edges = (pd.read_csv(path / f"{name}.csv") for name in ("nodes", "edges"))
    assert nodes.set_index("id").loc["hg:1", "label"] == '\'=HYPERLINK("x")'
    assert "'-1" in set(edges["label"])
    assert set(edges["type"]) == {"Directed"}
    assert len(nodes) == 6
    assert nodes.columns.tolist()[0] == "id"


def test_parquet_tables_have_all_nodes_and_edges(network: nx.Graph, tmp_path: Path) -> None:
    pytest.importorskip("pyarrow")
    path = hg.export_network(network, tmp_path / "n.parquet")
    assert read_tables(path, pd.read_parquet) == content(to_portable(network))


@pytest.mark.parametrize("suffix", [s for s in SUFFIXES if s != ".parquet"])
def test_twice_is_equal_to_the_byte(network: nx.Graph, tmp_path: Path, suffix: str) -> None:
    turned = network.__class__(**network.graph)
    turned.add_nodes_from(reversed(list(network.nodes(data=True))))
    edges = network.edges(data=True, **({"keys": True} if network.is_multigraph() else {}))
    turned.add_edges_from(reversed(list(edges)))
    one, two = (
        hg.export_network(each, tmp_path / f"{number}{suffix}")
        for number, each in enumerate((network, turned))
    )
    pairs = (
        zip(sorted(one.iterdir()), sorted(two.iterdir()), strict=True)
        if one.is_dir()
        else [(one, two)]
    )
    compared = [a.read_bytes() == b.read_bytes() for a, b in pairs]
    assert compared
    assert all(compared)


def test_a_given_layout_counts(graph: Dataset, tmp_path: Path) -> None:
    network = hg.build_network(graph)
    layout = build_layout(network) * 0 + 0.25
    read = nx.read_gexf(hg.export_network(network, tmp_path / "n.gexf", layout=layout))
    assert {values["viz"]["position"]["x"] for _, values in read.nodes(data=True)} == {250.0}
    with pytest.raises(OptionError, match="without hgd:ulm"):
        hg.export_network(network, tmp_path / "n.dot", layout=layout.drop("hgd:ulm"))


def test_where_a_file_cannot_be_written(learning: nx.DiGraph, tmp_path: Path) -> None:
    with pytest.raises(UnknownFormatError, match=r"\.csv, \.cyjs, \.dot, \.gexf, \.graphml"):
        hg.export_network(learning, tmp_path / "network.gml")
    for suffix in (".gexf", ".csv"):
        with pytest.raises(MissingFileError, match="no-folder"):
            hg.export_network(learning, tmp_path / "no-folder" / f"network{suffix}")
    assert list(tmp_path.iterdir()) == []


def test_a_folder_with_something_else_stays(learning: nx.DiGraph, tmp_path: Path) -> None:
    path = hg.export_network(learning, tmp_path / "n.csv")
    assert hg.export_network(learning, path) == path
    (path / "mine.txt").write_text("mine", "utf-8")
    with pytest.raises(ExistingPathError, match="something else"):
        hg.export_network(learning, path)
    (tmp_path / "file.csv").write_text("mine", "utf-8")
    with pytest.raises(ExistingPathError, match="something else"):
        hg.export_network(learning, tmp_path / "file.csv")
    assert sorted(file.name for file in path.iterdir()) == ["edges.csv", "mine.txt", "nodes.csv"]
    assert sorted(file.name for file in tmp_path.iterdir()) == ["file.csv", "n.csv"]
