"""What a column holds: its field (see `fields.py`), from a sample of its cells and from what COLUMN says of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlflow_step.errors import StepError
from sqlflow_step.features.fields import (
    DATES,
    IS_NUMBER,
    IS_WHOLE,
    binary_error,
    dates_error,
    int_or_none,
    parts_of,
    quoted,
    read_text,
)

if TYPE_CHECKING:
    from typing import Any, Callable, Sequence

    from sqlflow_step.types import Cell, Field

# Words of databases for types, where the cells themselves do not tell.
DATE_TYPES = ("DATE", "TIME", "DATETIME", "TIMESTAMP")
TEXT_TYPES = ("VARCHAR", "CHAR", "TEXT", "ENUM", "SET", "JSON")

# A longer vector is a slip, or an attempt to fill the memory.
LONGEST_VECTOR = 10000000


class Declaration:
    """What DENSE or SPARSE say of a column; None where they are silent."""

    def __init__(
        self,
        sparse: bool | None = None,
        shape: list[int] | None = None,
        delimiter: str | None = None,
        dtype: str | None = None,
        key_delimiter: str | None = None,
    ) -> None:
        self.sparse = sparse
        self.shape = shape
        self.delimiter = delimiter
        self.dtype = dtype
        self.key_delimiter = key_delimiter

    def parts(self) -> tuple[Any, ...]:
        return self.sparse, self.shape, self.delimiter, self.dtype, self.key_delimiter


def unfit(type_name: str, cells: Sequence[Cell]) -> Callable[[str], StepError] | None:
    """The error of a column that can be no feature, or None."""
    for cell in cells:
        if isinstance(cell, DATES):
            return dates_error
        if isinstance(cell, bytes):
            return binary_error
    # What is no day of any calendar, such as 0000-00-00, comes as a text.
    return dates_error if type_name.upper() in DATE_TYPES else None


def derive_field(name: str, type_name: str, cells: Sequence[Cell], declared: Declaration, usage: str) -> Field:
    """
    usage: "value" (the column as it is), "category" (it names categories), "hash" (any text will do)
    """
    error = unfit(type_name, cells)
    if error:
        raise error(name)
    values = [cell for cell in cells if cell is not None]
    texts = any(isinstance(value, str) for value in values) or (not values and type_name.upper() in TEXT_TYPES)
    if not texts and not declared.sparse:
        whole = bool(values) and all(isinstance(value, int) for value in values)
        if values and usage != "value":
            # As a category 3.0 is 3.
            whole = all(value == int_or_none(value) for value in values)
        return plain("int64" if whole else "float32")
    written = [read_text(name, value).strip() for value in values]
    return text_field(name, [text for text in written if text], declared, usage)


def plain(kind: str) -> Field:
    return dict(type=kind, format="plain", shape=[1])


def text_field(name: str, texts: list[str], declared: Declaration, usage: str) -> Field:
    if declared.key_delimiter is not None or (declared.delimiter is None and looks_like_pairs(texts)):
        return pairs_field(name, texts, declared)
    several = declared.sparse or (declared.shape is not None and product(declared.shape) > 1)
    if declared.delimiter is not None or several or looks_like_list(texts):
        field = list_field(name, texts, declared, usage)
        # One number in every cell is no list.
        if field["shape"] != [1] or field["sparse"] or looks_like_list(texts):
            return field
    if declared.dtype == "string" or usage == "hash" or not texts or not all(map(IS_NUMBER.match, texts)):
        return plain("string")
    whole = all(map(IS_WHOLE.match, texts)) and declared.dtype != "float"
    return plain("int64" if whole else "float32")


def looks_like_list(texts: list[str]) -> bool:
    """Numbers with commas between them."""
    found = False
    for text in texts:
        parts = parts_of(text, ",")
        found = found or len(parts) > 1
        if not all(IS_NUMBER.match(part) for part in parts):
            return False
    return found


def looks_like_pairs(texts: list[str]) -> bool:
    """`0:1.5 3:2`, as libsvm has it."""
    for text in texts:
        for part in text.split():
            place, colon, value = part.partition(":")
            if not colon or not place.isdecimal() or not IS_NUMBER.match(value):
                return False
    return bool(texts)


def list_field(name: str, texts: list[str], declared: Declaration, usage: str) -> Field:
    delimiter = declared.delimiter or ","
    rows = [parts_of(text, delimiter) for text in texts]
    # Categories may be few in one cell and many in the next.
    sparse = bool(declared.sparse) or (usage != "value" and declared.sparse is None)
    parts = [part for row in rows for part in row if part]
    if declared.dtype == "string" or (usage == "hash" and not all(map(IS_WHOLE.match, parts))):
        kind = "string"
    else:
        wrong = next((part for part in parts if not IS_NUMBER.match(part)), None)
        if wrong is not None:
            raise StepError("column `%s` holds %s among numbers" % (name, quoted(wrong)))
        kind = "int64" if all(map(IS_WHOLE.match, parts)) else "float32"
    if sparse:
        if kind == "float32":
            raise StepError("column `%s` is SPARSE and lists numbers that are no places: write DENSE" % name)
        largest = max([int(part) for part in parts], default=0) if kind == "int64" else 0
        shape = declared.shape or [largest + 1]
    else:
        counts = sorted(set(len(row) for row in rows))
        if declared.shape is None and len(counts) > 1:
            raise StepError(
                "column `%s` holds %d values in one row and %d in another: if they are places, write "
                "SPARSE(%s, n, COMMA)" % (name, counts[0], counts[-1], name)
            )
        shape = declared.shape or [counts[0] if counts else 1]
    checked_size(name, shape)
    return dict(type=kind, format="csv", shape=shape, delimiter=delimiter, sparse=sparse)


def pairs_field(name: str, texts: list[str], declared: Declaration) -> Field:
    delimiter = declared.delimiter or " "
    between = declared.key_delimiter or ":"
    largest = -1
    for text in texts:
        for part in parts_of(text, delimiter):
            place = part.partition(between)[0].strip()
            if place.isdecimal():
                largest = max(largest, int(place))
    declared_shape = declared.shape if declared.shape and product(declared.shape) > 1 else None
    shape = declared_shape or [largest + 1 if largest >= 0 else 1]
    checked_size(name, shape)
    return dict(type="float32", format="kv", shape=shape, delimiter=delimiter, kvDelimiter=between, sparse=True)


def checked_size(name: str, shape: list[int]) -> None:
    if product(shape) > LONGEST_VECTOR:
        raise StepError(
            "column `%s` would be a vector of %d numbers; %d are the most" % (name, product(shape), LONGEST_VECTOR)
        )


def product(shape: list[int]) -> int:
    result = 1
    for length in shape:
        result *= length
    return result
