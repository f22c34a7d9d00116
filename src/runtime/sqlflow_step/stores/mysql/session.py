"""One connection to a server that holds models."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

from sqlflow_step.databases.mysql.connection import mysql_connection, mysql_error, mysql_number

if TYPE_CHECKING:
    from typing import Any, Sequence

    from sqlflow_step.urls import Address

# A server that is silent for so long is gone.
SILENT_SECONDS = 300


class Session:
    def __init__(self, address: Address) -> None:
        self._connection = mysql_connection(
            address, address.database, read_timeout=SILENT_SECONDS, write_timeout=SILENT_SECONDS
        )

    def query(self, sql: str, expected: Sequence[int] = ()) -> Any:
        """The rows of a statement, or the number of an error that is expected."""
        from pymysql.err import MySQLError

        try:
            with self._connection.cursor() as cursor:
                # Without arguments nothing in the text is a place for one.
                cursor.execute(sql)
                return cursor.fetchall()
        except MySQLError as error:
            if mysql_number(error) in expected:
                return mysql_number(error)
            raise mysql_error(error) from error

    def close(self) -> None:
        from pymysql.err import MySQLError

        # It may have been lost before.
        with contextlib.suppress(MySQLError):
            self._connection.close()
