"""The answer of a query in a notebook: a table to sort and to download, without a network."""

from base64 import b64encode
from dataclasses import dataclass
from hashlib import sha256
from html import escape
from textwrap import dedent

import pandas as pd

from hubgraph.catalogue import load_catalogue
from hubgraph.formulas import guard_cell
from hubgraph.portable import to_text
from hubgraph.table_texts import to_csv
from hubgraph.table_texts import to_text as to_lines

MOST_ROWS = 500
"""At most so many rows are shown; the download has all."""

_SORT = dedent(
    """
    for (const table of document.querySelectorAll('table[data-sparql="KEY"]')) {
      if (table.dataset.ready) continue;
      table.dataset.ready = "yes";
      const body = table.tBodies[0];
      [...table.tHead.rows[0].cells].forEach((head, column) => {
        head.tabIndex = 0;
        head.style.cursor = "pointer";
        const sort = () => {
          const down = head.getAttribute("aria-sort") === "ascending";
          const text = (row) => row.cells[column].textContent;
          const compare = (one, two) => {
            const [a, b] = [text(one), text(two)];
            if (a === "" || b === "") return (a === "") - (b === "");
            const difference = a - b;
            const order = Number.isNaN(difference) ? a.localeCompare(b, "LANG") : difference;
            return down ? -order : order;
          };
          for (const other of table.tHead.rows[0].cells) other.removeAttribute("aria-sort");
          head.setAttribute("aria-sort", down ? "descending" : "ascending");
          body.append(...[...body.rows].sort(compare));
        };
        head.addEventListener("click", sort);
        head.addEventListener("keydown", (event) => { if (event.key === "Enter") sort(); });
      });
    }
    """
)


@dataclass(frozen=True, repr=False)
class ResultTable:
    """What a SELECT found: `table`, shown in a notebook; `note` says why it is empty."""

    table: pd.DataFrame
    lang: str = "en"
    note: str = ""

    def __repr__(self) -> str:
        """Return the table as text."""
        return to_lines(self.table) + self._count()

    def _repr_html_(self) -> str:
        """Return the table for a notebook, every cell escaped.

        A click on a heading sorts. Where scripts are stripped, a plain table and the link to
        download it remain.
        """
        head = "".join(f"<th scope='col'>{escape(str(name))}</th>" for name in self.table)
        shown = self.table.head(MOST_ROWS).itertuples(index=False)
        rows = "".join(f"<tr>{''.join(map(_to_cell, row))}</tr>" for row in shown)
        key = sha256(f"{head}{rows}".encode()).hexdigest()[:12]
        inside = f"<thead><tr>{head}</tr></thead><tbody>{rows}</tbody>"
        table = f"<table data-sparql='{key}'>{inside}</table>"
        script = _SORT.replace("KEY", key).replace("LANG", self.lang)
        snapshot = self.table.attrs.get("snapshot")
        origin = f" data-snapshot='{escape(snapshot)}'" if snapshot else ""
        foot = f"<p>{escape(self._count())} {self._link()}</p>"
        return f"<div{origin}>{table}{foot}<script>{script}</script></div>"

    def _count(self) -> str:
        """How many rows there are, how many are shown, and why there is none."""
        texts = load_catalogue(self.lang)
        count = texts.count("sparql.rows", len(self.table))
        if len(self.table) > MOST_ROWS:
            count += " " + texts.text("sparql.shown", count=MOST_ROWS)
        return " ".join(filter(None, [count, self.note]))

    def _link(self) -> str:
        """Return a link that holds the whole table as CSV, formulas guarded."""
        guarded = self.table.map(lambda cell: guard_cell(cell) if isinstance(cell, str) else cell)
        code = b64encode(to_csv(guarded).encode()).decode()
        label = escape(load_catalogue(self.lang).text("sparql.download"))
        return (
            f"<a download='sparql.csv' href='data:text/csv;charset=utf-8;base64,{code}'>{label}</a>"
        )


@dataclass(frozen=True, repr=False)
class YesNo:
    """What an ASK found: `answer`."""

    answer: bool
    lang: str = "en"

    def __repr__(self) -> str:
        """Return yes or no, in words."""
        return load_catalogue(self.lang).text(f"sparql.{'yes' if self.answer else 'no'}")

    def _repr_html_(self) -> str:
        """Return yes or no for a notebook."""
        return f"<p><strong>{escape(repr(self))}</strong></p>"


def _to_cell(value: object) -> str:
    """Return a cell of the table; numbers stand to the right."""
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    side = "right" if is_number else "left"
    return f"<td style='text-align:{side}'>{escape(to_text(value))}</td>"
