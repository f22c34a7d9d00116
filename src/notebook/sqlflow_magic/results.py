"""What a cell gives: objects that a notebook shows in the richest form that it can, and that Python computes with."""

from __future__ import annotations

import base64
import html
import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Any, Iterator

SHOWN_ROWS = 20


class Result:
    """Something to look at: a picture, a plan, a statement. One mimebundle holds all its forms."""

    def __init__(self, kind: str, bundle: dict[str, Any]) -> None:
        self.kind = kind
        self.bundle = bundle

    @property
    def text(self) -> str:
        return str(self.bundle.get("text/plain", ""))

    @property
    def data(self) -> Any:
        """What programs read: of a plan its steps, of SHOW TRAIN the model's metadata."""
        return next((value for kind, value in self.bundle.items() if kind.endswith("+json")), None)

    def __str__(self) -> str:
        return self.text

    def __repr__(self) -> str:
        return self.text

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        return self.bundle


class Table:
    """A result set where pandas is not there."""

    def __init__(self, columns: list[str], rows: list[tuple[Any, ...]], count: int) -> None:
        self.columns = columns
        self.rows = rows
        self.count = count

    def __len__(self) -> int:
        return len(self.rows)

    def __iter__(self) -> Iterator[tuple[Any, ...]]:
        return iter(self.rows)

    def __repr__(self) -> str:
        cells = [self.columns] + [[shown(cell) for cell in row] for row in self.rows[:SHOWN_ROWS]]
        widths = [max(len(row[at]) for row in cells) for at in range(len(self.columns))]
        lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths)).rstrip() for row in cells]
        return "\n".join([*lines, self._counted()])

    def _repr_html_(self) -> str:
        head = "".join("<th>%s</th>" % html.escape(name) for name in self.columns)
        rows = "".join(
            "<tr>%s</tr>" % "".join("<td>%s</td>" % html.escape(shown(cell)) for cell in row)
            for row in self.rows[:SHOWN_ROWS]
        )
        table = "<table><thead><tr>%s</tr></thead><tbody>%s</tbody></table>" % (head, rows)
        return "%s<p>%s</p>" % (table, self._counted())

    def _counted(self) -> str:
        more = ", the first %d are shown" % SHOWN_ROWS if self.count > SHOWN_ROWS else ""
        return counted(self.count, "row") + more


def counted(count: int, noun: str) -> str:
    """A number of things as it is said: 1 row, 2 rows."""
    return "%d %s%s" % (count, noun, "" if count == 1 else "s")


def shown(cell: Any) -> str:
    return "NULL" if cell is None else "0x%s" % cell.hex() if isinstance(cell, bytes) else str(cell)


def result_of(message: Any) -> Any:
    """The object of a notification `result`."""
    if message["kind"] != "table":
        return Result(message["kind"], message["bundle"])
    document = json.loads(message["table"])
    kinds = message["types"]
    rows = [tuple(value_of(cell, kind) for cell, kind in zip(row, kinds)) for row in document["rows"]]
    columns = [str(name) for name in document["columns"]]
    frame = frame_of(columns, rows, kinds)
    if document["count"] > len(rows):
        print("the result has %s, of which the first %d were kept" % (counted(document["count"], "row"), len(rows)))
    return Table(columns, rows, document["count"]) if frame is None else frame


def value_of(cell: Any, kind: str) -> Any:
    if isinstance(cell, dict) and "base64" in cell:
        return base64.b64decode(cell["base64"])
    # JSON has no numbers that are not finite, so they come as texts.
    return float(cell) if kind == "number" and cell is not None else cell


def frame_of(columns: list[str], rows: list[tuple[Any, ...]], kinds: list[str]) -> Any:
    try:
        import pandas
    except ImportError:
        return None
    frame = pandas.DataFrame({at: series_of(pandas, [row[at] for row in rows], kind) for at, kind in enumerate(kinds)})
    # Two columns may have one name.
    frame.columns = columns
    return frame


def series_of(pandas: Any, cells: list[Any], kind: str) -> Any:
    if kind != "integer":
        return pandas.Series(cells, dtype="float64" if kind == "number" else "object")
    # A missing value would make floats of all, and cost them digits; some have more than pandas holds.
    if any(cell is not None and abs(cell) >= 2**63 for cell in cells):
        return pandas.Series(cells, dtype="object")
    return pandas.Series(cells, dtype="Int64" if None in cells else "int64")
