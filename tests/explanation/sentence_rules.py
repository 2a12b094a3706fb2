"""Rules of plain language: what is wrong with a text, as far as rules can see."""

import re
from collections.abc import Iterator, Mapping
from functools import cache

MOST_WORDS = 30
_NAME = "Name"

_FOREIGN: Mapping[str, frozenset[str]] = {
    "de": frozenset((
        *("the", "and", "with", "from", "that", "this", "which", "who", "what", "score"),
        *("statement", "statements", "level", "offer", "need", "learner", "teacher", "certainty"),
        *("deducted", "rests", "known", "because", "without"),
    )),
    "en": frozenset((
        *("der", "die", "das", "und", "oder", "nicht", "mit", "von", "zum", "zur", "beim"),
        *("Angabe", "Angaben", "Stufe", "Bedarf", "Angebot", "Sicherheit", "Bewertung", "Thema"),
        *("ohne", "keine", "kein", "ist", "sind", "hat", "haben"),
    )),
}  # fmt: skip
_MARKS = {"de": ("„", "“", "\"'”«»"), "en": ("“", "”", '"„«»')}
_COUNTED = {
    "de": {
        "Angabe": "Angaben", "Hub": "Hubs", "Mitglied": "Mitglieder", "Vorschlag": "Vorschläge",
        "Frage": "Fragen", "Lücke": "Lücken", "Monat": "Monate",
    },
    "en": {
        "statement": "statements", "hub": "hubs", "member": "members",
        "suggestion": "suggestions", "question": "questions", "gap": "gaps", "month": "months",
    },
}  # fmt: skip
_RULES = {
    "two spaces": r"  ",
    "a space before punctuation": r"[ \u00a0\u202f][.,;:!?](?!\w)",
    "an unfilled text": r"[{}]|\bnan\b|\bNone\b|<NA>|\bhg[dt]?:",
    "a word twice": r"\b(\w{2,}) \1\b",
    "no space after punctuation": r"[a-zäöüß][,;:!?][A-Za-zÄÖÜäöü]|[a-zäöüß]\.[A-ZÄÖÜ]",
    "doubled punctuation": r"\.\.|,,|;;|!!|\?\?|\. ?\.",
}
_OWN_RULES = {
    "de": {
        "an English decimal point": r"\d\.\d{1,2}(?![\d.])(?<!\d\d\.\d\d)",
        "per cent without its space": r"\d%|\d %",
        "a preposition and article apart": r"\b(?:bei|von|zu|in|an) dem\b|\bzu der\b",
        "von dem Themen": r"\b(?:beim|zum|im|vom) (?:Themen|Angebote|Hubs)\b",
    },
    "en": {
        "a German decimal comma": r"\d,\d{1,2}(?!\d)",
        "per cent with a space": r"\d[ \u00a0\u202f]%",
        "a before a vowel": r"\ba [aeio]\w",
        "an before a consonant": r"\ban [bcdfgjklmnpqrstvwz]\w",
    },
}


def find_faults(text: str, lang: str, names: tuple[str, ...]) -> Iterator[str]:
    """What breaks a rule in a text; `names` are left out of it, for they are nobody's to change."""
    plain = _compile(names).sub(_NAME, text)
    for rules in (_RULES, _OWN_RULES[lang]):
        yield from (name for name, rule in rules.items() if re.search(rule, plain))
    yield from _check_marks(text, plain, lang)
    yield from _check_counts(plain, lang)
    words = set(re.findall(r"[\w-]+", plain))
    yield from (f"the word “{word}”" for word in sorted(words & _FOREIGN[lang]))
    for sentence in split_sentences(plain):
        if not re.match(r"[A-ZÄÖÜ0-9„“(+]|…", sentence):
            yield f"a small beginning: {sentence}"
        if not sentence.endswith((".", "?", "!")):
            yield f"no end: {sentence}"
        if (count := count_words(sentence, lang)) > MOST_WORDS:
            yield f"{count} words: {sentence}"


def split_sentences(plain: str) -> list[str]:
    """Sentences of a text whose names are left out."""
    return re.split(r"(?<=[.?!])\s+(?=[A-ZÄÖÜ„“0-9])", plain)


def count_words(sentence: str, lang: str) -> int:
    """Words of a sentence; what is quoted counts as one, for it is not our sentence."""
    left, right, _ = _MARKS[lang]
    return len(re.sub(f"{left}[^{right}]*{right}", _NAME, sentence).split())


def _check_marks(text: str, plain: str, lang: str) -> Iterator[str]:
    """Quotation marks of the language, as many on the left as on the right."""
    left, right, others = _MARKS[lang]
    if any(mark in plain for mark in others):
        yield "a quotation mark of another kind"
    if plain.count(left) != plain.count(right):
        yield "quotation marks that do not pair"
    if text.strip() != text:
        yield "space around it"


def _check_counts(plain: str, lang: str) -> Iterator[str]:
    """A number and its noun agree: 1 statement, 2 statements."""
    for one, many in _COUNTED[lang].items():
        if re.search(rf"\b1 {many}\b", plain) or re.search(rf"\b(?:0|[2-9]|\d\d+) {one}\b", plain):
            yield f"a number that does not agree with “{one}”"


@cache
def _compile(names: tuple[str, ...]) -> re.Pattern[str]:
    """Any of some names as whole words."""
    return re.compile(r"(?<!\w)(?:" + "|".join(map(re.escape, names)) + r")(?!\w)")
