"""MySQL and MariaDB as data sources."""
from .aside import aside_name
from .database import Column, Database, ResultTable, Rows
from .errors import StepError, first_line
from .mysql_connection import mysql_connection, mysql_message
from .urls import Address

MYSQL_TYPES = {"integer": "BIGINT", "real": "DOUBLE", "text": "LONGTEXT"}


class MysqlDatabase(Database):
    def __init__(self, url, database=None):
        self._address = Address(url)
        self._database = database or self._address.database
        self._connection = mysql_connection(self._address, self._database)
        self._settings = []

    def query(self, sql):
        rows = self.run(sql)
        if rows is None:
            raise StepError("this is no query: %s" % first_line(sql))
        return rows

    def run(self, sql):
        from pymysql.constants import FIELD_TYPE
        from pymysql.cursors import SSCursor
        from pymysql.err import MySQLError

        names = {code: name for name, code in vars(FIELD_TYPE).items() if isinstance(code, int)}
        cursor = self._connection.cursor(SSCursor)
        try:
            cursor.execute(sql)
        except MySQLError as error:
            raise StepError("%s (in: %s)" % (mysql_message(error), first_line(sql)))
        if cursor.description is None:
            cursor.close()
            return None
        columns = [Column(field[0], names.get(field[1], "")) for field in cursor.description]
        return Rows(columns, mysql_rows(cursor))

    def result_table(self, name, select, keep, added):
        # While rows are streamed, their connection can do nothing else.
        writer = mysql_connection(self._address, self._database)
        return MysqlResultTable(self, writer, name, select, keep, added)

    def quote(self, name):
        return "`%s`" % name.replace("`", "``")

    def close(self):
        self._connection.close()


class MysqlResultTable(ResultTable):
    """Rows are written into a table aside, which takes the place of the old one in a single RENAME."""

    def __init__(self, database, connection, name, select, keep, added):
        self._connection = connection
        parts = name.split(".")
        where = parts[:-1]
        self._target = ".".join(database.quote(part) for part in parts)
        self._aside = ".".join(database.quote(part) for part in where + [aside_name("saving")])
        self._old = ".".join(database.quote(part) for part in where + [aside_name("replaced")])
        names = [database.quote(column) for column in keep]
        new = ["%s %s" % (database.quote(column), MYSQL_TYPES[kind]) for column, kind in added]
        if select is None:
            self._run("CREATE TABLE %s (%s)" % (self._aside, ", ".join(new)))
        else:
            query = "SELECT %s FROM (%s) AS sqlflow_rows LIMIT 0" % (", ".join(names) or "NULL", select)
            self._run("CREATE TABLE %s AS %s" % (self._aside, query))
            for column in new:
                self._run("ALTER TABLE %s ADD COLUMN %s" % (self._aside, column))
        marks = ", ".join(["%s"] * (len(keep) + len(added)))
        self._insert = "INSERT INTO %s VALUES (%s)" % (self._aside.replace("%", "%%"), marks)

    def write(self, rows):
        from pymysql.err import MySQLError

        try:
            with self._connection.cursor() as cursor:
                cursor.executemany(self._insert, rows)
            self._connection.commit()
        except MySQLError as error:
            raise StepError("rows of the result can't be written: %s" % mysql_message(error))

    def publish(self):
        exists = self._exists()
        old = "%s TO %s, " % (self._target, self._old) if exists else ""
        self._run("RENAME TABLE %s%s TO %s" % (old, self._aside, self._target))
        if exists:
            self._run("DROP TABLE IF EXISTS %s" % self._old)
        self._connection.close()

    def _exists(self):
        from pymysql.err import MySQLError

        try:
            with self._connection.cursor() as cursor:
                cursor.execute("SELECT 1 FROM %s LIMIT 0" % self._target)
            return True
        except MySQLError as error:
            if error.args and error.args[0] == 1146:
                return False
            raise StepError("the result table can't be looked at: %s" % mysql_message(error))

    def _run(self, sql):
        from pymysql.err import MySQLError

        try:
            with self._connection.cursor() as cursor:
                cursor.execute(sql)
        except MySQLError as error:
            raise StepError("the result table can't be made: %s" % mysql_message(error))


def mysql_rows(cursor):
    """Errors that come while the rows are read, in our words."""
    from pymysql.err import MySQLError

    try:
        for row in cursor:
            yield row
    except MySQLError as error:
        raise StepError(mysql_message(error))
