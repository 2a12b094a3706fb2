"""Text out of files that hide it: escapes, PDF streams, metadata of PNG pictures."""

import re
import struct
import zlib
from collections.abc import Iterator
from html import unescape
from urllib.parse import unquote

_TAG = re.compile(r"<[^<>]*>")
_CODE_POINT = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U(000[0-9A-Fa-f]{5}|0010[0-9A-Fa-f]{4})")
_STREAM = re.compile(rb"\bstream\r?\n(.*?)\r?\n?endstream", re.DOTALL)
_PDF_TOKEN = re.compile(rb"\((?:\\.|[^\\()])*\)|<[0-9A-Fa-f\s]+>|\bBT\b|\bET\b", re.DOTALL)
_PDF_ESCAPE = re.compile(rb"\\([0-7]{1,3}|\r?\n|.)", re.DOTALL)
_PDF_LETTERS = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f]")


def decode_text(text: str) -> str:
    r"""Text as it is, without tags, and with all escapes taken away, one below the other.

    Escapes are those of JSON and Turtle (\u00fc, \"), of XML (&#252;), of addresses (%C3%BC)
    and of CSV (a doubled quotation mark).

    >>> "Müller" in decode_text(r"M\u00fcller"), "Müller" in decode_text("<b>M</b>%C3%BCller")
    (True, True)
    """
    views = [text, _TAG.sub("", text)]
    return "\n".join([*views, *map(_unescape, views)])


def _unescape(text: str) -> str:
    """Text without escapes."""
    plain = _CODE_POINT.sub(lambda found: chr(int(found[1] or found[2], 16)), text)
    plain = plain.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    plain = re.sub(r"\\([^\w\s])", r"\1", re.sub(r"\\[nrt]", " ", plain))
    return unquote(unescape(plain)).replace('""', '"')


def read_pdf(data: bytes) -> str:
    """Texts of a PDF, one per line: of its pages, streams inflated, and of its metadata.

    Letters beyond Latin-1 are missing on pages: a PDF may number them as it likes.
    """
    bodies = [_STREAM.sub(b"", data), *map(_inflate, _STREAM.findall(data))]
    return "\n".join(line for body in bodies for line in _list_pdf_texts(body))


def _inflate(stream: bytes) -> bytes:
    """Stream without its compression; as it is if it has none, or another one."""
    try:
        return zlib.decompressobj().decompress(stream)
    except zlib.error:
        return stream


def _list_pdf_texts(body: bytes) -> Iterator[str]:
    """Texts of one part of a PDF; what stands between BT and ET is one text."""
    joined: list[str] | None = None
    for token in _PDF_TOKEN.findall(body):
        if token in {b"BT", b"ET"}:
            yield "".join(joined or [])
            joined = [] if token == b"BT" else None
        elif joined is None:
            yield _read_pdf_text(token)
        else:
            joined.append(_read_pdf_text(token))


def _read_pdf_text(token: bytes) -> str:
    """Text of one string: two bytes per letter if it says so, else Latin-1."""
    if token.startswith(b"<"):
        digits = b"".join(token[1:-1].split())
        raw = bytes.fromhex((digits + b"0" * (len(digits) % 2)).decode())
    else:
        raw = _PDF_ESCAPE.sub(_read_pdf_escape, token[1:-1])
    if raw.startswith(b"\xfe\xff") or (raw and len(raw) % 2 == 0 and not any(raw[::2])):
        text = raw.removeprefix(b"\xfe\xff").decode("utf-16-be", "replace")
    else:
        text = raw.decode("latin-1")
    return _CONTROL.sub("", text)


def _read_pdf_escape(found: re.Match[bytes]) -> bytes:
    """Byte that an escape of a PDF string stands for; none for an escaped line break."""
    escaped = found[1]
    if escaped.isdigit():
        return bytes([int(escaped, 8) % 256])
    return b"" if escaped.endswith(b"\n") else _PDF_LETTERS.get(escaped, escaped)


def read_png(data: bytes) -> str:
    """Metadata of a PNG picture, one entry per line; its pixels cannot be read.

    Raises ValueError if the file breaks off.
    """
    lines, place = [], 8
    while place < len(data):
        try:
            length, kind = struct.unpack_from(">I4s", data, place)
        except struct.error as error:
            raise ValueError(str(error)) from None
        body = data[place + 8 : place + 8 + length]
        lines += [_PNG_ENTRIES[kind](body)] if kind in _PNG_ENTRIES else []
        place += length + 12
    return "\n".join(lines)


def _read_plain_entry(body: bytes) -> str:
    """Keyword and text of a tEXt chunk."""
    return body.decode("latin-1").replace("\0", " ")


def _read_packed_entry(body: bytes) -> str:
    """Keyword and text of a zTXt chunk."""
    keyword, _, packed = body.partition(b"\0")
    return f"{keyword.decode('latin-1')} {_inflate(packed[1:]).decode('latin-1')}"


def _read_international_entry(body: bytes) -> str:
    """Keyword and text of an iTXt chunk, compressed or not."""
    keyword, _, rest = body.partition(b"\0")
    text = rest[2:].split(b"\0", 2)[-1]
    text = _inflate(text) if rest[:1] == b"\1" else text
    return f"{keyword.decode('latin-1')} {text.decode('utf-8', 'replace')}"


_PNG_ENTRIES = {
    b"tEXt": _read_plain_entry,
    b"zTXt": _read_packed_entry,
    b"iTXt": _read_international_entry,
}
