"""The topic tree with coverage: how many offer and need each topic or a part of it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from hubgraph.catalogue import load_catalogue
from hubgraph.diagrams.drawing import Drawing, measure_text
from hubgraph.diagrams.encoding import (
    EDGE_COLOUR,
    GAP,
    OFFER_STEPS,
    PAPER,
    QUIET_INK,
)
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
from hubgraph.diagrams.scene import Box, Line, Mark, Point, Scene, Stroke, TextStyle
from hubgraph.diagrams.signs import LIGHT, SHAPES, STEPS, draw_number
from hubgraph.diagrams.topic_facts import TopicFacts, describe_topics
from hubgraph.diagrams.topic_forest import Branch, build_forest
from hubgraph.diagrams.topic_words import describe_coverage, list_branches
from hubgraph.matching.profiles import Profiles

if TYPE_CHECKING:
    from hubgraph.diagrams.signs import Kind

_FOOT = 88.0
_LINE = 8.6
"""Distance of two lines of one label."""
_AIR = 3.6
_COLUMN = 200.0
"""Least width of a column."""
_BETWEEN = 20.0
_INDENT = 9.0
_SIGN = 9.6
_SIGNS = 2 * _SIGN + 12
_SCALES = (1.4, 1.2, 1.0)
"""Sizes of everything, the largest that has room is taken."""
_STEPS = (1, 2, 4, 7)
"""From how many members on a count has the next deeper colour."""
_TOP = TextStyle(8.5, bold=True)
_TEXT = TextStyle(7.5)
_ABOVE = TextStyle(7.5, colour=QUIET_INK)


@dataclass(frozen=True, slots=True)
class _Row:
    """One topic with its lines of text, its place (left end, top) and the size of everything.

    `branch` is None for a heading that is repeated at the top of a column.
    """

    branch: Branch | None
    depth: int
    label: tuple[str, ...]
    style: TextStyle
    at: Point
    scale: float

    @property
    def middle(self) -> float:
        """Return the middle of the first line."""
        return self.at[1] - self.scale * (_LINE + _AIR) / 2

    @property
    def height(self) -> float:
        """Return the height of all lines and the air between topics."""
        return self.scale * (_LINE * len(self.label) + _AIR)


@dataclass(frozen=True, slots=True)
class _Columns:
    """Columns of equal width that share an area, for signs and text of one size."""

    area: Box
    scale: float

    @property
    def count(self) -> int:
        """Return how many columns have room."""
        return int((self.area.width + _BETWEEN) / (_COLUMN * self.scale + _BETWEEN))

    @property
    def width(self) -> float:
        """Return the width of a column."""
        return (self.area.width + _BETWEEN) / self.count - _BETWEEN


def plot_tree(
    profiles: Profiles, *, lang: str = "en", title: str | None = None, size: Size = "print"
) -> Drawing:
    """Draw the topic tree with coverage: how many members offer and need each topic.

    Counted are members with a statement on the topic or on a part of it. A diamond in the place
    of the square marks a topic that hangs on a single member, or one that somebody needs and
    nobody else offers. The tree is collapsed to topics that are offered or needed and those
    above them; where there is no room for all, the least needed are folded into the one above
    (+n). `lang` is ``en`` or ``de``, `title` None takes one that says what is shown, `size` is
    'print' or 'slide'.

    Raises `UnknownNameError` for an unknown language, `OptionError` for another size,
    `WrongTypeError` for anything but profiles.

    >>> import hubgraph as hg
    >>> hg.plot_tree(hg.build_profiles(hg.load_graph("baden-wuerttemberg")), lang="de").title
    'Wie gut die Themen abgedeckt sind · Digital Hub-Netzwerk Baden-Württemberg'
    """
    catalogue = load_catalogue(lang)
    heading = catalogue.text("tree.title") if title is None else title
    cover = build_cover(profiles, lang=lang, heading=heading, size=size, foot=_FOOT)
    facts = describe_topics(profiles, lang=lang)
    used = [fact for fact in facts.values() if fact.used]
    rows = _fit_rows(facts, cover.frame.area)
    scene = (
        _build_scene(rows, cover) if rows else build_empty(cover, catalogue.text("matrix.empty"))
    )
    return build_drawing(
        cover,
        scene,
        description=" ".join([catalogue.text("tree.shows"), *describe_coverage(used, catalogue)]),
        listing=list_branches(build_forest(facts, most=len(facts)), catalogue),
    )


def _fit_rows(facts: Mapping[str, TopicFacts], area: Box) -> list[_Row]:
    """Return as many topics as have room, as large as may be, each at its place."""
    whole = build_forest(facts, most=len(facts))
    for scale in _SCALES:
        rows = _place_rows(whole, _Columns(area, scale))
        if rows:
            return rows
    for most in range(len(whole) - 1, 0, -1):
        rows = _place_rows(build_forest(facts, most=most), _Columns(area, _SCALES[-1]))
        if rows:
            return rows
    return []


def _place_rows(branches: Sequence[Branch], columns: _Columns) -> list[_Row]:
    """Return the topics in columns of about equal height; none if there is no room for them."""
    area = columns.area
    rows = [_write_row(branch, columns) for branch in branches]
    goal = sum(row.height for row in rows) / columns.count
    while goal <= area.height:
        placed = _fill(rows, columns, goal)
        if placed:
            return placed
        goal += columns.scale * _LINE
    return _fill(rows, columns, area.height)


def _fill(rows: Sequence[_Row], columns: _Columns, most: float) -> list[_Row]:
    """Fill columns up to a height; none if they do not hold all."""
    area, column, y = columns.area, 0, columns.area.top
    placed: list[_Row] = []
    top = None
    for row in rows:
        top = row if not row.depth else top
        if area.top - y + row.height > most and placed:
            column, y = column + 1, area.top
            if row.depth and top is not None:
                again = replace(top, branch=None, label=(f"{top.label[0]} …",))
                placed.append(_put(again, columns, column, y))
                y -= again.height
        if column == columns.count or area.top - y + row.height > area.height:
            return []
        placed.append(_put(row, columns, column, y))
        y -= row.height
    return placed


def _put(row: _Row, columns: _Columns, column: int, y: float) -> _Row:
    """Return a row at its place in a column."""
    return replace(row, at=(columns.area.left + column * (columns.width + _BETWEEN), y))


def _write_row(branch: Branch, columns: _Columns) -> _Row:
    """Return a topic's name in lines, with the number of topics folded into it.

    Top concepts are bold, topics without statements of their own quiet.
    """
    folded = f" (+{branch.folded})" if branch.folded else ""
    style = _TOP if not branch.depth else _TEXT if branch.fact.used else _ABOVE
    style = replace(style, size=style.size * columns.scale)
    room = columns.width - columns.scale * (_INDENT * branch.depth + _SIGNS)
    label = wrap_text(branch.fact.label + folded, style, width=room, most=3, measure=measure_text)
    return _Row(branch, branch.depth, tuple(label), style, (0, 0), columns.scale)


def _build_scene(rows: Sequence[_Row], cover: Cover) -> Scene:
    """Return names, branches, signs, legend and notes."""
    frame, catalogue = cover.frame, cover.catalogue
    width = _Columns(frame.area, rows[0].scale).width
    parts = [_draw_row(row, width) for row in rows]
    folded = sum(row.branch.folded for row in rows if row.branch)
    notes = [catalogue.count("tree.folded", folded)] if folded else []
    lines = draw_notes(notes, frame)
    base = Scene(frame.width, frame.height, strokes=tuple(_link(rows)), lines=lines)
    return merge(base, *parts, _build_legend(rows, cover))


def _draw_row(row: _Row, width: float) -> Scene:
    """Return the name of a topic and its two signs at the right end of the column."""
    size = _SIGN * row.scale
    x, base = row.at[0] + _INDENT * row.scale * row.depth, row.middle - 0.36 * row.style.size
    lines = [
        Line(text, (x, base - step * _LINE * row.scale), row.style)
        for step, text in enumerate(row.label)
    ]
    right, signs = row.at[0] + width - size / 2, []
    fact = row.branch.fact if row.branch else None
    if fact and (fact.offered_by or fact.gap):
        place = (right - 1.4 * size, row.middle)
        look = {"gap": fact.gap, "single": fact.single}
        signs.append(_draw_offers(len(fact.offered_by), place, size, **look))
    if fact and fact.needed_by:
        signs.append(_draw_count("need", len(fact.needed_by), (right, row.middle), size))
    digits = tuple(line for _, line in signs)
    return Scene(0, 0, marks=tuple(mark for mark, _ in signs), lines=(*lines, *digits))


def _draw_offers(
    count: int, at: Point, size: float, *, gap: bool, single: bool
) -> tuple[Mark, Line]:
    """Return the sign of how many offer a topic: a diamond for a gap or a single member."""
    if not gap and not single:
        return _draw_count("offer", count, at, size)
    mark = Mark(at, "diamond", 0.86 * size, GAP if gap else OFFER_STEPS[3], PAPER)
    return mark, draw_number(str(count), mark, dark=True, size=0.58 * size)


def _draw_count(kind: "Kind", count: int, at: Point, size: float) -> tuple[Mark, Line]:
    """Return a sign with a number; the larger, the deeper its colour."""
    steps, shape = STEPS[kind], SHAPES[kind]
    step = sum(count >= least for least in _STEPS)
    mark = Mark(at, shape, size, steps[step], steps[3])
    return mark, draw_number(str(count), mark, dark=step >= LIGHT, size=0.58 * size)


def _link(rows: Sequence[_Row]) -> Iterator[Stroke]:
    """Yield the branches: from each topic down to each one right below it."""
    above: list[_Row] = []
    for row in rows:
        if above and above[0].at[0] != row.at[0]:
            above = []
        first = above[0] if above else row
        above = [each for each in above if each.depth < row.depth]
        if row.depth and above:
            parent = above[-1]
            x = row.at[0] + row.scale * (_INDENT * (row.depth - 1) + 2.5)
            tight = parent.depth == row.depth - 1
            top = (parent if tight else first).at[1] - (parent if tight else first).height
            yield _draw_line((x, top + 1.5), (x, row.middle))
            yield _draw_line((x, row.middle), (x + row.scale * (_INDENT - 4), row.middle))
        above.append(row)


def _draw_line(start: Point, end: Point) -> Stroke:
    """Return a thin straight line."""
    middle = (start[0] + end[0]) / 2, (start[1] + end[1]) / 2
    return Stroke(start, middle, end, 0.5, EDGE_COLOUR, 0.7)


def _build_legend(rows: Sequence[_Row], cover: Cover) -> Scene:
    """Return the meaning of the signs that occur, in as many rows as it takes."""
    facts = [row.branch.fact for row in rows if row.branch]
    area, catalogue = cover.frame.area, cover.catalogue
    occurs = {
        "offered": any(len(fact.offered_by) > 1 for fact in facts),
        "needed": any(fact.needed_by for fact in facts),
        "single": any(fact.single and not fact.gap for fact in facts),
        "gap": any(fact.gap for fact in facts),
    }
    marks, lines, (x, y) = [], [], (area.left + _SIGN / 2, area.bottom - 22)
    for key in (key for key, here in occurs.items() if here):
        words = catalogue.text(f"tree.{key}")
        width = _SIGN + measure_text(words, _TEXT)
        if x + width > area.right:
            x, y = area.left + _SIGN / 2, y - 15
        mark, digit = _draw_sample(key, (x, y + 2.7))
        marks.append(mark)
        lines += [digit, Line(words, (x + _SIGN, y), _TEXT)]
        x += width + 22
    return Scene(0, 0, marks=tuple(marks), lines=tuple(lines))


def _draw_sample(key: str, at: Point) -> tuple[Mark, Line]:
    """Return a sign for the legend."""
    if key == "needed":
        return _draw_count("need", 3, at, _SIGN)
    count = {"offered": 3, "single": 1, "gap": 0}[key]
    return _draw_offers(count, at, _SIGN, gap=key == "gap", single=key == "single")
