"""MySQL and MariaDB as data sources."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

from sqlflow_step.databases.database import Column, Database, Rows, time_text
from sqlflow_step.databases.mysql.connection import mysql_connection, mysql_message
from sqlflow_step.databases.mysql.results import MysqlResultTable
from sqlflow_step.errors import StepError, first_line
from sqlflow_step.stores.limits import LONGEST_WAIT_SECONDS
from sqlflow_step.urls import Address

if TYPE_CHECKING:
    from typing import Any, Iterator, Sequence

    from sqlflow_step.types import Added, Row

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


def opened(url: str, database: str | None, settings: Sequence[str]) -> Database:
    return MysqlDatabase(url, database, settings)


class MysqlDatabase(Database):
    def __init__(self, url: str, database: str | None = None, settings: Sequence[str] = ()) -> None:
        self._address = Address(url)
        self._database = database or self._address.database
        self._settings = settings
        self._tables: list[MysqlResultTable] = []
        self._connection = self._reader()

    def _reader(self) -> Any:
        # While a batch is predicted and written, no rows are read; servers give up such clients after a minute.
        return self._connected(init_command="SET SESSION net_write_timeout = %d" % LONGEST_WAIT_SECONDS)

    def _connected(self, **more: Any) -> Any:
        """A session with the settings of the program."""
        connection = mysql_connection(self._address, self._database, **dict(conversion(), **more))
        if self._settings:
            for setting in self._settings:
                run_in(connection, setting)
            # SET NAMES is about a client's own texts, and this client's are in UTF-8.
            run_in(connection, "SET character_set_client = utf8mb4, character_set_results = utf8mb4")
        return connection

    def query(self, sql: str) -> Rows:
        rows = self.run(sql)
        if rows is None:
            raise StepError("this is no query: %s" % first_line(sql))
        return rows

    def run(self, sql: str) -> Rows | None:
        self._connection = self._connection or self._reader()
        cursor = run_in(self._connection, sql)
        if cursor.description is None:
            cursor.close()
            return None
        columns = [Column(field[0], TYPE_NAMES.get(field[1], "")) for field in cursor.description]
        return Rows(columns, self._rows(cursor))

    def _rows(self, cursor: Any) -> Iterator[Row]:
        """Errors that come while the rows are read, in our words."""
        from pymysql.err import MySQLError

        ended = False
        try:
            # Not `yield from`, which would close the cursor where the generator ends.
            for row in cursor:  # noqa: UP028
                yield row
            ended = True
        except MySQLError as error:
            raise StepError(mysql_message(error)) from error
        except UnicodeDecodeError:
            raise StepError("the server sends texts that are not in UTF-8: leave out SET NAMES") from None
        finally:
            if not ended:
                self._hang_up()

    def _hang_up(self) -> None:
        """The protocol has no way to end a query early; the driver would read all of its rows when it lets go of it."""
        if self._connection:
            result = getattr(self._connection, "_result", None)
            if result is not None:
                result.unbuffered_active = False
            self._connection.close()
        self._connection = None

    def result_table(self, name: str, select: str | None, keep: Sequence[str], added: Added) -> MysqlResultTable:
        # While rows are streamed, their connection can do nothing else.
        table = MysqlResultTable(self, self._connected(), name)
        self._tables.append(table)
        table.create(select, keep, added)
        return table

    def quote(self, name: str) -> str:
        return "`%s`" % name.replace("`", "``")

    def close(self) -> None:
        self._hang_up()
        for table in self._tables:
            table.close()


def conversion() -> dict[str, Any]:
    """How cells are read and written: as PyMySQL does, but BIT as a number, and times below zero right."""
    try:
        from pymysql.constants import FIELD_TYPE
        from pymysql.converters import conversions
    except ImportError:
        return dict()
    found = dict(conversions)
    found[FIELD_TYPE.BIT] = lambda data: int.from_bytes(data, "big")
    found[datetime.timedelta] = lambda value, mapping=None: "'%s'" % time_text(value)
    return dict(conv=found)


def run_in(connection: Any, sql: str) -> Any:
    """Runs a statement; a cursor that streams the rows."""
    from pymysql.cursors import SSCursor
    from pymysql.err import MySQLError

    cursor = connection.cursor(SSCursor)
    try:
        cursor.execute(sql)
    except MySQLError as error:
        raise StepError("%s (in: %s)" % (mysql_message(error), first_line(sql))) from error
    return cursor
