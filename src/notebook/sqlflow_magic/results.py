"""What a cell gives: objects that a notebook shows in the richest form that it can, and that Python computes with."""
import base64
import html
import json

SHOWN_ROWS = 20


class Result:
    """Something to look at: a picture, a plan, a statement. One mimebundle holds all its forms."""

    def __init__(self, kind, bundle):
        self.kind = kind
        self.bundle = bundle

    @property
    def text(self):
        return self.bundle.get("text/plain", "")

    @property
    def data(self):
        """What programs read: of a plan its steps, of SHOW TRAIN the model's metadata."""
        return next((value for kind, value in self.bundle.items() if kind.endswith("+json")), None)

    def __str__(self):
        return self.text

    def __repr__(self):
        return self.text

    def _repr_mimebundle_(self, include=None, exclude=None):
        return self.bundle


class Table:
    """A result set where pandas is not there."""

    def __init__(self, columns, rows, count):
        self.columns = columns
        self.rows = rows
        self.count = count

    def __len__(self):
        return len(self.rows)

    def __iter__(self):
        return iter(self.rows)

    def __repr__(self):
        cells = [self.columns] + [[shown(cell) for cell in row] for row in self.rows[:SHOWN_ROWS]]
        widths = [max(len(row[at]) for row in cells) for at in range(len(self.columns))]
        lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths)).rstrip() for row in cells]
        return "\n".join([*lines, self._counted()])

    def _repr_html_(self):
        head = "".join("<th>%s</th>" % html.escape(name) for name in self.columns)
        rows = "".join(
            "<tr>%s</tr>" % "".join("<td>%s</td>" % html.escape(shown(cell)) for cell in row)
            for row in self.rows[:SHOWN_ROWS]
        )
        table = "<table><thead><tr>%s</tr></thead><tbody>%s</tbody></table>" % (head, rows)
        return "%s<p>%s</p>" % (table, self._counted())

    def _counted(self):
        more = ", the first %d are shown" % SHOWN_ROWS if self.count > SHOWN_ROWS else ""
        return "%d row%s%s" % (self.count, "" if self.count == 1 else "s", more)


def shown(cell):
    return "NULL" if cell is None else "0x%s" % cell.hex() if isinstance(cell, bytes) else str(cell)


def result_of(message):
    """The object of a notification `result`."""
    if message["kind"] != "table":
        return Result(message["kind"], message["bundle"])
    document = json.loads(message["table"])
    kinds = message["types"]
    rows = [tuple(value_of(cell, kind) for cell, kind in zip(row, kinds)) for row in document["rows"]]
    columns = [str(name) for name in document["columns"]]
    frame = frame_of(columns, rows, kinds)
    if document["count"] > len(rows):
        print("the result has %d rows, of which the first %d were kept" % (document["count"], len(rows)))
    return Table(columns, rows, document["count"]) if frame is None else frame


def value_of(cell, kind):
    if isinstance(cell, dict) and "base64" in cell:
        return base64.b64decode(cell["base64"])
    # JSON has no numbers that are not finite, so they come as texts.
    return float(cell) if kind == "number" and cell is not None else cell


def frame_of(columns, rows, kinds):
    try:
        import pandas
    except ImportError:
        return None
    frame = pandas.DataFrame(
        {at: series_of(pandas, [row[at] for row in rows], kind) for at, kind in enumerate(kinds)}
    )
    # Two columns may have one name.
    frame.columns = columns
    return frame


def series_of(pandas, cells, kind):
    if kind != "integer":
        return pandas.Series(cells, dtype="float64" if kind == "number" else "object")
    # A missing value would make floats of all, and cost them digits; some have more than pandas holds.
    if any(cell is not None and abs(cell) >= 2**63 for cell in cells):
        return pandas.Series(cells, dtype="object")
    return pandas.Series(cells, dtype="Int64" if None in cells else "int64")
