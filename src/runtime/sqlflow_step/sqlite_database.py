"""SQLite as a data source."""
import contextlib
import re
import sqlite3

from .database import Column, Database, ResultTable, Rows
from .errors import StepError, first_line
from .urls import sqlite_path

SQLITE_TYPES = {"integer": "INTEGER", "real": "REAL", "text": "TEXT"}

# Other steps write to the file too, one at a time, and a statement may take long. What would wait for itself fails at once.
SQLITE_WAIT_SECONDS = 3600

# A transaction that reads before it writes is refused, and not kept waiting, when another step has written in between:
# so it takes its turn to write when it begins.
BEGIN = re.compile(r"begin(\s+deferred)?(\s+transaction)?$", re.IGNORECASE)


class SqliteDatabase(Database):
    def __init__(self, url):
        path = sqlite_path(url)
        try:
            self._connection = sqlite3.connect(path, timeout=SQLITE_WAIT_SECONDS, isolation_level=None)
            self._connection.execute("SELECT count(*) FROM sqlite_master")
        except sqlite3.Error as error:
            raise StepError("the database %s can't be opened: %s" % (path, error))

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
            raise StepError("%s (in: %s)" % (error, first_line(sql)))
        if cursor.description is None:
            return None
        return Rows([Column(name) for name, *_ in cursor.description], sqlite_rows(cursor))

    def result_table(self, name, select, keep, added):
        return SqliteResultTable(self, self._connection, name, select, keep, added)

    def quote(self, name):
        return '"%s"' % name.replace('"', '""')

    def close(self):
        self._connection.close()


class SqliteResultTable(ResultTable):
    """
    Rows are kept in a temporary table, which is in a file of its own: the database is locked only for the
    one transaction that puts them in place.
    """

    def __init__(self, database, connection, name, select, keep, added):
        self._connection = connection
        schema, _, table = name.rpartition(".")
        self._target = database.quote(table if schema in ("", "main") else name)
        names = [database.quote(column) for column in keep]
        new = ["%s %s" % (database.quote(column), SQLITE_TYPES[kind]) for column, kind in added]
        self._run("DROP TABLE IF EXISTS temp.sqlflow_result")
        if select is None:
            self._run("CREATE TEMP TABLE sqlflow_result (%s)" % ", ".join(new))
        else:
            query = "SELECT %s FROM (%s\n) LIMIT 0" % (", ".join(names) or "NULL", select)
            self._run("CREATE TEMP TABLE sqlflow_result AS " + query)
            for column in new:
                self._run("ALTER TABLE temp.sqlflow_result ADD COLUMN " + column)
        marks = ", ".join("?" * (len(keep) + len(added)))
        self._insert = "INSERT INTO temp.sqlflow_result VALUES (%s)" % marks

    def write(self, rows):
        try:
            # Without a transaction each row would be one.
            self._connection.execute("BEGIN")
            self._connection.executemany(self._insert, rows)
            self._connection.execute("COMMIT")
        except (sqlite3.Error, OverflowError) as error:
            raise StepError("rows of the result can't be written: %s" % error)

    def _run(self, sql):
        try:
            self._connection.execute(sql)
        except sqlite3.Error as error:
            raise StepError("the result table %s can't be made: %s" % (self._target, error))

    def publish(self):
        (declared,) = self._connection.execute(
            "SELECT sql FROM sqlite_temp_master WHERE name = 'sqlflow_result'"
        ).fetchone()
        body = declared[declared.index("(") :]
        run = self._connection.execute
        try:
            run("BEGIN IMMEDIATE")
            run("DROP TABLE IF EXISTS main.%s" % self._target)
            run("CREATE TABLE main.%s %s" % (self._target, body))
            run("INSERT INTO main.%s SELECT * FROM temp.sqlflow_result" % self._target)
            run("COMMIT")
        except sqlite3.Error as error:
            if self._connection.in_transaction:
                run("ROLLBACK")
            raise StepError("the result table %s can't be written: %s" % (self._target, error))
        run("DROP TABLE temp.sqlflow_result")


def sqlite_rows(cursor):
    """Errors that come while the rows are read, in our words."""
    try:
        for row in cursor:
            yield row
    except sqlite3.Error as error:
        raise StepError(str(error))
    finally:
        # A query that is not read to its end would keep its tables from being replaced.
        with contextlib.suppress(sqlite3.Error):
            cursor.close()
