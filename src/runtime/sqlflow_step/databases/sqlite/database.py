"""SQLite as a data source."""
import contextlib
import re
import sqlite3

from sqlflow_step.databases.database import Column, Database, Rows
from sqlflow_step.databases.sqlite.results import SqliteResultTable
from sqlflow_step.errors import StepError, first_line
from sqlflow_step.stores.limits import LONGEST_WAIT_SECONDS
from sqlflow_step.urls import sqlite_path

# A transaction that reads before it writes is refused, and not kept waiting, when another step has written in between:
# so it takes its turn to write when it begins.
BEGIN = re.compile(r"begin(\s+deferred)?(\s+transaction)?$", re.IGNORECASE)


class SqliteDatabase(Database):
    def __init__(self, url, settings=()):
        path = sqlite_path(url)
        try:
            # Other steps write to the file too, one at a time. What would wait for itself fails at once.
            self._connection = sqlite3.connect(path, timeout=LONGEST_WAIT_SECONDS, isolation_level=None)
            self._connection.execute("SELECT count(*) FROM sqlite_master")
        except sqlite3.Error as error:
            raise StepError("the database %s can't be opened: %s" % (path, error)) from error
        for setting in settings:
            self.run(setting)

    def query(self, sql):
        rows = self.run(sql)
        if rows is None:
            raise StepError("this is no query: %s" % first_line(sql))
        return rows

    def run(self, sql):
        begins = BEGIN.match(sql.strip())
        try:
            cursor = self._connection.execute("BEGIN IMMEDIATE" if begins else sql)
        except sqlite3.Error as error:
            raise StepError("%s (in: %s)" % (error, first_line(sql))) from error
        if cursor.description is None:
            return None
        return Rows([Column(name) for name, *_ in cursor.description], sqlite_rows(cursor))

    def result_table(self, name, select, keep, added):
        return SqliteResultTable(self, self._connection, name, select, keep, added)

    def quote(self, name):
        return '"%s"' % name.replace('"', '""')

    def close(self):
        self._connection.close()


def sqlite_rows(cursor):
    """Errors that come while the rows are read, in our words."""
    try:
        yield from cursor
    except sqlite3.Error as error:
        raise StepError(str(error)) from error
    finally:
        # A query that is not read to its end would keep its tables from being replaced.
        with contextlib.suppress(sqlite3.Error):
            cursor.close()
