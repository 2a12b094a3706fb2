"""Command line: data on stdout, messages on stderr, exit 0, 1 or 2, and never a traceback."""

import io
import json
import re
import subprocess
import sys
from collections.abc import Sequence
from functools import partial
from pathlib import Path

import networkx as nx
import pytest
from cli_runs import Answer, Run
from rdflib import Dataset
from recorded_files import write_questions
from small_networks import (
    WORKED_EXAMPLE,
    change_rows,
    copy_bundled,
    need,
    offer,
    write_network,
    write_rows,
)

import hubgraph as hg
from hubgraph.cli import data
from hubgraph.cli.views import VIEWS
from hubgraph.knowledge.shapes import Findings
from hubgraph.tables import CANDIDATES, FINDINGS, MISSING, QUESTIONS, ROBUSTNESS, SUGGESTIONS

COMMANDS = (
    "suggest", "explain", "company", "introducers", "gaps", "redundancy", "check", "missing",
    "ask", "robustness", "query", "topics", "draw", "export", "template", "import", "history",
    "undo", "evaluate",
)  # fmt: skip
SELECT = "SELECT ?hub WHERE { ?hub a hg:ThematicHub } ORDER BY ?hub"


def start(*arguments: str, stdin: str = "", **environment: str) -> Answer:
    """Start the command in a process of its own."""
    command = [sys.executable, "-m", "hubgraph.cli", *arguments]
    done = subprocess.run(
        command, input=stdin.encode(), capture_output=True, env=environment or None, check=False
    )
    return Answer(done.returncode, done.stdout.decode(), done.stderr.decode())


# ------------------------------------------------------------------------ in a process


def test_a_real_run_finds_its_way() -> None:
    found = start("query", "members", "--as-of", "2018-10-10", "--format", "csv")
    assert (found.code, found.err) == (0, "")
    assert len(found.table()) == 13


def test_a_real_mistake_is_named() -> None:
    found = start("suggest", "Sudbdaen")
    assert (found.code, found.out) == (2, "")
    assert "Did you mean 'suedbaden' or 'DIGIHUB Südbaden'?" in found.err
    assert "Traceback" not in found.err


def test_umlauts_whatever_the_terminal_speaks() -> None:
    found = start("explain", "digiZ", "UAB", "--lang", "de", PYTHONIOENCODING="ascii")
    assert (found.code, found.err) == (0, "")
    assert "Künstliche Intelligenz" in found.out
    assert "→" in found.out


def test_a_closed_pipe_is_no_accident() -> None:
    command = [sys.executable, "-m", "hubgraph.cli", "query", "statements", "--format", "json"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        assert process.stdout.read(2) == b"[\n"
        process.stdout.close()
        assert process.stderr.read() == b""


# ---------------------------------------------------------------------------- answers


@pytest.mark.parametrize("command", ["", *COMMANDS])
@pytest.mark.parametrize("option", ["-h", "--help"])
def test_help(run: Run, command: str, option: str) -> None:
    found = run(*filter(None, [command, option]))
    assert (found.code, found.err) == (0, "")
    assert found.out.startswith("Usage: hubgraph")
    names = COMMANDS if not command else ()
    assert all(name in found.out for name in names)


def test_version(run: Run) -> None:
    assert hg.__version__ in run("--version").out


NAMES_OF_2018 = (
    "Digital Hub kurpfalz@bw",
    "HubWerk01 – Digital Hub Region Bruchsal",
    "Digital Hub Nordschwarzwald",
    "digiZ – Digitalisierungszentrum Ostwürttemberg",
    "Digitalisierungszentrum Ulm | Alb-Donau | Biberach",
    "ZD.BB – Zentrum für Digitalisierung Landkreis Böblingen",
    "DNS – Digital Hub Neckar-Alb und Sigmaringen",
    "DIGIHUB Südbaden",
    "Digital Hub Digital Mountains",
    "hfcon – Heilbronn-Franken Connected",
    "de:hub Stuttgart – Future Industries",
    "de:hub Karlsruhe – Artificial Intelligence",
    "de:hub Mannheim/Ludwigshafen – 5-HT Digital Hub Chemistry & Health",
)
"""Every one of the thirteen has its heading, with suggestions or with what is missing."""


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("de", ["Stand 31.12.2020", "Sicherheit niedrig", "Im Netzwerk hat niemand", "30\xa0%"]),
        ("en", ["As of 31 Dec 2020", "certainty low", "Nobody in the network has", "30%"]),
    ],
)
def test_suggest_for_everybody(run: Run, lang: str, words: Sequence[str]) -> None:
    found = run("suggest", "--lang", lang)
    assert (found.code, found.err) == (0, "")
    assert all(word in found.out for word in words)
    assert all(name in found.out for name in NAMES_OF_2018)
    assert "{" not in found.out
    assert max(map(len, found.out.splitlines())) < 160


def test_suggest_as_json(run: Run) -> None:
    found = run("suggest", "digihub suedbaden", "--format", "json", "--top", "2")
    assert found.code == 0
    rows = found.rows()
    assert [list(row) for row in rows] == [[column.name for column in SUGGESTIONS]] * 2
    keys = {"learner", "teacher", "topic", "score", "rank", "why", "certainty"}
    assert keys | {"learner_name", "teacher_name", "topic_label"} <= set(rows[0])
    assert [row["rank"] for row in rows] == [1, 2]
    assert rows[0]["learner_name"] == "DIGIHUB Südbaden"
    assert "ü" in found.out


def test_suggest_as_csv(run: Run) -> None:
    found = run("suggest", "digiZ", "--format", "csv")
    table = found.table()
    assert list(table.columns) == [column.name for column in SUGGESTIONS]
    assert table["rank"].tolist() == [1, 2, 3]
    assert table["topics"].str.split().map(lambda t: t[0]).tolist() == table["topic"].tolist()
    assert not table["statements"].str.contains(r"[\[\]']").any()
    assert "Digital infrastructure" in found.err
    assert "Digital infrastructure" not in found.out


def test_suggest_without_a_suggestion(run: Run) -> None:
    found = run("suggest", "heilbronnfranken", "--format", "json")
    assert (found.code, found.rows()) == (0, [])
    assert "Mobile network" in found.err
    table = run("suggest", "heilbronnfranken", "--format", "csv").table()
    assert len(table.columns) == len(SUGGESTIONS)


def test_hubs_of_one_name_are_two(run: Run, tmp_path: Path) -> None:
    hubs = {"a": "Twin", "b": "Twin", "c": "C"}
    folder = write_network(
        tmp_path, [need("a", "PM"), need("b", "PM"), offer("c", "PM")], hubs=hubs
    )
    assert run("suggest", "--graph", str(folder)).out.count("\nTwin\n") == 2


def test_explain(run: Run) -> None:
    found = run("explain", "digiZ", "UAB")
    assert (found.code, found.err) == (0, "")
    lines = found.out.splitlines()
    end = next(n for n, line in enumerate(lines, start=1) if line.endswith("  Score"))
    parts = [line for line in lines[:end] if re.match(r" +-?0\.\d{3}  \w", line)]
    values = [float(line.split()[0]) for line in parts]
    assert len(values) > 4
    assert sum(values[:-1]) == pytest.approx(values[-1], abs=0.003)
    assert any(line.startswith("Path: Industry 4.0 → ") for line in lines)
    assert any(line.startswith("Offer of UAB: Artificial intelligence, “") for line in lines)
    assert any(line.startswith("S75: http") for line in lines)


def test_explain_as_json(run: Run) -> None:
    found = run("explain", "digiZ", "UAB", "--format", "json", "--lang", "de")
    read = json.loads(found.out, parse_constant=pytest.fail)
    assert sum(part["value"] for part in read["parts"]) == pytest.approx(read["score"], abs=1e-9)
    assert (read["learner"], read["teacher"]) == ("hgd:ostwuerttemberg", "hgd:ulm")
    assert read["low"] <= read["score"] <= read["high"]


@pytest.mark.parametrize("lang", ["de", "en"])
def test_explain_nothing(run: Run, lang: str) -> None:
    found = run("explain", "heilbronnfranken", "ulm", "--lang", lang)
    assert found.code == 0
    assert {"de": "Nichts, was UAB", "en": "Nothing UAB"}[lang] in found.out


@pytest.fixture(scope="module")
def findings(graph: Dataset) -> Findings:
    """Findings of the bundled network, in German."""
    return hg.check_graph(graph, lang="de")


@pytest.mark.parametrize("form", ["table", "csv", "json"])
def test_check(run: Run, findings: Findings, monkeypatch: pytest.MonkeyPatch, form: str) -> None:
    monkeypatch.setattr(
        hg, "check_graph", lambda _graph, *, shapes, lang: {("de", None): findings}[lang, shapes]
    )
    found = run("check", "--format", form, "--lang", "de")
    assert found.code == 0
    assert found.err.startswith("Findings: 0 violation")
    names = [column.name for column in FINDINGS]
    if form == "csv":
        assert list(found.table().columns) == names
    elif form == "json":
        assert all(list(row) == names for row in found.rows())
    else:
        filled = [name for name in names if findings.table[name].notna().any()]
        assert found.out.split("\n")[0].split() == filled


def test_check_of_something_wrong(run: Run, tmp_path: Path) -> None:
    folder = write_network(
        tmp_path, [need("a", "PM", 3, valid_from="2020-02", valid_through="2020-01")]
    )
    found = run("check", "--graph", str(folder), "--format", "json")
    assert found.code == 1
    wrong = [row for row in found.rows() if row["severity"] == "violation"]
    assert "hgsh:IntervalOrder" in {row["shape"] for row in wrong}


def test_check_of_nothing_is_never_fine(run: Run, tmp_path: Path) -> None:
    assert run("check", "--graph", str(tmp_path)).code == 2
    shapes = tmp_path / "shapes.ttl"
    shapes.write_text("@prefix sh: <http://www.w3.org/ns/shacl#> . [] sh:targetClass <urn:None> .")
    found = run("check", "--shapes", str(shapes))
    assert found.code == 1
    told = "Findings: warning: nothing was checked; 0 of 1 shapes met nodes; Digital Hub Network"
    assert found.err.startswith(told)


@pytest.mark.parametrize("form", ["csv", "json"])
def test_ask(run: Run, form: str) -> None:
    found = run("ask", "--top", "4", "--format", form, "--lang", "de")
    assert (found.code, found.err) == (0, "")
    rows = found.rows() if form == "json" else found.table().to_dict("records")
    assert [row["rank"] for row in rows] == [1, 2, 3, 4]
    assert all(list(row) == [column.name for column in QUESTIONS] for row in rows)
    assert str(rows[0]["question"]).startswith("Welche Stufe (1–5)")


def test_robustness(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    quick = partial(hg.measure_robustness, draws=3, resamples=3)
    monkeypatch.setattr(hg, "measure_robustness", quick)
    found = run("robustness", "digiZ", "--top", "2", "--format", "json", "--lang", "de")
    assert (found.code, found.err) == (0, "")
    assert [row["word"] for row in found.rows()] == ["nicht unterscheidbar"] * 2
    assert all(list(row) == [column.name for column in ROBUSTNESS] for row in found.rows())


@pytest.mark.parametrize("form", ["csv", "json"])
@pytest.mark.parametrize("questions", [(), ("--questions",)])
def test_missing(run: Run, form: str, questions: tuple[str, ...]) -> None:
    found = run("missing", "--format", form, "--lang", "de", *questions)
    assert found.code == 0
    assert found.err.startswith("Stand 31.12.2020. Hubs: 13; geprüfte Angaben: 238; Lücken: ")
    rows = found.rows() if form == "json" else found.table().to_dict("records")
    assert all(list(row) == [column.name for column in MISSING] for row in rows)
    assert len(rows) == 26 if questions else len(rows) > 100


def test_missing_as_text(run: Run) -> None:
    whole, short = run("missing"), run("missing", "--questions")
    assert (whole.code, whole.err) == (short.code, short.err) == (0, "")
    for name in NAMES_OF_2018:
        assert f"\n{name}\nChecked: offers " in whole.out
        assert f"\n{name}\n1. " in short.out
    assert whole.out.count("\n2. ") == short.out.count("\n2. ") == 13
    stale = run("missing", "--stale-after", "1").out
    assert stale.count("Not renewed for long") > whole.out.count("Not renewed for long")


@pytest.mark.parametrize("form", ["table", "csv", "json"])
def test_nothing_to_check_is_not_fine(run: Run, tmp_path: Path, form: str) -> None:
    nobody = run("missing", "--as-of", "2018-10-09", "--format", form)
    nothing = run("missing", "--graph", str(write_network(tmp_path)), "--format", form)
    assert (nobody.code, nothing.code) == (1, 1)
    said = [answer.out if form == "table" else answer.err for answer in (nobody, nothing)]
    assert said[0] == "Nobody is a member of the network on 9 Oct 2018.\n"
    assert "Hubs: 3; statements checked: 0; gaps: 12." in said[1]
    if form == "table":
        assert nothing.out.count("Nothing stated, so nothing checked.") == 3
    else:
        assert nothing.out.count("no_need_stated") == 3


def test_members(run: Run) -> None:
    found = run("query", "members", "--as-of", "2018-10-10", "--format", "csv")
    table = found.table()
    assert len(table) == 13
    assert table["hub"].is_unique
    assert run("query", "members", "--format", "json").rows()[0]["hub"] == "hgd:boeblingen"


def test_the_packaged_queries(run: Run) -> None:
    listed = run("query", "--list")
    assert run("query").out == listed.out
    names = [line.split()[0] for line in listed.out.splitlines()[1:]]
    assert names == hg.load_queries()["name"].tolist()
    for name in names:
        found = run("query", name, "--format", "csv")
        assert (found.code, found.err) == (0, ""), name
        assert len(found.table().columns) > (name != "source-nodes")


def test_query_text_from_stdin_or_argument(run: Run) -> None:
    expected = "hub\nhgd:karlsruhe\nhgd:mannheim\nhgd:stuttgart\n"
    assert run("query", SELECT, "--format", "csv").out == expected
    assert run("query", "-", "--format", "csv", stdin=SELECT).out == expected


def test_query_parameters(run: Run) -> None:
    by_param = run("query", "offers", "--param", "organisation=digiz", "--format", "json").rows()
    assert {row["organisation"] for row in by_param} == {"hgd:ostwuerttemberg"}
    both = run("query", "offers", "--param", "organisation=digiz", "--param", "topic=KI")
    assert "hgt:artificial-intelligence" in both.out
    assert both.out.count("\n") == 2


def test_numbers_in_a_query_table_stand_right(run: Run) -> None:
    lines = run("query", "sources").out.splitlines()
    assert len({len(line) for line in lines}) == 1


@pytest.mark.parametrize("form", ["table", "csv", "json"])
def test_a_sample_is_the_same_twice_and_keeps_the_order(run: Run, form: str) -> None:
    sample = ("query", "record", "--sample", "40", "--format", form)
    first = run(*sample, "--seed", "1").out
    assert first == run(*sample, "--seed", "1").out
    assert first != run(*sample, "--seed", "2").out
    assert run(*sample).out == run(*sample, "--seed", "0").out
    facts = re.findall(r"hgd:[\w-]+", first)
    assert len(facts) == 40
    assert facts == sorted(facts)


def test_a_sample_is_the_one_pandas_draws(run: Run, graph: Dataset) -> None:
    found = run("query", "record", "--sample", "40", "--seed", "1", "--format", "json").rows()
    drawn = hg.query(graph, "record").sample(40, random_state=1)
    assert [row["fact"] for row in found] == sorted(drawn["fact"])


def test_a_sample_larger_than_the_answer_is_all_of_it(run: Run) -> None:
    for asked in (["members"], [SELECT]):
        whole = run("query", *asked).out
        assert run("query", *asked, "--sample", "1000").out == whole
        assert run("query", *asked, "--sample", "1").out != whole


def test_a_table_wider_than_the_terminal_stands_in_blocks(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    blocks = run("query", "record", "--sample", "40").out.split("\n\n")
    assert [block.split("\n")[0] for block in blocks] == [f"{n}/40" for n in range(1, 41)]
    for line in "\n".join(blocks).split("\n"):
        assert len(line) <= 80 or len(line.split()) == 1
    wide = run("query", SELECT)
    assert wide.out.startswith("hub\n")


def test_topics(run: Run) -> None:
    answer = run("topics", "Hilfe bei IT-Sicherheit", "Kino", "--lang", "de")
    assert answer.code == 0
    assert [line.split("  ") for line in answer.out.splitlines()][1][-1] == (
        "Hilfe bei [IT-Sicherheit]"
    )
    assert "1 Text ohne Kandidaten" in answer.err
    assert "Das sind Kandidaten" in answer.err


def test_topics_of_lines(run: Run) -> None:
    lines = "AI in retail\n\nRobotik\n"
    table = run("topics", "-", "--format", "csv", stdin=lines).table()
    assert list(table.columns) == [column.name for column in CANDIDATES]
    assert table["text_number"].tolist() == [1, 1, 3]
    rows = run("topics", "-", "--format", "json", stdin=lines).rows()
    assert [row["words"] for row in rows] == ["AI", "retail", "Robotik"]


def test_draw_a_page(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "network.html"
    assert run("draw", str(path), "--lang", "de").code == 0
    assert '<html lang="de"' in path.read_text(encoding="utf-8")
    assert "Content-Security-Policy" in path.read_text(encoding="utf-8")
    refused = run("draw", str(path), "--relation", "contact")
    assert refused.code == 2
    assert "all relations" in refused.err


def test_draw_twice_is_equal_to_the_byte(run: Run, tmp_path: Path) -> None:
    for suffix in ("svg", "png", "pdf"):
        one, two = (tmp_path / f"{n}.{suffix}" for n in (1, 2))
        for path in (one, two):
            found = run("draw", str(path), "--lang", "de")
            assert (found.code, found.out) == (0, "")
            assert found.err == f"Geschrieben: {path}\n"
        assert one.read_bytes() == two.read_bytes()


@pytest.mark.parametrize("view", ["map", "timeline", "waterfall", "path"])
def test_draw_a_view(run: Run, tmp_path: Path, view: str) -> None:
    path = tmp_path / "view.txt"
    pair = ["--learner", "digiZ"] if view in {"waterfall", "path"} else []
    assert run("draw", str(path), "--view", view, "--size", "slide", "--dark", *pair).code == 0
    assert "Digital Hub Network Baden-Württemberg" in path.read_text("utf-8")


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--view", "path"], "needs the hub that learns"),
        (["--view", "map", "--learner", "digiZ"], "does not take it"),
        (["--view", "timeline", "--as-of", "2020-12-31"], "does not take it"),
    ],
)
def test_draw_refuses_what_a_view_cannot_use(
    run: Run, tmp_path: Path, options: list[str], said: str
) -> None:
    answer = run("draw", str(tmp_path / "view.svg"), *options)
    assert answer.code == 2
    assert said in answer.err
    assert not (tmp_path / "view.svg").exists()


@pytest.mark.parametrize("relation", ["contact", "strength"])
def test_draw_other_relations(run: Run, tmp_path: Path, relation: str) -> None:
    path = tmp_path / "network.svg"
    assert run("draw", str(path), "--relation", relation).code == 0
    assert "<svg" in path.read_text("utf-8")


@pytest.mark.parametrize("view", sorted(VIEWS))
def test_draw_every_view(run: Run, tmp_path: Path, view: str) -> None:
    path = tmp_path / "view.txt"
    wanted = {"hub": "--hub", "path": "--learner", "waterfall": "--learner"}
    options = [wanted[view], "digiZ"] if view in wanted else []
    assert run("draw", str(path), "--view", view, "--lang", "de", *options).code == 0
    assert "Netzwerk Baden-Württemberg" in path.read_text("utf-8")


def test_draw_suggestions_dark_for_a_slide(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "slide.svg"
    look = ("--relation", "suggestion", "--size", "slide", "--dark")
    assert run("draw", str(path), *look).code == 0
    assert 'viewBox="0 0 960 540"' in path.read_text("utf-8")
    assert "#14181d" in path.read_text("utf-8")


def test_draw_a_hub_needs_its_name(run: Run, tmp_path: Path) -> None:
    found = run("draw", str(tmp_path / "hub.svg"), "--view", "hub")
    assert found.code == 2
    assert "--hub" in found.err


def test_export_of_a_network(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "network.graphml"
    assert run("export", str(path), "--as-of", "2019-12-31").code == 0
    read = nx.read_graphml(path)
    assert len(read) == 13
    assert read.graph["as_of"] == "2019-12-31"


@pytest.mark.parametrize("command", ["export", "draw"])
@pytest.mark.parametrize("suffix", [".gexf", ".cyjs", ".json", ".dot", ".gv", ".mmd", ".csv"])
def test_a_network_for_another_tool(
    run: Run, graph: Dataset, tmp_path: Path, command: str, suffix: str
) -> None:
    path = tmp_path / f"network{suffix}"
    options = ("--relation", "strength", "--as-of", "2019-12-31", "--lang", "de")
    assert run(command, str(path), *options).code == 0
    network = hg.build_network(graph, relation="strength", as_of="2019-12-31", lang="de")
    expected = hg.export_network(network, tmp_path / f"expected{suffix}")
    files = [sorted(p.iterdir()) if p.is_dir() else [p] for p in (path, expected)]
    assert all(a.read_bytes() == b.read_bytes() for a, b in zip(*files, strict=True))


@pytest.mark.parametrize("suffix", [".ttl", ".trig", ".nq", ".jsonld"])
def test_export_of_the_graph(run: Run, tmp_path: Path, suffix: str) -> None:
    found = run("export", str(tmp_path / f"network{suffix}"))
    assert (found.code, found.out) == (0, "")
    assert (tmp_path / f"network{suffix}").stat().st_size > 10_000


@pytest.mark.parametrize("name", ["network.xlsx", "network.ods", "network"])
def test_export_of_a_workbook(run: Run, tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    found = run("export", str(path), "--lang", "de")
    assert (found.code, found.out, found.err) == (0, "", f"Geschrieben: {path}\n")
    assert len(hg.query(hg.read_workbook(path), "members", as_of="2018-10-10")) == 13
    found = run("export", str(path))
    assert (found.code, "is already there" in found.err) == (2, True)
    assert run("export", str(path), "--overwrite").code == 0


def test_a_template_is_written_once(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "survey.xlsx"
    found = run("template", str(path), "--lang", "de")
    assert (found.code, found.out) == (0, "")
    assert found.err.startswith(f"Geschrieben: {path}\n")
    assert found.err.endswith(f"Danach: hubgraph check {path} --lang de\n")
    german = path.read_bytes()
    found = run("template", str(path))
    assert (found.code, "is already there" in found.err) == (2, True)
    assert path.read_bytes() == german
    assert run("template", str(path), "--overwrite").code == 0
    assert path.read_bytes() != german


def test_completion_offers_identifiers(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("_HUBGRAPH_COMPLETE", "bash_complete")
    monkeypatch.setenv("COMP_WORDS", "hubgraph suggest s")
    monkeypatch.setenv("COMP_CWORD", "2")
    found = run()
    assert found.out.splitlines() == ["plain,sbh", "plain,stuttgart", "plain,suedbaden"]


# ------------------------------------------------------------------ before the kick-off


@pytest.mark.parametrize("form", ["table", "csv", "json"])
def test_suggest_before_the_kick_off(run: Run, form: str) -> None:
    found = run("suggest", "--as-of", "2018-10-09", "--format", form)
    assert found.code == 0
    nobody = "Nobody is a member of the network on 9 Oct 2018.\n"
    assert nobody in (found.out if form == "table" else found.err)
    if form == "csv":
        assert list(found.table().columns) == [column.name for column in SUGGESTIONS]
    elif form == "json":
        assert found.rows() == []
    else:
        assert "9 Oct 2018" in found.out


def test_others_before_the_kick_off(run: Run, tmp_path: Path) -> None:
    day = ("--as-of", "2018-10-09")
    assert run("query", "members", *day, "--format", "json").rows() == []
    assert run("draw", str(tmp_path / "none.svg"), *day).code == 0
    assert run("export", str(tmp_path / "none.graphml"), *day).code == 0
    found = run("explain", "digiZ", "UAB", *day)
    assert found.code == 2
    assert "no member 'digiZ'" in found.err


# ---------------------------------------------------------------------------- mistakes

MISTAKES = {
    "hub": (["suggest", "Sudbdaen"], "Did you mean"),
    "teacher": (["explain", "digiZ", "Ulmm"], "no member 'Ulmm'"),
    "office": (["explain", "digiZ", "diz"], "no member 'diz'"),
    "self": (["explain", "digiZ", "digiZ"], "teacher = 'digiZ'"),
    "one hub": (["explain", "digiZ"], "Missing argument 'TEACHER'"),
    "top 0": (["suggest", "--top", "0"], "top = 0"),
    "top x": (["suggest", "--top", "x"], "not a valid integer"),
    "sample 0": (["query", "members", "--sample", "0"], "x>=1"),
    "sample x": (["query", "members", "--sample", "some"], "not a valid integer"),
    "seed": (["query", "members", "--sample", "1", "--seed", "-1"], "0<=x<=4294967295"),
    "language": (["suggest", "--lang", "fr"], "'fr' is not one of"),
    "format": (["suggest", "--format", "xml"], "'xml' is not one of"),
    "command": (["sugest"], "No such command 'sugest'"),
    "option": (["suggest", "--nope"], "No such option"),
    "date of suggest": (["suggest", "--as-of", "2020-02-30"], "'2020-02-30' is not a date"),
    "date of explain": (["explain", "digiZ", "UAB", "--as-of", "soon"], "'soon' is not a date"),
    "date of missing": (["missing", "--as-of", "x"], "'x' is not a date"),
    "age of missing": (["missing", "--stale-after", "0"], "stale_after = 0"),
    "date of query": (["query", "members", "--as-of", "2018"], "'2018' is not a date"),
    "date of draw": (["draw", "{}/a.svg", "--as-of", "x"], "'x' is not a date"),
    "date of export": (["export", "{}/a.graphml", "--as-of", "x"], "'x' is not a date"),
    "date of a graph": (["export", "{}/a.ttl", "--as-of", "2020-12-31"], "--as-of"),
    "graph": (["suggest", "--graph", "bavaria"], "no bundled network 'bavaria'"),
    "folder": (["suggest", "--graph", "{}"], "There is no sheet hubgraph knows"),
    "path": (["suggest", "--graph", "{}/no"], "does not exist"),
    "no network": (["suggest", "--graph", "{}/no.hg"], "hubgraph import"),
    "no rdf": (["suggest", "--graph", "{}/no.ttl"], "does not exist"),
    "query": (["query", "membres"], "Did you mean 'members'"),
    "sparql": (["query", "SELECT ?a WHERE {\n ?a ?b }"], "line 2"),
    "prefix": (["query", "SELECT * WHERE { ?a foo:b ?c }"], "Unknown prefix 'foo'"),
    "no sparql": (["query", "where are they"], "Expected there"),
    "service": (["query", "SELECT * WHERE { SERVICE <urn:x> { ?a ?b ?c } }"], "Line 1"),
    "update": (["query", "INSERT DATA { <urn:a> <urn:b> 1 }"], "line 1"),
    "topic": (["query", "offers", "--param", "topic=artificial inteligence"], "Did you mean"),
    "organisation": (["query", "offers", "--param", "organisation=Ulmm"], "organisation 'Ulmm'"),
    "parameter": (["query", "offers", "--param", "place=Ulm"], "no parameter of the query"),
    "no value": (["query", "offers", "--param", "topic"], "not NAME=VALUE"),
    "no as_of": (["query", "topics", "--as-of", "2020-12-31"], "'as_of'"),
    "unbound": (["query", SELECT, "--param", "nobody=1"], "SELECT line"),
    "picture": (
        ["draw", "{}/a.bmp"],
        "Use one of: .html, .pdf, .png, .svg, .txt, .csv, .cyjs, .dot, .gexf",
    ),
    "network file": (["export", "{}/a.gml"], ".parquet, .csv, .cyjs, .dot, .gexf, .graphml, .gv"),
    "file": (["export", "{}/a.docx"], "Unknown format '.docx'. Use one of: .jsonld"),
    "date of a workbook": (["export", "{}/a.xlsx", "--as-of", "2020-12-31"], "--as-of"),
    "template": (["template", "{}/survey.doc"], "Unknown format '.doc'"),
    "language of a template": (["template", "{}/survey.xlsx", "--lang", "fr"], "'fr' is not one"),
    "folder of a template": (["template", "{}/no/survey.ods"], "does not exist"),
    "no folder": (["draw", "{}/no/a.svg"], "does not exist"),
    "no folder either": (["export", "{}/no/a.ttl"], "does not exist"),
    "relation": (["draw", "{}/a.svg", "--relation", "love"], "'love' is not one of"),
}


@pytest.mark.parametrize(("arguments", "expected"), MISTAKES.values(), ids=MISTAKES)
def test_a_mistake_ends_with_2_and_a_way_out(
    run: Run, tmp_path: Path, arguments: Sequence[str], expected: str
) -> None:
    filled = [word.replace("{}", str(tmp_path)) if "{}" in word else word for word in arguments]
    found = run(*filled)
    assert (found.code, found.out) == (2, "")
    assert expected in found.err
    assert "Traceback" not in found.err
    assert list(tmp_path.iterdir()) == []


def test_a_file_in_the_way(run: Run, tmp_path: Path) -> None:
    for command, name in (("export", "a.ttl"), ("export", "a.graphml"), ("draw", "a.svg")):
        (tmp_path / name).mkdir()
        found = run(command, str(tmp_path / name))
        assert (found.code, found.out) == (2, "")
        assert "Is a directory" in found.err or "directory" in found.err.casefold()


def test_a_cell_that_does_not_fit_is_found(run: Run, tmp_path: Path) -> None:
    folder = copy_bundled(tmp_path / "copy")
    change_rows(folder / "statements.csv", lambda rows: [rows[0] | {"topic": "KIX"}, *rows[1:]])
    found = run("suggest", "--graph", str(folder))
    assert (found.code, found.out) == (2, "")
    assert "statements.csv, sheet statements, row 2, column “topic”: “KIX”" in found.err


def test_the_language_can_be_set_once(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HUBGRAPH_LANG", "de")
    assert run("suggest", "digiZ").out.startswith("Stand ")
    monkeypatch.setenv("HUBGRAPH_LANG", "fr")
    assert run("suggest", "digiZ").code == 2


def test_without_a_command_there_is_help(run: Run) -> None:
    found = run()
    assert found.code == 2
    assert "Usage: hubgraph" in found.out + found.err


# ------------------------------------------------------------------- what may be published


@pytest.fixture(name="restricted")
def write_restricted(tmp_path: Path) -> Path:
    """Write a network in which one source is not for the public."""
    rows = [*WORKED_EXAMPLE, need("a", "CV", 3, source="S2")]
    folder = write_network(tmp_path / "network", rows)
    write_rows(folder / "sources.csv", [{"id": "S1"}, {"id": "S2", "access": "restricted"}])
    return folder


@pytest.mark.parametrize("name", ["public.xlsx", "public.ods", "public"])
def test_a_public_workbook_holds_nothing_restricted(
    run: Run, restricted: Path, tmp_path: Path, name: str
) -> None:
    graph = hg.read_workbook(restricted)
    for options, clean in ((["--public"], True), ([], False)):
        path = tmp_path / name
        found = run("export", str(path), "--graph", str(restricted), "--overwrite", *options)
        assert found.code == 0, found.err
        assert hg.check_leaks(graph, hg.read_workbook(path)).empty == clean


@pytest.mark.parametrize(
    "command",
    [
        ("suggest", "--format", "csv"),
        ("suggest", "--format", "json"),
        ("suggest", "--lang", "de"),
        ("explain", "a", "b", "--format", "json"),
        ("explain", "a", "b"),
        ("query", "needs", "--format", "csv"),
        ("query", "SELECT (COUNT(?n) AS ?count) WHERE { ?n a hg:Need }", "--format", "json"),
        ("draw", "network.svg"),
        ("draw", "network.pdf", "--relation", "strength"),
        ("export", "network.graphml"),
        ("export", "network.ttl"),
        ("export", "network.jsonld"),
    ],
)
def test_public_leaves_out_what_is_restricted(
    run: Run, restricted: Path, tmp_path: Path, command: Sequence[str]
) -> None:
    graph = hg.read_workbook(restricted)
    form = command[-1] if "--format" in command else "txt"
    for options, clean in ((["--public"], True), ([], False)):
        path = tmp_path / (command[1] if command[0] in {"draw", "export"} else f"answer.{form}")
        words = [str(path) if "." in word and "{" not in word else word for word in command]
        found = run(*words, "--graph", str(restricted), *options)
        assert found.code in {0, 1}, found.err
        if found.out:
            path.write_text(found.out, "utf-8")
        assert hg.check_leaks(graph, path).empty == clean


# ----------------------------------------------------------------- a network that grows


class Terminal(io.StringIO):
    """Somebody who answers."""

    def isatty(self) -> bool:
        """Say that this is a terminal."""
        return True


def test_an_import_is_shown_and_asked_about(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tables = write_network(tmp_path / "survey", WORKED_EXAMPLE)
    network = str(tmp_path / "network.hg")
    assert run("import", str(tables), "--into", network).code == 0
    exported = tmp_path / "edited"
    assert run("export", str(exported), "--graph", network).code == 0
    path = exported / "statements.csv"
    lines = path.read_text("utf-8").splitlines(keepends=True)
    path.write_text("".join(lines[:-1]), "utf-8")
    command = ("import", str(exported), "--into", network, "--lang", "de")
    dry = run(*command, "--dry-run")
    assert dry.out.splitlines()[0].split()[:2] == ["Änderung", "Blatt"]
    assert dry.out.endswith("Zeilen: 0 neu, 0 geändert, 1 gelöscht.\n")
    assert dry.err == ""

    for answer, written in (("\n", False), ("nein\n", False), ("J\n", True)):
        monkeypatch.setattr(io, "StringIO", lambda _, answer=answer: Terminal(answer))
        found = run(*command)
        assert found.err.startswith(dry.out)
        assert "So schreiben? [j/N]" in found.err
        assert ("Geschrieben: Lieferung 2" in found.err) == written
        assert ("Es wurde nichts geschrieben." in found.err) == (not written)
        assert found.out.strip() == ""
    assert run(*command).err == "Zeilen: 0 neu, 0 geändert, 0 gelöscht.\n"
    run("undo", "--graph", network)
    found = run(*command, "--yes")
    assert found.err == f"{dry.out}Geschrieben: Lieferung 3\n"


@pytest.mark.parametrize(("moment", "shown"), [(0, 1), (float("inf"), 0)])
def test_an_import_that_takes_long_shows_how_far_it_is(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, moment: float, shown: int
) -> None:
    monkeypatch.setattr(data, "_MOMENT", moment)
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    tables = write_network(tmp_path / "survey", WORKED_EXAMPLE)
    found = run("import", str(tables), "--into", str(tmp_path / "network.hg"))
    assert ("100%" in found.err) == bool(shown)


def test_import_history_undo(run: Run, tmp_path: Path) -> None:
    tables = write_network(tmp_path / "survey", WORKED_EXAMPLE)
    network = str(tmp_path / "network.hg")
    dry = run("import", str(tables), "--into", network, "--dry-run", "--format", "csv")
    assert (dry.code, dry.table()["kind"].unique().tolist()) == (0, ["added"])
    assert not Path(network).exists()
    found = run("import", str(tables), "--into", network)
    assert (found.code, found.out) == (0, "")
    counts = f"Rows: {len(dry.table())} added, 0 changed, 0 removed."
    assert found.err == f"{counts}\nWritten: batch 1\n"
    assert run("suggest", "--graph", network).out == run("suggest", "--graph", str(tables)).out
    [batch] = run("history", "--graph", network, "--format", "json").rows()
    assert (batch["number"], batch["source"], batch["undone"]) == (1, "survey", False)
    heads, line = run("history", "--graph", network, "--lang", "de").out.splitlines()
    assert heads.split()[:2] == ["Lieferung", "Datei"]
    assert batch["sha256"] not in line
    assert run("undo", "--graph", network).err == "Taken back: batch 1, survey\n"
    assert run("history", "--graph", network, "--format", "json").rows()[0]["undone"] is True
    assert run("undo", "--graph", network).code == 2


# ----------------------------------------------------------------------- back-testing


def test_evaluate(run: Run, tmp_path: Path) -> None:
    path, record = write_questions(tmp_path / "q.tsv.gz", count=60), tmp_path / "record.json"
    found = run("evaluate", "--data", str(path), "--record", str(record), "--format", "json")
    assert (found.code, found.err) == (0, f"Written: {record}\n")
    rows = found.rows()
    assert rows[0]["system"] == "hubgraph"
    assert {"system", "hits_at_10", "mrr", "ndcg_at_10", "n"} <= rows[0].keys()
    written = json.loads(record.read_text("utf-8"))
    assert written["systems"] == rows
    assert str(tmp_path) not in record.read_text("utf-8")
    wrong = run("evaluate", "--data", str(record))
    assert (wrong.code, wrong.out) == (2, "")
    assert "needed are order, topics, learner, teachers_score" in wrong.err
