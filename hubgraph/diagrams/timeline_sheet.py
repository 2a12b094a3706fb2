"""The sheet of a timeline: axis and rows of bars, signs and names."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING

from hubgraph.catalogue import Catalogue
from hubgraph.diagrams.drawing import measure_text
from hubgraph.diagrams.encoding import (
    BARS,
    EDGE_COLOUR,
    INK,
    KINDS,
    NEUTRAL,
    PAPER,
    QUIET_INK,
    RULE_COLOUR,
)
from hubgraph.diagrams.labels import wrap_text
from hubgraph.diagrams.scene import (
    Area,
    Box,
    Line,
    Mark,
    Scene,
    Stroke,
    TextStyle,
    draw_straight,
)
from hubgraph.diagrams.timeline_data import Chronicle, Membership, Round
from hubgraph.diagrams.timeline_listing import list_names, write_date
from hubgraph.diagrams.timeline_rows import Days, Packed, pack_events

if TYPE_CHECKING:
    from hubgraph.diagrams.encoding import (
        Shape,
    )
    from hubgraph.diagrams.timeline_data import Happening, Renaming

NAMES_WIDTH = 132.0
"""Room for the names of the rows at the left, in points."""

_HEAD = TextStyle(8, bold=True)
_SMALL = TextStyle(6.5)
_QUIET = TextStyle(6.5, colour=QUIET_INK)
_YEAR = TextStyle(8, colour=QUIET_INK)
_YEAR_WIDTH = 26.0
_LEAST_ROW, _MOST_ROW = 9.6, 15.0
_LEAST_NAME = 30.0
_TIP = 5.0


@dataclass
class Sheet:
    """A timeline in the making: what is drawn so far, and what had to be left out."""

    days: Days
    area: Box
    catalogue: Catalogue
    fields: list[Area] = field(default_factory=list)
    strokes: list[Stroke] = field(default_factory=list)
    marks: list[Mark] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    signs: set[str] = field(default_factory=set)
    row: float = _MOST_ROW
    nameless: int = 0
    y: float = 0.0

    def draw(self, chronicle: Chronicle) -> None:
        """Draw axis and rows of what is dated; members without a row are counted in `notes`."""
        members = chronicle.members
        rounds = [each for each in chronicle.rounds if each.dates]
        kinds: dict[str, list[Happening]] = {}
        for event in chronicle.events:
            if event.begins:
                kinds.setdefault(event.kind, []).append(event)
        heads = sum(map(bool, (members, kinds)))
        room = self.area.height - 16
        most = max(int(room / _LEAST_ROW) - heads, 1)
        kept = members[: max(most - len(rounds) - len(kinds), 1)]
        left = most - len(kept) - len(rounds)
        packed = pack_events(kinds, self.days, _SMALL, most=left) if kinds else {}
        rows = heads + len(kept) + len(rounds) + sum(map(len, packed.values()))
        self.row = min(_MOST_ROW, room / max(rows, 1))
        self.y = self.area.top - 16
        self._draw_axis(rows)
        self._draw_members(kept)
        self._draw_rounds(rounds)
        self._draw_events(packed)
        lanes = [each for rows in packed.values() for lane in rows for each in lane]
        counts = {
            "omitted_hubs": len(members) - len(kept),
            "nameless": self.nameless,
            "unnamed": sum(not each.label for each in lanes),
        }
        self.notes += [self.catalogue.count(f"timeline.{k}", n) for k, n in counts.items() if n]

    def to_scene(self) -> Scene:
        """Return what is drawn."""
        return Scene(
            self.area.width,
            self.area.height,
            fields=tuple(self.fields),
            strokes=tuple(self.strokes),
            marks=tuple(self.marks),
            lines=tuple(self.lines),
        )

    def _draw_axis(self, rows: int) -> None:
        """Draw a rule at the beginning of each year and write the year between two."""
        bottom = self.y - rows * self.row
        years = self.days.years
        wide = (self.days.right - self.days.left) / len(years)
        step = next((n for n in (1, 2, 5, 10, 25) if n * wide >= _YEAR_WIDTH), 50)
        for year in years:
            x = self.days.place(date(year, 1, 1))
            rule = Box(x - 0.35, bottom, 0.7, self.y + 3 - bottom)
            self.fields.append(Area(rule.corners, RULE_COLOUR))
            if (year - years[0]) % step == 0 and year < self.days.last.year:
                end = self.days.place(date(year + 1, 1, 1))
                self.lines.append(Line(str(year), ((x + end) / 2, self.y + 6), _YEAR, "center"))

    def _start(self, name: str, style: TextStyle) -> Box:
        """Begin a row with its name at the left; return the room of its bar."""
        self.y -= self.row
        style = replace(style, size=min(style.size, round(1.44 * self.row) / 2))
        base = self.y + self.row / 2 - 0.36 * style.size
        for text in wrap_text(name, style, width=NAMES_WIDTH - 10, most=1, measure=measure_text):
            self.lines.append(Line(text, (self.area.left, base), style))
        high = 0.66 * self.row
        return Box(
            self.days.left, self.y + (self.row - high) / 2, self.days.right - self.days.left, high
        )

    def _draw_members(self, members: Sequence[Membership]) -> None:
        """Draw a bar per membership, with its new names on it."""
        if members:
            self._start(self.catalogue.text("timeline.members"), _HEAD)
        for member in members:
            room = self._start(member.label, TextStyle(8))
            self._draw_bar(member, room)
            self._draw_names(member, room)

    def _draw_bar(self, member: Membership, room: Box) -> None:
        """Draw what is certain of a membership in its colour, what may be so with stripes."""
        look, fill = KINDS[member.kind], BARS[member.kind]
        rim = look.rim if look.rim != PAPER else look.colour
        a, b = self.days.span(member.since) if member.since else (room.left, room.left)
        c, d = self.days.span(member.until) if member.until else (room.right, room.right)
        for left, right in ((a, min(b, d)), (max(c, b), d)):
            if right - left > 1:
                self.signs.add("unsure")
                corners = Box(left, room.bottom, right - left, room.height).corners
                self.fields.append(Area(corners, PAPER, rim=rim, stripes=fill))
        if c > b:
            corners = _build_bar(b, c, room, open_start=not member.since, open_end=not member.until)
            self.fields.append(Area(corners, fill, rim=rim))
        self.signs |= {"open"} if not (member.since and member.until) else set()
        self.signs.add(member.kind)
        if member.until:
            text = self.catalogue.text(
                "timeline.until", date=write_date(member.until, self.catalogue)
            )
            self._write_beside(text, d + 4, room)

    def _write_beside(self, text: str, x: float, room: Box) -> bool:
        """Write a small text from x on if it fits before the right end; say whether it did."""
        fits = x + measure_text(text, _QUIET) <= room.right
        if fits:
            y = room.bottom + room.height / 2 - 0.36 * _QUIET.size
            self.lines.append(Line(text, (x, y), _QUIET))
        return fits

    def _draw_names(self, member: Membership, room: Box) -> None:
        """Draw when a name changed, as wide as known, and write the new name on the bar."""
        dates: dict[str, list[Renaming]] = {}
        for name in member.names:
            dates.setdefault(name.since or name.until or "", []).append(name)
        end = self.days.span(member.until)[0] if member.until else room.right - _TIP
        starts = [self.days.span(text)[0] for text in sorted(dates)]
        ends = [*starts[1:], end][: len(starts)]
        begin = self.days.span(member.since)[1] if member.since else room.left
        for (text, names), after in zip(sorted(dates.items()), ends, strict=True):
            left, right = self.days.span(text)
            right = max(right, left + 3)
            foot = (left, room.bottom - 1.3), (right, room.bottom - 1.3)
            self.strokes.append(draw_straight(*foot, INK, width=1.6))
            self.signs.add("name")
            x = max(left, begin) + 3
            self._write_first(
                list_names(names, text, self.catalogue), (x, min(after, end) - 3), room
            )

    def _write_first(self, texts: Sequence[str], limits: tuple[float, float], room: Box) -> None:
        """Write the first text that fits between two limits, on the bar; none if none does."""
        style = replace(_SMALL, size=min(_SMALL.size, round(1.84 * room.height) / 2))
        for text in texts:
            if limits[0] + measure_text(text, style) <= limits[1]:
                y = room.bottom + room.height / 2 - 0.3 * style.size
                self.lines.append(Line(text, (limits[0], y), style))
                return

    def _draw_rounds(self, rounds: Sequence[Round]) -> None:
        """Draw a row per funding round: open from, to, decided, and the money."""
        for step, each in enumerate(rounds):
            head = self.catalogue.text("timeline.rounds")
            room = self._start("" if step else head, _HEAD)
            spans = [self.days.span(text) for text in (each.opens, each.closes) if text]
            if each.opens and each.closes:
                left, right = spans[0][0], max(spans[1][1], spans[0][0] + 2)
                corners = Box(left, room.bottom, right - left, room.height).corners
                self.fields.append(Area(corners, NEUTRAL, rim=EDGE_COLOUR))
                self.signs.add("call")
            elif spans:
                self._draw_point(spans[0], room, "call_date")
            if each.decided:
                spans.append(self.days.span(each.decided))
                self._draw_point(spans[-1], room, "decided")
            self._write_round(
                each, min(start for start, _ in spans), max(end for _, end in spans), room
            )

    def _write_round(self, each: Round, left: float, right: float, room: Box) -> None:
        """Write name and money of a round at the right of its dates, else at the left."""
        text = each.name
        if each.budget is not None:
            amount = self.catalogue.number(each.budget, digits=0)
            text = f"{text}: {self.catalogue.text('timeline.budget', amount=amount)}"
        space = {"right": room.right - right - 7, "left": left - room.left - 7}
        wide = measure_text(text, _SMALL)
        side = "right" if min(wide, space["right"]) >= min(wide, space["left"]) else "left"
        width = space[side] if space[side] >= _LEAST_NAME else 0.0
        texts = wrap_text(text, _SMALL, width=width, most=1, measure=measure_text) if width else []
        self.nameless += not texts
        for line in texts:
            x = right + 7 if side == "right" else left - 7 - measure_text(line, _SMALL)
            y = room.bottom + room.height / 2 - 0.36 * _SMALL.size
            self.lines.append(Line(line, (x, y), _SMALL))

    def _draw_point(self, span: tuple[float, float], room: Box, sign: str) -> None:
        """Draw a date: a sign on a day, a hollow box as wide as a month or year."""
        left, right = span
        self.signs.add(sign)
        if right - left > 1:
            self.signs.add("vague")
            corners = Box(left, room.bottom + 1, max(right - left, 3), room.height - 2).corners
            self.fields.append(Area(corners, PAPER, rim=INK))
            return
        shapes: dict[str, Shape] = {"decided": "diamond", "call_date": "square"}
        shape = shapes.get(sign, "circle")
        size = min(6.0, 0.75 * room.height)
        centre = ((left + right) / 2, room.bottom + room.height / 2)
        self.marks.append(Mark(centre, shape, size, INK if sign != "call_date" else PAPER, INK))

    def _draw_events(self, packed: Mapping[str, Sequence[Sequence[Packed]]]) -> None:
        """Draw the rows of each kind of event."""
        if packed:
            self._start(self.catalogue.text("timeline.events"), _HEAD)
        for kind, lanes in packed.items():
            for step, lane in enumerate(lanes):
                room = self._start(kind if not step else "", TextStyle(7))
                for each in lane:
                    self._draw_event(each, room)

    def _draw_event(self, each: Packed, room: Box) -> None:
        """Draw one event and write its name beside it."""
        self._draw_point(self.days.span(each.event.begins or ""), room, "event")
        if not each.label:
            return
        wide = measure_text(each.label, _SMALL)
        x = each.left - 3 - wide if each.at_left else each.right + 3
        y = room.bottom + room.height / 2 - 0.36 * _SMALL.size
        self.lines.append(Line(each.label, (x, y), _SMALL))


def _build_bar(
    left: float, right: float, room: Box, *, open_start: bool, open_end: bool
) -> tuple[tuple[float, float], ...]:
    """Return the corners of a bar; an open end is a tip, an open start a notch."""
    low, high, middle = room.bottom, room.top, room.bottom + room.height / 2
    corners = [(left, low)]
    tip = right - _TIP if open_end else right
    corners += (
        [(tip, low), (right, middle), (tip, high)] if open_end else [(right, low), (right, high)]
    )
    corners += [(left, high)] + ([(left + _TIP, middle)] if open_start else [])
    return tuple(corners)
