"""The page of figures says what its records say."""

from pathlib import Path

from ranking_page import FOLDER, PAGE, draw_leads, read_records, render_page


def test_the_page_is_that_of_the_records() -> None:
    records = read_records()
    assert records
    assert PAGE.read_text("utf-8") == render_page(records)


def test_every_record_has_its_picture_the_same_twice(tmp_path: Path) -> None:
    for name, record in read_records().items():
        assert (FOLDER / f"{name}.svg").is_file()
        first = draw_leads(name, record).save(tmp_path / "first.svg").read_bytes()
        assert first == draw_leads(name, record).save(tmp_path / "second.svg").read_bytes()
        assert all(row["system"].encode() in first for row in record["systems"])
