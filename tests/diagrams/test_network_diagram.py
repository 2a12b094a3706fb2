"""The picture as a whole: nothing overlaps, nothing is silently missing."""

from itertools import combinations

import networkx as nx
import pandas as pd
import pytest

import hubgraph as hg
from hubgraph.diagrams.density import choose_edges
from hubgraph.diagrams.drawing import Drawing, measure_text
from hubgraph.diagrams.elements import to_edges, to_nodes
from hubgraph.diagrams.layout import build_layout
from hubgraph.diagrams.network_diagram import plot_network
from hubgraph.diagrams.scene import Box, Line, Mark
from hubgraph.errors import OptionError, UnknownNameError
from hubgraph.matching.profiles import Profiles


def room(line: Line) -> Box:
    """Return the room of a line of text, from its lowest to its highest letter."""
    width, size = measure_text(line.text, line.style), line.style.size
    shift = {"left": 0.0, "center": width / 2, "right": width}[line.anchor]
    x, y = line.at
    return Box(x - shift, y - 0.22 * size, width, 1.1 * size)


def around(mark: Mark) -> Box:
    """Return the box of a sign."""
    side = mark.size * (2**0.5 if mark.shape == "diamond" else 1)
    return Box(mark.centre[0] - side / 2, mark.centre[1] - side / 2, side, side)


def texts(drawing: Drawing) -> list[str]:
    """Return all lines of text on a picture."""
    return [line.text for line in drawing.scene.lines]


def assert_nothing_overlaps(drawing: Drawing) -> None:
    scene = drawing.scene
    rooms = {line.text + str(line.at): room(line) for line in scene.lines}
    for (one, box), (other, second) in combinations(rooms.items(), 2):
        assert not box.overlaps(second), (one, other)
    for text, box in rooms.items():
        assert not any(box.overlaps(around(mark)) for mark in scene.marks), text
        assert min(box.left, box.bottom) >= 0, text
        assert box.right <= scene.width, text
        assert box.top <= scene.height, text


def crowd(nodes: int, edges: int) -> nx.Graph:
    network = nx.gnm_random_graph(nodes, edges, seed=2)
    return nx.relabel_nodes(network, {node: f"organisation {node:04}" for node in network})


@pytest.mark.parametrize("lang", ["de", "en"])
def test_nothing_overlaps_on_the_picture_of_the_hubs(learning: nx.DiGraph, lang: str) -> None:
    drawing = plot_network(learning, lang=lang)
    assert_nothing_overlaps(drawing)
    for _, values in learning.nodes(data=True):
        assert {values["label"], values["seat"]} <= set(texts(drawing))


def test_nothing_overlaps_when_each_knows_each(contacts: nx.Graph) -> None:
    drawing = plot_network(contacts, lang="de")
    assert_nothing_overlaps(drawing)
    assert len(drawing.scene.strokes) <= 2 * 13 + 4
    assert "von 78" in " ".join(texts(drawing))
    assert not drawing.scene.heads


def test_long_names_are_wrapped(learning: nx.DiGraph) -> None:
    for _, values in learning.nodes(data=True):
        del values["label"]
    drawing = plot_network(learning)
    assert_nothing_overlaps(drawing)
    written = "".join(texts(drawing)).replace(" ", "")
    assert "…" not in written
    assert {"Digitalisierungszentrum", "Ostwürttemberg"} <= set(texts(drawing))
    for _, values in learning.nodes(data=True):
        assert values["name"].replace(" ", "") in written


@pytest.mark.parametrize(("nodes", "edges"), [(1, 0), (2, 1), (60, 90), (300, 500), (1000, 900)])
def test_nothing_overlaps_at_any_size(nodes: int, edges: int) -> None:
    drawing = plot_network(crowd(nodes, edges))
    assert_nothing_overlaps(drawing)
    assert len(drawing.scene.marks) == nodes + 1


def test_labels_without_room_are_counted() -> None:
    drawing = plot_network(crowd(400, 500), lang="de")
    labels = [text for text in texts(drawing) if text.startswith("organisation 0")]
    assert f"{400 - len(labels)} Beschriftungen ausgelassen" in " ".join(texts(drawing))
    assert 0 < len(labels) < 400


def test_only_the_strongest_edges_are_drawn_and_the_picture_says_so() -> None:
    network = crowd(60, 500)
    for row, (_, _, values) in enumerate(network.edges(data=True)):
        values["weight"] = row + 1
    drawing = plot_network(network)
    shown = len(drawing.scene.strokes) - 4
    assert 60 <= shown <= 2 * 60
    words = "the 2 strongest ties of each are shown, of equal ones the shorter"
    assert f"{words}: {shown} of 500" in " ".join(texts(drawing))
    assert f"The 2 strongest ties of each are shown, {shown} in all." in drawing.description
    assert "500 ties" in drawing.description
    assert sum(" — " in line for line in drawing.listing) == 500


def test_an_empty_network_has_a_note() -> None:
    drawing = plot_network(nx.DiGraph(), lang="de")
    assert "Dieses Netzwerk hat noch keine Organisationen." in texts(drawing)
    assert drawing.description == "Dieses Netzwerk hat noch keine Organisationen."
    assert "<svg" in drawing._repr_svg_()


def test_nodes_without_a_tie_are_drawn(learning: nx.DiGraph) -> None:
    learning.add_node("hgd:alone", label="Allein", kind="organisation")
    drawing = plot_network(learning)
    assert {"Allein", "other organisation"} <= set(texts(drawing))
    assert len(drawing.scene.marks) == 14 + 3


def test_the_legend_names_only_what_is_there(contacts: nx.Graph) -> None:
    found = texts(plot_network(contacts, lang="de"))
    assert {"regionaler Hub", "thematischer Hub", "dicker = stärker"} <= set(found)
    assert "A — B: A und B stehen in Kontakt" in found
    assert not {"Organisation", "weitere Organisation", "Unternehmen"} & set(found)


def test_an_arrow_runs_from_learner_to_teacher() -> None:
    network = nx.DiGraph(relation="learning")
    network.add_edge("learner", "teacher", weight=1.0)
    layout = pd.DataFrame({"x": [0.1, 0.9], "y": [0.5, 0.5]}, index=["learner", "teacher"])
    scene = plot_network(network, layout=layout).scene
    assert scene.heads[0].corners[1][0] > 500
    assert "A → B: B offers what A needs, or a part of it" in [line.text for line in scene.lines]


def test_source_line_and_default(learning: nx.DiGraph) -> None:
    assert "hubgraph" in texts(plot_network(learning))
    learning.graph["source_line"] = "Quelle: Netzwerk"
    assert "Quelle: Netzwerk" in texts(plot_network(learning))


def test_a_given_layout_keeps_nodes_in_place(learning: nx.DiGraph) -> None:
    layout = build_layout(learning)
    fewer = learning.subgraph(sorted(learning)[:5])
    whole = plot_network(learning, layout=layout).scene.marks
    part = plot_network(fewer, layout=layout).scene.marks
    assert [mark.centre for mark in part[:5]] == [mark.centre for mark in whole[:5]]


def test_a_layout_must_fit(learning: nx.DiGraph) -> None:
    layout = build_layout(learning)
    with pytest.raises(OptionError, match="hgd:ulm"):
        plot_network(learning, layout=layout.drop("hgd:ulm"))
    with pytest.raises(OptionError, match="outside the square"):
        plot_network(learning, layout=layout * 3)


def test_an_unknown_language_is_refused(learning: nx.DiGraph) -> None:
    with pytest.raises(UnknownNameError, match="Known: de, en"):
        plot_network(learning, lang="fr", title="Titre")


def test_equally_strong_edges_are_not_called_the_strongest() -> None:
    drawing = plot_network(crowd(60, 500), lang="de")
    words = "alle gleich stark; gezeigt sind jeweils die 2 kürzesten"
    assert words in " ".join(texts(drawing))
    assert "Alle sind gleich stark" in drawing.description


def test_each_learner_keeps_its_best_teachers() -> None:
    network = nx.DiGraph(relation="learning")
    for learner in "abcdef":
        for row, teacher in enumerate(sorted(set("abcdef") - {learner})):
            network.add_edge(learner, teacher, weight=row + 1)
    nodes = to_nodes(network)
    marks = {node.id: Mark((row * 50, 0), "circle", 5, "") for row, node in enumerate(nodes)}
    shown = choose_edges(to_edges(network), marks, chooser="source").shown
    assert {(edge.source, edge.target) for edge in shown if edge.source == "b"} == {
        ("b", "e"),
        ("b", "f"),
    }
    assert len(shown) == 12


def test_suggestions_run_from_teacher_to_learner_with_their_topic(profiles: Profiles) -> None:
    suggestions = hg.suggest_learning(profiles, learner="digiZ", lang="de")
    drawing = plot_network(suggestions, lang="de")
    assert_nothing_overlaps(drawing)
    first = suggestions.table.iloc[0]
    names = profiles.organisations["label"]
    tie = f"{names[first['teacher']]} → {names[first['learner']]}"
    line = next(line for line in drawing.listing if line.startswith(tie))
    assert first["topic_label"] in line
    assert first["topic_label"].split()[0] in " ".join(texts(drawing))
    assert len(drawing.scene.heads) == len(suggestions) + 1


def test_suggestions_without_a_direction_are_refused(profiles: Profiles) -> None:
    with pytest.raises(OptionError, match="learning, helping, opening"):
        plot_network(hg.suggest_swaps(profiles))


def test_a_company_has_its_own_sign() -> None:
    network = nx.Graph()
    network.add_node("a", kind="company")
    network.add_node("b", kind="regional_hub")
    drawing = plot_network(network)
    assert {mark.shape for mark in drawing.scene.marks} == {"circle", "triangle"}
    assert {"company", "regional hub"} <= set(texts(drawing))
    assert "1 regional hub, 1 company" in drawing.description
