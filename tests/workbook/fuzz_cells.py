"""What people, and people with bad intentions, put into sheets, headings and cells."""

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal
from xml.sax.saxutils import escape, quoteattr

from fuzz_draft import Cell, Draft, Odd

Promise = Literal["found", "kept", "any"]
Change = Callable[[Draft, random.Random], None]

SPREADSHEETS = (".xlsx", ".xlsm", ".ods")
FOLDERS = (".csv", ".tsv")
FORMS = SPREADSHEETS + FOLDERS


@dataclass(frozen=True)
class Kind:
    """One way to change a draft, or the file made of it.

    `promise` says what must come of it: "found" is an error or a warning, "kept" is an import
    that loses nothing, "any" leaves it open. `share` is how often it is drawn, 1 as any other.
    """

    name: str
    promise: Promise
    change: Change
    forms: tuple[str, ...] = FORMS
    share: float = 1


# Typed cells: column of the offers, or of another sheet, and what stands in it.
_WRONG: Mapping[str, tuple[str, int, list[Cell]]] = {
    "wrong number": ("Angebote", 2, ["viel", 7, -1, 2.5, "0x3", "٣", "३", "1e400", "3 €"]),
    "huge integer": ("Angebote", 2, [10**30, 1e300, "9" * 400, -(10**18), 2**63]),
    "not a number": ("Bedarfe (vertraulich)", 3, ["NaN", "inf", "-Infinity", "1.#QNAN", "#NUM!"]),
    "truth value": ("Angebote", 2, [True, False]),
    "wrong day": ("Netzwerk", 1, ["31.2.2024", "2024", "morgen", 0, -1, "0000-01-01", 12.5]),
    "wrong date": ("Organisationen", 3, ["31.13.2018", "gestern", 99999999, "10000-01-01", "5.5"]),
    "wrong choice": ("Organisationen", 2, ["Verein", "regionaler Hub; Unternehmen", 3, True, "👍"]),
    "wrong yes": ("Angebote", 4, ["vielleicht", 2, "jain", "=WAHR()", "\u200b"]),
    "nowhere": ("Angebote", 1, ["Hub Atlantis", "hgd:hn", "<urn:x>", "*", "%", "'; DROP", "../x"]),
    "no topic": ("Angebote", 0, ["Jonglieren", "hgt:", "?t", "} UNION {", "https://", " ; ", "\\"]),
    "empty": ("Angebote", 1, [None, " ", "\t", "\u00a0", "\n"]),
    "no address": ("Quellen", 2, ["example.org", "javascript:x", "a b", "https://<x>", "ftp:a"]),
    "wrong id": ("Quellen", 0, ["a b", "<urn:x>", "x> ; a <y", "../x", "é", "q#1", "\u202eq"]),
    "id twice": ("Quellen", 0, ["q1", "hn", "hub-sud", "derived", "own-topics", "batch-0001"]),
    "too long": ("Angebote", 3, ["x" * 32_768, "ß" * 40_000, "👩" * 33_000, " x" * 20_000]),
    "many blanks": ("Quellen", 2, ["a" + " " * 32_000 + "b", "a" + " ;" * 16_000 + "b"]),
    "name of signs": ("Organisationen", 0, ["***", "👩‍👩‍👧", "—", "''", "\u202e\u202c", "\u0301"]),
}  # fmt: skip

# Wordings that are nobody's fault: each must come back as it was given.
TEXTS: Mapping[str, list[str]] = {
    "emoji": ["👩‍👩‍👧 hilft", "🇩🇪", "1️⃣ 👍🏽", "𝔄𝔲𝔣𝔴ä𝔯𝔱𝔰"],
    "right to left": ["שלום עולם", "مرحبا 123", "\u200fאבג\u200e", "a\u200fb\u200ec"],
    "bidi override": ["\u202egnp.exe", "\u2066abc\u2069", "\u202a\u202b\u202c\u202d"],
    "combining": ["Zalgo h\u0316\u0317e\u0320\u0321", "e\u0301", "\u0301x", "n\u0303" * 50],
    "umlaut": ["Straße ß ẞ", "U\u0308bung", "A\u030angstro\u0308m", "ﬁ ½ Ⅷ ª", "ĳ ŉ"],
    "quotes": ['"', "'", '""a""', "„so“ »so«", 'a,"b;c', "''a", "`a`", '"a\nb"', "\\", "\\n"],
    "lines": ["a\nb", "a\n\nb", "a\tb", "a\u2028b\u2029c", "a\x85b", "a  b"],
    "delimiters": ["a;b,c\td|e", ";;;", ",,,", "a ; b", "sep=;"],
    "formula text": ["=1+1", "+49 7", "-x", "@SUM(A1)", "=cmd|' /C calc'!A0", "\uff1d1+1", "{=1}",
                     '=HYPERLINK("http://a.example";"x")', '=DDE("a";"b";"c")', "%0A=1"],
    "markup": ["<script>alert(1)</script>", "<b>&amp;&lt;", "]]>", "<!-- x", "<?xml?>", "&lol;"],
    "query": ["} ; DROP ALL #", '"@de . <urn:a> <urn:b> "', "FILTER(1=1)", "?x", "$x", "{{x}}"],
    "escapes": ["_x0041_", "_x000D_", "%00", "\\u0000", "&#0;", "{value}", "%s", "$(id)", "{0}"],
    "error text": ["N/A", "NULL", "None", "nan", "TRUE", "1.50", "007", "1e5", "2024-02-30"],
    "invisible": ["a\u200bb", "a\ufeffb", "a\u00adb", "a\u00a0b", "a\u2060b", "\u180ea"],
    "private use": ["\ue000", "\U0010fffd", "\ufdd0a", "a\ufffd"],
    "long": ["x" * 32_767, "a@" * 16_000, "a." * 16_000, "1" * 32_767, "ä " * 16_000 + "x"],
}  # fmt: skip


def _set_wrong(name: str) -> Change:
    """Make a change that adds a row whose one cell does not fit."""
    sheet, column, values = _WRONG[name]

    def change(draft: Draft, dice: random.Random) -> None:
        """Add the row."""
        if sheet == "Netzwerk":
            draft.sheets.setdefault(sheet, [["x"], ["x", "x"]])[1][column] = dice.choice(values)
            return
        row = _fill_row(sheet, dice)
        row[column] = dice.choice(values)
        draft.add_row(sheet, row)

    return change


def _fill_row(sheet: str, dice: random.Random) -> list[Cell]:
    """Row of a sheet that fits."""
    number = dice.randrange(10**9)
    rows: Mapping[str, list[Cell]] = {
        "Organisationen": [f"Firma {number}", None, "Unternehmen", None],
        "Angebote": ["BIM", "HN", 2, None, None],
        "Bedarfe (vertraulich)": ["HN", "BIM", 4, None],
        "Quellen": [f"q{number}", "Bericht", None],
    }
    return rows[sheet]


def _say(name: str) -> Change:
    """Make a change that adds an offer with a wording that must come back."""

    def change(draft: Draft, dice: random.Random) -> None:
        """Add the offer."""
        say(draft, dice.choice(TEXTS[name]))

    return change


def say(draft: Draft, wording: str, cell: Cell = None) -> None:
    """Add an offer with a wording; `cell` is how it is stored, None for as it is."""
    draft.wordings.append(wording)
    # a spreadsheet takes _x0041_ for a letter, so a text that reads so is stored otherwise
    stored = wording.replace("_x", "_x005F_x") if draft.form in {".xlsx", ".xlsm"} else wording
    draft.add_row("Angebote", ["BIM", "HN", 2, stored if cell is None else cell, None])


def _odd(draft: Draft, column: int, cell: Odd) -> None:
    """Add an offer with a cell of an odd kind."""
    row: list[Cell] = ["BIM", "HN", 2, None, None]
    row[column] = cell
    draft.add_row("Angebote", row)


_FORMULAS = ["1+1", 'HYPERLINK("http://a.example","x")', "cmd|' /C calc'!A0", "[1]!A1", "A1:B"]


def _formula_without_value(draft: Draft, dice: random.Random) -> None:
    """Put a formula in that was never calculated, in one cell or as an array."""
    formula = dice.choice(_FORMULAS)
    kind = dice.choice(["", ' t="array" ref="C9:C9"', ' t="shared" ref="C9:C9" si="0"'])
    quoted = quoteattr("of:=" + formula)
    ods = f"table:formula={quoted}/>"
    _odd(draft, 2, Odd(f"><f{kind}>{escape(formula)}</f></c>", ods, f"={formula}"))


def _formula_with_value(draft: Draft, dice: random.Random) -> None:
    """Put a formula in with the value the spreadsheet program stored."""
    formula = dice.choice(_FORMULAS)
    xlsx = f' t="str"><f>{escape(formula)}</f><v>gerechnet</v></c>'
    ods = f'table:formula={quoteattr("of:=" + formula)} office:value-type="string">'
    cell = Odd(xlsx, f"{ods}<text:p>gerechnet</text:p></table:table-cell>", "gerechnet")
    say(draft, "gerechnet", cell)


def _error(draft: Draft, dice: random.Random) -> None:
    """Put an error of the spreadsheet program in."""
    code = dice.choice(["#REF!", "#N/A", "#DIV/0!", "#VALUE!", "#NAME?", "#NULL!"])
    ods = f'office:value-type="string"><text:p>{code}</text:p></table:table-cell>'
    _odd(draft, 2, Odd(f' t="e"><v>{code}</v></c>', ods, code))


def _serial_day(draft: Draft, dice: random.Random) -> None:
    """Put in a day as the number spreadsheets count days by, real ones and impossible ones."""
    number = dice.choice([0, 1, 59, 60, 61, 43383.5, -1, 2_958_466, 1e15, "NaN", "1E400"])
    row = _fill_row("Organisationen", dice)
    ods = f'office:value-type="date" office:date-value="{number}"/>'
    row[3] = Odd(f' s="1"><v>{number}</v></c>', ods, str(number))
    draft.add_row("Organisationen", row)


def _odd_cell(draft: Draft, dice: random.Random) -> None:
    """Put a cell in that no spreadsheet program writes."""
    xlsx = dice.choice([
        ' t="s"><v>999999</v></c>', ' t="s"><v>-1</v></c>', ' t="zz"><v>1</v></c>', " s='99'/>",
        ' t="b"><v>2</v></c>', "><v>1,5</v></c>", "><v/></c>", ' t="d"><v>2024-99</v></c>',
        ' t="inlineStr"><is><t>&#xFFFF;</t></is></c>', ' t="inlineStr"><is><t>&#0;</t></is></c>',
        "><v>1</v><v>2</v></c>", ' t="inlineStr"><is/></c>', ' t="str"><v>_xD800_</v></c>',
    ])  # fmt: skip
    ods = dice.choice([
        'office:value-type="float" office:value="x"/>', 'office:value-type="zz"/>',
        'office:value-type="boolean"/>', 'office:value-type="time" office:time-value="PT"/>',
        'office:value-type="float" office:value="1E999"/>', 'table:number-columns-repeated="-1"/>',
        'office:value-type="currency"/>', 'table:number-columns-repeated="x" office:value="1"/>',
    ])  # fmt: skip
    _odd(draft, 2, Odd(xlsx, ods, dice.choice(["\x00", "\x1b[31m", "\x7f", "\ufffe"])))


def _control(draft: Draft, dice: random.Random) -> None:
    """Put a control character into a wording."""
    code = dice.choice([0, 1, 8, 0x0B, 0x1B, 0x1F])
    xlsx = f' t="inlineStr"><is><t>a_x{code:04X}_b</t></is></c>'
    ods = f'office:value-type="string"><text:p>a&#{code};b</text:p></table:table-cell>'
    _odd(draft, 3, Odd(xlsx, ods, f"a{chr(code)}b"))


def _ten_megabytes(draft: Draft, dice: random.Random) -> None:
    """Put 10 MB into one cell of one of the columns."""
    sheet, column = dice.choice([
        ("Angebote", 3), ("Angebote", 1), ("Angebote", 0), ("Quellen", 2), ("Organisationen", 0),
        ("Veranstaltungen", 4), ("Veranstaltungen", 0), ("Bedarfe (vertraulich)", 3),
    ])  # fmt: skip
    unit = dice.choice(["x", "ä ", " ", "'", "a;", "1", "=", "\u0301", "x\n"])
    rows = draft.sheets[sheet]
    row = list(rows[min(1, len(rows) - 1)])
    row[column] = "a" + unit * (10_000_000 // len(unit.encode())) + "b"
    rows.append(row)


def _wide_text(draft: Draft, dice: random.Random) -> None:
    """Name many participants, and blanks between them."""
    gap = dice.choice([" " * 32_000, "\n" * 5_000, ";" * 5_000, " ;" * 5_000, "\u00a0" * 32_000])
    draft.sheets["Veranstaltungen"].append(["Treff", "Treffen", 2019, "HN", f"Hub Süd{gap}Zirkus"])


def _drop_sheet(draft: Draft, dice: random.Random) -> None:
    """Leave a sheet out without which there is no network."""
    draft.sheets.pop(dice.choice(["Netzwerk", "Organisationen"]), None)
    draft.sheets.setdefault("Organisationen", [["x"]])


def _drop_optional(draft: Draft, dice: random.Random) -> None:
    """Leave a sheet out that may be missing, rows and all."""
    draft.sheets["Veranstaltungen"][dice.choice([0, 1]) :] = []


def _change_header(draft: Draft, dice: random.Random) -> None:
    """Leave a heading out, write it twice, or write another."""
    header = draft.sheets["Bedarfe (vertraulich)"][0]
    place = dice.randrange(len(header))
    other: list[Cell] = [None, "\x00", "Zielstufe " * 3000, "=1+1", "\ud7ff", "Namen\nvieler", "#"]
    new = dice.choice([*other, header[place - 1]])
    if draft.form in SPREADSHEETS and isinstance(new, str):
        new = new.replace("\x00", "?")
    header[place] = new


def _rename_sheet(draft: Draft, dice: random.Random) -> None:
    """Give the sheet of organisations a name nobody knows."""
    odd = [
        "a/b\\c",
        "[x]:*?",
        "'",
        "=1+1",
        "x" * 200,
        "\u202eabc",
        " ",
        "👩‍👩‍👧",
        "<b>&",
        "CON",
        "..",
    ]
    title = dice.choice(odd)
    draft.sheets = {title if t == "Organisationen" else t: r for t, r in draft.sheets.items()}
    draft.sheets.setdefault("Organisationen", [["x"]])


def _odd_sheet(draft: Draft, dice: random.Random) -> None:
    """Add a sheet of somebody's own, with an odd name."""
    odd = ["a/b", "[x]:*?", "'", "Angebote (alt)", "x" * 40, "Hilfe", "\u202eabc", "ANGEBOTE"]
    draft.sheets[dice.choice(odd)] = [["Notiz"], ["a"], [1, True, None, 2.5]]


def _shift(draft: Draft, dice: random.Random) -> None:
    """Put lines above the headings."""
    rows = draft.sheets["Organisationen"]
    rows[:0] = [[dice.choice(["Stand 2024", None, "# x"])] for _ in range(dice.randint(1, 3))]


def _surplus(draft: Draft, dice: random.Random) -> None:
    """Fill a cell beyond the headings."""
    draft.add_row("Angebote", ["BIM", "HN", 2, None, None, *[None] * dice.randint(0, 40), "x"])


def _many_columns(draft: Draft, dice: random.Random) -> None:
    """Fill more columns than anybody reads."""
    count = dice.choice([300, 3_000, 16_000])
    draft.sheets["Angebote"][0] += [f"Spalte {n}" for n in range(count)]
    draft.add_row("Angebote", ["BIM", "HN", 2, None, None, *["x"] * count])


def _many_rows(draft: Draft, dice: random.Random) -> None:
    """Write a wrong row again and again."""
    draft.sheets["Angebote"] += [["BIM", "HN", dice.choice(["viel", 2]), None, None]] * 199


def _merge(draft: Draft, dice: random.Random) -> None:
    """Merge cells below a header."""
    draft.merged[dice.choice(["Angebote", "Organisationen"])] = dice.choice(
        ["A2:A3", "A2:C9", "A2:XFD1048576"]
    )


def _own_topics(draft: Draft, dice: random.Random) -> None:
    """Add topics of one's own: in a circle, of nothing, or with strange names."""
    prefix = "@prefix skos: <http://www.w3.org/2004/02/skos/core#> ."
    lines = dice.choice([
        ["<urn:a> skos:broader <urn:b> .", "<urn:b> skos:broader <urn:a> ."],
        ["<urn:a> a skos:Concept ; skos:broader <urn:a> ; skos:prefLabel 'A'@de , 'A'@en ."],
        ["<urn:a> skos:prefLabel '''a\\u202eb''' , 7 , <urn:c> , [] ."],
    ])  # fmt: skip
    draft.sheets["Eigene Themen"] = [["Turtle"], *[[line] for line in [prefix, *lines]]]


def _broken_topics(draft: Draft, dice: random.Random) -> None:
    """Add topics that are no Turtle."""
    broken = ["<urn:a> <urn:b>", "@prefix", '"', "<a> <b> <c> .", "hgt:x a hgt:y .", "[" * 9999]
    line = dice.choice(broken)
    draft.sheets["Eigene Themen"] = [["Turtle"], [line]]


def _hide(draft: Draft, dice: random.Random) -> None:
    """Hide a sheet: it is read as any other."""
    draft.hidden.add(dice.choice(list(draft.sheets)))


def _share(draft: Draft, _dice: random.Random) -> None:
    """Keep the texts of an Excel file in one list."""
    draft.shared = True


SHEET_KINDS = (
    Kind("dropped sheet", "found", _drop_sheet),
    Kind("dropped rows", "any", _drop_optional),
    Kind("changed heading", "found", _change_header),
    Kind("renamed sheet", "found", _rename_sheet),
    Kind("odd sheet", "any", _odd_sheet),
    Kind("shifted header", "found", _shift),
    Kind("hidden sheet", "kept", _hide, (".xlsx", ".xlsm")),
    Kind("shared texts", "kept", _share, (".xlsx", ".xlsm")),
)

CELL_KINDS = (
    *(Kind(name, "found", _set_wrong(name)) for name in _WRONG),
    *(Kind(name, "kept", _say(name), share=0.3) for name in TEXTS),
    Kind("formula without value", "found", _formula_without_value),
    Kind("formula with value", "kept", _formula_with_value),
    Kind("error cell", "found", _error),
    Kind("serial day", "any", _serial_day),
    Kind("odd cell", "any", _odd_cell),
    Kind("control character", "found", _control),
    Kind("10 MB cell", "found", _ten_megabytes, share=0.08),
    Kind("participants", "found", _wide_text),
    Kind("surplus cell", "found", _surplus),
    Kind("many columns", "found", _many_columns, share=0.2),
    Kind("many rows", "any", _many_rows, share=0.2),
    Kind("merged cells", "found", _merge, SPREADSHEETS),
    Kind("own topics", "any", _own_topics),
    Kind("broken topics", "found", _broken_topics),
)
