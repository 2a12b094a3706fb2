"""What a reader finds in a picture: text boxes in its SVG, grounds and contrasts in its scene."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from xml.etree import ElementTree as ET

import numpy as np

from hubgraph.diagrams.drawing import Drawing, measure_text
from hubgraph.diagrams.encoding import DARK, EDGE_COLOUR
from hubgraph.diagrams.scene import Area, Box, Line, Mark, Scene, TextStyle

_SVG = "{http://www.w3.org/2000/svg}"
LEAST_CONTRAST = 4.5
"""Contrast of text and ground that WCAG 2.1 asks for at level AA."""
MARGIN = 18.0
"""No text of a whole picture comes so close to its edge, in points."""


@dataclass(frozen=True)
class Text:
    """A line of text in an SVG: what it says, its room with the origin above, its colour."""

    text: str
    box: Box
    colour: str


@dataclass(frozen=True)
class Picture:
    """What an SVG says of itself, and its lines of text."""

    title: str
    description: str
    lang: str
    width: float
    height: float
    texts: tuple[Text, ...]


def read_svg(svg: str) -> Picture:
    """Read an SVG; text is measured in the font of the pictures."""
    root = ET.fromstring(svg)  # noqa: S314
    _, _, width, height = map(float, root.attrib["viewBox"].split())
    texts = tuple(_read_text(node) for node in root.iter(f"{_SVG}text"))
    said = [root.findtext(f"{_SVG}{name}") or "" for name in ("title", "desc")]
    return Picture(said[0], said[1], root.get("lang", ""), width, height, texts)


def _read_text(node: ET.Element) -> Text:
    """Read one line of text."""
    look = dict(part.strip().split(": ", 1) for part in node.attrib["style"].split(";"))
    size = float(look["font-size"].removesuffix("px"))
    style = TextStyle(size, bold=look.get("font-weight") == "700")
    anchors = {"start": "left", "middle": "center", "end": "right"}
    turned = re.match(r"rotate\(-90 ", node.get("transform", "")) is not None
    text = "".join(node.itertext())
    x, y = float(node.attrib["x"]), -float(node.attrib["y"])
    line = Line(text, (x, y), style, anchors[look["text-anchor"]], turned)  # type: ignore[arg-type]
    room = find_room(line)
    return Text(text, Box(room.left, -room.top, room.width, room.height), look["fill"].upper())


def find_room(line: Line) -> Box:
    """Return the room of a line of text, from its lowest to its highest letter."""
    width, size = measure_text(line.text, line.style), line.style.size
    shift = {"left": 0.0, "center": width / 2, "right": width}[line.anchor]
    x, y = line.at
    if line.upright:
        return Box(x - 0.8 * size, y - shift, size, width)
    return Box(x - shift, y - 0.2 * size, width, size)


def list_faults(drawing: Drawing) -> list[str]:
    """Tell what is wrong with a picture as a reader finds it; nothing if all is well."""
    picture = read_svg(drawing._repr_svg_())
    faults = [] if picture.title else ["no title"]
    faults += [] if picture.description else ["no description"]
    faults += _list_overlaps([(each.text, each.box) for each in picture.texts])
    canvas = Box(MARGIN, MARGIN, picture.width - 2 * MARGIN, picture.height - 2 * MARGIN)
    faults += [
        f"{each.text!r} leaves the canvas" for each in picture.texts if not _holds(canvas, each.box)
    ]
    return faults + list_scene_faults(drawing.scene)


def list_scene_faults(scene: Scene) -> list[str]:
    """Tell what is wrong with a scene: overlaps, text off the canvas, hidden or pale text."""
    rooms = [(line.text, find_room(line)) for line in scene.lines]
    canvas = Box(0, 0, scene.width, scene.height)
    faults = _list_overlaps(rooms)
    faults += [f"{text!r} leaves the canvas" for text, room in rooms if not _holds(canvas, room)]
    faults += list(_list_hidden(scene))
    for line in scene.lines:
        for dark in (False, True):
            contrast = find_contrast(scene, line, dark=dark)
            if contrast < LEAST_CONTRAST:
                faults.append(f"{line.text!r} has a contrast of {contrast:.2f}, dark: {dark}")
    return faults


def _list_overlaps(rooms: list[tuple[str, Box]]) -> list[str]:
    """Tell which lines of text overlap."""
    boxes = [box for _, box in rooms]
    pairs = [(one, other) for one, other in _find_overlaps(boxes, boxes) if one < other]
    return [f"{rooms[one][0]!r} overlaps {rooms[other][0]!r}" for one, other in pairs]


def _list_hidden(scene: Scene) -> Iterator[str]:
    """Tell which text touches a sign it does not stand in."""
    around = [_surround(mark) for mark in scene.marks]
    rooms = [find_room(line) for line in scene.lines]
    for line, sign in _find_overlaps(rooms, around):
        if not _holds(around[sign], rooms[line]):
            yield f"{scene.lines[line].text!r} touches a sign"


def _find_overlaps(boxes: list[Box], others: list[Box]) -> list[tuple[int, int]]:
    """Return the pairs of boxes that share an area, by number."""
    one, two = (
        np.array([(b.left, b.bottom, b.right, b.top) for b in each]).reshape(-1, 4)
        for each in (boxes, others)
    )
    low, high = one[:, None, :2] < two[None, :, 2:], two[None, :, :2] < one[:, None, 2:]
    return [(int(a), int(b)) for a, b in np.argwhere((low & high).all(axis=2))]


def _surround(mark: Mark) -> Box:
    """Return the box of a sign."""
    side = mark.size * (2**0.5 if mark.shape == "diamond" else 1)
    return Box(mark.centre[0] - side / 2, mark.centre[1] - side / 2, side, side)


def _holds(outer: Box, inner: Box) -> bool:
    """Return whether one box lies in another."""
    return (
        outer.left <= inner.left
        and inner.right <= outer.right
        and outer.bottom <= inner.bottom
        and inner.top <= outer.top
    )


def find_contrast(scene: Scene, line: Line, *, dark: bool) -> float:
    """Return the contrast of a line of text with what is beneath its middle (WCAG 2.1)."""
    room = find_room(line)
    at = room.left + room.width / 2, room.bottom + room.height / 2
    colours = DARK if dark else {colour: colour for colour in DARK}
    ground = to_rgb(colours[scene.ground])
    for area in scene.panels:
        if _covers(area, at):
            beneath = to_rgb(colours[EDGE_COLOUR]) if area.opacity < 1 else ground
            ground = _blend(to_rgb(colours[area.colour]), beneath, area.opacity)
    for mark in scene.marks:
        box = _surround(mark)
        if box.left <= at[0] <= box.right and box.bottom <= at[1] <= box.top:
            ground = to_rgb(colours[mark.colour])
    return measure_contrast(to_rgb(colours[line.style.colour]), ground)


def _covers(area: Area, at: tuple[float, float]) -> bool:
    """Return whether a point lies in the box around an area."""
    across, up = zip(*area.corners, strict=True)
    return min(across) <= at[0] <= max(across) and min(up) <= at[1] <= max(up)


RGB = tuple[float, float, float]


def to_rgb(colour: str) -> RGB:
    """Return the parts of a colour, 0 to 1."""
    red, green, blue = (int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5))
    return red, green, blue


def _blend(upper: RGB, lower: RGB, opacity: float) -> RGB:
    """Return what is seen of two colours, one above the other."""
    red, green, blue = (opacity * a + (1 - opacity) * b for a, b in zip(upper, lower, strict=True))
    return red, green, blue


def measure_luminance(colour: RGB) -> float:
    """Return the relative luminance of a colour (WCAG 2.1), 0 to 1."""
    parts = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in colour
    ]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


def measure_contrast(one: RGB, other: RGB) -> float:
    """Return the contrast of two colours (WCAG 2.1), 1 to 21."""
    low, high = sorted([measure_luminance(one), measure_luminance(other)])
    return (high + 0.05) / (low + 0.05)
