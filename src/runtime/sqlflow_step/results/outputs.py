"""
What a step shows: as text for people, and, where SQLFLOW_STEP_OUTPUT names a folder, as files for programs
(`001.json`: columns and rows; `002.png`: a picture; `003.txt`: a text), numbered in the order in which they were shown.
"""

from __future__ import annotations

import base64
import datetime
import decimal
import json
import math
import os
import sys
from typing import TYPE_CHECKING

from sqlflow_step.counted import counted
from sqlflow_step.databases.database import time_text

if TYPE_CHECKING:
    from typing import Any, Iterable, Sequence, TextIO

    from sqlflow_step.types import Cell, Environment

# More rows than this are counted, not printed; the file has them all up to its own limit.
PRINTED_ROWS = 20
WRITTEN_ROWS = 100000
WIDEST_CELL = 40


class Outputs:
    def __init__(self, environment: Environment = os.environ, stream: TextIO | None = None) -> None:
        self._folder = environment.get("SQLFLOW_STEP_OUTPUT")
        self._stream = stream or sys.stdout
        self._count = 0

    def say(self, text: str) -> None:
        self._stream.write(text + "\n")
        self._stream.flush()

    def written(self, count: int, table: str) -> None:
        self.say("%s %s in %s" % (counted(count, "row"), "is" if count == 1 else "are", table))

    def rows(self, columns: Sequence[str], rows: Iterable[Sequence[Cell]]) -> None:
        """A result set. `rows` is read to its end, and never held as a whole."""
        kept, count = [], 0
        limit = WRITTEN_ROWS if self._folder else PRINTED_ROWS
        for row in rows:
            count += 1
            if count <= limit:
                kept.append(row)
        for line in table_lines(columns, kept[:PRINTED_ROWS]):
            self.say(line)
        more = "" if count <= PRINTED_ROWS else ", the first %d are shown" % PRINTED_ROWS
        self.say("(%s%s)" % (counted(count, "row"), more))
        cells = [[json_value(cell) for cell in row] for row in kept]
        document = dict(columns=list(columns), rows=cells, count=count)
        self._write("json", json.dumps(document).encode("utf-8"))

    def text(self, text: str) -> None:
        """A text that is a result, such as a statement."""
        self.say(text)
        self._write("txt", text.encode("utf-8"))

    def picture(self, png: bytes, text: str) -> None:
        """A picture, and what stands for it where only text can be shown: a file of the same number."""
        self.say(text)
        self._write("png", png)
        self._write("txt", text.encode("utf-8"), is_new=False)

    def _write(self, suffix: str, content: bytes, is_new: bool = True) -> None:
        if not self._folder:
            return
        self._count += is_new
        path = os.path.join(self._folder, "%03d.%s" % (self._count, suffix))
        with open(path + ".part", "wb") as file:
            file.write(content)
        os.replace(path + ".part", path)


def table_lines(columns: Sequence[str], rows: Sequence[Sequence[Cell]]) -> list[str]:
    """The lines of a table, cells cut where they are too wide."""
    cells = [[shown(name) for name in columns]] + [[shown(cell) for cell in row] for row in rows]
    widths = [max(len(line[at]) for line in cells) for at in range(len(columns))]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(line, widths)).rstrip() for line in cells]
    lines.insert(1, "  ".join("-" * width for width in widths))
    return lines


def shown(cell: Cell) -> str:
    if cell is None:
        return "NULL"
    if isinstance(cell, bytes):
        text = "0x" + cell[:WIDEST_CELL].hex()
    else:
        text = time_text(cell) if isinstance(cell, datetime.timedelta) else str(cell)
        text = "".join(letter if letter.isprintable() else "\ufffd" for letter in text[: WIDEST_CELL + 1])
    return text if len(text) <= WIDEST_CELL else text[: WIDEST_CELL - 1] + "\u2026"


def json_value(cell: Cell) -> Any:
    """A cell as JSON: what JSON lacks is a text, or an object that names its type."""
    if isinstance(cell, float) and not math.isfinite(cell):
        return str(cell)
    if isinstance(cell, decimal.Decimal):
        return str(cell)
    if isinstance(cell, bytes):
        return dict(base64=base64.b64encode(cell).decode("ascii"))
    if isinstance(cell, datetime.timedelta):
        return time_text(cell)
    if isinstance(cell, (datetime.date, datetime.time)):
        return str(cell)
    return cell
