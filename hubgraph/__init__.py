"""hubgraph: who should learn what from whom in a network of innovation hubs, and why.

Everything public is here; each name is loaded when it is first used, so that importing the
package is fast.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from IPython.core.interactiveshell import InteractiveShell

    from hubgraph.diagrams.export import export_network
    from hubgraph.diagrams.hub_diagram import plot_hub
    from hubgraph.diagrams.indicators_diagram import plot_indicators
    from hubgraph.diagrams.layout import build_layout
    from hubgraph.diagrams.map_diagram import plot_map
    from hubgraph.diagrams.matrix_diagram import plot_matrix
    from hubgraph.diagrams.network_diagram import plot_network
    from hubgraph.diagrams.page import build_page, export_page
    from hubgraph.diagrams.path_diagram import plot_path
    from hubgraph.diagrams.query_diagram import plot_query
    from hubgraph.diagrams.timeline_diagram import plot_timeline
    from hubgraph.diagrams.tree_diagram import plot_tree
    from hubgraph.diagrams.waterfall_diagram import plot_waterfall
    from hubgraph.diagrams.years_diagram import plot_years
    from hubgraph.errors import HubgraphError
    from hubgraph.evaluation.ranking import measure_ranking
    from hubgraph.explanation.absence import explain_absence
    from hubgraph.explanation.company import suggest_hubs_for_company
    from hubgraph.explanation.compare import compare_explanations
    from hubgraph.explanation.counterfactuals import find_counterfactuals, rank_fragile_statements
    from hubgraph.explanation.explain import explain_suggestion
    from hubgraph.explanation.interests import suggest_colearning, suggest_teamups
    from hubgraph.explanation.introducers import find_introducers
    from hubgraph.explanation.learning import suggest_helping, suggest_learning
    from hubgraph.explanation.openings import suggest_openings
    from hubgraph.explanation.robustness import measure_robustness
    from hubgraph.explanation.swaps import suggest_swaps
    from hubgraph.knowledge.batches import undo_batch
    from hubgraph.knowledge.candidates import suggest_topics
    from hubgraph.knowledge.export import export_graph
    from hubgraph.knowledge.graph import load_graph, open_graph
    from hubgraph.knowledge.imports import import_workbook, load_history
    from hubgraph.knowledge.leaks import check_leaks
    from hubgraph.knowledge.queries import load_queries, query
    from hubgraph.knowledge.rights import build_public
    from hubgraph.knowledge.shapes import check_graph
    from hubgraph.knowledge.template import write_template
    from hubgraph.knowledge.workbook import read_workbook
    from hubgraph.knowledge.workbook_check import check_workbook
    from hubgraph.knowledge.writing import write_workbook
    from hubgraph.ledger.reactions import record_decision, record_outcome
    from hubgraph.ledger.replay import replay_run
    from hubgraph.ledger.runs import record_run
    from hubgraph.ledger.uptake import measure_uptake
    from hubgraph.matching.options import MatchingOptions
    from hubgraph.matching.profiles import build_profiles
    from hubgraph.monitoring.completeness import find_missing
    from hubgraph.monitoring.coverage import find_gaps, measure_redundancy
    from hubgraph.monitoring.indicators import measure_indicators
    from hubgraph.monitoring.network import build_network
    from hubgraph.monitoring.questions import rank_questions
    from hubgraph.workbook.table_files import export_table


_HOMES = {
    "HubgraphError": "errors",
    "MatchingOptions": "matching.options",
    "build_layout": "diagrams.layout",
    "build_network": "monitoring.network",
    "build_page": "diagrams.page",
    "build_profiles": "matching.profiles",
    "build_public": "knowledge.rights",
    "check_graph": "knowledge.shapes",
    "check_leaks": "knowledge.leaks",
    "check_workbook": "knowledge.workbook_check",
    "compare_explanations": "explanation.compare",
    "explain_absence": "explanation.absence",
    "explain_suggestion": "explanation.explain",
    "export_graph": "knowledge.export",
    "export_network": "diagrams.export",
    "export_page": "diagrams.page",
    "export_table": "workbook.table_files",
    "find_counterfactuals": "explanation.counterfactuals",
    "find_gaps": "monitoring.coverage",
    "find_introducers": "explanation.introducers",
    "find_missing": "monitoring.completeness",
    "import_workbook": "knowledge.imports",
    "load_graph": "knowledge.graph",
    "load_history": "knowledge.imports",
    "load_queries": "knowledge.queries",
    "measure_indicators": "monitoring.indicators",
    "measure_ranking": "evaluation.ranking",
    "measure_redundancy": "monitoring.coverage",
    "measure_robustness": "explanation.robustness",
    "measure_uptake": "ledger.uptake",
    "open_graph": "knowledge.graph",
    "plot_hub": "diagrams.hub_diagram",
    "plot_indicators": "diagrams.indicators_diagram",
    "plot_map": "diagrams.map_diagram",
    "plot_matrix": "diagrams.matrix_diagram",
    "plot_network": "diagrams.network_diagram",
    "plot_path": "diagrams.path_diagram",
    "plot_query": "diagrams.query_diagram",
    "plot_timeline": "diagrams.timeline_diagram",
    "plot_tree": "diagrams.tree_diagram",
    "plot_waterfall": "diagrams.waterfall_diagram",
    "plot_years": "diagrams.years_diagram",
    "query": "knowledge.queries",
    "rank_fragile_statements": "explanation.counterfactuals",
    "rank_questions": "monitoring.questions",
    "read_workbook": "knowledge.workbook",
    "record_decision": "ledger.reactions",
    "record_outcome": "ledger.reactions",
    "record_run": "ledger.runs",
    "replay_run": "ledger.replay",
    "suggest_colearning": "explanation.interests",
    "suggest_helping": "explanation.learning",
    "suggest_hubs_for_company": "explanation.company",
    "suggest_learning": "explanation.learning",
    "suggest_openings": "explanation.openings",
    "suggest_swaps": "explanation.swaps",
    "suggest_teamups": "explanation.interests",
    "suggest_topics": "knowledge.candidates",
    "undo_batch": "knowledge.batches",
    "write_template": "knowledge.template",
    "write_workbook": "knowledge.writing",
}

__all__ = [
    "HubgraphError",
    "MatchingOptions",
    "build_layout",
    "build_network",
    "build_page",
    "build_profiles",
    "build_public",
    "check_graph",
    "check_leaks",
    "check_workbook",
    "compare_explanations",
    "explain_absence",
    "explain_suggestion",
    "export_graph",
    "export_network",
    "export_page",
    "export_table",
    "find_counterfactuals",
    "find_gaps",
    "find_introducers",
    "find_missing",
    "import_workbook",
    "load_graph",
    "load_history",
    "load_queries",
    "measure_indicators",
    "measure_ranking",
    "measure_redundancy",
    "measure_robustness",
    "measure_uptake",
    "open_graph",
    "plot_hub",
    "plot_indicators",
    "plot_map",
    "plot_matrix",
    "plot_network",
    "plot_path",
    "plot_query",
    "plot_timeline",
    "plot_tree",
    "plot_waterfall",
    "plot_years",
    "query",
    "rank_fragile_statements",
    "rank_questions",
    "read_workbook",
    "record_decision",
    "record_outcome",
    "record_run",
    "replay_run",
    "suggest_colearning",
    "suggest_helping",
    "suggest_hubs_for_company",
    "suggest_learning",
    "suggest_openings",
    "suggest_swaps",
    "suggest_teamups",
    "suggest_topics",
    "undo_batch",
    "write_template",
    "write_workbook",
]

__version__ = "0.1.0"


def __getattr__(name: str) -> object:
    """Load a public name when it is first asked for."""
    if name not in _HOMES:
        message = f"module 'hubgraph' has no attribute {name!r}"
        raise AttributeError(message)
    value = getattr(import_module(f"hubgraph.{_HOMES[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    """Public names, for tab completion."""
    return [*__all__, "__version__"]


def load_ipython_extension(shell: "InteractiveShell") -> None:
    """Give a notebook the cell magic ``%%sparql``: ``%load_ext hubgraph``."""
    import_module("hubgraph.jupyter.sparql_magic").load_magic(shell)
