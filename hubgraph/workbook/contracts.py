"""Column contracts of the tables a network is written down in, read from tables.toml."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any, Literal

from hubgraph.names import name_slug

CellKind = Literal[
    "id", "text", "language", "date", "day", "duration", "integer", "decimal", "url",
    "choice", "reference", "sources", "yes",
]  # fmt: skip


REFERENCE_GROUPS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "subjects": ("organisations", "networks", "funding_rounds", "events"),
        "organisations": ("organisations", "networks"),
    }
)
"""Names a reference may use for several tables at once."""


@dataclass(frozen=True)
class InputColumn:
    """One column of an input table.

    `predicate` is the property (a CURIE) a filled cell states about the row's node, None
    where the cell only feeds a shortcut. `choices` maps the words allowed in the cell to
    concepts. `table` names the table (or group of tables) a reference points into, None for
    topics. `language`
    is a fixed language tag; `language_from` names the column that holds it. `copies` names a
    reference column and, after a point, the column of the row it points at that is repeated
    here for the reader. A number must be at least `least`, more than `above`, at most `most`;
    None sets no bound.
    """

    name: str
    kind: CellKind
    meaning: str
    required: bool = False
    predicate: str | None = None
    choices: Mapping[str, str] = field(default_factory=dict)
    table: str | None = None
    language: str | None = None
    language_from: str | None = None
    copies: str | None = None
    least: float | None = None
    above: float | None = None
    most: float | None = None

    @property
    def bounds(self) -> str:
        """Bounds of a number in signs: '0 … 5', '> 0 … 1'."""
        low = f"> {self.above:g}" if self.above is not None else f"{self.least:g}"
        return f"{low} … {self.most:g}" if self.most is not None else f"{low} …"


@dataclass(frozen=True)
class Shortcut:
    """A direct triple beside a row's node: cell `subject`, `predicate`, cell `value`.

    'id' as subject or value means the row's own node, a CURIE itself. With `when`, only for
    rows whose columns have those words.
    """

    subject: str
    predicate: str
    value: str
    when: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class InputTable:
    """An input table: its columns, the class of its rows, where the rows' identifiers come from.

    `node_type` is a class (CURIE), None where the column `kind` decides. `node_prefix` goes
    before an identifier. Tables without an `id_column` make identifiers from `id_from`.
    """

    name: str
    columns: tuple[InputColumn, ...]
    node_type: str | None = None
    node_prefix: str = ""
    id_column: str = "id"
    id_from: tuple[str, ...] = ()
    shortcuts: tuple[Shortcut, ...] = ()
    required: bool = False

    @property
    def key(self) -> tuple[str, ...]:
        """Columns that identify a row."""
        return (self.id_column,) if self.id_column else self.id_from

    def node_name(self, key: Sequence[str]) -> str:
        """Local name of a row's node by its key cells, unique across all tables.

        It is '' where one of the cells is empty.
        """
        text = key[0] if self.id_column else "-".join(map(name_slug, key))
        return f"{self.node_prefix}{text}" if all(key) else ""

    def column(self, name: str) -> InputColumn:
        """Return the column of that name; StopIteration if the table has none."""
        return next(column for column in self.columns if column.name == name)


@cache
def input_tables() -> Mapping[str, InputTable]:
    """Input tables by name, referred-to tables first."""
    text = (files("hubgraph.workbook") / "tables.toml").read_text(encoding="utf-8")
    contract = tomllib.loads(text)
    common = contract.pop("common")
    return MappingProxyType({name: _build(name, keys, common) for name, keys in contract.items()})


def _build(name: str, keys: dict[str, Any], common: Mapping[str, Any]) -> InputTable:
    """One table; a column given by name only is one of the common ones."""
    columns = (common[c] if isinstance(c, str) else c for c in keys.pop("columns"))
    shortcuts = tuple(Shortcut(**shortcut) for shortcut in keys.pop("shortcuts", ()))
    id_from = tuple(keys.pop("id_from", ()))
    built = tuple(InputColumn(**column) for column in columns)
    return InputTable(name, built, shortcuts=shortcuts, id_from=id_from, **keys)
