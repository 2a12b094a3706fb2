"""A real browser without a window, and pages that note whatever goes wrong in them.

Needs the program chromium and the package playwright; without one of them all is skipped.
"""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from browser_pages import Open, Opened
from large_network import write_large
from rdflib import Dataset

import hubgraph as hg

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser"))), None)
HOSTILE = " </script><img src=x onerror=alert(1)>"
WATCH = "addEventListener('securitypolicyviolation', e => console.error('CSP', e.blockedURI))"


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """Start the browser once."""
    api = pytest.importorskip("playwright.sync_api", reason="the package playwright is missing")
    if CHROMIUM is None:
        pytest.skip("the program chromium is missing")
    with api.sync_playwright() as driver:
        started = driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield started
        started.close()


@pytest.fixture
def open_page(browser: Any) -> Iterator[Open]:
    """Open a file in a window of its own; options as for a browser context."""
    contexts = []

    def open_file(path: Path, **options: Any) -> Opened:
        context = browser.new_context(viewport={"width": 1360, "height": 900}, **options)
        contexts.append(context)
        context.set_default_timeout(10_000)
        opened = Opened(context.new_page())
        opened.page.add_init_script(WATCH)
        opened.page.on("request", lambda request: opened.requests.append(request.url))
        opened.page.on("console", lambda message: opened.complaints.append(message.text))
        opened.page.on("pageerror", lambda error: opened.complaints.append(str(error)))
        opened.page.on("dialog", lambda dialog: opened.complaints.append(dialog.message))
        opened.page.goto(path.as_uri())
        return opened

    yield open_file
    for context in contexts:
        context.close()


@pytest.fixture(scope="session")
def network_page(graph: Dataset, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Page of the bundled network, in English."""
    return hg.export_page(graph, tmp_path_factory.mktemp("page") / "network.html")


@pytest.fixture
def hostile(tmp_path: Path) -> Dataset:
    """Graph of five members, each with a name that would like to be a program."""
    folder = write_large(tmp_path, organisations=5)
    table = folder / "organisations.csv"
    text = table.read_text(encoding="utf-8")
    table.write_text(
        text.replace(" (fictional)", " </script><img src=x onerror=alert(1)>"), "utf-8"
    )
    return hg.read_workbook(folder)
