"""Models as tables of an SQLite file. Every call opens the file for itself, so that reads are of one version."""

from __future__ import annotations

import os
import sqlite3
from typing import TYPE_CHECKING
from urllib.parse import quote

from sqlflow_step.errors import StepError
from sqlflow_step.stores.format.blocks import blocks_of, consecutive, decode_model, encode_model
from sqlflow_step.stores.limits import LONGEST_WAIT_SECONDS
from sqlflow_step.stores.sqlite.save import SqliteSave
from sqlflow_step.stores.sqlite.tables import block_pieces, block_rows, model_table, table_name
from sqlflow_step.stores.store import ModelStore
from sqlflow_step.urls import sqlite_path

if TYPE_CHECKING:
    from typing import Callable, Iterable, Iterator

    from sqlflow_step.types import Block, Document, Environment, ModelBytes, T


def opened(url: str, environment: Environment) -> ModelStore:
    return SqliteModels(url)


class SqliteModels(ModelStore):
    def __init__(self, url: str) -> None:
        self._path = sqlite_path(url)

    def read(self, name: str, use: Callable[[Document, Iterator[bytes]], T]) -> T | None:
        return self._reading(name, lambda rows, pieces: use(*decode_model(lambda: consecutive(rows()), name)))

    def read_metadata(self, name: str) -> Document | None:
        return self._reading(name, lambda rows, pieces: decode_model(pieces, name)[0])

    def save(self, name: str, metadata: bytes, model: ModelBytes) -> None:
        connection = self._connect("rwc")
        try:
            SqliteSave(connection, table_name(name)).run(blocks_of(encode_model(metadata, model())))
        except sqlite3.Error as error:
            raise sqlite_error(error) from error
        finally:
            connection.close()

    def _reading(
        self, name: str, use: Callable[[Callable[[], Iterable[Block]], Callable[[], Iterable[bytes]]], T]
    ) -> T | None:
        if not os.path.exists(self._path):
            raise StepError("there is no such file")
        connection = self._connect("rw")
        try:
            # One version, from the first statement to the last.
            connection.execute("BEGIN")
            table = model_table(connection, name)
            if table is None:
                return None
            return use(lambda: block_rows(connection, table), lambda: block_pieces(connection, table))
        except sqlite3.Error as error:
            raise sqlite_error(error) from error
        finally:
            connection.close()

    def _connect(self, mode: str) -> sqlite3.Connection:
        if os.path.isdir(self._path):
            raise StepError("this is a folder, not a file")
        # As an address, so that `:memory:` is a name like others, and reading makes no file.
        address = "file:%s?mode=%s" % (quote(os.path.abspath(self._path)), mode)
        try:
            connection = sqlite3.connect(address, uri=True, timeout=LONGEST_WAIT_SECONDS, isolation_level=None)
            connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
            return connection
        except sqlite3.Error as error:
            raise sqlite_error(error) from error


MESSAGES = (
    ("locked", "another program keeps the file locked"),
    ("readonly", "the file may not be written"),
    ("is full", "the disk is full; nothing was changed"),
    ("I/O", "the file could not be read or written: the disk failed or is full"),
    ("unable to open", "the file can't be opened: it or its folder is missing, or may not be used"),
    ("malformed", "the file is damaged; PRAGMA integrity_check shows where"),
    ("not a database", "the file is no SQLite database"),
    ("too big", "a block of it is larger than SQLite can give"),
)


def sqlite_error(error: Exception) -> StepError:
    """By its text: Python gives the number of an error only since 3.11."""
    text = str(error).split("\n", 1)[0]
    for part, message in MESSAGES:
        if part in text:
            return StepError(message)
    return StepError(text)
