"""A picture that shows itself in a notebook and saves itself; the only door to Matplotlib.

A scene is drawn under Matplotlib's defaults, whatever the user's own settings, with a fixed
salt for identifiers and without date or program name: the same scene gives the same bytes.
"""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from hashlib import sha256
from html import escape
from io import BytesIO
from pathlib import Path
from types import MappingProxyType

import matplotlib.style
from matplotlib.axes import Axes
from matplotlib.collections import PathCollection, PolyCollection
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.patches import Polygon
from matplotlib.path import Path as Outline
from matplotlib.textpath import text_to_path

from hubgraph.diagrams.encoding import DARK, Shape
from hubgraph.diagrams.markup import write_document
from hubgraph.diagrams.scene import Area, Scene, Stroke, TextStyle, recolour
from hubgraph.errors import UnknownFormatError
from hubgraph.files import write_whole

FORMATS = (".html", ".pdf", ".png", ".svg", ".txt")
"""Suffixes a drawing can be saved with."""

_POINTS_PER_INCH = 72
_PNG_DPI = 200
_RIM = 0.7
"""Width of the outline of an area."""
_FONTS = ["DejaVu Sans", "Bitstream Vera Sans", "Verdana", "Arial", "sans-serif"]
_SETTINGS = MappingProxyType(
    {
        "svg.hashsalt": "hubgraph",
        "svg.fonttype": "none",
        "pdf.fonttype": 42,
        "hatch.linewidth": 2.6,
        "font.sans-serif": _FONTS,
    }
)
_MARKERS: Mapping[Shape, str] = MappingProxyType(
    {"circle": "o", "diamond": "D", "square": "s", "triangle": "^"}
)


@dataclass(frozen=True, slots=True, repr=False)
class Drawing:
    """A finished picture: the last line of a notebook cell shows it, `save` writes it.

    `title` is the line above the picture and the name of the network; `description` says in
    words what it shows, for readers who cannot see it; `lang` is the language of both.
    `snapshot` is that of the public part the picture was made from, '' if from another graph;
    a file holds it in its metadata. `listing` are lines that say everything the picture shows.
    """

    scene: Scene
    title: str
    description: str
    lang: str = "en"
    snapshot: str = ""
    listing: tuple[str, ...] = ()

    def __repr__(self) -> str:
        """Return one line with the title and the ways to save."""
        return f"<Drawing {self.title!r}: .save('picture.svg'), also .pdf or .png>"

    def _repr_svg_(self) -> str:
        """Return the picture for a notebook."""
        return self._to_bytes("svg").decode()

    def to_text(self) -> str:
        """Return the picture as text: title, description, then everything shown, line by line."""
        blocks = [(self.title,), (self.description,), self.listing]
        return "\n".join("".join(f"{line}\n" for line in block) for block in blocks if block)

    def to_dark(self) -> "Drawing":
        """Return the same picture on a dark ground, for slides and dark pages."""
        return replace(self, scene=recolour(self.scene, DARK))

    def save(self, path: str | os.PathLike[str]) -> Path:
        """Write the picture and return its path; the suffix decides: .svg, .pdf, .png, .txt, .html.

        A page (.html) holds the SVG and its description, and loads nothing.
        The file appears whole or not at all. An existing file is replaced. Raises
        `UnknownFormatError` for another suffix, `MissingFileError` for a missing folder.
        """
        target = Path(path)
        suffix = target.suffix.lower()
        if suffix not in FORMATS:
            raise UnknownFormatError(target.suffix or target.name, FORMATS)
        return write_whole(target, self._to_bytes(suffix[1:]))

    def _to_bytes(self, form: str) -> bytes:
        """Return the picture as a file of a format, with title and description inside."""
        if form == "txt":
            return self.to_text().encode()
        if form == "html":
            words = {"title": self.title, "description": self.description, "lang": self.lang}
            return write_document(self._repr_svg_(), **words).encode()
        known: dict[str, dict[str, str | None]] = {
            "svg": {"Date": None, "Creator": None, "Format": None, "Type": None},
            "pdf": {
                "Title": self.title,
                "Subject": self.description,
                "Creator": None,
                "Producer": None,
                "CreationDate": None,
            },
            "png": {"Title": self.title, "Description": self.description, "Software": None},
        }
        if self.snapshot:
            known["pdf"] |= {"Keywords": f"snapshot {self.snapshot}"}
            known["png"] |= {"Snapshot": self.snapshot}
        content = _render(self.scene, form, known[form])
        if form != "svg":
            return content
        svg = _name_svg(content.decode(), self.title, self.description, self.lang)
        origin = f'<svg data-snapshot="{escape(self.snapshot)}" ' if self.snapshot else "<svg "
        return svg.replace("<svg ", origin, 1).encode()


@lru_cache(maxsize=8192)
def measure_text(text: str, style: TextStyle) -> float:
    """Return the width in points of one line of text in the font of the pictures.

    >>> measure_text("ii", TextStyle(8)) < measure_text("WW", TextStyle(8))
    True
    """
    font = FontProperties(
        family=_FONTS[:1], size=style.size, weight="bold" if style.bold else "normal"
    )
    width, _, _ = text_to_path.get_text_width_height_descent(text, font, ismath=False)
    return float(width)


def _render(scene: Scene, form: str, metadata: Mapping[str, str | None]) -> bytes:
    """Draw a scene and return the bytes of the file."""
    buffer = BytesIO()
    with matplotlib.style.context(dict(_SETTINGS), after_reset=True):
        size = (scene.width / _POINTS_PER_INCH, scene.height / _POINTS_PER_INCH)
        figure = Figure(figsize=size, facecolor=scene.ground)
        axes = figure.add_axes((0, 0, 1, 1), xlim=(0, scene.width), ylim=(0, scene.height))
        axes.set_axis_off()
        _draw_fields(axes, scene)
        _draw_strokes(axes, scene)
        _draw_areas(axes, scene.heads, order=2)
        _draw_areas(axes, scene.panels, order=3)
        _draw_marks(axes, scene)
        _draw_lines(axes, scene)
        figure.savefig(buffer, format=form, dpi=_PNG_DPI, metadata=dict(metadata))
    return buffer.getvalue()


def _draw_fields(axes: Axes, scene: Scene) -> None:
    """Add what the rest stands on, one by one, each with its stripes."""
    for step, area in enumerate(scene.fields):
        order = step / len(scene.fields)
        fill = Polygon(
            area.corners, facecolor=(area.colour, area.opacity), joinstyle="round", zorder=order,
            edgecolor=area.rim or "none", linewidth=_RIM if area.rim else 0.0,
        )  # fmt: skip
        axes.add_patch(fill)
        if area.stripes:
            stripes = Polygon(
                area.corners, fill=False, edgecolor=area.stripes, linewidth=0, hatch="//",
                zorder=order,
            )  # fmt: skip
            axes.add_patch(stripes)


def _draw_strokes(axes: Axes, scene: Scene) -> None:
    """Add all edges as one collection of curves."""
    paths = [_to_outline(stroke) for stroke in scene.strokes]
    collection = PathCollection(
        paths,
        facecolors="none",
        edgecolors=[(stroke.colour, stroke.opacity) for stroke in scene.strokes],
        linewidths=[stroke.width for stroke in scene.strokes],
        linestyles=[(0, stroke.dash) if stroke.dash else "solid" for stroke in scene.strokes],
        capstyle="butt",
        zorder=1,
    )
    if paths:
        axes.add_collection(collection, autolim=False)


def _to_outline(stroke: Stroke) -> Outline:
    """Return a bent line as a path."""
    codes = [Outline.MOVETO, Outline.CURVE3, Outline.CURVE3]
    return Outline([stroke.start, stroke.control, stroke.end], codes)


def _draw_areas(axes: Axes, areas: tuple[Area, ...], *, order: int) -> None:
    """Add filled shapes as one collection."""
    if areas:
        colours = [(area.colour, area.opacity) for area in areas]
        shapes = PolyCollection(
            [area.corners for area in areas],
            facecolors=colours,
            edgecolors=[area.rim or "none" for area in areas],
            linewidths=[_RIM if area.rim else 0.0 for area in areas],
            zorder=order,
        )
        axes.add_collection(shapes, autolim=False)


def _draw_marks(axes: Axes, scene: Scene) -> None:
    """Add the nodes, one collection for each shape and colour."""
    looks = dict.fromkeys((mark.shape, mark.colour, mark.rim) for mark in scene.marks)
    for look in looks:
        marks = [mark for mark in scene.marks if (mark.shape, mark.colour, mark.rim) == look]
        shape, colour, rim = look
        axes.scatter(
            [mark.centre[0] for mark in marks],
            [mark.centre[1] for mark in marks],
            s=[mark.size**2 for mark in marks],
            marker=_MARKERS[shape],
            facecolors=colour,
            edgecolors=rim,
            linewidths=[min(0.8, 0.1 * mark.size) for mark in marks],
            zorder=4,
        )


def _draw_lines(axes: Axes, scene: Scene) -> None:
    """Add all text, taken literally (a dollar sign starts no formula)."""
    for line in scene.lines:
        axes.text(
            *line.at,
            line.text,
            size=line.style.size,
            weight="bold" if line.style.bold else "normal",
            color=line.style.colour,
            ha=line.anchor,
            va="baseline",
            rotation=90 if line.upright else 0,
            rotation_mode="anchor",
            parse_math=False,
            zorder=5,
        )


def _name_svg(svg: str, title: str, description: str, lang: str) -> str:
    """Give an SVG a role, a language, a title and a description; drop what precedes the root."""
    key = sha256(svg.encode()).hexdigest()[:8]
    opening = f'<svg role="img" lang="{escape(lang)}" aria-labelledby="title-{key} desc-{key}" '
    inside = (
        f'<title id="title-{key}">{escape(title)}</title>\n'
        f' <desc id="desc-{key}">{escape(description)}</desc>\n '
    )
    root = svg[svg.index("<svg ") :].replace("<svg ", opening, 1)
    return re.sub(r"(<svg [^>]*>\s*)", lambda found: found[1] + inside, root, count=1)
