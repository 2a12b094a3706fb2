"""What may be wrong with a file as a whole: encodings, archives, and what hides in them."""

import random
import re
import struct
from collections.abc import Callable
from pathlib import Path

from fuzz_cells import FOLDERS, FORMS, SPREADSHEETS, Kind
from fuzz_draft import MAIN, Draft, make_draft, pack

EXCEL = (".xlsx", ".xlsm")
PLAIN = make_draft(".csv")
Parts = dict[str, bytes]

_LAUGHS = b"".join(
    b'<!ENTITY l%d "%s">' % (number, b"&l%d;" % (number - 1) * 10 if number else b"lol")
    for number in range(10)
)
_DOCTYPES = [
    b"<!DOCTYPE x [" + _LAUGHS + b"]>",
    b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/hostname">]>',
    b'<!DOCTYPE x [<!ENTITY % a SYSTEM "http://a.example/x.dtd"> %a;]>',
    b'<!DOCTYPE x [<!ENTITY a "b">]>',
]


def _nothing(_draft: Draft, _dice: random.Random) -> None:
    """Leave the draft as it is: the file made of it is changed."""


def _set(**values: str) -> Callable[[Draft, random.Random], None]:
    """Make a change of how a draft is written; the first one made counts."""

    def change(draft: Draft, _dice: random.Random) -> None:
        """Set the values."""
        for name, value in values.items():
            if getattr(draft, name) == getattr(PLAIN, name):
                setattr(draft, name, value)

    return change


def _far(draft: Draft, dice: random.Random) -> None:
    """Fill a cell far away."""
    places = ["XFD1048576", "XFD2000", "A1048576", "XFD2", "E1000000", "xfd1048576", "ZZZ9999999"]
    draft.far = dice.choice(places)


def _macro(draft: Draft, _dice: random.Random) -> None:
    """Add a macro, which nobody runs."""
    draft.members["xl/vbaProject.bin"] = b"\xd0\xcf\x11\xe0" + b"Attribut" * 100


def _link(draft: Draft, _dice: random.Random) -> None:
    """Add a link to another program."""
    text = f'<externalLink xmlns="{MAIN}"><ddeLink ddeService="cmd" ddeTopic="/c calc"/>'
    draft.members["xl/externalLinks/externalLink1.xml"] = f"{text}</externalLink>".encode()


def _bomb(draft: Draft, dice: random.Random) -> None:
    """Add a member, or a sheet, that unpacks to far more than it is."""
    size = dice.choice([80_000_000, 120_000_000])
    name = dice.choice(["xl/media/image1.png", "xl/worksheets/sheet9.xml", "Thumbnails/t.png"])
    draft.members[name] = b"<c/>" * (size // 4)


def _hidden_bomb(draft: Draft, dice: random.Random) -> None:
    """Add a member of a size that is just allowed, of elements or of nothing."""
    name, unit = dice.choice([
        ("xl/worksheets/sheet1.xml", b'<c r="A1"/>'), ("xl/sharedStrings.xml", b"<si><t/></si>"),
        ("xl/styles.xml", b"<xf/>"), ("xl/workbook.xml", b"<sheet/>"), ("content.xml", b"<a/>"),
    ])  # fmt: skip
    head = f'<worksheet xmlns="{MAIN}"><sheetData><row>'.encode()
    draft.members[name] = head + unit * (45_000_000 // len(unit))


def _nested(draft: Draft, dice: random.Random) -> None:
    """Add an archive inside the archive; nobody opens it."""
    draft.members[dice.choice(["xl/embeddings/a.zip", "a.xlsx"])] = pack({"a.xml": b"0" * 100_000})


def _stray(draft: Draft, dice: random.Random) -> None:
    """Add a file to the folder that is no table."""
    name = dice.choice([".DS_Store", "README.md", "Thumbs.db", "a.png", "base.txt", ".~lock.a#"])
    draft.members[name] = dice.choice([b"", b"\x00\xff" * 50, b"hello"])


def _stray_table(draft: Draft, dice: random.Random) -> None:
    """Add a table of a name that means a sheet, in a form that is not read."""
    name = dice.choice(["Angebote.xls", "Bedarfe.docx", "Lernkontakte.txt", "needs.numbers"])
    draft.members[name] = b"\xd0\xcf\x11\xe0"


def _broken_table(draft: Draft, dice: random.Random) -> None:
    """Put bytes into a table that no reader of tables takes."""
    name = f"Kapazitäten{draft.form}"
    draft.members[name] = dice.choice([
        b'Organisation,Rolle\n"HN,x\n', b"\xff\xfea", b"\xff\xfe\x00\xd8\x00", b"\xfe\xff",
        b"a\x81\x8d\x8f\x90\x9d", b'a"b,"c"d\n', b"", b"\x00" * 99, b"\xef\xbb\xbf",
        b'"' + b"x" * 2_000_000 + b'"', b"Organisation,Rolle\nHN,teacher\n" + b"\xfc\x81" * 9,
        b"sep=;\nOrganisation;Rolle\n",
    ])  # fmt: skip


DRAFT_KINDS = (
    Kind("Windows-1252", "found", _set(encoding="cp1252"), FOLDERS),
    Kind("UTF-16 unmarked", "found", _set(encoding="utf-16-le"), FOLDERS),
    Kind("UTF-32", "kept", _set(encoding="utf-32"), FOLDERS),
    Kind("byte order mark", "kept", _set(encoding="utf-8-sig"), FOLDERS),
    Kind("UTF-16", "kept", _set(encoding="utf-16"), FOLDERS),
    Kind("semicolons", "kept", _set(delimiter=";"), FOLDERS),
    Kind("tabs", "kept", _set(delimiter="\t"), FOLDERS),
    Kind("carriage returns", "kept", _set(line_end="\r\n"), FOLDERS),
    Kind("bare returns", "kept", _set(line_end="\r"), FOLDERS),
    Kind("far cell", "found", _far, SPREADSHEETS),
    Kind("macro", "kept", _macro, (".xlsm",), share=3),
    Kind("link to a program", "kept", _link, EXCEL),
    Kind("zip bomb", "found", _bomb, SPREADSHEETS, share=0.05),
    Kind("bomb inside", "found", _hidden_bomb, SPREADSHEETS, share=0.05),
    Kind("archive inside", "kept", _nested, SPREADSHEETS),
    Kind("stray file", "kept", _stray, FOLDERS),
    Kind("stray table", "found", _stray_table, FOLDERS),
    Kind("broken table", "found", _broken_table, FOLDERS),
)


# Changes of the members of an archive.


def _declare(parts: Parts, dice: random.Random) -> None:
    """Declare entities in a member that is read, and use one."""
    names = [name for name in parts if name.endswith(".xml") and b"?>" in parts[name][:80]]
    name = dice.choice(sorted(names))
    doctype = dice.choice(_DOCTYPES)
    text = parts[name].replace(b"?>", b"?>" + doctype, 1)
    parts[name] = re.sub(rb">[^<]+</t", b">&l9;</t", text, count=1)


def _lose(parts: Parts, dice: random.Random) -> None:
    """Lose a member that is needed."""
    needed = ["content.xml", "xl/workbook.xml", "xl/_rels/workbook.xml.rels"]
    parts.pop(dice.choice([name for name in needed if name in parts]))


def _cut_member(parts: Parts, dice: random.Random) -> None:
    """Cut a member in the middle of its XML."""
    name = "content.xml" if "content.xml" in parts else "xl/worksheets/sheet1.xml"
    parts[name] = parts[name][: dice.randrange(len(parts[name]) - 40)]


def _prefix(parts: Parts, _dice: random.Random) -> None:
    """Write the elements of every sheet with a prefix, as some programs do."""
    for name in parts:
        if name.startswith("xl/worksheets/"):
            text = re.sub(rb"<(/?)(?=[a-zA-Z])", rb"<\1x:", parts[name])
            parts[name] = text.replace(b"xmlns=", b"xmlns:x=")


def _move(parts: Parts, _dice: random.Random) -> None:
    """Keep the sheets in a folder of another name."""
    for name in [name for name in parts if name.startswith("xl/worksheets/")]:
        parts[name.replace("worksheets/", "pages/a/")] = parts.pop(name)
    links = parts["xl/_rels/workbook.xml.rels"]
    parts["xl/_rels/workbook.xml.rels"] = links.replace(b'"worksheets/', b'"pages/a/')


def _unnumber(parts: Parts, _dice: random.Random) -> None:
    """Leave out where rows stand, which is allowed; the cells of a row may have gaps."""
    for name in parts:
        if name.startswith("xl/worksheets/"):
            parts[name] = re.sub(rb'<row r="[0-9]+"', b"<row", parts[name])


PART_KINDS: dict[Kind, Callable[[Parts, random.Random], None]] = {
    Kind("entities", "found", _nothing, SPREADSHEETS, share=2): _declare,
    Kind("prefixed elements", "kept", _nothing, EXCEL): _prefix,
    Kind("unnumbered rows", "any", _nothing, EXCEL): _unnumber,
    Kind("cut member", "found", _nothing, SPREADSHEETS): _cut_member,
    Kind("moved sheets", "kept", _nothing, EXCEL): _move,
    Kind("lost member", "found", _nothing, SPREADSHEETS): _lose,
}


# Changes of the bytes of a file.


def _truncate(data: bytes, dice: random.Random) -> bytes:
    """Cut a file short."""
    return data[: dice.randrange(len(data) - 30)]


def _flip(data: bytes, dice: random.Random) -> bytes:
    """Change some bytes."""
    changed = bytearray(data)
    for _ in range(dice.randint(1, 20)):
        changed[dice.randrange(len(changed))] = dice.randrange(256)
    return bytes(changed)


def _encrypt(data: bytes, dice: random.Random) -> bytes:
    """Mark the members as encrypted, or give the file the head of an encrypted workbook."""
    if dice.random() < 0.5:
        return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"EncryptedPackage" * 99
    central = re.sub(rb"(PK\x01\x02.{4}).", b"\\1\x01", data, flags=re.DOTALL)
    return re.sub(rb"(PK\x03\x04.{2}).", b"\\1\x01", central, flags=re.DOTALL)


def _lie(data: bytes, dice: random.Random) -> bytes:
    """Promise a smaller or a bigger size than the members have."""
    size = struct.pack("<I", dice.choice([0, 1, 100, 2**31]))
    return re.sub(rb"(PK\x01\x02.{20}).{4}", rb"\g<1>" + size, data, flags=re.DOTALL)


def _replace(_data: bytes, dice: random.Random) -> bytes:
    """Put something else in its place."""
    return dice.choice([
        b"", b"\x00", b"PK\x05\x06" + bytes(18), b"PK", b"<html><table><tr><td>a</table></html>",
        b"Name;Art\nHub;Verein\n", b"%PDF-1.7", pack({"a.txt": b"a"}), pack({}), b"PK\x03\x04" * 99,
        bytes(dice.randrange(256) for _ in range(500)), b"\xef\xbb\xbf<?xml version='1.0'?><a/>",
    ])  # fmt: skip


def _prepend(data: bytes, dice: random.Random) -> bytes:
    """Put something before an archive, or behind it."""
    junk = bytes(dice.randrange(256) for _ in range(100))
    return dice.choice([junk + data, data + junk, data + data])


BYTE_KINDS: dict[Kind, Callable[[bytes, random.Random], bytes]] = {
    Kind("cut file", "found", _nothing, SPREADSHEETS): _truncate,
    Kind("changed bytes", "any", _nothing, SPREADSHEETS): _flip,
    Kind("encrypted", "found", _nothing, SPREADSHEETS): _encrypt,
    Kind("wrong sizes", "found", _nothing, SPREADSHEETS): _lie,
    Kind("something else", "found", _nothing, SPREADSHEETS): _replace,
    Kind("bytes around", "any", _nothing, SPREADSHEETS): _prepend,
}


# Changes of names and folders.


def _rename(path: Path, dice: random.Random) -> Path:
    """Give a file another suffix than it should have."""
    names = {
        ".xlsx": [".ods", ".csv", ".xls"],
        ".xlsm": [".ods", ".html"],
        ".ods": [".xlsx", ".tsv"],
    }
    return path.rename(path.with_suffix(dice.choice(names[path.suffix])))


def _take_one(path: Path, dice: random.Random) -> Path:
    """Hand in one table of a folder."""
    return dice.choice(sorted(file for file in path.iterdir() if file.suffix in FOLDERS))


def _make_folder(path: Path, dice: random.Random) -> Path:
    """Make a folder of a table's name, or a link that leads nowhere or round."""
    table = path / f"Lernkontakte{dice.choice(['.csv', '.tsv', '.xlsx', '.CSV'])}"
    match dice.randrange(3):
        case 0:
            table.mkdir()
        case 1:
            table.symlink_to(path / "nowhere")
        case _:
            table.symlink_to(table)
    return path


def _make_link(path: Path, _dice: random.Random) -> Path:
    """Keep a table elsewhere, and link to it."""
    table = next(file for file in sorted(path.iterdir()) if file.stem == "Quellen")
    table.symlink_to(table.rename(path.parent / "elsewhere"))
    return path


PATH_KINDS: dict[Kind, Callable[[Path, random.Random], Path]] = {
    Kind("wrong suffix", "found", _nothing, SPREADSHEETS): _rename,
    Kind("folder for a table", "found", _nothing, FOLDERS): _make_folder,
    Kind("linked table", "kept", _nothing, FOLDERS): _make_link,
    Kind("one table", "found", _nothing, FOLDERS): _take_one,
}

PACKAGE_KINDS = (*DRAFT_KINDS, *PART_KINDS, *BYTE_KINDS, *PATH_KINDS)
assert all(set(kind.forms) <= set(FORMS) for kind in PACKAGE_KINDS)
