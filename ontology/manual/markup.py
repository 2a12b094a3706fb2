"""Texts and code of the ontology as HTML: escaped, with terms that lead to their places."""

import re

from markupsafe import Markup, escape

from .files import all_prefixes, anchor

_MARKED = re.compile(
    r"`(?P<code>[^`]+)`"
    r"|\[(?P<words>[^]]+)\]\((?P<target>[\w:-]+)\)"
    rf"|\b(?P<term>(?:{'|'.join(all_prefixes())}):[A-Za-z][\w-]*)"
)
"""What texts mark up: `code`, [words](hg:Term) that lead to a term, and terms themselves."""
_LINK = Markup('<a href="#{}">{}</a>')
_LINKED_CODE = Markup('<a href="#{}"><code>{}</code></a>')
_CODE = Markup("<code>{}</code>")
_QUIET = Markup('<span class="quiet">{}</span>')


def link_terms(text: str, anchors: frozenset[str], form: Markup = _LINKED_CODE) -> Markup:
    """Text as HTML with its marks. Raises LookupError for words that lead to no place."""
    parts, end = [], 0
    for found in _MARKED.finditer(text):
        parts.append(escape(text[end : found.start()]))
        end = found.end()
        parts.append(_link_mark(found, anchors, form))
    return Markup("").join([*parts, escape(text[end:])])


def _link_mark(found: re.Match[str], anchors: frozenset[str], form: Markup) -> Markup:
    """HTML of one mark. Raises LookupError for words that lead to no place."""
    target, shown = found["target"], found["code"] or found["term"]
    if target:
        if target not in anchors:
            raise LookupError(target)
        return _LINK.format(anchor(target), found["words"])
    return form.format(anchor(shown), shown) if shown in anchors else _CODE.format(shown)


def show_code(text: str, anchors: frozenset[str]) -> Markup:
    """Turtle or SPARQL as HTML, with linked terms and quiet comments."""
    lines = []
    for line in text.splitlines():
        quiet = line.lstrip().startswith("#")
        lines.append(_QUIET.format(line) if quiet else link_terms(line, anchors, _LINK))
    return Markup("\n").join(lines)
