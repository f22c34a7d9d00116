"""
Cells as the fields of a model's inputs: one number, several numbers in a text, places of a vector, or a text.

A field, as `derivedFeatures` has it: `type` int64, float32 or string; `format` plain, csv or kv; `shape`;
`delimiter` between the parts of a text; `kvDelimiter` between a place and its value; `sparse` when a csv lists
places (or categories) instead of all values; `vocabulary` of a text. What is missing is None or NaN.
"""

from __future__ import annotations

import datetime
import math
import re
from typing import TYPE_CHECKING

from sqlflow_step.errors import StepError

if TYPE_CHECKING:
    from typing import Any

    from sqlflow_step.types import Cell, Field

NUMBER = r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?"
IS_NUMBER = re.compile(NUMBER + r"\Z")
IS_WHOLE = re.compile(r"[+-]?\d+\Z")
DATES = (datetime.date, datetime.time, datetime.timedelta)


def read_field(field: Field, cell: Cell, name: str = "?") -> Any:
    """
    The value of a cell: a number or a text for plain fields; for csv a list of as many values as the shape says
    (all NaN when the cell is missing), or of places when sparse; for kv a list of (place, value). A missing cell
    is None unless it is a dense csv. `name` is the column's, for messages.
    """
    form = field["format"]
    dense = form == "csv" and not field.get("sparse")
    if cell is None or (isinstance(cell, str) and not cell.strip() and (form != "plain" or field["type"] != "string")):
        return [math.nan] * size_of(field) if dense else None
    if form == "kv":
        return read_pairs(name, field, cell)
    if form == "csv":
        return read_list(name, field, cell, dense)
    if field["type"] == "string":
        return read_text(name, cell)
    value = read_number(name, cell)
    whole = field["type"] == "int64" and isinstance(value, float) and value.is_integer()
    return int(value) if whole else value


def size_of(field: Field) -> int:
    size = 1
    for length in field["shape"]:
        size *= length
    return size


def read_number(name: str, cell: Cell) -> float:
    if isinstance(cell, (bool, int, float)):
        return cell
    if isinstance(cell, str):
        text = cell.strip()
        if IS_WHOLE.match(text):
            return int(text)
        if IS_NUMBER.match(text):
            return float(text)
        raise StepError(
            "column `%s` holds %s among numbers: for texts write CATEGORY_HASH(%s, n)" % (name, quoted(cell), name)
        )
    if isinstance(cell, DATES):
        raise dates_error(name)
    if isinstance(cell, bytes):
        raise binary_error(name)
    return float(cell)


def read_text(name: str, cell: Cell) -> str:
    """Numbers as texts of one form: what a database gives as 1, 1.0 or '1' is one category."""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, DATES):
        raise dates_error(name)
    if isinstance(cell, bytes):
        raise binary_error(name)
    if isinstance(cell, bool) or cell == int_or_none(cell):
        return str(int(cell))
    return str(cell)


def int_or_none(cell: Cell) -> int | None:
    try:
        return int(cell)
    except (ValueError, OverflowError):
        return None


def parts_of(text: str, delimiter: str) -> list[str]:
    """Blanks separate in any number; other delimiters each stand between two parts."""
    if not delimiter.strip():
        return text.split()
    return [part.strip() for part in text.strip().split(delimiter)]


def read_list(name: str, field: Field, cell: Cell, dense: bool) -> list[Any]:
    text = cell if isinstance(cell, str) else read_text(name, cell)
    parts = parts_of(text, field["delimiter"])
    if dense and len(parts) != size_of(field):
        raise StepError("column `%s` holds %d values in %s, not %d" % (name, len(parts), quoted(text), size_of(field)))
    if not dense:
        parts = [part for part in parts if part]
    if field["type"] == "string":
        return parts
    return [read_number(name, part) if part else math.nan for part in parts]


def read_pairs(name: str, field: Field, cell: Cell) -> list[tuple[int, float]]:
    text = cell if isinstance(cell, str) else read_text(name, cell)
    pairs = []
    for part in parts_of(text, field["delimiter"]):
        if not part:
            continue
        place, _, value = part.partition(field["kvDelimiter"])
        place, value = place.strip(), value.strip()
        if not place.isdecimal() or not IS_NUMBER.match(value):
            raise StepError(
                "column `%s` holds %s, which is no list of place%svalue" % (name, quoted(text), field["kvDelimiter"])
            )
        pairs.append((int(place), float(value)))
    return pairs


def dates_error(name: str) -> StepError:
    return StepError(
        "column `%s` holds dates or times, which are no numbers: "
        "let the SELECT make a number of it, or leave it out" % name
    )


def binary_error(name: str) -> StepError:
    return StepError("column `%s` holds binary data, which can't be a feature: leave it out of the SELECT" % name)


def quoted(value: object) -> str:
    text = str(value)
    return "'%s'" % (text if len(text) <= 40 else text[:39] + "\u2026")
