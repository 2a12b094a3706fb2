"""Labels wrap, find room, and step back where there is none."""

import numpy as np

from hubgraph.diagrams.labels import build_label, draw_label, place_labels, wrap_text
from hubgraph.diagrams.scene import Box, Mark, TextStyle

STYLE = TextStyle(10)
NO_INK = np.empty((0, 2))


def measure(text: str, style: TextStyle) -> float:
    """Return a width as if every letter were half as wide as its size."""
    return len(text) * style.size / 2


def wrap(text: str, *, width: float, most: int = 3) -> list[str]:
    return wrap_text(text, STYLE, width=width, most=most, measure=measure)


def test_text_breaks_at_spaces_and_after_hyphens() -> None:
    assert wrap("Hub Heilbronn-Franken", width=70) == ["Hub Heilbronn-", "Franken"]
    assert wrap("Ulm | Alb-Donau", width=500) == ["Ulm | Alb-Donau"]
    assert wrap("", width=50) == []


def test_too_long_a_text_ends_in_an_ellipsis() -> None:
    assert wrap("one two three four", width=25, most=2) == ["one", "two…"]
    assert wrap("Digitalisierungszentrum", width=50, most=1) == ["Digitalis…"]
    assert wrap("0123456789012345", width=50) == ["012345678…"]


def test_a_compound_is_broken_at_its_joint_else_between_syllables() -> None:
    text = "Digitalisierungszentrum Ulm"
    assert wrap("Wirtschaftsförderung", width=85) == ["Wirtschafts-", "förderung"]
    assert wrap(text, width=90) == ["Digitalisierungs-", "zentrum Ulm"]
    assert wrap(text, width=50) == ["Digitali-", "sierungs-", "zentrum U…"]
    assert wrap("Technologie- und Marktscouting", width=120) == [
        "Technologie- und",
        "Marktscouting",
    ]


def test_no_line_is_wider_than_allowed() -> None:
    lines = wrap("Digitalisierungszentrum Ulm | Alb-Donau | Biberach" * 3, width=60)
    assert len(lines) == 3
    assert max(measure(line, STYLE) for line in lines) <= 60


def test_a_lone_label_stands_to_the_right() -> None:
    label = build_label([("Ulm", STYLE)], width=100, measure=measure)
    mark = Mark((100, 100), "circle", 10, "")
    places = place_labels({"a": label}, {"a": mark}, area=Box(0, 0, 200, 200), ink=NO_INK)
    assert places["a"].anchor == "left"
    assert places["a"].box.left > 105


def test_a_label_avoids_ink() -> None:
    label = build_label([("Ulm", STYLE)], width=100, measure=measure)
    mark = Mark((100, 100), "circle", 10, "")
    ink = np.column_stack((np.linspace(106, 150, 40), np.full(40, 100.0)))
    places = place_labels({"a": label}, {"a": mark}, area=Box(0, 0, 200, 200), ink=ink)
    box = places["a"].box
    hidden = (ink[:, 0] > box.left) & (ink[:, 0] < box.right)
    hidden &= (ink[:, 1] > box.bottom) & (ink[:, 1] < box.top)
    assert not hidden.any()


def test_a_label_without_room_is_left_out_and_the_first_has_precedence() -> None:
    label = build_label([("Stuttgart", STYLE)], width=100, measure=measure)
    marks = {"a": Mark((30, 10), "circle", 4, ""), "b": Mark((36, 10), "circle", 4, "")}
    places = place_labels({"b": label, "a": label}, marks, area=Box(0, 0, 62, 30), ink=NO_INK)
    assert list(places) == ["b"]


def test_a_label_moves_to_make_room_for_another() -> None:
    label = build_label([("Ulm", STYLE)], width=100, measure=measure)
    marks = {"a": Mark((20, 50), "circle", 4, ""), "b": Mark((44, 50), "circle", 4, "")}
    narrow, ink = Box(0, 43.5, 48, 13), np.full((40, 2), [8.0, 50.0])
    alone = place_labels({"a": label}, marks, area=narrow, ink=ink)
    both = place_labels({"a": label, "b": label}, marks, area=narrow, ink=ink)
    assert (len(alone), len(both)) == (1, 2)
    assert alone["a"] != both["a"]


def test_the_lines_of_a_label_are_inside_its_box() -> None:
    parts = [("Ulm", STYLE), ("Alb-Donau", TextStyle(7))]
    label = build_label(parts, width=100, measure=measure)
    mark = Mark((100, 100), "circle", 10, "")
    place = place_labels({"a": label}, {"a": mark}, area=Box(0, 0, 99, 200), ink=NO_INK)["a"]
    panels, lines = draw_label(label, place, measure)
    assert [line.text for line in lines] == ["Ulm", "Alb-Donau"]
    assert place.anchor == "right"
    for panel, line in zip(panels, lines, strict=True):
        assert line.at[0] == place.box.right
        assert place.box.bottom < line.at[1] < place.box.top
        assert panel.corners[2][0] - panel.corners[0][0] <= measure(line.text, line.style) + 2
