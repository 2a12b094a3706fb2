"""The legend of a picture of one member."""

from collections.abc import Sequence
from dataclasses import dataclass

from hubgraph.diagrams.drawing import measure_text
from hubgraph.diagrams.encoding import KINDS, PAPER, RULE_COLOUR, KindStyle
from hubgraph.diagrams.hub_words import HubWords
from hubgraph.diagrams.scene import Box, Line, Mark, Scene, Stroke, TextStyle
from hubgraph.diagrams.signs import build_sign_legend, list_levels
from hubgraph.diagrams.surroundings import Neighbour

_TEXT = TextStyle(7.5)
_SIGN = 10.5
_ROW = 16.0


@dataclass(frozen=True, slots=True)
class _Sample:
    """A sign and its meaning; `hollow` is that of one who is not known."""

    text: str
    style: KindStyle
    hollow: bool = False


def build_hub_legend(
    levels: Sequence[int | None], people: Sequence[Neighbour], words: HubWords, area: Box
) -> Scene:
    """Return the meaning of the signs, levels and kinds that occur, in two rows under a rule."""
    at = (area.left, area.bottom - 26)
    end = (area.right, area.bottom)
    rule = Stroke((area.left, area.bottom), end, end, 0.8, RULE_COLOUR, 1.0)
    signs = Scene(0, 0)
    if levels:
        signs = build_sign_legend(
            at, words.catalogue, kinds=("need", "offer"), **list_levels(levels)
        )
    x = at[0] + (signs.width + 26 if levels else 0)
    marks, lines = list(signs.marks), list(signs.lines)
    kinds = _list_kinds(people, words)
    for column in (_list_contacts(people, words), kinds[:2], kinds[2:]):
        for row, sample in enumerate(column):
            y, style = at[1] - _ROW * row, sample.style
            fill, rim = (PAPER, style.colour) if sample.hollow else (style.colour, style.rim)
            size = 0.9 * _SIGN * style.scale
            marks.append(Mark((x + _SIGN / 2, y + 2.7), style.shape, size, fill, rim))
            lines.append(Line(sample.text, (x + 1.6 * _SIGN, y), _TEXT))
        widest = max((measure_text(sample.text, _TEXT) for sample in column), default=0.0)
        x += 1.6 * _SIGN + widest + 22 if column else 0
    return Scene(0, 0, strokes=(rule,), marks=tuple(marks), lines=tuple(lines))


def _list_contacts(people: Sequence[Neighbour], words: HubWords) -> list[_Sample]:
    """Return what a filled and a hollow sign mean, those that occur."""
    style = KINDS["regional_hub"]
    known = [_Sample(words.text("known"), style)] if any(p.meetings for p in people) else []
    unknown = _Sample(words.text("unknown"), style, hollow=True)
    return known + ([unknown] if any(not each.meetings for each in people) else [])


def _list_kinds(people: Sequence[Neighbour], words: HubWords) -> list[_Sample]:
    """Return the kinds that occur."""
    kinds = words.name_kinds([words.around.id, *(each.id for each in people)])
    return [_Sample(name, KINDS[kind]) for kind, name in kinds]
