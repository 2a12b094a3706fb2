"""The gallery: every picture the package draws, made anew by one program.

PYTHONPATH=. python tests/notebooks/gallery.py
"""

from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType

import hubgraph as hg
from hubgraph.diagrams.drawing import Drawing

FOLDER = Path(__file__).parents[2] / "notebooks"
PAGE = FOLDER / "gallery.md"
HEAD = """# Gallery

Every picture below comes from one line on a network that comes with hubgraph, and is the same to
the byte each time. Each has a text version in its alternative text and as `.txt`; each can be had
in German or English, for print or a slide, on a light or a dark ground. *Musterland* is fictional.
"""

load = cache(hg.load_graph)


def explain() -> object:
    """Explain the first suggestion for one hub."""
    suggestions = hg.suggest_learning(
        hg.build_profiles(load("baden-wuerttemberg")), learner="digiZ"
    )
    return hg.explain_suggestion(suggestions, rank=1)


def suggest(lang: str) -> object:
    """Suggest one teacher to each of the thirteen."""
    return hg.suggest_learning(hg.build_profiles(load("baden-wuerttemberg")), top=1, lang=lang)


PICTURES: Mapping[str, Callable[[], Drawing]] = MappingProxyType(
    {
        "suggestions": lambda: hg.plot_network(suggest("en")),
        "contacts": lambda: hg.plot_network(
            hg.build_network(load("baden-wuerttemberg"), relation="contact"), lang="de"
        ),
        "map": lambda: hg.plot_map(load("baden-wuerttemberg"), lang="de"),
        "matrix": lambda: hg.plot_matrix(hg.build_profiles(load("musterland"))),
        "hub": lambda: hg.plot_hub(
            hg.build_profiles(load("baden-wuerttemberg")), hub="digiZ", lang="de"
        ),
        "tree": lambda: hg.plot_tree(hg.build_profiles(load("baden-wuerttemberg"))),
        "timeline": lambda: hg.plot_timeline(load("baden-wuerttemberg"), lang="de"),
        "years": lambda: hg.plot_years(load("musterland"), relation="contact"),
        "indicators": lambda: hg.plot_indicators(load("musterland"), lang="de"),
        "waterfall": lambda: hg.plot_waterfall(explain()),
        "path": lambda: hg.plot_path(explain()),
        "slide": lambda: hg.plot_network(suggest("en"), size="slide").to_dark(),
    }
)
"""Name of a picture to the line that draws it."""


def write_page(drawings: Mapping[str, Drawing]) -> str:
    """Page that shows the pictures, each with its title and what it says."""
    shown = [
        f"## {drawing.title}\n\n![{drawing.description}](gallery/{name}.svg)\n"
        for name, drawing in drawings.items()
    ]
    return "\n".join([HEAD, *shown])


if __name__ == "__main__":
    (FOLDER / "gallery").mkdir(exist_ok=True)
    drawn = {name: draw() for name, draw in PICTURES.items()}
    for name, drawing in drawn.items():
        drawing.save(FOLDER / "gallery" / f"{name}.svg")
    PAGE.write_text(write_page(drawn), encoding="utf-8")
