"""A drawing saves the same bytes every time, whole or not at all, and can be read aloud."""

import re
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import matplotlib as mpl
import networkx as nx
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from hubgraph.diagrams.drawing import FORMATS, measure_text
from hubgraph.diagrams.encoding import DARK
from hubgraph.diagrams.network_diagram import plot_network
from hubgraph.diagrams.scene import TextStyle
from hubgraph.errors import MissingFileError, OptionError, UnknownFormatError

SVG = "{http://www.w3.org/2000/svg}"


def read_texts(svg: str) -> list[str]:
    """Return all lines of text in an SVG."""
    return ["".join(node.itertext()) for node in ET.fromstring(svg).iter(f"{SVG}text")]  # noqa: S314


@pytest.mark.parametrize("suffix", FORMATS)
def test_a_file_is_the_same_twice(
    suffix: str, tmp_path: Path, learning: nx.DiGraph, shuffled: nx.DiGraph
) -> None:
    first = plot_network(learning).save(tmp_path / f"first{suffix}")
    second = plot_network(shuffled).save(tmp_path / f"second{suffix}")
    assert first.read_bytes() == second.read_bytes()
    assert first.stat().st_size > (200 if suffix == ".txt" else 5_000)


@pytest.mark.parametrize("suffix", FORMATS)
def test_the_users_settings_do_not_matter(
    suffix: str, tmp_path: Path, learning: nx.DiGraph
) -> None:
    drawing = plot_network(learning)
    plain = drawing.save(tmp_path / f"plain{suffix}").read_bytes()
    settings: dict[Any, Any] = {
        "font.size": 30,
        "font.family": "serif",
        "path.sketch": (3, 100, 2),
        "savefig.bbox": "tight",
        "svg.fonttype": "path",
        "scatter.edgecolors": "red",
    }
    with mpl.rc_context(settings):
        before = dict(mpl.rcParams)
        assert drawing.save(tmp_path / f"odd{suffix}").read_bytes() == plain
        assert dict(mpl.rcParams) == before


@pytest.mark.parametrize("suffix", FORMATS)
def test_no_file_tells_program_or_time(suffix: str, tmp_path: Path, learning: nx.DiGraph) -> None:
    content = plot_network(learning).save(tmp_path / f"picture{suffix}").read_bytes()
    assert not re.search(rb"matplotlib|CreationDate|Software|<dc:date", content, re.IGNORECASE)


def test_the_suffix_decides_and_its_case_does_not_matter(
    tmp_path: Path, learning: nx.DiGraph
) -> None:
    drawing = plot_network(learning)
    assert drawing.save(tmp_path / "a.PNG").read_bytes().startswith(b"\x89PNG")
    assert drawing.save(str(tmp_path / "a.pdf")).read_bytes().startswith(b"%PDF")
    assert drawing.save(tmp_path / "a.svg").read_bytes().startswith(b"<svg")


@pytest.mark.parametrize("name", ["picture.jpg", "picture", "picture.svg.bak"])
def test_an_unknown_suffix_names_the_known_ones(name: str, tmp_path: Path) -> None:
    with pytest.raises(UnknownFormatError, match=r"\.pdf, \.png, \.svg"):
        plot_network(nx.Graph()).save(tmp_path / name)
    assert not list(tmp_path.iterdir())


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(MissingFileError, match=r"absent does not exist\. Make the folder"):
        plot_network(nx.Graph()).save(tmp_path / "absent" / "picture.svg")


def test_a_failed_save_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "picture.svg"
    target.write_text("old")

    def refuse(*_: object) -> None:
        raise OSError

    monkeypatch.setattr(Path, "replace", refuse)
    with pytest.raises(OSError, match=r"^$"):
        plot_network(nx.Graph()).save(target)
    assert target.read_text() == "old"
    assert list(tmp_path.iterdir()) == [target]


def test_title_and_description_are_in_the_svg(learning: nx.DiGraph) -> None:
    drawing = plot_network(learning, lang="de", title="Tom & <Jerry>")
    root = ET.fromstring(drawing._repr_svg_())  # noqa: S314
    title, description = root[0], root[1]
    assert (title.tag, title.text) == (f"{SVG}title", "Tom & <Jerry> · Digital Hub Network")
    assert (description.tag, description.text) == (f"{SVG}desc", drawing.description)
    assert root.get("role") == "img"
    assert root.get("lang") == "de"
    named = [title.get("id"), description.get("id")]
    assert root.get("aria-labelledby") == " ".join(str(name) for name in named)


def test_a_malicious_name_is_only_text() -> None:
    network = nx.Graph(title_en="<script>alert(1)</script>", source_line='"><script>')
    network.add_node("a", name="<script>", seat="</svg><script>")
    svg = plot_network(network)._repr_svg_()
    assert "<script" not in svg
    assert "&lt;script&gt;" in svg
    texts = read_texts(svg)
    assert "<script>" in texts


def test_text_can_be_searched(learning: nx.DiGraph) -> None:
    svg = plot_network(learning)._repr_svg_()
    texts = read_texts(svg)
    for expected in (
        "kurpfalz@bw",
        "Digital Mountains",
        "Böblingen",
        "A → B: B offers what A needs, or a part of it",
    ):
        assert expected in texts


def test_a_dollar_sign_starts_no_formula() -> None:
    network = nx.Graph()
    network.add_node("a", name="$x^2$")
    assert "$x^2$" in read_texts(plot_network(network)._repr_svg_())


def test_the_name_of_a_drawing_is_one_line() -> None:
    text = repr(plot_network(nx.Graph(), title="Two\nlines"))
    assert text == "<Drawing 'Two lines': .save('picture.svg'), also .pdf or .png>"


@pytest.mark.parametrize("bold", [False, True])
def test_text_is_as_wide_as_it_is_drawn(bold: bool) -> None:  # noqa: FBT001
    figure = Figure(dpi=720)
    canvas: Any = FigureCanvasAgg(figure)
    weight = "bold" if bold else "normal"
    text = figure.text(0, 0, "Künzelsau @ Ulm", size=9, weight=weight, family="DejaVu Sans")
    drawn = text.get_window_extent(canvas.get_renderer()).width / 10
    assert measure_text("Künzelsau @ Ulm", TextStyle(9, bold=bold)) == pytest.approx(
        drawn, rel=0.02
    )


def test_a_dark_picture_has_no_light_colour_left(learning: nx.DiGraph) -> None:
    drawing = plot_network(learning)
    dark = drawing.to_dark()._repr_svg_()
    light = drawing._repr_svg_()
    swapped = [old for old, new in DARK.items() if old != new]
    assert any(old.lower() in light for old in swapped)
    assert not [old for old in swapped if old.lower() in dark]


def test_the_text_of_a_picture_names_every_node_and_tie(learning: nx.DiGraph) -> None:
    text = plot_network(learning).to_text()
    labels = nx.get_node_attributes(learning, "label")
    assert all(label in text for label in labels.values())
    assert sum("→" in line or "—" in line for line in text.splitlines()) >= len(learning.edges)


def test_a_slide_is_sixteen_to_nine(learning: nx.DiGraph) -> None:
    scene = plot_network(learning, size="slide").scene
    assert scene.width * 9 == scene.height * 16
    with pytest.raises(OptionError, match="print, slide"):
        plot_network(learning, size="A4")  # type: ignore[arg-type]
