"""The matrix: a row per topic, a column per member, in each cell what is offered and needed."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

import numpy as np

from hubgraph.catalogue import Catalogue, load_catalogue
from hubgraph.diagrams.drawing import Drawing, measure_text
from hubgraph.diagrams.encoding import BAND, GAP_BAND, QUIET_INK, RULE_COLOUR
from hubgraph.diagrams.frame import Size
from hubgraph.diagrams.labels import wrap_text
from hubgraph.diagrams.profile_frame import (
    Cover,
    build_cover,
    build_drawing,
    build_empty,
    draw_notes,
    merge,
)
from hubgraph.diagrams.scene import Area, Box, Line, Mark, Scene, Stroke, TextStyle
from hubgraph.diagrams.signs import build_sign_legend, draw_sign, draw_tag, list_levels, measure_tag
from hubgraph.diagrams.topic_facts import TopicFacts, describe_topics
from hubgraph.diagrams.topic_words import describe_coverage, list_topics
from hubgraph.matching.profiles import Profiles
from hubgraph.matching.similarity import order_by_similarity

if TYPE_CHECKING:
    from hubgraph.diagrams.signs import Kind

_FOOT = 88.0
_TOPICS = (140.0, 240.0)
"""Least and greatest width of the column with the names of topics."""
_COMFORT = 19.0
"""Width of a column that names of topics may not take away."""
_COUNT = 22.0
"""Width of each of the two columns with counts."""
_LEAST, _MOST = 10.8, 17.0
"""Height of a row."""
_NARROWEST, _WIDEST = 15.0, 64.0
"""Width of a column that can still be read, and that still looks like a table."""
_NAME_ROOM = 92.0
_COUNTED = ("offering", "needing")
_GAP = 3.0

_NAME = TextStyle(7.5)
_FACET = TextStyle(8, bold=True)
_TOPIC = TextStyle(7.5)
_NUMBER = TextStyle(7.5, colour=QUIET_INK)


@dataclass(frozen=True, slots=True)
class _Grid:
    """What is shown where: facets with their topics, members, and the room of the cells."""

    blocks: tuple[tuple[str, tuple[TopicFacts, ...]], ...]
    members: tuple[str, ...]
    names: dict[str, str]
    start: float
    cells: Box
    step: float
    height: float

    def list_rows(self) -> Iterator[tuple[float, str | TopicFacts]]:
        """Yield each facet and topic with the middle of its row."""
        y = self.cells.top - self.height / 2
        for facet, topics in self.blocks:
            for row in ((facet,) if facet else ()) + topics:
                yield y, row
                y -= self.height

    def middle(self, column: int) -> float:
        """Return the middle of a column."""
        return self.cells.left + (column + 0.5) * self.step


def plot_matrix(
    profiles: Profiles, *, lang: str = "en", title: str | None = None, size: Size = "print"
) -> Drawing:
    """Draw who offers and who needs which topic: offers against needs in each cell.

    A square is an offer, a circle a need; number, depth of colour and size are its level, a
    hollow sign states none. Topics that somebody needs and nobody else offers, not even a part
    of them, are marked. Rows stand by top concept of the topic scheme, and rows and columns so
    that similar ones are neighbours. Where there is no room for all topics, those most needed,
    then most offered, are shown, and the picture says so. `lang` is ``en`` or ``de``, `title`
    None takes one that says what is shown, `size` is 'print' or 'slide'.

    Raises `UnknownNameError` for an unknown language, `OptionError` for another size,
    `WrongTypeError` for anything but profiles.

    >>> import hubgraph as hg
    >>> hg.plot_matrix(hg.build_profiles(hg.load_graph("baden-wuerttemberg"))).title
    'What is offered and what is needed · Digital Hub Network Baden-Württemberg'
    """
    catalogue = load_catalogue(lang)
    heading = catalogue.text("matrix.title") if title is None else title
    cover = build_cover(profiles, lang=lang, heading=heading, size=size, foot=_FOOT)
    facts = [fact for fact in describe_topics(profiles, lang=lang).values() if fact.used]
    grid = _build_grid(profiles, facts, cover)
    scene = _build_scene(grid, facts, cover) if facts else None
    return build_drawing(
        cover,
        scene or build_empty(cover, catalogue.text("matrix.empty")),
        description=" ".join(
            [catalogue.text("matrix.shows"), *describe_coverage(facts, catalogue)]
        ),
        listing=list_topics(facts, profiles, catalogue),
    )


def _build_grid(profiles: Profiles, facts: Sequence[TopicFacts], cover: Cover) -> _Grid:
    """Choose and order topics and members, and share the room among them."""
    area, everybody = cover.frame.area, profiles.organisations
    start = _measure_names(facts, area.width - 2 * _COUNT - _COMFORT * len(everybody), cover)
    room = area.width - start - 2 * _COUNT
    members = _order_members(_choose_members(facts, list(everybody.index), room), facts)
    names = {
        member: wrap_text(
            str(everybody["label"][member]), _NAME, width=_NAME_ROOM, most=1, measure=measure_text
        )[0]
        for member in members
    }
    heads = [*names.values(), *(cover.catalogue.text(f"matrix.{key}") for key in _COUNTED)]
    head = max(measure_text(name, _NAME) for name in heads) + 8
    shown = _choose_topics(facts, int((area.height - head) / _LEAST))
    labels = profiles.topic_labels(cover.catalogue.lang)
    blocks = tuple(
        (str(labels[facet]) if facet else "", tuple(_order_topics(list(topics), members)))
        for facet, topics in groupby(shown, key=lambda fact: fact.facet)
    )
    rows = sum(len(topics) + bool(facet) for facet, topics in blocks)
    height = min(max((area.height - head) / max(rows, 1), _LEAST), _MOST)
    cells = Box(area.left + start, area.top - head - rows * height, room, rows * height)
    step = min(room / max(len(members), 1), _WIDEST)
    return _Grid(blocks, members, names, area.left, cells, step, height)


def _measure_names(facts: Sequence[TopicFacts], room: float, cover: Cover) -> float:
    """Return the width of the column with the names of topics, if possible of the longest."""
    tag = measure_tag(cover.catalogue.text("matrix.gap")) + 6
    widths = [measure_text(fact.label, _TOPIC) + 10 + tag * fact.gap for fact in facts]
    low, high = _TOPICS
    return min(max(min(max(widths, default=low), room), low), high)


def _choose_members(facts: Sequence[TopicFacts], members: list[str], room: float) -> list[str]:
    """Return the members that have room, those with the most statements, in their order."""
    counts = Counter(member for fact in facts for member in (*fact.offers, *fact.needs))
    ranked = sorted(members, key=lambda member: (-counts[member], member))
    return sorted(ranked[: int(room / _NARROWEST)])


def _choose_topics(facts: Sequence[TopicFacts], room: int) -> list[TopicFacts]:
    """Return the topics that have room with their facets, most needed first chosen, by facet."""
    chosen: list[TopicFacts] = []
    facets: set[str] = set()
    for fact in sorted(facts, key=lambda fact: (-len(fact.needs), -len(fact.offers), fact.id)):
        headings = {facet for facet in facets | {fact.facet} if facet}
        if len(chosen) + 1 + len(headings) > room:
            break
        chosen.append(fact)
        facets = facets | {fact.facet}
    return sorted(chosen, key=lambda fact: (fact.facet == "", fact.facet, fact.id))


def _order_members(members: list[str], facts: Sequence[TopicFacts]) -> tuple[str, ...]:
    """Return the members, neighbours alike in what they offer and need."""
    rows = [
        [each in side for fact in facts for side in (fact.offers, fact.needs)] for each in members
    ]
    return tuple(members[row] for row in order_by_similarity(np.array(rows, dtype=float)))


def _order_topics(topics: list[TopicFacts], members: Sequence[str]) -> list[TopicFacts]:
    """Return topics, neighbours alike in who offers and needs them."""
    rows = [[each in side for each in members for side in (t.offers, t.needs)] for t in topics]
    return [topics[row] for row in order_by_similarity(np.array(rows, dtype=float))]


def _build_scene(grid: _Grid, facts: Sequence[TopicFacts], cover: Cover) -> Scene:
    """Return bands, signs, names, counts, legend and notes."""
    frame, catalogue = cover.frame, cover.catalogue
    base = Scene(frame.width, frame.height, panels=tuple(_draw_bands(grid)))
    parts = [_draw_row(grid, y, row, catalogue) for y, row in grid.list_rows()]
    legend = _build_legend(grid, cover)
    lines = (*_draw_names(grid, catalogue), *draw_notes(_list_notes(grid, facts, catalogue), frame))
    return merge(base, *parts, legend, Scene(0, 0, lines=lines))


def _draw_bands(grid: _Grid) -> Iterator[Area]:
    """Yield a light band behind every other column."""
    for column in range(0, len(grid.members), 2):
        left = grid.cells.left + column * grid.step
        yield Area(Box(left, grid.cells.bottom, grid.step, grid.cells.height).corners, BAND)


def _draw_names(grid: _Grid, catalogue: Catalogue) -> Iterator[Line]:
    """Yield the names of the members and of the counts, from below to above."""
    y = grid.cells.top + 4
    for column, member in enumerate(grid.members):
        at = (grid.middle(column) + 0.36 * _NAME.size, y)
        yield Line(grid.names[member], at, _NAME, upright=True)
    for column, key in enumerate(_COUNTED):
        x = grid.middle(len(grid.members) - 1) + grid.step / 2 + (column + 0.5) * _COUNT
        at = (x + 0.36 * _NUMBER.size, y)
        yield Line(catalogue.text(f"matrix.{key}"), at, _NUMBER, upright=True)


def _draw_row(grid: _Grid, y: float, row: str | TopicFacts, catalogue: Catalogue) -> Scene:
    """Return the row of a facet or of a topic with its cells and counts."""
    left, right = grid.cells.left, grid.middle(len(grid.members) - 1) + grid.step / 2 + 2 * _COUNT
    start, base = grid.start, y - 0.36 * _TOPIC.size
    floor = y - grid.height / 2
    rule = Stroke((start, floor), (left, floor), (right, floor), 0.4, RULE_COLOUR, 1.0)
    if isinstance(row, str):
        return Scene(0, 0, strokes=(rule,), lines=(Line(row, (start, base), _FACET),))
    tag = catalogue.text("matrix.gap")
    room = left - start - 8 - (measure_tag(tag) + 6 if row.gap else 0)
    label = wrap_text(row.label, _TOPIC, width=room, most=1, measure=measure_text)[0]
    lines, panels = [Line(label, (start, base), _TOPIC)], []
    if row.gap:
        band = Box(start - 3, floor, right - start + 3, grid.height)
        area, word = draw_tag(tag, (left - measure_tag(tag) - 6, base))
        panels, lines = [Area(band.corners, GAP_BAND), area], [*lines, word]
    for column, count in enumerate((len(row.offers), len(row.needs))):
        x = right - (1.5 - column) * _COUNT
        lines.append(Line(catalogue.number(count, digits=0), (x, base), _NUMBER, "center"))
    marks, digits = _draw_cells(grid, y, row)
    return Scene(0, 0, strokes=(rule,), panels=tuple(panels), marks=marks, lines=(*lines, *digits))


def _draw_cells(
    grid: _Grid, y: float, row: TopicFacts
) -> tuple[tuple[Mark, ...], tuple[Line, ...]]:
    """Return the signs of a topic: offers in the left half of a cell, needs in the right one."""
    marks: list[Mark] = []
    lines: list[Line] = []
    size = min(grid.height - 1.6, grid.step / 2 - 1.2, 12.0)
    sides: tuple[tuple[Kind, float], ...] = (("offer", -0.5), ("need", 0.5))
    for column, member in enumerate(grid.members):
        for kind, side in sides:
            stated = row.offers if kind == "offer" else row.needs
            if member in stated:
                at = (grid.middle(column) + side * (size + 0.4), y)
                mark, digits = draw_sign(kind, stated[member], at, size)
                marks.append(mark)
                lines += digits
    return tuple(marks), tuple(lines)


def _build_legend(grid: _Grid, cover: Cover) -> Scene:
    """Return the meaning of the signs, and of the tag of a gap if there is one."""
    area, catalogue = cover.frame.area, cover.catalogue
    topics = [topic for _, topics in grid.blocks for topic in topics]
    levels = list_levels(lv for t in topics for side in (t.offers, t.needs) for lv in side.values())
    at = (area.left, area.bottom - 26)
    signs = build_sign_legend(at, catalogue, kinds=("offer", "need"), **levels)
    if not any(topic.gap for topic in topics):
        return signs
    corner = (at[0] + signs.width + 28, at[1])
    panel, word = draw_tag(catalogue.text("matrix.gap"), corner)
    beside = (corner[0] + measure_tag(word.text) + 6, at[1])
    words = Line(catalogue.text("matrix.gap_meaning"), beside, _TOPIC)
    return merge(signs, Scene(0, 0, panels=(panel,), lines=(word, words)))


def _list_notes(grid: _Grid, facts: Sequence[TopicFacts], catalogue: Catalogue) -> list[str]:
    """Return what the picture leaves out: topics and members without room."""
    shown = sum(len(topics) for _, topics in grid.blocks)
    members = {member for fact in facts for member in (*fact.offers, *fact.needs)}
    hidden = len(members - set(grid.members))
    notes = []
    if shown < len(facts):
        notes += [catalogue.text("matrix.topics_shown", shown=shown, all=len(facts))]
    if hidden:
        notes += [catalogue.count("matrix.members_hidden", hidden)]
    return notes
