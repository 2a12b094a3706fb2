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
_LEAST_LABEL = 20.0
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
    counts = dict.fromkeys(kinds, 1)
    packed = {kind: _pack(kinds[kind], days, style, rows=1) for kind in kinds}
    while sum(counts.values()) < most:
        wanting = {kind: _want(rows) for kind, rows in packed.items() if _want(rows) > (0, 0)}
        if not wanting:
            break
        kind = max(wanting, key=lambda kind: (wanting[kind], kind))
        counts[kind] += 1
        packed[kind] = _pack(kinds[kind], days, style, rows=counts[kind])
    return {kind: [row for row in rows if row] for kind, rows in packed.items()}


def _want(rows: Sequence[Sequence[Packed]]) -> tuple[int, int]:
    """Return how many events overlap the one before, and how many have no full name."""
    clashes = sum(after.left < before.right for row in rows for before, after in pairwise(row))
    return clashes, sum(each.label != each.event.name for row in rows for each in row)


def _pack(
    events: Sequence[Happening], days: Days, style: TextStyle, *, rows: int
) -> list[list[Packed]]:
    """Put each event into the row that has been free for longest, then name what has room."""
    lanes: list[list[Packed]] = [[] for _ in range(rows)]
    for event in events:
        left, right = days.span(event.begins or "")
        middle, wide = (left + right) / 2, max(right - left, _LEAST_WIDTH) / 2
        lane = min(lanes, key=lambda lane: lane[-1].right if lane else 0.0)
        lane.append(Packed(event, middle - wide, middle + wide, ""))
    return [_name(lane, days, style) for lane in lanes]


def _name(lane: Sequence[Packed], days: Days, style: TextStyle) -> list[Packed]:
    """Return a row with names at the right of events, or at the left of the last, if they fit."""
    named: list[Packed] = []
    free = days.left
    for each, after in zip(lane, [*lane[1:], None], strict=True):
        end = days.right if after is None else after.left
        room = {"right": end - each.right - _GAP - 3, "left": each.left - free - _GAP - 3}
        side = max(
            room, key=lambda side: (min(room[side], measure_text(each.event.name, style)), side)
        )
        texts = wrap_text(each.event.name, style, width=room[side], most=1, measure=measure_text)
        text = texts[0] if room[side] >= _LEAST_LABEL and texts else ""
        if text != each.event.name and room[side] < _LABEL_WIDTH:
            text = ""
        named.append(replace(each, label=text, at_left=side == "left"))
        free = each.right + (measure_text(text, style) + 3 if text and side == "right" else 0)
    return named
