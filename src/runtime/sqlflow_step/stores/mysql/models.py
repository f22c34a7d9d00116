"""Models as tables of a MySQL or MariaDB server."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlflow_step.retry import retrying
from sqlflow_step.stores.format.blocks import consecutive, decode_model, encode_model
from sqlflow_step.stores.mysql.save import MysqlSave
from sqlflow_step.stores.mysql.session import Session
from sqlflow_step.stores.mysql.tables import block_pieces, block_rows, model_table, table_of
from sqlflow_step.stores.store import ModelStore
from sqlflow_step.urls import Address

if TYPE_CHECKING:
    from typing import Callable, Iterator

    from sqlflow_step.types import Document, Environment, ModelBytes, T


def opened(url: str, environment: Environment) -> ModelStore:
    return MysqlModels(url)


class MysqlModels(ModelStore):
    def __init__(self, url: str) -> None:
        self._address = Address(url)

    def read(self, name: str, use: Callable[[Document, Iterator[bytes]], T]) -> T | None:
        def whole(session: Session, table: list[str]) -> T:
            return use(*decode_model(lambda: consecutive(block_rows(session, table)), name))

        return self._reading(name, whole)

    def read_metadata(self, name: str) -> Document | None:
        return self._reading(name, lambda session, table: decode_model(lambda: block_pieces(session, table), name)[0])

    def save(self, name: str, metadata: bytes, model: ModelBytes) -> None:
        # Hours of training are not lost to seconds without a network.
        retrying(lambda: self._save(table_of(name), encode_model(metadata, model())))

    def _save(self, table: list[str], stream: Iterator[bytes]) -> None:
        session = Session(self._address)
        try:
            MysqlSave(session, table).run(stream)
        finally:
            session.close()

    def _reading(self, name: str, use: Callable[[Session, list[str]], T]) -> T | None:
        return retrying(lambda: self._read(name, use))

    def _read(self, name: str, use: Callable[[Session, list[str]], T]) -> T | None:
        session = Session(self._address)
        try:
            # One version; the table can't be replaced before the end.
            session.query("START TRANSACTION READ ONLY")
            table = model_table(session, name)
            return None if table is None else use(session, table)
        finally:
            session.close()
