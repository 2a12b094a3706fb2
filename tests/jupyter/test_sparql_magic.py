"""The cell magic %%sparql, in an IPython of this process and in a notebook."""

import csv
import io
import json
import re
import subprocess
import sys
from base64 import b64decode
from html.parser import HTMLParser
from pathlib import Path
from shutil import which
from typing import Any

import nbformat
import pandas as pd
import pytest
from IPython.core.error import UsageError
from IPython.core.interactiveshell import InteractiveShell
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError
from rdflib import Dataset, URIRef

import hubgraph as hg
from hubgraph.diagrams.drawing import Drawing
from hubgraph.jupyter.result_table import MOST_ROWS, ResultTable, YesNo
from hubgraph.vocabulary import expand_curie

HUBS = "SELECT ?hub ?name WHERE { ?hub a hg:ThematicHub ; skos:prefLabel ?name } ORDER BY ?hub"


@pytest.fixture(name="shell")
def open_shell(graph: Dataset) -> InteractiveShell:
    """Open an IPython with the extension loaded and the bundled network as `graph`."""
    shell = InteractiveShell()
    hg.load_ipython_extension(shell)
    shell.user_ns["graph"] = graph
    return shell


def ask(shell: InteractiveShell, cell: str, line: str = "") -> Any:
    """Answer of a cell."""
    return shell.run_cell_magic("sparql", line, cell)


class Cells(HTMLParser):
    """Text of the cells of a table, row by row."""

    def __init__(self) -> None:
        """Start without rows."""
        super().__init__()
        self.rows: list[list[str]] = []
        self.inside = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin a row or a cell."""
        del attrs
        self.inside = tag in {"th", "td"}
        if tag == "tr":
            self.rows.append([])
        elif self.inside:
            self.rows[-1].append("")

    def handle_endtag(self, tag: str) -> None:
        """End a cell."""
        self.inside = self.inside and tag not in {"th", "td"}

    def handle_data(self, data: str) -> None:
        """Add text to a cell."""
        if self.inside:
            self.rows[-1][-1] += data


def read_cells(page: str) -> list[list[str]]:
    """Rows of the table on a page."""
    reader = Cells()
    reader.feed(page)
    return reader.rows


def download(page: str) -> list[list[str]]:
    """Rows of the CSV that a page's link holds."""
    code = re.search(r"href='data:text/csv;charset=utf-8;base64,([^']*)'", page)
    assert code
    return list(csv.reader(io.StringIO(b64decode(code[1]).decode())))


def test_a_select_is_a_table(shell: InteractiveShell, graph: Dataset) -> None:
    answer, table = ask(shell, HUBS), hg.query(graph, HUBS)
    assert isinstance(answer, ResultTable)
    page = answer._repr_html_()
    expected = [["hub", "name"], *table.to_numpy().tolist()]
    assert read_cells(page) == download(page) == expected
    assert "3 rows." in page
    assert "hgd:karlsruhe" in repr(answer)
    assert "3 Zeilen." in ask(shell, HUBS, "--lang de")._repr_html_()
    assert not re.search(r"(?:src|href)=(?!'data:)", page)


def test_the_result_is_kept_under_a_name(shell: InteractiveShell, graph: Dataset) -> None:
    ask(shell, HUBS, "--as hubs")
    pd.testing.assert_frame_equal(shell.user_ns["hubs"], hg.query(graph, HUBS))
    ask(shell, "ASK { hgd:ulm a hg:RegionalHub }", "graph --as there")
    assert shell.user_ns["there"] is True
    ask(shell, "DESCRIBE hgd:ulm", "--as picture")
    assert isinstance(shell.user_ns["picture"], Drawing)


def test_ask_says_yes_or_no(shell: InteractiveShell) -> None:
    yes = ask(shell, "ASK { hgd:ulm a hg:RegionalHub }")
    no = ask(shell, "ASK { hgd:ulm a hg:ThematicHub }", "--lang de")
    assert isinstance(yes, YesNo)
    assert (repr(yes), repr(no)) == ("Yes", "Nein")
    assert "<strong>Nein</strong>" in no._repr_html_()


def test_pictures(shell: InteractiveShell) -> None:
    drawn = ask(shell, "CONSTRUCT { ?h hg:offers ?t } WHERE { ?h a hg:ThematicHub ; hg:offers ?t }")
    assert isinstance(drawn, Drawing)
    plotted = ask(shell, "SELECT ?node ?linked { ?node hg:needs ?linked } LIMIT 5", "--plot")
    assert isinstance(plotted, Drawing)
    with pytest.raises(UsageError, match=r"\?hub says nothing to a picture"):
        ask(shell, HUBS, "--plot")


def test_parameters_are_bound_never_pasted(shell: InteractiveShell, graph: Dataset) -> None:
    offers = hg.query(graph, "SELECT ?hub ?topic { ?hub hg:offers ?topic } ORDER BY ?hub ?topic")
    topic = offers["topic"].iloc[0]
    expected = offers.loc[offers["topic"] == topic, "hub"].tolist()
    for value in (topic, URIRef(expand_curie(topic))):
        shell.user_ns["topic"] = value
        found = ask(shell, "SELECT ?hub { ?hub hg:offers $topic } ORDER BY ?hub").table
        assert found["hub"].tolist() == expected
    shell.user_ns["name"] = '" } UNION { ?hub a hg:ThematicHub } #'
    assert ask(shell, "SELECT ?hub { ?hub skos:prefLabel $name }").table.empty
    shell.user_ns["name"] = "HubWerk01"
    found = ask(shell, "SELECT ?hub $name { ?hub schema:alternateName $name } # $other '$none'")
    assert found.table["hub"].tolist() == ["hgd:bruchsal"]
    with pytest.raises(UsageError, match=r"'nmae'\. Did you mean 'name'"):
        ask(shell, "SELECT ?hub { ?hub skos:prefLabel $nmae }")


@pytest.mark.parametrize(
    ("line", "cell", "message"),
    [
        ("", "SELECT ?x\nWHERE { ?x a }", r"line 2, column 15:\n  WHERE \{ \?x a \}\n {16}\^"),
        ("", "SELECT ?x { ?x skoss:note ?y }", r"Unknown prefix 'skoss'.*Known prefixes: dcterms"),
        ("", "SELECT ?x { ?x a hg:Hubb }", r"'Hubb'\. Did you mean 'Hub'"),
        ("grph", HUBS, r"no variable with a graph 'grph'\. Did you mean 'graph'"),
        ("number", HUBS, "This is a int, not a Graph"),
        ("--lang fr", HUBS, r"%%sparql \[GRAPH\] \[--lang de\|en\]"),
        ("--nonsense", HUBS, r"--nonsense.*%%sparql"),
        ("", "\n", "Write a query"),
    ],
)
def test_errors_say_what_to_do(shell: InteractiveShell, line: str, cell: str, message: str) -> None:
    shell.user_ns["number"] = 3
    with pytest.raises(UsageError, match=f"(?s){message}"):
        ask(shell, cell, line)


def test_without_a_graph_it_says_how_to_load_one(shell: InteractiveShell) -> None:
    del shell.user_ns["graph"]
    with pytest.raises(UsageError, match=r"Load one: graph = hg\.load_graph"):
        ask(shell, HUBS)


def test_an_empty_answer_says_why(shell: InteractiveShell) -> None:
    answer = ask(shell, "SELECT ?h { ?h hg:offers hgt:artifical-intelligence }")
    for text in (repr(answer), answer._repr_html_()):
        assert "0 rows. Nothing matches ?h hg:offers hgt:artifical-intelligence." in text
        assert "Did you mean hgt:artificial-intelligence?" in text


def test_every_cell_is_escaped_and_formulas_are_guarded() -> None:
    table = pd.DataFrame({"<b>": ["<script>alert(1)</script>", "=1+1"], "n": [-1.5, None]})
    page = ResultTable(table)._repr_html_()
    assert page.count("<script>") == 1
    assert read_cells(page)[1:] == [["<script>alert(1)</script>", "-1.5"], ["=1+1", ""]]
    assert download(page)[1:] == [["<script>alert(1)</script>", "-1.5"], ["'=1+1", ""]]


def test_a_long_table_is_cut_and_the_download_is_not() -> None:
    table = pd.DataFrame({"n": range(MOST_ROWS + 1)})
    page = ResultTable(table)._repr_html_()
    assert len(read_cells(page)) == MOST_ROWS + 1
    assert len(download(page)) == MOST_ROWS + 2
    assert f"The first {MOST_ROWS} are shown." in page


def test_the_public_part_leaves_its_mark(shell: InteractiveShell, graph: Dataset) -> None:
    shell.user_ns["public"] = hg.build_public(graph)
    page = ask(shell, HUBS, "public")._repr_html_()
    assert re.search(r"data-snapshot='[0-9a-f]{64}'", page)
    assert download(page)[0] == ["hub", "name", "snapshot"]


SORT = """
const { JSDOM } = require("jsdom");
const page = require("node:fs").readFileSync(0, "utf8");
const { document } = new JSDOM(page, { runScripts: "dangerously" }).window;
const read = () => [...document.querySelectorAll("tbody tr")].map((row) => row.textContent);
const head = document.querySelectorAll("th")[+process.argv[1]];
const found = [read()];
head.click(); found.push(read()); head.click(); found.push(read());
process.stdout.write(JSON.stringify([...found, head.getAttribute("aria-sort")]));
"""


@pytest.mark.parametrize(
    ("column", "up"), [(0, ["a-1.5", "B10", "ä9", ""]), (1, ["a-1.5", "ä9", "B10", ""])]
)
def test_a_click_on_a_heading_sorts(column: int, up: list[str]) -> None:
    node = which("node")
    found = ["-e", "require.resolve('jsdom')"]
    if not node or subprocess.run([node, *found], capture_output=True, check=False).returncode:
        pytest.skip("not installed for node (NODE_PATH): jsdom")
    values: list[object] = [10, -1.5, None, 9]
    table = pd.DataFrame({"text": ["B", "a", None, "ä"], "number": values})
    done = subprocess.run(
        [node, "-e", SORT, str(column)],
        input=ResultTable(table, "de")._repr_html_(),
        capture_output=True, check=True, encoding="utf-8", timeout=60,
    )  # fmt: skip
    first, once, twice, state = json.loads(done.stdout)
    text = [line.replace(".0", "") for line in once]
    assert first != once
    expected = sorted(up[:3], key=lambda line: "aäB".index(line[0])) if column == 0 else up[:3]
    assert text == [*expected, ""]
    assert [line.replace(".0", "") for line in twice] == [*reversed(expected), ""]
    assert state == "descending"


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_a_notebook_runs(tmp_path: Path) -> None:
    cells = [
        "import hubgraph as hg\ngraph = hg.load_graph('musterland')",
        "%load_ext hubgraph",
        f"%%sparql --as hubs\n{HUBS}",
        "len(hubs)",
        "%%sparql --plot\nSELECT ?node { ?node a hg:ThematicHub } LIMIT 2",
        "%%sparql\nSELECT ?x { ?x a",
    ]
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells])
    notebook.metadata.kernelspec = {"name": "python3", "display_name": sys.executable}
    client = NotebookClient(notebook, timeout=120, resources={"metadata": {"path": tmp_path}})
    with pytest.raises(CellExecutionError, match=r"line 1, column"):
        client.execute()
    shown = [cell.outputs[0].get("data", {}) for cell in notebook.cells[2:5]]
    assert "data-sparql" in shown[0]["text/html"]
    assert int(shown[1]["text/plain"]) > 1
    assert "<svg" in shown[2]["image/svg+xml"]
    last = "".join(output.get("text", "") for output in notebook.cells[5].outputs)
    assert "Traceback" not in last
