"""The gallery shows what is drawn today."""

import re
from xml.etree import ElementTree as ET

import pytest
from gallery import FOLDER, PAGE, PICTURES, write_page

from hubgraph.diagrams.drawing import Drawing

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def drawings() -> dict[str, Drawing]:
    """Return every picture of the gallery by name, drawn anew."""
    return {name: draw() for name, draw in PICTURES.items()}


def read_texts(svg: str) -> list[str]:
    """Return title, description and all lines of text of an SVG."""
    tags = {f"{SVG}{tag}" for tag in ("title", "desc", "text")}
    root = ET.fromstring(svg)  # noqa: S314 - our own
    return ["".join(node.itertext()).strip() for node in root.iter() if node.tag in tags]


def test_the_page_is_that_of_today(drawings: dict[str, Drawing]) -> None:
    assert PAGE.read_text(encoding="utf-8") == write_page(drawings)


def test_the_pictures_are_those_of_today(drawings: dict[str, Drawing]) -> None:
    for name, drawing in drawings.items():
        kept = (FOLDER / "gallery" / f"{name}.svg").read_text(encoding="utf-8")
        assert read_texts(kept) == read_texts(drawing._repr_svg_()), name


def test_every_picture_named_anywhere_is_there() -> None:
    readme = (FOLDER.parent / "README.md").read_text(encoding="utf-8")
    named = {*re.findall(r"gallery/(\w+)\.svg", readme + PAGE.read_text(encoding="utf-8"))}
    assert named == {path.stem for path in (FOLDER / "gallery").iterdir()}
