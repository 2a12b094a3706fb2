"""The interactive page: one file that opens from disk, asks nothing of any network, and prints.

The program is our own small one (`page.js`). Tried instead: pyvis (a page of 700 kB for 13 hubs,
even "in line" it asks a CDN), ipysigma (580 kB, its manager comes from a CDN), ipycytoscape (1 MB,
a widget): minified, and drawn on a canvas, so no keyboard, screen reader, search or sharp print.
SVG that fades by groups answers fast enough for 1,000 hubs.
"""

import os
import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from html import escape
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

import networkx as nx

from hubgraph.catalogue import Catalogue, load_catalogue
from hubgraph.diagrams.captions import build_source_line, name_network
from hubgraph.diagrams.encoding import KINDS as LOOKS
from hubgraph.diagrams.encoding import list_kinds
from hubgraph.diagrams.markup import (
    Html,
    element,
    embed_json,
    join,
    write_head,
    write_policy,
)
from hubgraph.diagrams.network_diagram import plot_network
from hubgraph.diagrams.page_cards import Cards, write_sources
from hubgraph.diagrams.page_content import KINDS, LANGS, Content, collect_content
from hubgraph.diagrams.page_picture import OFF, draw_picture, draw_sample
from hubgraph.diagrams.scene import Point
from hubgraph.errors import UnknownFormatError
from hubgraph.explanation.sentences import write_footing
from hubgraph.files import write_whole
from hubgraph.matching.options import MatchingOptions

if TYPE_CHECKING:
    from rdflib import Graph

_SLOT = re.compile(r'\$(\w+)|(data-(text|label|hint)="(\w+)")(>?)')
"""A place for a part, or an element that bears a text of the catalogue."""
_ROOM = "position:relative;height:860px"
_FRAME = "position:absolute;inset:0;width:100%;height:100%;border:0;background:Canvas"
"""In a notebook the frame covers a note, which is seen where the notebook shows no frame."""


@dataclass(frozen=True, repr=False)
class Page:
    """An interactive page: the last line of a notebook cell shows it, `save` writes it.

    `html` is the whole file, `title` its title in the language `lang` it opens with. `snapshot`
    is that of the public part it was made from, '' if from another graph.
    """

    html: str
    title: str
    lang: str
    snapshot: str
    network: nx.Graph = field(compare=False)

    def __repr__(self) -> str:
        """Return one line with the title and the way to save."""
        return f"<Page {self.title!r}: .save('network.html')>"

    def save(self, path: str | os.PathLike[str]) -> Path:
        """Write the page as one file (.html) and return its path; an existing file is replaced.

        Raises `UnknownFormatError` for another suffix, `MissingFileError` for a missing folder.
        """
        target = Path(path)
        if target.suffix.lower() != ".html":
            raise UnknownFormatError(target.suffix or target.name, (".html",))
        return write_whole(target, self.html)

    def _repr_html_(self) -> str:
        """Return the page in a frame of its own, which may run its program and nothing else."""
        note = element("p", load_catalogue(self.lang).text("page.trust"))
        frame = element(
            "iframe", srcdoc=self.html, sandbox="allow-scripts", title=self.title, style=_FRAME,
        )  # fmt: skip
        return element("div", note, frame, style=_ROOM)

    def _repr_svg_(self) -> str:
        """Return the suggestions as a picture, for where no page can be shown."""
        return plot_network(self.network, lang=self.lang)._repr_svg_()


def build_page(
    graph: "Graph",
    *,
    as_of: str | date | None = None,
    lang: str = "en",
    top: int = 3,
    options: MatchingOptions = MatchingOptions(),
) -> Page:
    """Build the interactive page of a network: who can learn what from whom, and why.

    It has a picture with search, filters and a slider over the years, and per hub its needs,
    offers and suggestions, each with its *Why?*, in German and English; `lang` is the language
    it opens with. Needs, offers and suggestions (`top` per learner, with the parameters
    `options`) stand for the day `as_of`, None being the network's reference date; members and
    contacts for 31 December of each year of which something is known. At most 2,000 ties of a
    kind are drawn; the page says so.

    Raises InvalidDateError for a date that is none, OptionError for a `top` below 1,
    UnknownNameError for an unknown language.

    >>> import hubgraph as hg
    >>> hg.build_page(hg.load_graph("baden-wuerttemberg"), lang="de")
    <Page 'Wer von wem lernen kann · Digital Hub-Netzwerk Baden-Württemberg': .save('network.html')>
    """
    load_catalogue(lang)
    content = collect_content(graph, as_of=as_of, top=top, options=options)
    texts = {each: _collect_texts(content, load_catalogue(each)) for each in LANGS}
    title = str(texts[lang]["page"]["document"])
    return Page(
        html=_write_html(content, texts, lang),
        title=title,
        lang=lang,
        snapshot=content.profiles.snapshot or "",
        network=content.network,
    )


def export_page(
    graph: "Graph",
    path: str | os.PathLike[str],
    *,
    as_of: str | date | None = None,
    lang: str = "en",
    top: int = 3,
    options: MatchingOptions = MatchingOptions(),
) -> Path:
    """Write the interactive page of a network to one file (.html) and return its path.

    The file opens from disk and loads nothing. See `build_page` for what is on it and for the
    parameters. Raises what `build_page` raises, UnknownFormatError for another suffix,
    MissingFileError for a missing folder.

    >>> import hubgraph as hg, tempfile
    >>> graph = hg.load_graph("baden-wuerttemberg")
    >>> hg.export_page(graph, f"{tempfile.mkdtemp()}/network.html").name
    'network.html'
    """
    return build_page(graph, as_of=as_of, lang=lang, top=top, options=options).save(path)


def _write_html(content: Content, texts: Mapping[str, Mapping[str, Any]], lang: str) -> str:
    """Return the whole file; its policy allows just the one style and the one program in it."""
    style, program = _read("page.css"), _read("page.js")
    words = texts[lang]["page"]
    parts = _write_parts(content, texts, lang)
    body = _SLOT.sub(
        lambda slot: parts[slot[1]] if slot[1] else _say(slot, words), _read("page.html")
    )
    policy = write_policy(styles=[style], scripts=[program])
    page = element(
        "html",
        element("head", write_head(words["document"], policy, style)),
        element("body", Html(body), Html(f"<script>{program}</script>")),
        lang=lang,
        data_snapshot=content.profiles.snapshot,
    )
    return f"<!doctype html>\n{page}\n"


def _write_parts(
    content: Content, texts: Mapping[str, Mapping[str, Any]], lang: str
) -> dict[str, Html]:
    """Return the parts of the page by the name of their place."""
    names = dict(zip(content.numbers, texts[lang]["hubs"], strict=True))
    picture = draw_picture(content, names, lang)
    cards = [
        element("div", Cards(content, each).write_all(), class_="cards", lang=each,
                hidden=each != lang)
        for each in LANGS
    ]  # fmt: skip
    words, day = texts[lang]["page"], texts[lang]["days"][content.day]
    cut = [
        words["limited"].format(n=n, all=total, kind=words[f"{kind}_short"])
        for kind, (n, total) in content.limits.items()
    ]
    kinds = list_kinds(node.kind for node in content.nodes)
    return {
        "picture": picture.markup,
        "kinds": join(*(_write_choice("kind", kind, words, on=True) for kind in kinds)),
        "ties": join(*(_write_choice("tie", kind, words, on=kind not in OFF) for kind in KINDS)),
        "state": join(words["state"].format(day=day)),
        "limits": join(" ".join(cut)),
        "cards": join(*cards),
        "sources": write_sources(content),
        "data": embed_json(_collect_data(content, texts, lang, picture.places)),
    }


def _write_choice(group: str, value: str, words: Mapping[str, Any], *, on: bool) -> Html:
    """Return one line of the legend, which is a choice as well: box, sample, meaning."""
    box = element("input", type="checkbox", name=group, value=value, checked=on)
    return element("label", box, draw_sample(value), element("span", words[value], data_text=value))


def _say(slot: re.Match[str], words: Mapping[str, Any]) -> str:
    """Return an attribute that names a text, with the text in the language of the page."""
    mark, use, key, end = slot[2], slot[3], slot[4], slot[5]
    text = escape(words[key])
    if use == "text":
        return f"{mark}{end}{text}"
    return f'{mark} {"aria-label" if use == "label" else "placeholder"}="{text}"{end}'


def _collect_texts(content: Content, catalogue: Catalogue) -> dict[str, Any]:
    """Return all texts of the page in one language."""
    network, profiles = content.network, content.profiles
    heading, name = catalogue.text("diagram.title.learning"), name_network(network, catalogue)
    members = [node for node in content.nodes if content.day in content.members[node.id]]
    hubs = all(node.kind.endswith("_hub") for node in members)
    subtitle = (
        name,
        catalogue.text("diagram.as_of", day=catalogue.day(profiles.as_of, form="long")),
        catalogue.count(f"diagram.count.{'hub' if hubs else 'organisation'}", len(members)),
        catalogue.count("page.total", content.totals["suggestion"]),
    )
    footing = write_footing(
        profiles.snapshot, content.suggestions[catalogue.lang].scores.options_hash, catalogue
    )
    built = {
        "document": " · ".join(filter(None, [heading, name])),
        "heading": heading,
        "subtitle": "  ·  ".join(filter(None, subtitle)),
        "origin": build_source_line(network, catalogue),
        "footing": " · ".join(footing),
        **{kind: catalogue.text(f"diagram.kind.{kind}") for kind in LOOKS},
    }
    words = {key: text for key, text in catalogue.texts["page"].items() if isinstance(text, str)}
    cards = Cards(content, catalogue.lang)
    labels = profiles.topic_labels(catalogue.lang)
    return {
        "page": words | built,
        "days": [catalogue.day(day, form="long") for day in content.days],
        "topics": [labels[topic] for topic in content.topics],
        "hubs": [cards.name_hub(node) for node in content.nodes],
    }


def _collect_data(
    content: Content, texts: Mapping[str, Any], lang: str, places: Mapping[str, Point]
) -> dict[str, Any]:
    """Return what the program needs to know, as plain data."""
    numbers, listed = content.numbers, defaultdict(set)
    for name, hubs in content.profiles.names.items():
        for hub in hubs:
            listed[hub].add(name)
    return {
        "lang": lang,
        "texts": texts,
        "days": content.days,
        "day": content.day,
        "hubs": [
            {
                "kind": node.kind,
                "names": sorted({content.names[node.id], node.label, node.seat} | listed[node.id]),
                "days": content.members[node.id],
                "topics": content.topics_of.get(node.id, []),
                "at": [round(place, 1) for place in places[node.id]],
            }
            for node in content.nodes
        ],
        "topics": [sorted(content.topic_names[topic]) for topic in content.topics],
        "ties": {
            kind: [[numbers[tie.source], numbers[tie.target], tie.counts] for tie in ties]
            for kind, ties in content.ties.items()
        },
        "limits": content.limits,
    }


def _read(name: str) -> str:
    """Return a file of the page's own: style, program or frame."""
    return (files("hubgraph") / "diagrams" / name).read_text(encoding="utf-8")
