"""Result tables on MySQL and MariaDB servers."""

from __future__ import annotations

import contextlib
import time
from typing import TYPE_CHECKING

from sqlflow_step.databases.database import ResultTable
from sqlflow_step.databases.mysql.connection import mysql_message, mysql_number
from sqlflow_step.errors import StepError
from sqlflow_step.stores.aside import aside_name, is_left_aside
from sqlflow_step.stores.limits import LONGEST_WAIT_SECONDS
from sqlflow_step.stores.mysql.tables import text

if TYPE_CHECKING:
    from typing import Any, Sequence

    from sqlflow_step.databases.database import Database
    from sqlflow_step.types import Added, Row

MYSQL_TYPES = {"integer": "BIGINT", "real": "DOUBLE", "text": "LONGTEXT"}

TABLE_EXISTS = 1050
NO_SUCH_TABLE = 1146
LOCK_WAIT_TIMEOUT = 1205
RACES = (TABLE_EXISTS, NO_SUCH_TABLE, LOCK_WAIT_TIMEOUT)

# Whatever dates a table holds, a copy of it may hold too: 0000-00-00 and the like.
ANY_DATE = (
    "SET SESSION sql_mode = CONCAT('ALLOW_INVALID_DATES,', REPLACE(REPLACE(REPLACE(@@sql_mode, 'TRADITIONAL',"
    " 'STRICT_ALL_TABLES'), 'NO_ZERO_DATE', ''), 'NO_ZERO_IN_DATE', ''))"
)

# How long new readers wait behind a RENAME that waits for older ones, before it lets them pass and tries again.
LOCK_WAIT_SECONDS = 2


class MysqlResultTable(ResultTable):
    """Rows are written into a table aside, which takes the place of the old one in a single RENAME."""

    def __init__(self, database: Database, connection: Any, name: str) -> None:
        self._connection = connection
        self._quote = database.quote
        self._parts = name.split(".")
        where = self._parts[:-1]
        self._target = ".".join(database.quote(part) for part in self._parts)
        self._aside = ".".join(database.quote(part) for part in [*where, aside_name("saving")])
        self._old = ".".join(database.quote(part) for part in [*where, aside_name("replaced")])
        self._published = False

    def create(self, select: str | None, keep: Sequence[str], added: Added) -> None:
        self._refuse_view()
        self._remove_left_aside()
        self._run(ANY_DATE)
        names = [self._quote(column) for column in keep]
        new = ["%s %s" % (self._quote(column), MYSQL_TYPES[kind]) for column, kind in added]
        if select is None:
            self._run("CREATE TABLE %s (%s)" % (self._aside, ", ".join(new)))
        else:
            query = "SELECT %s FROM (%s\n) AS sqlflow_rows LIMIT 0" % (", ".join(names) or "NULL", select)
            self._run("CREATE TABLE %s AS %s" % (self._aside, query))
            for column in new:
                self._run("ALTER TABLE %s ADD COLUMN %s" % (self._aside, column))
        # The program may have set others; what is written from here on is in UTF-8.
        self._run("SET NAMES utf8mb4")
        marks = ", ".join(["%s"] * (len(keep) + len(added)))
        self._insert = "INSERT INTO %s VALUES (%s)" % (self._aside.replace("%", "%%"), marks)

    def write(self, rows: Sequence[Row]) -> None:
        from pymysql.err import MySQLError

        try:
            with self._connection.cursor() as cursor:
                cursor.executemany(self._insert, rows)
            self._connection.commit()
        except MySQLError as error:
            raise StepError("rows of the result can't be written: %s" % mysql_message(error)) from error

    def publish(self) -> None:
        self._run("SET SESSION lock_wait_timeout = %d" % LOCK_WAIT_SECONDS)
        ends = time.monotonic() + LONGEST_WAIT_SECONDS
        while time.monotonic() < ends:
            # A reader holds the table, or somebody made or dropped it: the next try sees how things are then.
            if self._swap():
                return
        raise StepError("the result table can't be replaced: readers keep the old one locked")

    def _swap(self) -> bool:
        exists = self._exists()
        old = "%s TO %s, " % (self._target, self._old) if exists else ""
        if not self._run("RENAME TABLE %s%s TO %s" % (old, self._aside, self._target), RACES):
            return False
        self._published = True
        if exists:
            # The rows are in place; whatever keeps the old ones is no failure.
            self._run("DROP TABLE IF EXISTS %s" % self._old, RACES)
        return True

    def close(self) -> None:
        """What was not published is of no use."""
        if not self._published:
            # The step fails already, with an error that says more.
            with contextlib.suppress(StepError):
                self._run("DROP TABLE IF EXISTS %s" % self._aside)
        self._connection.close()

    def _refuse_view(self) -> None:
        """A RENAME would move it out of the way like a table."""
        parts = [text(part) for part in self._parts]
        named = "TABLE_SCHEMA = %s AND TABLE_NAME = %s" % tuple(parts if len(parts) > 1 else ["DATABASE()", *parts])
        if self._rows("SELECT 1 FROM information_schema.VIEWS WHERE " + named):
            raise StepError("%s is a view, which is not replaced: drop it, or choose another name" % self._target)

    def _remove_left_aside(self) -> None:
        """What steps left that were killed."""
        place = "".join(" FROM %s" % self._quote(part) for part in self._parts[:-1])
        for (name,) in self._rows("SHOW TABLES%s LIKE 'sqlflowc%%'" % place):
            if is_left_aside(name):
                self._run("DROP TABLE IF EXISTS %s" % ".".join(map(self._quote, [*self._parts[:-1], name])), RACES)

    def _exists(self) -> bool:
        return self._run("SELECT 1 FROM %s LIMIT 0" % self._target, (NO_SUCH_TABLE, LOCK_WAIT_TIMEOUT))

    def _run(self, sql: str, expected: Sequence[int] = ()) -> bool:
        """Whether it went well, when the failure is one that is expected."""
        return self._rows(sql, expected) is not None

    def _rows(self, sql: str, expected: Sequence[int] = ()) -> Any:
        from pymysql.err import MySQLError

        try:
            with self._connection.cursor() as cursor:
                cursor.execute(sql)
                return cursor.fetchall()
        except MySQLError as error:
            if mysql_number(error) in expected:
                return None
            raise StepError("the result table %s can't be made: %s" % (self._target, mysql_message(error))) from error
