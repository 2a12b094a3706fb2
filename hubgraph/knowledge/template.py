"""An empty workbook to fill in: the survey of a network."""

from pathlib import Path

import pyoxigraph

from hubgraph.knowledge.ontology_graphs import load_ontology
from hubgraph.knowledge.topic_tree import build_topic_tree
from hubgraph.knowledge.writing import require_suffix, write_book
from hubgraph.workbook.layout import lay_out_template


def write_template(path: str | Path, *, lang: str = "de", overwrite: bool = False) -> Path:
    """Write the survey workbook for people to fill in, with help, examples and lists of topics.

    The suffix decides the form, as in `write_workbook`; headings, notes and lists are in
    `lang`, 'de' or 'en'. `read_workbook` takes it back in once it is filled in; example rows,
    which begin with #, count for nothing. What is there is replaced only with `overwrite`.

    Returns the path. Raises ExistingPathError, MissingFileError, UnknownFormatError and
    HubgraphError as `write_workbook` does.

    >>> import hubgraph as hg, tempfile
    >>> hg.write_template(f"{tempfile.mkdtemp()}/survey.xlsx", lang="de").name
    'survey.xlsx'
    """
    target = Path(path)
    require_suffix(target)
    store = pyoxigraph.Store()
    load_ontology(store)
    book = lay_out_template(build_topic_tree(store, lang=lang), lang)
    return write_book(book, target, overwrite=overwrite)
