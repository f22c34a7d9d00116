"""SQLite as a data source."""

from __future__ import annotations

import contextlib
import re
import sqlite3
from typing import TYPE_CHECKING

from sqlflow_step.databases.database import Column, Database, Rows
from sqlflow_step.databases.sqlite.results import SqliteResultTable
from sqlflow_step.errors import StepError, first_line
from sqlflow_step.stores.limits import LONGEST_WAIT_SECONDS
from sqlflow_step.urls import sqlite_path

if TYPE_CHECKING:
    from typing import Iterator, Sequence

    from sqlflow_step.types import Added, Row

# A transaction that reads before it writes is refused, and not kept waiting, when another step has written in between:
# so it takes its turn to write when it begins.
BEGIN = re.compile(r"begin(\s+deferred)?(\s+transaction)?$", re.IGNORECASE)


def opened(url: str, database: str | None, settings: Sequence[str]) -> Database:
    """A file has no other database to be the current one."""
    return SqliteDatabase(url, settings)


class SqliteDatabase(Database):
    def __init__(self, url: str, settings: Sequence[str] = ()) -> None:
        path = sqlite_path(url)
        try:
            # Other steps write to the file too, one at a time. What would wait for itself fails at once.
            self._connection = sqlite3.connect(path, timeout=LONGEST_WAIT_SECONDS, isolation_level=None)
            self._connection.execute("SELECT count(*) FROM sqlite_master")
        except sqlite3.Error as error:
            raise StepError("the database %s can't be opened: %s" % (path, error)) from error
        for setting in settings:
            self.run(setting)

    def query(self, sql: str) -> Rows:
        rows = self.run(sql)
        if rows is None:
            raise StepError("this is no query: %s" % first_line(sql))
        return rows

    def run(self, sql: str) -> Rows | None:
        begins = BEGIN.match(sql.strip())
        try:
            cursor = self._connection.execute("BEGIN IMMEDIATE" if begins else sql)
        except sqlite3.Error as error:
            raise StepError("%s (in: %s)" % (error, first_line(sql))) from error
        if cursor.description is None:
            return None
        return Rows([Column(name) for name, *_ in cursor.description], sqlite_rows(cursor))

    def result_table(self, name: str, select: str | None, keep: Sequence[str], added: Added) -> SqliteResultTable:
        return SqliteResultTable(self, self._connection, name, select, keep, added)

    def quote(self, name: str) -> str:
        return '"%s"' % name.replace('"', '""')

    def close(self) -> None:
        self._connection.close()


def sqlite_rows(cursor: sqlite3.Cursor) -> Iterator[Row]:
    """Errors that come while the rows are read, in our words."""
    try:
        # Not `yield from`, which would close the cursor where the generator ends.
        for row in cursor:  # noqa: UP028
            yield row
    except sqlite3.Error as error:
        raise StepError(str(error)) from error
    finally:
        # A query that is not read to its end would keep its tables from being replaced.
        with contextlib.suppress(sqlite3.Error):
            cursor.close()
