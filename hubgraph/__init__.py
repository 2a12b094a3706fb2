"""hubgraph: who should learn what from whom in a network of innovation hubs, and why.

Everything public is here; each name is loaded when it is first used, so that importing the
package is fast.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hubgraph.diagrams.drawing import Drawing
    from hubgraph.diagrams.network_diagram import plot_network
    from hubgraph.errors import HubgraphError
    from hubgraph.explanation.explain import Explanation, explain_suggestion
    from hubgraph.explanation.suggestions import Suggestions, suggest_learning
    from hubgraph.knowledge.batches import undo_batch
    from hubgraph.knowledge.export import export_graph
    from hubgraph.knowledge.graph import load_graph, open_graph
    from hubgraph.knowledge.imports import Import, import_workbook, load_history
    from hubgraph.knowledge.leaks import check_leaks
    from hubgraph.knowledge.queries import load_queries, query
    from hubgraph.knowledge.rights import build_public
    from hubgraph.knowledge.shapes import Findings, check_graph
    from hubgraph.knowledge.workbook import read_workbook
    from hubgraph.knowledge.writing import write_workbook
    from hubgraph.matching.options import MatchingOptions
    from hubgraph.matching.profiles import Profiles, build_profiles
    from hubgraph.monitoring.network import build_network, export_network

_HOMES = {
    "Drawing": "diagrams.drawing",
    "Explanation": "explanation.explain",
    "Findings": "knowledge.shapes",
    "HubgraphError": "errors",
    "Import": "knowledge.imports",
    "MatchingOptions": "matching.options",
    "Profiles": "matching.profiles",
    "Suggestions": "explanation.suggestions",
    "build_network": "monitoring.network",
    "build_profiles": "matching.profiles",
    "build_public": "knowledge.rights",
    "check_graph": "knowledge.shapes",
    "check_leaks": "knowledge.leaks",
    "explain_suggestion": "explanation.explain",
    "export_graph": "knowledge.export",
    "export_network": "monitoring.network",
    "import_workbook": "knowledge.imports",
    "load_graph": "knowledge.graph",
    "load_history": "knowledge.imports",
    "load_queries": "knowledge.queries",
    "open_graph": "knowledge.graph",
    "plot_network": "diagrams.network_diagram",
    "query": "knowledge.queries",
    "read_workbook": "knowledge.workbook",
    "suggest_learning": "explanation.suggestions",
    "undo_batch": "knowledge.batches",
    "write_workbook": "knowledge.writing",
}

__all__ = [
    "Drawing",
    "Explanation",
    "Findings",
    "HubgraphError",
    "Import",
    "MatchingOptions",
    "Profiles",
    "Suggestions",
    "build_network",
    "build_profiles",
    "build_public",
    "check_graph",
    "check_leaks",
    "explain_suggestion",
    "export_graph",
    "export_network",
    "import_workbook",
    "load_graph",
    "load_history",
    "load_queries",
    "open_graph",
    "plot_network",
    "query",
    "read_workbook",
    "suggest_learning",
    "undo_batch",
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
