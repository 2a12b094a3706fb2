"""How fast a page answers in a browser: load, hover, search, years, language, panel.

Run from the project's folder, with chromium and the package playwright at hand:
``python tests/benchmarks/page_speed.py 1000``. Milliseconds are the median of some runs, from the
event until the next two frames are drawn.
"""

import argparse
import shutil
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

from large_network import write_large

import hubgraph as hg

DRAWN = "await new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)));"
DEEDS = {
    "hover": "document.querySelectorAll('.hub:not(.away)')[i * 7 + 3]"
    ".dispatchEvent(new PointerEvent('pointerover', {bubbles: true}));",
    "search": "const box = document.querySelector('#search'); box.value = String(i);"
    "box.dispatchEvent(new Event('input', {bubbles: true}));",
    "clear": "document.querySelector('button[type=reset]').click();",
    "year": "const day = document.querySelector('#day'); day.value = i % 2;"
    "day.dispatchEvent(new Event('input', {bubbles: true}));",
    "strengths": "document.querySelector('input[value=strength]').click();",
    "open a hub": "document.querySelectorAll('#list button')[i]?.click();",
    "close": "document.dispatchEvent(new KeyboardEvent('keydown', {key: 'Escape'}));",
    "language": "document.querySelectorAll('[data-lang]')[i % 2].click();",
    "zoom": "document.querySelector('[data-zoom]').click();",
}
RUNS = 7


def measure_page(path: Path) -> Iterator[tuple[str, float]]:
    """Milliseconds until the page is ready, and of each deed."""
    from playwright.sync_api import sync_playwright

    program = shutil.which("chromium") or shutil.which("chromium-browser")
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=program, args=["--no-sandbox"])
        page: Any = browser.new_page(viewport={"width": 1360, "height": 900})
        begin = time.perf_counter()
        page.goto(path.as_uri())
        page.wait_for_selector("html.script")
        yield "load", 1000 * (time.perf_counter() - begin)
        for name, deed in DEEDS.items():
            text = (
                f"async i => {{ const begin = performance.now(); {deed} {DRAWN}"
                " return performance.now() - begin; }"
            )
            yield name, median(page.evaluate(text, run) for run in range(RUNS))
        browser.close()


def main() -> None:
    """Write a page of so many organisations, open it, and tell the times."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("organisations", type=int, nargs="?", default=100)
    parser.add_argument("--page", type=Path, help="a page that is there already")
    given = parser.parse_args()
    with TemporaryDirectory() as folder:
        path = given.page
        if path is None:
            tables = write_large(Path(folder), organisations=given.organisations)
            begin = time.process_time()
            path = hg.export_page(hg.read_workbook(tables), Path(folder) / "network.html")
            sys.stdout.write(f"build {time.process_time() - begin:9.1f} CPU-s\n")
        sys.stdout.write(f"size  {path.stat().st_size / 1e6:9.1f} MB\n")
        for name, spent in measure_page(path):
            sys.stdout.write(f"{name:10} {spent:8.0f} ms\n")


if __name__ == "__main__":
    main()
