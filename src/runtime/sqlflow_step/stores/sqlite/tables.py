"""Tables of an SQLite file that hold models, or might."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

from sqlflow_step.stores.format.blocks import consecutive_pieces
from sqlflow_step.stores.limits import MOST_BLOCK_BYTES
from sqlflow_step.stores.names import PAI_SUFFIX, name_parts, not_a_model

if TYPE_CHECKING:
    from typing import Iterable, Iterator

    from sqlflow_step.types import Block


def table_name(model: str) -> str:
    """SQLite knows no other database than `main` here, so the dot of `models.m` is a part of the table's name."""
    parts = name_parts(model)
    return ".".join(parts[1:] if len(parts) > 1 and parts[0].lower() == "main" else parts)


def model_table(connection: sqlite3.Connection, model: str) -> str | None:
    for table in (table_name(model), table_name(model) + PAI_SUFFIX):
        what = kind_of_table(connection, table)
        if what == "a model":
            return table
        if what is not None:
            raise not_a_model(what)
    return None


def kind_of_table(connection: sqlite3.Connection, table: str) -> str | None:
    """What has this name: "a model", "a view", …; None when nothing has it."""
    kind = listed_kind(connection, table)
    if kind is None:
        return None
    if kind != "table":
        return dict(view="a view", shadow="a part of a virtual table").get(kind, "a virtual table")
    columns = connection.execute("SELECT lower(name) FROM pragma_table_info(?)", (table,)).fetchall()
    return "a model" if sorted(name for (name,) in columns) == ["block", "id"] else "a table with other columns"


def listed_kind(connection: sqlite3.Connection, table: str) -> str | None:
    """`table`, `view`, `virtual`, or `shadow`: a virtual table's own, some of which have a model's columns."""
    if sqlite3.sqlite_version_info >= (3, 37):
        query = "SELECT type FROM pragma_table_list(?) WHERE schema = 'main'"
    else:
        query = (
            "SELECT CASE WHEN type = 'table' AND rootpage = 0 THEN 'virtual' ELSE type END FROM sqlite_master"
            " WHERE name = ? COLLATE NOCASE AND type IN ('table', 'view')"
        )
    found = connection.execute(query, (table,)).fetchone()
    return found[0] if found else None


# The length of a BLOB is known without loading it; that of a text is not.
SIZE = "CASE typeof(block) WHEN 'blob' THEN length(block) ELSE length(CAST(block AS BLOB)) END"


def block_rows(connection: sqlite3.Connection, table: str) -> Iterable[Block]:
    """All blocks by id, as `consecutive` takes them."""
    return connection.execute(
        "SELECT CAST(id AS INTEGER), %s, CASE WHEN %s <= %d THEN CAST(block AS BLOB) END FROM %s ORDER BY id"
        % (SIZE, SIZE, MOST_BLOCK_BYTES, quoted(table))
    )


def block_pieces(connection: sqlite3.Connection, table: str) -> Iterator[bytes]:
    """The blocks in pieces, as few of them as are asked for."""
    return consecutive_pieces(
        lambda number, offset, length: connection.execute(
            "SELECT %s, CASE WHEN %s <= %d THEN substr(CAST(block AS BLOB), ?, ?) END FROM %s WHERE id = ?"
            % (SIZE, SIZE, MOST_BLOCK_BYTES, quoted(table)),
            (offset + 1, length, number),
        ).fetchone(),
        lambda number: connection.execute(
            "SELECT CAST(min(id) AS INTEGER) FROM %s WHERE id > ?" % quoted(table), (number,)
        ).fetchone()[0],
    )


def quoted(name: str) -> str:
    return '"%s"' % name.replace('"', '""')
