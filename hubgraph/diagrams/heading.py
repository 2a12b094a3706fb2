"""What every view of a graph says around the picture: network, day, sources, snapshot."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import networkx as nx

from hubgraph.catalogue import Catalogue
from hubgraph.diagrams.captions import build_source_line, name_network
from hubgraph.diagrams.drawing import Drawing
from hubgraph.diagrams.elements import to_line
from hubgraph.diagrams.frame import FOOT, Frame, Size, build_frame
from hubgraph.diagrams.scene import Line, Scene
from hubgraph.monitoring.network import describe_graph

if TYPE_CHECKING:
    from rdflib import Graph


@dataclass(frozen=True, slots=True)
class Heading:
    """Title of a picture, name of the network ('' if unknown), source line, snapshot, language."""

    title: str
    network: str
    source: str
    snapshot: str
    lang: str

    def build_frame(self, parts: Sequence[str], *, size: Size, foot: float = FOOT) -> Frame:
        """Return the frame, its subtitle the network and `parts`; raises OptionError for a size."""
        subtitle = "  ·  ".join(part for part in (self.network, *parts) if part)
        return build_frame(self.title, subtitle, self.source, size=size, foot=foot)

    def build_drawing(
        self, scene: Scene, sentences: Sequence[str], listing: Sequence[str]
    ) -> Drawing:
        """Return the finished picture; `sentences` say in words what it shows."""
        return Drawing(
            scene=scene,
            title=" · ".join(filter(None, [self.title, self.network])),
            description=" ".join(f"{text.rstrip('.')}." for text in sentences if text),
            lang=self.lang,
            snapshot=self.snapshot,
            listing=tuple(listing),
        )


def build_heading(
    graph: "Graph", catalogue: Catalogue, *, title: str | None, default: str
) -> Heading:
    """Return the heading of a view of a graph; `default` is its title unless one is given."""
    known = nx.Graph(**describe_graph(graph))
    return Heading(
        title=default if title is None else to_line(title),
        network=name_network(known, catalogue),
        source=build_source_line(known, catalogue),
        snapshot=to_line(known.graph.get("snapshot")),
        lang=catalogue.lang,
    )


def join_scenes(frame: Frame, scenes: Sequence[Scene], lines: Sequence[Line] = ()) -> Scene:
    """Return one scene as large as the frame, of several parts, with the frame's own lines."""
    return Scene(
        width=frame.width,
        height=frame.height,
        fields=tuple(each for scene in scenes for each in scene.fields),
        strokes=tuple(each for scene in scenes for each in scene.strokes),
        heads=tuple(each for scene in scenes for each in scene.heads),
        panels=tuple(each for scene in scenes for each in scene.panels),
        marks=tuple(each for scene in scenes for each in scene.marks),
        lines=(*frame.lines, *lines, *(each for scene in scenes for each in scene.lines)),
    )
