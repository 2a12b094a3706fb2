"""Where each thing of a timeline stands: days across, rows down, events packed into rows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise

from hubgraph.diagrams.drawing import measure_text
from hubgraph.diagrams.labels import wrap_text
from hubgraph.diagrams.scene import TextStyle
from hubgraph.diagrams.timeline_data import Happening, first_day
from hubgraph.matching.ages import last_day

_LEAST_WIDTH = 5.5
_LABEL_WIDTH = 110.0
"""A name is shortened to no less than this."""
_GAP = 5.0


@dataclass(frozen=True, slots=True)
class Days:
    """From days to points across the picture."""

    first: date
    last: date
    left: float
    right: float

    def place(self, day: date) -> float:
        """Return the x of the beginning of a day."""
        share = (day - self.first).days / max((self.last - self.first).days, 1)
        return self.left + share * (self.right - self.left)

    def span(self, text: str) -> tuple[float, float]:
        """Return from where to where a day, month or year reaches; a day is a point."""
        first, last = self.place(first_day(text)), self.place(last_day(text))
        return first, last

    @property
    def years(self) -> list[int]:
        """Return the years that begin on the axis."""
        return list(range(self.first.year, self.last.year + 1))


@dataclass(frozen=True, slots=True)
class Packed:
    """An event in its row: from where to where it may have been, its name or '', on which side."""

    event: Happening
    left: float
    right: float
    label: str
    at_left: bool = False


def pack_events(
    kinds: Mapping[str, Sequence[Happening]], days: Days, style: TextStyle, *, most: int
) -> dict[str, list[list[Packed]]]:
    """Return rows per kind in which nothing overlaps, about `most` in all, with names that fit.

    First each kind gets the rows its events need to stand apart, then further rows, one by
    one, go to the kind with the most events that have no name yet.
    """
    kinds = {
        kind: sorted(events, key=lambda each: (first_day(each.begins or ""), each.name))
        for kind, events in kinds.items()
    }
    counts = dict.fromkeys(kinds, 1)
    packed = {kind: _pack(kinds[kind], days, style, rows=1) for kind in kinds}
    while sum(counts.values()) < most:
        wanting = {kind: _want(rows) for kind, rows in packed.items() if _want(rows) > (0, 0)}
        if not wanting:
            break
        kind = max(wanting, key=lambda kind: (wanting[kind], kind))
        counts[kind] += 1
        packed[kind] = _pack(kinds[kind], days, style, rows=counts[kind])
    return {
        kind: [_name(lane, days, style, shorten=True) for lane in lanes if lane]
        for kind, lanes in packed.items()
    }


def _want(rows: Sequence[Sequence[Packed]]) -> tuple[int, int]:
    """Return how many events overlap the one before, and how many have no name."""
    clashes = sum(after.left < before.right for row in rows for before, after in pairwise(row))
    return clashes, sum(not each.label for row in rows for each in row)


def _pack(
    events: Sequence[Happening], days: Days, style: TextStyle, *, rows: int
) -> list[list[Packed]]:
    """Put each event into the row that has been free for longest, then name what has room."""
    lanes: list[list[Packed]] = [[] for _ in range(rows)]
    ends = [0.0] * rows
    for event in events:
        left, right = days.span(event.begins or "")
        middle, wide = (left + right) / 2, max(right - left, _LEAST_WIDTH) / 2
        row = ends.index(min(ends))
        lanes[row].append(Packed(event, middle - wide, middle + wide, ""))
        ends[row] = max(ends[row], middle + wide)
    return [_name(lane, days, style, shorten=False) for lane in lanes]


def _name(lane: Sequence[Packed], days: Days, style: TextStyle, *, shorten: bool) -> list[Packed]:
    """Return a row with a name beside each event, right or left, where it has room.

    `shorten` says whether a name may be cut to the room there is.
    """
    named: list[Packed] = []
    free = days.left
    for step, each in enumerate(lane):
        end = min((after.left for after in lane[step + 1 :]), default=days.right)
        room = {"right": end - each.right - _GAP - 3, "left": each.left - free - _GAP - 3}
        wide = measure_text(each.event.name, style)
        side = max(room, key=lambda side: (min(room[side], wide), side))
        text = each.event.name if wide <= room[side] else ""
        if not text and shorten and room[side] >= _LABEL_WIDTH:
            text = _cut(each.event.name, style, room[side])
        named.append(replace(each, label=text, at_left=side == "left"))
        taken = measure_text(text, style) + 3 if text and side == "right" else 0
        free = max(free, each.right + taken)
    return named


def _cut(text: str, style: TextStyle, width: float) -> str:
    """Return as much of a text as fits, with an ellipsis."""
    return next(iter(wrap_text(text, style, width=width, most=1, measure=measure_text)), "")
