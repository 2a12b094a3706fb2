"""One member in the middle: who could teach it what it needs, whom it could help with what."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from hubgraph.catalogue import load_catalogue
from hubgraph.diagrams.drawing import Drawing
from hubgraph.diagrams.encoding import KINDS, PAPER, QUIET_INK
from hubgraph.diagrams.frame import Size
from hubgraph.diagrams.hub_legend import build_hub_legend
from hubgraph.diagrams.hub_words import HubWords
from hubgraph.diagrams.labels import LabelText
from hubgraph.diagrams.profile_frame import (
    Cover,
    build_cover,
    build_drawing,
    draw_notes,
    merge,
)
from hubgraph.diagrams.scene import Anchor, Area, Box, Line, Mark, Point, Scene, Stroke, TextStyle
from hubgraph.diagrams.signs import STEPS, draw_sign
from hubgraph.diagrams.surroundings import Neighbour, find_surroundings
from hubgraph.diagrams.text_block import draw_block, write_block
from hubgraph.diagrams.topic_facts import Levels, describe_topics
from hubgraph.errors import require_type
from hubgraph.explanation.members import find_member
from hubgraph.matching.profiles import Profiles

if TYPE_CHECKING:
    from hubgraph.diagrams.scene import Anchor
    from hubgraph.diagrams.signs import Kind

_FOOT = 88.0
_MOST = 7
"""At most so many teachers, and so many learners."""
_LINES = 3
"""Between a neighbour and topics at most so many lines are drawn, the weightiest."""
_PEOPLE, _SIGNS = 0.165, 0.4
"""Where teachers and the signs of needs stand, as shares of the width; the right mirrors it."""
_TOPIC_ROOM = 0.16
_HEAD = 26.0
_SIGN = 11.0
_MARK = 13.0
_HUB = 46.0
_ROW = 24.0
"""Least height of a row of topics or neighbours."""
_WIDE_ROW = 58.0
_NAME = TextStyle(8, bold=True)
_TEXT = TextStyle(7.5)
_SMALL = TextStyle(7, colour=QUIET_INK)
_TITLE = TextStyle(8.5, bold=True, colour=QUIET_INK)
_HUB_NAME = TextStyle(11, bold=True)


@dataclass(frozen=True, slots=True)
class _Side:
    """Needs and teachers, or offers and learners: where each stands, and how it is called."""

    kind: "Kind"
    stated: Mapping[str, int | None]
    neighbours: tuple[Neighbour, ...]
    topics: Mapping[str, Point]
    people: Mapping[str, Point]
    labels: Mapping[str, LabelText]

    @property
    def outward(self) -> int:
        """Return the direction away from the middle: -1 is left."""
        return -1 if self.kind == "need" else 1

    def find_end(self, topic: str) -> Point:
        """Return where the name of a topic ends."""
        x, y = self.topics[topic]
        return x + self.outward * (_SIGN + self.labels[topic].width + 4), y

    def measure_edge(self) -> float:
        """Return the x beyond which no topic's name reaches."""
        ends = [self.find_end(topic)[0] for topic in self.topics]
        return max(ends, key=lambda x: x * self.outward)

    def list_links(self) -> Iterator[tuple[Neighbour, str]]:
        """Yield each neighbour with each topic a line leads to."""
        for each in self.neighbours:
            for topic in [topic for topic in each.topics if topic in self.topics][:_LINES]:
                yield each, topic


def plot_hub(
    profiles: Profiles,
    *,
    hub: str,
    lang: str = "en",
    title: str | None = None,
    size: Size = "print",
) -> Drawing:
    """Draw one member with its surroundings: who could teach it, whom it could help.

    `hub` is an identifier or name. From left to right: best teachers, needs, the member,
    offers, best learners; a line leads from each teacher to the needs it serves, and from each
    offer to the learners it serves, as in the suggestions. The sign of a neighbour is filled
    where both were at a meeting or activity, hollow where no contact is recorded. `lang` is
    ``en`` or ``de``, `title` None takes one with the name, `size` is 'print' or 'slide'.

    Raises `UnknownNameError` for an unknown member or language, `AmbiguousNameError` for a name
    several members bear, `OptionError` for another size, `WrongTypeError` for anything but
    profiles.

    >>> import hubgraph as hg
    >>> profiles = hg.build_profiles(hg.load_graph("baden-wuerttemberg"))
    >>> hg.plot_hub(profiles, hub="digiZ", lang="de").title
    'digiZ: lernen und helfen · Digital Hub-Netzwerk Baden-Württemberg'
    """
    catalogue = load_catalogue(lang)
    require_type(profiles, Profiles, hint="Make them with hg.build_profiles(graph).")
    facts = describe_topics(profiles, lang=lang)
    around = find_surroundings(profiles, find_member(profiles, hub), facts.values(), most=_MOST)
    words = HubWords(around, profiles, catalogue)
    heading = words.heading if title is None else title
    cover = build_cover(profiles, lang=lang, heading=heading, size=size, foot=_FOOT)
    area = cover.frame.area
    sides = (
        _set_side("need", around.needs, around.teachers, words, area),
        _set_side("offer", around.offers, around.learners, words, area),
    )
    return build_drawing(
        cover,
        _build_scene(sides, words, cover),
        description=words.describe(),
        listing=words.list_lines(),
    )


def _set_side(
    kind: "Kind", stated: Levels, neighbours: tuple[Neighbour, ...], words: HubWords, area: Box
) -> _Side:
    """Choose what has room on one side and give each topic and neighbour its place."""
    chosen = _choose(stated, neighbours, int((area.height - _HEAD) / _ROW))
    x = {"need": (_SIGNS, _PEOPLE), "offer": (1 - _SIGNS, 1 - _PEOPLE)}[kind]
    width = _TOPIC_ROOM * area.width
    labels = {topic: write_block([(words.label(topic), _TEXT)], width) for topic in chosen}
    return _Side(
        kind=kind,
        stated=stated,
        neighbours=neighbours,
        topics=_spread(chosen, x[0], area),
        people=_spread([each.id for each in neighbours], x[1], area),
        labels=labels,
    )


def _choose(stated: Levels, neighbours: Sequence[Neighbour], room: int) -> list[str]:
    """Return the topics that have room: those of the best neighbours, then by level.

    They stand beside the neighbours they are about, so that few lines cross.
    """
    links: dict[str, list[int]] = {topic: [] for topic in stated}
    for row, each in enumerate(neighbours):
        for topic in [topic for topic in each.topics if topic in stated][:_LINES]:
            links[topic].append(row)
    last = len(neighbours)
    ranked = sorted(
        stated, key=lambda topic: (min(links[topic], default=last), -(stated[topic] or 0), topic)
    )
    means = {topic: sum(rows) / len(rows) if rows else last for topic, rows in links.items()}
    return sorted(ranked[:room], key=lambda topic: (means[topic], topic))


def _spread(keys: Sequence[str], share: float, area: Box) -> dict[str, Point]:
    """Return places from above to below around the middle of the room, at a share of its width."""
    step = min((area.height - _HEAD) / max(len(keys), 1), _WIDE_ROW)
    top = area.bottom + (area.height - _HEAD) / 2 + step * (len(keys) - 1) / 2
    x = area.left + share * area.width
    return {key: (x, top - row * step) for row, key in enumerate(keys)}


def _build_scene(sides: tuple[_Side, _Side], words: HubWords, cover: Cover) -> Scene:
    """Return lines between, signs, names, headings, legend and notes."""
    frame = cover.frame
    links = tuple(stroke for side in sides for stroke in _draw_links(side, frame.area))
    topics = [_draw_topic(side, topic) for side in sides for topic in side.topics]
    signs = [
        _draw_neighbour(side, each, words, frame.area) for side in sides for each in side.neighbours
    ]
    heads = tuple(line for side in sides for line in _draw_headings(side, words, frame.area))
    needs, offers = sides
    levels = [level for side in sides for level in side.stated.values()]
    people = [each for side in sides for each in side.neighbours]
    notes = draw_notes(words.list_notes(len(needs.topics), len(offers.topics)), frame)
    return merge(
        Scene(frame.width, frame.height, strokes=links, lines=(*heads, *notes)),
        *topics,
        *signs,
        _draw_hub(words, frame.area),
        build_hub_legend(levels, people, words, cover.frame.area),
    )


def _find_centre(area: Box) -> Point:
    """Return the middle of the member's sign."""
    return area.left + area.width / 2, area.bottom + (area.height - _HEAD) / 2


def _draw_links(side: _Side, area: Box) -> Iterator[Stroke]:
    """Yield the lines of a side: neighbour to topic, topic to member."""
    way, colour = side.outward, STEPS[side.kind][3]
    for each, topic in side.list_links():
        x, y = side.people[each.id]
        edge = side.measure_edge()
        start, end = side.find_end(topic), (edge, side.topics[topic][1])
        yield Stroke(start, end, end, 0.8 + 3.0 * each.score, colour, 0.6)
        yield from draw_flow((x - way * 0.8 * _MARK, y), end, colour, each.score)
    x, y = _find_centre(area)
    for place in side.topics.values():
        start = (place[0] - way * 0.75 * _SIGN, place[1])
        yield from draw_flow(start, (x + way * _HUB / 2, y), colour, None)


def draw_flow(start: Point, end: Point, colour: str, score: float | None) -> tuple[Stroke, Stroke]:
    """Return an S-shaped line in two halves; the wider, the higher the score (0 to 1)."""
    (x0, y0), (x1, y1) = start, end
    middle = ((x0 + x1) / 2, (y0 + y1) / 2)
    width, opacity = (0.7, 0.5) if score is None else (0.8 + 3.0 * score, 0.6)
    first = Stroke(start, ((3 * x0 + x1) / 4, y0), middle, width, colour, opacity)
    return first, Stroke(middle, ((x0 + 3 * x1) / 4, y1), end, width, colour, opacity)


def _draw_topic(side: _Side, topic: str) -> Scene:
    """Return the sign of a need or offer with its name on the outer side."""
    at = side.topics[topic]
    mark, digits = draw_sign(side.kind, side.stated[topic], at, _SIGN)
    lines = draw_block(side.labels[topic], (at[0] + side.outward * _SIGN, at[1]), side.outward)
    return Scene(0, 0, marks=(mark,), lines=(*digits, *lines))


def _draw_neighbour(side: _Side, each: Neighbour, words: HubWords, area: Box) -> Scene:
    """Return the sign of a teacher or learner, filled if known, with name and meetings."""
    at = side.people[each.id]
    look = KINDS[words.kind(each.id)]
    fill, rim = (look.colour, look.rim) if each.meetings else (PAPER, look.colour)
    mark = Mark(at, look.shape, _MARK * look.scale, fill, rim)
    parts = [(words.name(each.id), _NAME), (words.say_contact(each), _SMALL)]
    label = write_block(parts, _PEOPLE * area.width - _MARK)
    place = (at[0] + side.outward * _MARK, at[1])
    return Scene(0, 0, marks=(mark,), lines=draw_block(label, place, side.outward))


def _draw_hub(words: HubWords, area: Box) -> Scene:
    """Return the member in the middle with its name below, on a light ground."""
    x, y = _find_centre(area)
    look = KINDS[words.kind(words.around.id)]
    mark = Mark((x, y), look.shape, _HUB * look.scale**2, look.colour, look.rim)
    label = write_block(
        [(words.name(words.around.id), _HUB_NAME)], (0.96 - 2 * _SIGNS) * area.width
    )
    top = y - 0.72 * _HUB - label.height / 2
    ground = Box(x - label.width / 2 - 2, top - label.height / 2, label.width + 4, label.height)
    panel = Area(ground.corners, opacity=0.9)
    return Scene(0, 0, panels=(panel,), marks=(mark,), lines=draw_block(label, (x, top), 0))


def _draw_headings(side: _Side, words: HubWords, area: Box) -> Iterator[Line]:
    """Yield the headings of the columns of a side, and a word where one is empty."""
    y, way = area.top - 12, side.outward
    anchor: Anchor = "right" if side.kind == "need" else "left"
    shares = (_SIGNS, _PEOPLE) if side.kind == "need" else (1 - _SIGNS, 1 - _PEOPLE)
    keys = ("needs", "teachers") if side.kind == "need" else ("offers", "learners")
    shown = (side.topics, side.people)
    for key, share, column, gap in zip(keys, shares, shown, (_SIGN, _MARK), strict=True):
        x = area.left + share * area.width + way * gap
        yield Line(words.text(key), (x, y), _TITLE, anchor)
        if not column:
            yield Line(words.text(f"no_{key}"), (x, y - 16), _SMALL, anchor)
