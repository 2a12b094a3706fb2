"""Text is found however a file hides it."""

import struct
import zlib

import pytest

from hubgraph.knowledge.decoding import decode_text, read_pdf, read_png

TITLE = 'Klausur „Süd" & Co/1'


@pytest.mark.parametrize(
    "text",
    [
        TITLE,
        r"Klausur \u201eS\u00fcd\" & Co\/1",
        r"Klausur \u201ES\U000000FCd\" & Co/1",
        "Klausur &#8222;S&uuml;d&quot; &amp; Co/1",
        "Klausur%20%E2%80%9ES%C3%BCd%22%20%26%20Co%2F1",
        '"Klausur „Süd"" & Co/1"',
        "<text>Klausur</text> „<b>S</b>üd&#x22; &amp; Co/1",
        r"\u003cb\u003eKlausur\u003c/b\u003e „Süd\" & Co/1".replace(r"\u003cb\u003e", ""),
    ],
)
def test_escapes_are_taken_away(text: str) -> None:
    found = decode_text(text).replace("</b>", "")
    assert TITLE in found


def test_a_letter_outside_the_first_plane_is_found() -> None:
    assert "a😀" in decode_text(r"a\ud83d\ude00")
    assert "a😀" in decode_text(r"a\U0001F600")
    assert decode_text(r"\ud83d alone")


def pdf(*parts: bytes) -> bytes:
    """File with streams as a PDF has them."""
    streams = [b"<< /Length 1 >>\nstream\n" + part + b"\nendstream\nendobj\n" for part in parts]
    return b"%PDF-1.4\n" + b"".join(streams)


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"BT [ (Kla) 12.5 (usur) ] TJ ET", "Klausur"),
        (b"BT [ (\x00K\x00l) -3 (\x00\xfc) ] TJ ET", "Klü"),
        (b"BT (a\\(b\\)c\\134d\\053\\\ne) Tj ET", "a(b)c\\d+e"),
        (b"BT <4B6C61> Tj <7> Tj ET", "Klap"),
        (b"BT (ET in a text) Tj ET", "ET in a text"),
        (b"/Title (\xfe\xff\x00K\x20\x1e)", "K„"),
        (b"/Title (plain\\n2)", "plain\n2"),
    ],
)
def test_texts_of_a_pdf_are_found(content: bytes, expected: str) -> None:
    for stream in (content, zlib.compress(content)):
        assert expected in read_pdf(pdf(b"q", stream, b"Q"))


def chunk(kind: bytes, body: bytes) -> bytes:
    """Part of a PNG file; nobody looks at its checksum."""
    return struct.pack(">I4s", len(body), kind) + body + b"sum!"


@pytest.mark.parametrize(
    "entry",
    [
        chunk(b"tEXt", "Title\0Süd".encode("latin-1")),
        chunk(b"zTXt", b"Title\0\0" + zlib.compress("Süd".encode("latin-1"))),
        chunk(b"iTXt", b"Title\0\0\0de\0Titel\0" + "Süd".encode()),
        chunk(b"iTXt", b"Title\0\1\0de\0Titel\0" + zlib.compress("Süd".encode())),
    ],
)
def test_metadata_of_a_png_are_found(entry: bytes) -> None:
    png = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", b"1234") + entry + chunk(b"IEND", b"")
    assert read_png(png) == "Title Süd"


def test_a_png_that_breaks_off_is_refused() -> None:
    with pytest.raises(ValueError, match="unpack"):
        read_png(b"\x89PNG\r\n\x1a\n" + b"123")
