"""The cell magic ``%%sparql``: a query in a cell, its answer below."""

from argparse import ArgumentParser
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NoReturn

from hubgraph.diagrams.query_diagram import plot_query
from hubgraph.errors import HubgraphError, OptionError, UnknownNameError
from hubgraph.jupyter.result_table import ResultTable, YesNo
from hubgraph.knowledge.empty_answers import explain_empty
from hubgraph.knowledge.parameters import read_parameters
from hubgraph.knowledge.queries import query
from hubgraph.knowledge.store import require_graph
from hubgraph.knowledge.syntax import find_form
from hubgraph.languages import FALLBACK, list_languages
from hubgraph.libraries import import_library

if TYPE_CHECKING:
    from IPython.core.interactiveshell import InteractiveShell
    from rdflib import Graph

    from hubgraph.diagrams.drawing import Drawing


def load_magic(shell: "InteractiveShell") -> None:
    """Give a notebook the cell magic ``%%sparql``; `hubgraph.load_ipython_extension` calls it."""
    error = import_library("IPython.core.error", extra="notebook")

    def sparql(line: str, cell: str) -> "ResultTable | YesNo | Drawing":
        """Ask a graph: SELECT gives a table, ASK yes or no, CONSTRUCT and DESCRIBE a picture.

        %%sparql [GRAPH] [--lang de|en] [--as NAME] [--plot]: GRAPH is the variable with the
        graph (default: graph), NAME one for the result; --plot draws a SELECT. The project's
        prefixes are known. $name is the notebook's variable of that name.
        """
        try:
            given = _PARSER.parse_args(line.split())
            graph = _find_graph(given.graph, shell.user_ns)
            answer = ask(graph, cell, shell.user_ns, lang=given.lang, plot=given.plot)
        except HubgraphError as problem:
            raise error.UsageError(str(problem)) from None
        if given.target:
            shell.user_ns[given.target] = _bare(answer)
        return answer

    register: Any = shell.register_magic_function  # its decorator hides its type
    register(sparql, "cell")


class _Parser(ArgumentParser):
    """Reads the options of the magic; what it does not understand is an error of ours."""

    def error(self, message: str) -> NoReturn:
        """Raise OptionError instead of ending the program."""
        allowed = "%%sparql [GRAPH] [--lang de|en] [--as NAME] [--plot]"
        raise OptionError("%%sparql", message, allowed)


_PARSER = _Parser(add_help=False, allow_abbrev=False)
_PARSER.add_argument("graph", nargs="?", default="graph")
_PARSER.add_argument("--lang", choices=list_languages(), default=FALLBACK)
_PARSER.add_argument("--as", dest="target")
_PARSER.add_argument("--plot", action="store_true")


def ask(
    graph: "Graph", text: str, variables: Mapping[str, object], *, lang: str, plot: bool
) -> "ResultTable | YesNo | Drawing":
    """Answer a query; `variables` are those that ``$name`` stands for.

    CONSTRUCT, DESCRIBE and, with `plot`, SELECT give a picture. Raises as `query` and
    `plot_query`.
    """
    values, form = read_parameters(text, variables), find_form(text)
    if plot or form in {"construct", "describe"}:
        return plot_query(graph, text, bindings=values, lang=lang)
    table = query(graph, text, **values)
    if form == "ask":
        return YesNo(bool(table["answer"].iloc[0]), lang)
    return ResultTable(table, lang, explain_empty(graph, text, values) if table.empty else "")


def _find_graph(name: str, variables: Mapping[str, object]) -> "Graph":
    """Graph that a variable holds.

    Raises UnknownNameError if there is no such variable, WrongTypeError if it holds no graph.
    """
    if name not in variables:
        known = sorted(k for k, v in variables.items() if hasattr(v, "triples") and k[0] != "_")
        hint = "" if known else "Load one: graph = hg.load_graph('baden-wuerttemberg')."
        raise UnknownNameError(name, known, kind="variable with a graph", hint=hint)
    return require_graph(variables[name])


def _bare(answer: "ResultTable | YesNo | Drawing") -> object:
    """Return a DataFrame, a truth value, or the drawing."""
    if isinstance(answer, ResultTable):
        return answer.table
    return answer.answer if isinstance(answer, YesNo) else answer
