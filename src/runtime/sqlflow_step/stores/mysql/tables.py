"""Tables of a MySQL server that hold models, or might. A table is a list: its database if it is named, and its name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlflow_step.errors import StepError
from sqlflow_step.stores.format.blocks import consecutive_pieces
from sqlflow_step.stores.limits import BLOCK_BYTES, MOST_BLOCK_BYTES
from sqlflow_step.stores.names import PAI_SUFFIX, name_parts, not_a_model

if TYPE_CHECKING:
    from typing import Any, Iterator, Sequence

    from sqlflow_step.stores.mysql.session import Session
    from sqlflow_step.types import Block

UNKNOWN_COLUMN = 1054
NO_SUCH_TABLE = 1146

# Blocks that are asked for at once; larger ones than writers make come one by one.
ROWS_AT_ONCE = 16
USUAL_BLOCK_BYTES = 2 * BLOCK_BYTES


def table_of(model: str) -> list[str]:
    """Database and table; the URL's database where there is one part. No server has names of more than two."""
    parts = name_parts(model)
    return parts if len(parts) == 2 else [".".join(parts)]


def quoted(parts: Sequence[str]) -> str:
    return ".".join("`%s`" % part.replace("`", "``") for part in parts)


def text(value: str) -> str:
    return "CONVERT(x'%s' USING utf8mb4)" % value.encode("utf-8").hex() if value else "''"


def kind_of_table(session: Session, table: list[str]) -> str | None:
    """What has this name: "a model", "a view", …; None when nothing has it."""
    schema = text(table[0]) if len(table) > 1 else "DATABASE()"
    rows = session.query(
        "SELECT t.TABLE_TYPE, c.COLUMN_NAME FROM information_schema.TABLES AS t JOIN information_schema.COLUMNS AS c"
        " ON c.TABLE_SCHEMA = t.TABLE_SCHEMA AND c.TABLE_NAME = t.TABLE_NAME"
        " WHERE t.TABLE_SCHEMA = %s AND t.TABLE_NAME = %s" % (schema, text(table[-1]))
    )
    if not rows:
        return None
    if "VIEW" in rows[0][0]:
        return "a view"
    return "a model" if sorted(row[1].lower() for row in rows) == ["block", "id"] else "a table with other columns"


def model_table(session: Session, model: str) -> list[str] | None:
    """
    The table of a model, or None. The table itself is asked, which waits for a save that is replacing it; the server's
    lists of tables show the moment in which there is none.
    """
    plain = table_of(model)
    for table in (plain, [*plain[:-1], plain[-1] + PAI_SUFFIX]):
        found = session.query("SELECT id, block FROM %s LIMIT 0" % quoted(table), (UNKNOWN_COLUMN, NO_SUCH_TABLE))
        if found == UNKNOWN_COLUMN:
            raise not_a_model("a table with other columns")
        if found != NO_SUCH_TABLE:
            return table
    check_database(session, plain)
    return None


def check_database(session: Session, table: list[str]) -> None:
    """That a model is not there is one thing; that its database is not there is another."""
    if len(table) == 1:
        if session.query("SELECT DATABASE()")[0][0] is None:
            raise StepError("no database is named: add it to the URL, or write the model as database.model")
        return
    named = "SELECT 1 FROM information_schema.SCHEMATA WHERE SCHEMA_NAME = %s" % text(table[0])
    if not session.query(named):
        raise StepError("there is no database `%s`, or the user may not use it" % table[0])


def block_rows(session: Session, table: list[str]) -> Iterator[Block]:
    """All blocks by id, as `consecutive` takes them, a bounded number of bytes at a time."""
    ((count, distinct),) = session.query("SELECT COUNT(id), COUNT(DISTINCT id) FROM %s" % quoted(table))
    if count != distinct:
        raise StepError("a block is there more than once")
    start: int | None = None
    while True:
        rows = session.query(
            "SELECT id, OCTET_LENGTH(block), IF(OCTET_LENGTH(block) <= %d, block, NULL) FROM %s%s ORDER BY id LIMIT %d"
            % (
                USUAL_BLOCK_BYTES,
                quoted(table),
                "" if start is None else " WHERE id > %d" % start,
                ROWS_AT_ONCE,
            )
        )
        for number, size, block in rows:
            start = as_number(number)
            if block is None and size is not None and size <= MOST_BLOCK_BYTES:
                ((block,),) = session.query("SELECT block FROM %s WHERE id = %d LIMIT 1" % (quoted(table), start))
            yield start, size, as_bytes(block)
        if len(rows) < ROWS_AT_ONCE:
            return


def block_pieces(session: Session, table: list[str]) -> Iterator[bytes]:
    """The blocks in pieces, as few of them as are asked for."""

    def piece(number: int, offset: int, length: int) -> tuple[int | None, bytes | None] | None:
        rows = session.query(
            "SELECT OCTET_LENGTH(block), IF(OCTET_LENGTH(block) <= %d, SUBSTRING(block, %d, %d), NULL) FROM %s"
            " WHERE id = %d LIMIT 2" % (MOST_BLOCK_BYTES, offset + 1, length, quoted(table), number)
        )
        if len(rows) > 1:
            raise StepError("block %d is there more than once" % number)
        return (rows[0][0], as_bytes(rows[0][1])) if rows else None

    def next_id(number: int) -> int | None:
        ((found,),) = session.query("SELECT MIN(id) FROM %s WHERE id > %d" % (quoted(table), number))
        return None if found is None else as_number(found)

    return consecutive_pieces(piece, next_id)


def as_number(value: Any) -> int:
    try:
        return int(value)
    except (TypeError, ValueError):
        raise StepError("a block of it has no id") from None


def as_bytes(value: Any) -> bytes | None:
    """SQLFlow's blocks are texts; what they hold is ASCII."""
    return value if value is None or isinstance(value, bytes) else str(value).encode("utf-8")
