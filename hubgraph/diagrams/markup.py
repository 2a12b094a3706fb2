"""Markup that is escaped by construction, and pages that may load nothing.

A page bears a content security policy that allows only what is written in it, by its hash. Such
a policy forbids style attributes: those of an SVG become attributes of their own.
"""

import json
import re
from base64 import b64encode
from hashlib import sha256
from html import escape

_STYLE = """
body { margin: 0 auto; padding: 1.5rem; max-width: 60rem; background: #fff; color: #1a1a1a;
  font-family: "DejaVu Sans", Verdana, Arial, sans-serif; line-height: 1.5; }
figure { margin: 0; }
svg { display: block; width: 100%; height: auto; }
figcaption { margin-top: 1rem; font-size: 0.875rem; }
"""
_STYLE_ATTRIBUTE = re.compile(r'(<[^<>]*?) style="([^"<>]*)"')
_STYLE_ELEMENT = re.compile(r"<style[^>]*>(.*?)</style>", re.DOTALL)

_VOID = frozenset({"input"})
"""Elements that have no end."""


class Html(str):
    """Markup that is escaped already."""

    __slots__ = ()


def element(name: str, /, *children: str, **attributes: object) -> Html:
    """Return an element; children and values are escaped unless they are `Html`.

    A name of an attribute may end in `_` where Python keeps the word for itself, and has `_`
    where the attribute has a hyphen. One that is None or False is left out, True has no value.

    >>> element("a", "R&D", href="#x", class_="hub", hidden=True, title=None)
    '<a href="#x" class="hub" hidden>R&amp;D</a>'
    """
    given = "".join(_write_attribute(key, value) for key, value in attributes.items())
    end = "" if name in _VOID else f"</{name}>"
    return Html(f"<{name}{given}>{join(*children)}{end}")


def join(*children: str) -> Html:
    """Return the children one after the other, escaped unless they are `Html`."""
    return Html("".join(text if isinstance(text, Html) else escape(text) for text in children))


def _write_attribute(name: str, value: object) -> str:
    """Return one attribute with the space before it."""
    if value is None or value is False:
        return ""
    key = name.rstrip("_").replace("_", "-")
    return f" {key}" if value is True else f' {key}="{escape(str(value))}"'


def embed_svg(svg: str) -> Html:
    """Return an SVG for the inside of a page: styles become attributes, no program is left out.

    >>> embed_svg('<svg><path style="fill: none; stroke-width: 2"/></svg>')
    '<svg><path fill="none" stroke-width="2"/></svg>'
    """
    return Html(_STYLE_ATTRIBUTE.sub(lambda found: found[1] + _to_attributes(found[2]), svg))


def _to_attributes(style: str) -> str:
    """Return the declarations of a style as presentation attributes."""
    pairs = (part.partition(":") for part in style.split(";") if part.strip())
    return "".join(f' {name.strip()}="{value.strip()}"' for name, _, value in pairs)


def embed_json(data: object) -> Html:
    r"""Return data for a script element: nothing in it ends the element.

    >>> embed_json({"name": "</script>"})
    '{"name":"\\u003c/script>"}'
    """
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    return Html(text.replace("<", "\\u003c"))


def write_policy(*, styles: list[str], scripts: list[str]) -> str:
    """Return the content security policy of a page with these styles and scripts, no more."""
    allowed = {"style-src": styles, "script-src": scripts}
    listed = [
        f"{kind} {' '.join(dict.fromkeys(map(_hash, texts)))}"
        for kind, texts in allowed.items()
        if texts
    ]
    return "; ".join(["default-src 'none'", *listed, "base-uri 'none'", "form-action 'none'"])


def _hash(text: str) -> str:
    """Return the source expression of one text."""
    return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"


def write_head(title: str, policy: str, *styles: str) -> Html:
    """Return the head of a page; the policy comes before anything it rules."""
    return join(
        Html('<meta charset="utf-8">\n<meta http-equiv="Content-Security-Policy" '),
        Html(f'content="{escape(policy, quote=False)}">\n'),
        Html('<meta name="viewport" content="width=device-width, initial-scale=1">\n'),
        element("title", title),
        *(Html(f"\n<style>{style}</style>") for style in styles),
    )


def write_document(svg: str, *, title: str, description: str, lang: str) -> str:
    """Return an SVG as a page of its own, with its description below; it loads nothing."""
    picture = embed_svg(svg)
    inside = _STYLE_ELEMENT.findall(picture)
    head = write_head(title, write_policy(styles=[_STYLE, *inside], scripts=[]), _STYLE)
    figure = element("figure", picture, element("figcaption", description))
    body = element("body", element("main", figure))
    return f"<!doctype html>\n{element('html', element('head', head), body, lang=lang)}\n"
