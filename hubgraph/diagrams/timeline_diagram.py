"""The timeline: who belonged when, funding rounds, events; dates as precise as they are stated."""

from datetime import date
from typing import TYPE_CHECKING

from hubgraph.catalogue import Catalogue, load_catalogue
from hubgraph.diagrams.drawing import Drawing
from hubgraph.diagrams.encoding import (
    BARS,
    EDGE_COLOUR,
    INK,
    KINDS,
    NEUTRAL,
    PAPER,
    RULE_COLOUR,
)
from hubgraph.diagrams.frame import Size
from hubgraph.diagrams.heading import Heading, build_heading, join_scenes
from hubgraph.diagrams.key import KeyRow, build_key, fits
from hubgraph.diagrams.scene import (
    Box,
)
from hubgraph.diagrams.timeline_data import (
    Chronicle,
    first_day,
    read_chronicle,
)
from hubgraph.diagrams.timeline_listing import count_undated, list_chronicle, list_undated
from hubgraph.diagrams.timeline_rows import Days
from hubgraph.diagrams.timeline_sheet import NAMES_WIDTH, Sheet
from hubgraph.matching.ages import last_day

if TYPE_CHECKING:
    from rdflib import Graph

_FEET = (72.0, 86.0, 99.0, 113.0, 126.0, 140.0)
"""Heights of the foot to try, until key and notes find room."""


def plot_timeline(
    graph: "Graph", *, lang: str = "en", title: str | None = None, size: Size = "print"
) -> Drawing:
    """Draw a timeline of a network: memberships, funding rounds, new names, events.

    A date is as wide as it is known: a year stated alone is a year wide, and what may have
    been earlier or later is striped. A bar without a stated end runs on to the right, with a
    tip. What has no date stands below the picture, and nowhere else. `lang` is ``en`` or
    ``de``, `title` None the usual one, `size` 'print' or 'slide'.

    Raises UnknownNameError for an unknown language, OptionError for another size.

    >>> import hubgraph as hg
    >>> hg.plot_timeline(hg.load_graph("musterland"), title="Musterland").title
    'Musterland · Hub Network Musterland (fictional)'
    """
    catalogue = load_catalogue(lang)
    heading = build_heading(graph, catalogue, title=title, default=catalogue.text("timeline.title"))
    return draw_timeline(read_chronicle(graph, lang), heading, size=size)


def draw_timeline(chronicle: Chronicle, heading: Heading, *, size: Size = "print") -> Drawing:
    """Return the timeline of a chronicle that is read already."""
    catalogue = load_catalogue(heading.lang)
    counts = {"hub": chronicle.members, "round": chronicle.rounds, "event": chronicle.events}
    parts = [catalogue.count(f"timeline.count.{k}", len(v)) for k, v in counts.items() if v]
    parts = [_write_range(chronicle, catalogue), *parts]
    undated = list_undated(chronicle, catalogue)
    for foot in _FEET:
        frame = heading.build_frame(parts, size=size, foot=foot)
        sheet = Sheet(_build_days(chronicle, frame.area), frame.area, catalogue)
        sheet.draw(chronicle)
        notes = [*sheet.notes, *undated]
        rows = [*_explain(sheet, catalogue), *(KeyRow(note, quiet=True) for note in notes)]
        below = Box(frame.area.left, 42, frame.area.width, foot - 46)
        if fits(rows, below, across=True):
            break
    else:
        rows = rows[: -len(undated)] if undated else rows
        rows += [KeyRow(text, quiet=True) for text in count_undated(chronicle, catalogue)]
    key = build_key(rows, below, across=True)
    scene = join_scenes(frame, [sheet.to_scene(), key])
    sentence = catalogue.text("timeline.describe", range=parts[0], parts=", ".join(parts[1:]))
    return heading.build_drawing(scene, [sentence, *notes], list_chronicle(chronicle, catalogue))


def _write_range(chronicle: Chronicle, catalogue: Catalogue) -> str:
    """Return the first and last year a date is stated for; '' if there is no date."""
    dates = chronicle.dates
    years = sorted({dates[0][:4], dates[-1][:4]}) if dates else []
    return catalogue.text("timeline.range", years="–".join(years)) if years else ""


def _build_days(chronicle: Chronicle, area: Box) -> Days:
    """Return the axis: whole years, from the first stated date to the last, and some more."""
    dates = chronicle.dates or ["2000"]
    first = date(min(first_day(text) for text in dates).year, 1, 1)
    last = date(max(last_day(text) for text in dates).year + 1, 1, 1)
    return Days(first, last, area.left + NAMES_WIDTH, area.right - 14)


def _explain(sheet: Sheet, catalogue: Catalogue) -> list[KeyRow]:
    """Return the key: only signs that occur."""
    rows = {
        **{
            kind: KeyRow(catalogue.text(f"diagram.kind.{kind}"), BARS[kind], KINDS[kind].colour)
            for kind in BARS
        },
        "open": KeyRow(catalogue.text("timeline.key.open"), EDGE_COLOUR, line=1.4, arrow=True),
        "unsure": KeyRow(catalogue.text("timeline.key.unsure"), PAPER, EDGE_COLOUR, RULE_COLOUR),
        "name": KeyRow(catalogue.text("timeline.key.name"), INK, line=1.8),
        "call": KeyRow(catalogue.text("timeline.key.call"), NEUTRAL, EDGE_COLOUR),
        "call_date": KeyRow(
            catalogue.text("timeline.key.call_date"), PAPER, INK, shape="square", size=6
        ),
        "decided": KeyRow(
            catalogue.text("timeline.key.decided"), INK, INK, shape="diamond", size=6
        ),
        "event": KeyRow(catalogue.text("timeline.key.event"), INK, INK, shape="circle", size=6),
        "vague": KeyRow(catalogue.text("timeline.key.vague"), PAPER, INK),
    }
    return [row for sign, row in rows.items() if sign in sheet.signs]
