"""Result tables in SQLite files."""

from __future__ import annotations

import re
import sqlite3
from typing import TYPE_CHECKING

from sqlflow_step.databases.database import ResultTable
from sqlflow_step.errors import StepError

if TYPE_CHECKING:
    from typing import Sequence

    from sqlflow_step.databases.database import Database
    from sqlflow_step.types import Added, Row

SQLITE_TYPES = {"integer": "INTEGER", "real": "REAL", "text": "TEXT"}

# Types as nearly all are written; a name of any words can stand for one too.
USUAL_TYPE = re.compile(
    r"(?!(?:as|check|collate|constraint|default|generated|not|null|primary|references|unique)\b)\w+"
    r"(?: ?\( *\d+ *(?:, *\d+ *)?\))?",
    re.IGNORECASE,
)


class SqliteResultTable(ResultTable):
    """
    Rows are kept in a temporary table, which is in a file of its own: the database is locked only for the
    one transaction that puts them in place.
    """

    def __init__(
        self,
        database: Database,
        connection: sqlite3.Connection,
        name: str,
        select: str | None,
        keep: Sequence[str],
        added: Added,
    ) -> None:
        self._connection = connection
        schema, _, table = name.rpartition(".")
        self._target = database.quote(table if schema in ("", "main") else name)
        self._quote = database.quote
        self._refuse_view(table if schema in ("", "main") else name)
        new = ["%s %s" % (database.quote(column), SQLITE_TYPES[kind]) for column, kind in added]
        self._columns = ", ".join((self._declared(select, keep) if keep else []) + new)
        self._run("DROP TABLE IF EXISTS temp.sqlflow_result")
        self._run("CREATE TEMP TABLE sqlflow_result (%s)" % self._columns)
        marks = ", ".join("?" * (len(keep) + len(added)))
        self._insert = "INSERT INTO temp.sqlflow_result VALUES (%s)" % marks

    def _refuse_view(self, name: str) -> None:
        views = "SELECT 1 FROM main.sqlite_master WHERE type = 'view' AND name = ? COLLATE NOCASE"
        if self._connection.execute(views, (name,)).fetchone():
            raise StepError("%s is a view, which is not replaced: drop it, or choose another name" % self._target)

    def _declared(self, select: str | None, keep: Sequence[str]) -> list[str]:
        """Columns of the query with the types that their tables declare; a view knows them."""
        names = [self._quote(column) for column in keep]
        self._run("DROP VIEW IF EXISTS temp.sqlflow_columns")
        self._run("CREATE TEMP VIEW sqlflow_columns AS SELECT %s FROM (%s\n)" % (", ".join(names), select))
        rows = self._run("PRAGMA temp.table_info(sqlflow_columns)").fetchall()
        self._run("DROP VIEW temp.sqlflow_columns")
        return ["%s %s" % (name, type_text(row[2])) for name, row in zip(names, rows)]

    def write(self, rows: Sequence[Row]) -> None:
        try:
            # Without a transaction each row would be one.
            self._connection.execute("BEGIN")
            self._connection.executemany(self._insert, rows)
            self._connection.execute("COMMIT")
        except (sqlite3.Error, OverflowError) as error:
            raise StepError("rows of the result can't be written: %s" % error) from error

    def _run(self, sql: str) -> sqlite3.Cursor:
        try:
            return self._connection.execute(sql)
        except sqlite3.Error as error:
            raise StepError("the result table %s can't be made: %s" % (self._target, error)) from error

    def publish(self) -> None:
        run = self._connection.execute
        try:
            run("BEGIN IMMEDIATE")
            run("DROP TABLE IF EXISTS main.%s" % self._target)
            run("CREATE TABLE main.%s (%s)" % (self._target, self._columns))
            run("INSERT INTO main.%s SELECT * FROM temp.sqlflow_result" % self._target)
            run("COMMIT")
        except sqlite3.Error as error:
            if self._connection.in_transaction:
                run("ROLLBACK")
            raise StepError("the result table %s can't be written: %s" % (self._target, error)) from error
        run("DROP TABLE temp.sqlflow_result")


def type_text(declared: str) -> str:
    if not declared or USUAL_TYPE.fullmatch(declared):
        return declared
    return '"%s"' % declared.replace('"', '""')
