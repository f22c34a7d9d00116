"""MySQL and MariaDB as data sources."""
from .aside import aside_name
from .database import Column, Database, ResultTable, Rows
from .errors import StepError, first_line
from .mysql_connection import mysql_connection, mysql_message
from .urls import Address

MYSQL_TYPES = {"integer": "BIGINT", "real": "DOUBLE", "text": "LONGTEXT"}

# The protocol's numbers of types, in SQL's words. TEXT stands for BLOB too: the protocol has one number for both.
TYPE_NAMES = dict(
    [
        (0, "DECIMAL"),
        (1, "TINYINT"),
        (2, "SMALLINT"),
        (3, "INT"),
        (4, "FLOAT"),
        (5, "DOUBLE"),
        (7, "TIMESTAMP"),
        (8, "BIGINT"),
        (9, "MEDIUMINT"),
        (10, "DATE"),
        (11, "TIME"),
        (12, "DATETIME"),
        (13, "YEAR"),
        (14, "DATE"),
        (15, "VARCHAR"),
        (16, "BIT"),
        (245, "JSON"),
        (246, "DECIMAL"),
        (247, "ENUM"),
        (248, "SET"),
        (249, "TEXT"),
        (250, "TEXT"),
        (251, "TEXT"),
        (252, "TEXT"),
        (253, "VARCHAR"),
        (254, "CHAR"),
        (255, "GEOMETRY"),
    ]
)


class MysqlDatabase(Database):
    def __init__(self, url, database=None):
        self._address = Address(url)
        self._database = database or self._address.database
        self._connection = mysql_connection(self._address, self._database, **reading())
        self._tables = []

    def query(self, sql):
        rows = self.run(sql)
        if rows is None:
            raise StepError("this is no query: %s" % first_line(sql))
        return rows

    def run(self, sql):
        from pymysql.cursors import SSCursor
        from pymysql.err import MySQLError

        cursor = self._connection.cursor(SSCursor)
        try:
            cursor.execute(sql)
        except MySQLError as error:
            raise StepError("%s (in: %s)" % (mysql_message(error), first_line(sql)))
        if cursor.description is None:
            cursor.close()
            return None
        columns = [Column(field[0], TYPE_NAMES.get(field[1], "")) for field in cursor.description]
        return Rows(columns, mysql_rows(cursor))

    def result_table(self, name, select, keep, added):
        # While rows are streamed, their connection can do nothing else.
        writer = mysql_connection(self._address, self._database)
        table = MysqlResultTable(self, writer, name)
        self._tables.append(table)
        table.create(select, keep, added)
        return table

    def quote(self, name):
        return "`%s`" % name.replace("`", "``")

    def close(self):
        self._connection.close()
        for table in self._tables:
            table.close()


def reading():
    """How cells are read: as PyMySQL does, but BIT as a number."""
    try:
        from pymysql.constants import FIELD_TYPE
        from pymysql.converters import conversions
    except ImportError:
        return dict()
    readers = dict(conversions)
    readers[FIELD_TYPE.BIT] = lambda data: int.from_bytes(data, "big")
    return dict(conv=readers)


class MysqlResultTable(ResultTable):
    """Rows are written into a table aside, which takes the place of the old one in a single RENAME."""

    def __init__(self, database, connection, name):
        self._connection = connection
        self._quote = database.quote
        parts = name.split(".")
        where = parts[:-1]
        self._target = ".".join(database.quote(part) for part in parts)
        self._aside = ".".join(database.quote(part) for part in where + [aside_name("saving")])
        self._old = ".".join(database.quote(part) for part in where + [aside_name("replaced")])
        self._published = False

    def create(self, select, keep, added):
        names = [self._quote(column) for column in keep]
        new = ["%s %s" % (self._quote(column), MYSQL_TYPES[kind]) for column, kind in added]
        if select is None:
            self._run("CREATE TABLE %s (%s)" % (self._aside, ", ".join(new)))
        else:
            query = "SELECT %s FROM (%s\n) AS sqlflow_rows LIMIT 0" % (", ".join(names) or "NULL", select)
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
        self._published = True
        if exists:
            self._run("DROP TABLE IF EXISTS %s" % self._old)

    def close(self):
        """What was not published is of no use."""
        if not self._published:
            try:
                self._run("DROP TABLE IF EXISTS %s" % self._aside)
            except StepError:
                # The step fails already, with an error that says more.
                pass
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
