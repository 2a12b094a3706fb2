"""The words of a map: key, notes, and everything it shows line by line."""

from collections.abc import Iterator, Mapping, Sequence

from hubgraph.catalogue import Catalogue
from hubgraph.diagrams.captions import explain_edges, list_notes
from hubgraph.diagrams.density import Choice
from hubgraph.diagrams.elements import Edge
from hubgraph.diagrams.encoding import EDGE_COLOUR, INK, KINDS, NEUTRAL, QUIET_INK
from hubgraph.diagrams.key import KeyRow, build_key, fits
from hubgraph.diagrams.map_data import MapData, MapSubject, has_borders
from hubgraph.diagrams.scene import Box, Mark, Scene


def list_map(
    data: MapData, edges: Sequence[Edge], catalogue: Catalogue, *, directed: bool
) -> list[str]:
    """Return a line per hub with its sites, per district with its hubs, and per tie."""
    names = {hub.id: hub.label for hub in data.hubs.values()}
    lines = []
    for hub in data.hubs.values():
        sites = sorted(
            (not s.primary, s.place, s.lat is None) for s in data.sites if s.hub == hub.id
        )
        told = [
            catalogue.text("map.unplaced", place=place) if unknown else place
            for _, place, unknown in sites
        ] or [catalogue.text("map.no_site")]
        kind = catalogue.text(f"diagram.kind.{hub.kind}")
        lines.append(f"{hub.label} ({kind}): {', '.join(told)}")
    for each in data.districts:
        hubs = ", ".join(names[hub] for hub in each.hubs) or catalogue.text("map.unserved")
        lines.append(f"{each.name} ({each.key}): {hubs}")
    arrow = "→" if directed else "—"
    return lines + [
        f"{names[edge.source]} {arrow} {names[edge.target]} ({catalogue.figure(edge.weight)})"
        for edge in edges
    ]


def build_map_key(
    first: Sequence[KeyRow],
    last: Sequence[KeyRow],
    subject: MapSubject,
    box: Box,
    catalogue: Catalogue,
) -> Scene:
    """Return the key with all districts of each hub by name or, without room, their number."""
    rows = [*first, *_list_hubs(subject, catalogue, named=True), *last]
    if not fits(rows, box):
        rows = [*first, *_list_hubs(subject, catalogue, named=False), *last]
    return build_key(rows, box)


def _list_hubs(subject: MapSubject, catalogue: Catalogue, *, named: bool) -> Iterator[KeyRow]:
    """Return a heading, then a row per hub that serves a district."""
    data = subject.data
    names = {hub: [d.name for d in data.districts if hub in d.hubs] for hub in data.hubs}
    serving = sorted(filter(names.get, names), key=lambda hub: data.hubs[hub].label.casefold())
    if serving:
        yield KeyRow(catalogue.text("map.serving"), head=True)
    for hub in serving:
        count = catalogue.count("map.count", len(names[hub]))
        text = f"{data.hubs[hub].label}: {', '.join(names[hub]) if named else count}"
        if hub in subject.tints:
            yield KeyRow(text, subject.tints[hub], rim=EDGE_COLOUR)
        else:
            look = KINDS[data.hubs[hub].kind]
            yield KeyRow(text, look.colour, INK, shape=look.shape)


def explain_signs(
    subject: MapSubject, further: Mapping[str, Mark], catalogue: Catalogue
) -> Iterator[KeyRow]:
    """Return the rows that explain stripes, neutral fill, seats, further sites and ties."""
    data = subject.data
    yield KeyRow("", quiet=True)
    double = sum(len(each.hubs) > 1 for each in data.districts)
    if has_borders(subject) and double:
        a, b = next(each.hubs[:2] for each in data.districts if len(each.hubs) > 1)
        text = catalogue.count("map.double", double)
        yield KeyRow(
            text, subject.tints.get(a, NEUTRAL), EDGE_COLOUR, subject.tints.get(b, NEUTRAL)
        )
    lone = sum(not each.hubs for each in data.districts)
    if has_borders(subject) and lone:
        yield KeyRow(catalogue.count("map.lone", lone), NEUTRAL, EDGE_COLOUR)
    for kind in sorted({hub.kind for hub in data.hubs.values()}, key=list(KINDS).index):
        look = KINDS[kind]
        text = catalogue.text("map.seat", kind=catalogue.text(f"diagram.kind.{kind}"))
        yield KeyRow(text, look.colour, INK, shape=look.shape, size=9 * look.scale)
    if further:
        yield KeyRow(catalogue.text("map.further"), QUIET_INK, line=0.7, dash=(1.5, 1.5))
    if subject.edges:
        directed = subject.directed
        text = explain_edges(subject.relation, catalogue, directed=directed, heads=True)[0]
        yield KeyRow(text, EDGE_COLOUR, line=1.4, arrow=subject.directed)


def list_map_notes(
    subject: MapSubject,
    seats: Mapping[str, Mark],
    omitted: int,
    choice: Choice,
    catalogue: Catalogue,
) -> list[str]:
    """Return what the map leaves out: hubs without a place, labels, ties."""
    missing = [hub.label for hub in subject.data.hubs.values() if hub.id not in seats]
    notes = []
    if missing:
        notes.append(catalogue.text("map.missing", names=catalogue.join(missing)))
    return notes + list_notes(omitted, choice, len(subject.edges), catalogue)
