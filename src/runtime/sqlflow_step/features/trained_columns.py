"""Columns of the training data, as the metadata keeps them."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Sequence

    from sqlflow_step.databases.database import Column
    from sqlflow_step.types import Derived, Document, Row

# What a database says nothing of, by what its cells are.
KINDS = dict(int="INTEGER", bool="INTEGER", float="REAL", Decimal="DECIMAL", str="TEXT", bytes="BLOB")


def with_types(columns: Sequence[Column], sample: Sequence[Row]) -> list[Document]:
    """Names and types; where the database has no word for the type, that of the first value."""
    found = []
    for at, column in enumerate(columns):
        value = next((row[at] for row in sample if row[at] is not None), None)
        kind = column.type_name or KINDS.get(type(value).__name__, "")
        found.append(dict(name=column.name, type=kind))
    return found


def left_out(columns: Sequence[Column], derived: Derived) -> list[str]:
    """Columns that are neither features nor the label."""
    used = set(name.lower() for name in derived["fields"])
    used.add((derived.get("label") or dict()).get("column", "").lower())
    return [column.name for column in columns if column.name.lower() not in used]
