"""Frame and cover of a picture of profiles: network, day, sources, origin."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import networkx as nx

from hubgraph.catalogue import Catalogue, load_catalogue
from hubgraph.diagrams.captions import build_source_line, build_subtitle, name_network
from hubgraph.diagrams.drawing import Drawing
from hubgraph.diagrams.elements import to_line
from hubgraph.diagrams.encoding import QUIET_INK
from hubgraph.diagrams.frame import FOOT, Frame, Size, build_frame
from hubgraph.diagrams.scene import Line, Scene, TextStyle
from hubgraph.diagrams.suggestion_network import describe_profiles
from hubgraph.errors import require_type
from hubgraph.matching.profiles import Profiles

_NOTE = TextStyle(10, colour=QUIET_INK)
_SMALL = TextStyle(7.5, colour=QUIET_INK)


@dataclass(frozen=True, slots=True)
class Cover:
    """What stands around a picture of profiles: heading, name of the network, frame."""

    heading: str
    network: str
    frame: Frame
    snapshot: str
    catalogue: Catalogue


def build_cover(
    profiles: Profiles,
    *,
    lang: str,
    heading: str,
    counts: Sequence[str] = (),
    size: Size = "print",
    foot: float = FOOT,
) -> Cover:
    """Return the cover of a picture; `counts` stand in the subtitle.

    Raises `UnknownNameError` for an unknown language, `OptionError` for another size,
    `WrongTypeError` for anything but profiles.
    """
    require_type(profiles, Profiles, hint="Make them with hg.build_profiles(graph).")
    catalogue = load_catalogue(lang)
    about = nx.Graph(**describe_profiles(profiles))
    subtitle = "  ·  ".join([build_subtitle(about, catalogue), *counts])
    frame = build_frame(
        to_line(heading), subtitle, build_source_line(about, catalogue), size=size, foot=foot
    )
    name = name_network(about, catalogue)
    return Cover(to_line(heading), name, frame, profiles.snapshot or "", catalogue)


def build_drawing(
    cover: Cover, scene: Scene, *, description: str, listing: Sequence[str]
) -> Drawing:
    """Return the finished picture: the scene in its frame."""
    return Drawing(
        scene=replace(scene, lines=(*cover.frame.lines, *scene.lines)),
        title=" · ".join(filter(None, [cover.heading, cover.network])),
        description=description,
        lang=cover.catalogue.lang,
        snapshot=cover.snapshot,
        listing=tuple(listing),
    )


def build_empty(cover: Cover, text: str) -> Scene:
    """Return a picture with nothing to show but a note that says so."""
    frame = cover.frame
    note = Line(text, (frame.width / 2, frame.height / 2), _NOTE, "center")
    return Scene(frame.width, frame.height, lines=(note,))


def draw_notes(notes: Sequence[str], frame: Frame) -> tuple[Line, ...]:
    """Return what the picture leaves out, as a line at the right end of the foot."""
    at = (frame.area.right, frame.area.bottom - 9)
    return (Line("  ·  ".join(notes), at, _SMALL, "right"),) if notes else ()


def merge(first: Scene, *more: Scene) -> Scene:
    """Return one scene with everything on several, the size that of the first."""
    scenes = (first, *more)
    return replace(
        first,
        strokes=tuple(each for scene in scenes for each in scene.strokes),
        heads=tuple(each for scene in scenes for each in scene.heads),
        panels=tuple(each for scene in scenes for each in scene.panels),
        marks=tuple(each for scene in scenes for each in scene.marks),
        lines=tuple(each for scene in scenes for each in scene.lines),
    )
