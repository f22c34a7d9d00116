"""
Saves a model into an SQLite file: written aside in small transactions, so that others can write in between, and put in
the place of the old one in a last one.
"""

from __future__ import annotations

import functools
import sqlite3
from typing import TYPE_CHECKING

from sqlflow_step.stores.aside import aside_name, is_left_aside
from sqlflow_step.stores.limits import BATCH_BYTES, BLOCK_BYTES
from sqlflow_step.stores.names import not_replaceable
from sqlflow_step.stores.sqlite.tables import kind_of_table, quoted

if TYPE_CHECKING:
    from typing import Callable, Iterable, Sequence


class SqliteSave:
    def __init__(self, connection: sqlite3.Connection, table: str) -> None:
        self._connection = connection
        self._table = table
        self._aside = aside_name("saving")

    def run(self, blocks: Iterable[bytes]) -> None:
        # Without it a rename looks at every view and trigger, and fails on the first that is broken.
        self._connection.execute("PRAGMA legacy_alter_table = ON")
        self._check_replaceable()
        try:
            self._transaction(self._begin)
            batch = []
            for numbered in enumerate(blocks):
                batch.append(numbered)
                if len(batch) * BLOCK_BYTES >= BATCH_BYTES:
                    self._transaction(functools.partial(self._write, batch))
                    batch = []
            self._transaction(functools.partial(self._write, batch))
            self._transaction(self._publish)
        except BaseException:
            self._discard()
            raise

    def _begin(self) -> None:
        named = "SELECT name FROM sqlite_master WHERE type = 'table' AND name LIKE 'sqlflowc%'"
        for (left,) in self._connection.execute(named).fetchall():
            if is_left_aside(left):
                self._connection.execute("DROP TABLE %s" % quoted(left))
        self._connection.execute("CREATE TABLE %s (id INTEGER PRIMARY KEY, block BLOB NOT NULL)" % quoted(self._aside))

    def _write(self, batch: Sequence[tuple[int, bytes]]) -> None:
        self._connection.executemany("INSERT INTO %s (id, block) VALUES (?, ?)" % quoted(self._aside), batch)

    def _publish(self) -> None:
        # Somebody may have made another table meanwhile.
        self._check_replaceable()
        self._connection.execute("DROP TABLE IF EXISTS %s" % quoted(self._table))
        self._connection.execute("ALTER TABLE %s RENAME TO %s" % (quoted(self._aside), quoted(self._table)))

    def _check_replaceable(self) -> None:
        what = kind_of_table(self._connection, self._table)
        if what is not None and what != "a model":
            raise not_replaceable(what)

    def _transaction(self, work: Callable[[], None]) -> None:
        self._connection.execute("BEGIN IMMEDIATE")
        try:
            work()
            self._connection.execute("COMMIT")
        except BaseException:
            # A full disk has rolled it back already.
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK")
            raise

    def _discard(self) -> None:
        """What was written aside is of no use; if it can't be removed now, a later save will."""
        try:
            self._connection.execute("PRAGMA busy_timeout = 1000")
            self._connection.execute("DROP TABLE IF EXISTS %s" % quoted(self._aside))
        except sqlite3.Error:
            # The failure that led here is the one to tell.
            pass
