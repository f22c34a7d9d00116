"""
Saves a model on a MySQL server: written into a table aside, which then takes the place of the old one in a single
RENAME. A connection that is lost leaves at most a table aside, which a later save removes.
"""

from __future__ import annotations

import contextlib
import time
from typing import TYPE_CHECKING

from sqlflow_step.errors import StepError
from sqlflow_step.stores.aside import aside_name, is_left_aside
from sqlflow_step.stores.format.blocks import blocks_of
from sqlflow_step.stores.limits import BATCH_BYTES, BLOCK_BYTES, LONGEST_WAIT_SECONDS
from sqlflow_step.stores.mysql.tables import NO_SUCH_TABLE, kind_of_table, quoted
from sqlflow_step.stores.names import not_replaceable

if TYPE_CHECKING:
    from typing import Iterable

    from sqlflow_step.stores.mysql.session import Session

TABLE_EXISTS = 1050
LOCK_WAIT_TIMEOUT = 1205

# How long new readers wait behind a save that waits for older ones, before it lets them pass and tries again.
LOCK_WAIT_SECONDS = 2


class MysqlSave:
    def __init__(self, session: Session, table: list[str]) -> None:
        self._session = session
        self._table = table
        self._aside = [*table[:-1], aside_name("saving")]

    def run(self, stream: Iterable[bytes]) -> None:
        self._replaceable()
        self._remove_left_aside()
        self._session.query(
            "CREATE TABLE %s (id INT NOT NULL PRIMARY KEY, block MEDIUMBLOB NOT NULL)" % quoted(self._aside)
        )
        try:
            self._write_blocks(stream)
            self._publish()
        except BaseException:
            # On a lost connection this fails too; a later save removes the table then.
            with contextlib.suppress(StepError):
                self._session.query("DROP TABLE IF EXISTS %s" % quoted(self._aside))
            raise

    def _replaceable(self) -> bool:
        """Whether there is a model to be replaced."""
        what = kind_of_table(self._session, self._table)
        if what is not None and what != "a model":
            raise not_replaceable(what)
        return what is not None

    def _write_blocks(self, stream: Iterable[bytes]) -> None:
        limit = int(self._session.query("SELECT @@max_allowed_packet")[0][0])
        # A packet holds the statement's other parts as well.
        size = min(BLOCK_BYTES, max(1024, limit // 2))
        each = -(-BATCH_BYTES // size)
        self._session.query("START TRANSACTION")
        for number, block in enumerate(blocks_of(stream, size)):
            self._insert(number, block, limit)
            # A transaction that grows with the model would fill the server's logs.
            if (number + 1) % each == 0:
                self._session.query("COMMIT")
                self._session.query("START TRANSACTION")
        self._session.query("COMMIT")

    def _insert(self, number: int, block: bytes, limit: int) -> None:
        """Bytes as hexadecimal digits, which no setting of a server reads in another way; they take twice the space."""
        most = max(256, (limit - 512) // 2)
        table = quoted(self._aside)
        insert = "INSERT INTO %s (id, block) VALUES (%d, x'%s')"
        self._session.query(insert % (table, number, block[:most].hex()))
        for start in range(most, len(block), most):
            append = "UPDATE %s SET block = CONCAT(block, x'%s') WHERE id = %d"
            self._session.query(append % (table, block[start : start + most].hex(), number))

    def _publish(self) -> None:
        self._session.query("SET SESSION lock_wait_timeout = %d" % LOCK_WAIT_SECONDS)
        target, aside = quoted(self._table), quoted(self._aside)
        ends = time.monotonic() + LONGEST_WAIT_SECONDS
        while time.monotonic() < ends:
            # Somebody may have made another table meanwhile.
            old = quoted([*self._table[:-1], aside_name("replaced")]) if self._replaceable() else None
            swap = "%s TO %s, " % (target, old) if old else ""
            # A reader holds the table, or another save was faster: the next try sees how things are then.
            races = (LOCK_WAIT_TIMEOUT, TABLE_EXISTS, NO_SUCH_TABLE)
            done = self._session.query("RENAME TABLE %s%s TO %s" % (swap, aside, target), races)
            if done not in races:
                self._drop_old(old)
                return
        raise StepError("readers keep the old model locked")

    def _drop_old(self, old: str | None) -> None:
        try:
            if old:
                self._session.query("DROP TABLE IF EXISTS %s" % old)
        except StepError:
            # The model is saved; a later save removes what is left.
            pass

    def _remove_left_aside(self) -> None:
        place = " FROM %s" % quoted(self._table[:-1]) if len(self._table) > 1 else ""
        for (name,) in self._session.query("SHOW TABLES%s LIKE 'sqlflowc%%'" % place):
            if is_left_aside(name):
                self._session.query("DROP TABLE IF EXISTS %s" % quoted([*self._table[:-1], name]))
