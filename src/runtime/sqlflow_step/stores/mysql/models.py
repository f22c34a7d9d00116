"""Models as tables of a MySQL or MariaDB server."""
from sqlflow_step.retry import retrying
from sqlflow_step.stores.format.blocks import consecutive, decode_model, encode_model
from sqlflow_step.stores.mysql.save import MysqlSave
from sqlflow_step.stores.mysql.session import Session
from sqlflow_step.stores.mysql.tables import block_pieces, block_rows, model_table, table_of
from sqlflow_step.urls import Address


class MysqlModels:
    def __init__(self, url):
        self._address = Address(url)

    def read(self, name, use):
        """Calls `use` with the model's metadata and its bytes in pieces; None when there is no such model."""

        def whole(session, table):
            return use(*decode_model(lambda: consecutive(block_rows(session, table)), name))

        return self._reading(name, whole)

    def read_metadata(self, name):
        return self._reading(name, lambda session, table: decode_model(lambda: block_pieces(session, table), name)[0])

    def save(self, name, metadata, model):
        """
        metadata: the document's bytes
        model: gives the model's bytes in pieces
        """
        # Hours of training are not lost to seconds without a network.
        retrying(lambda: self._save(table_of(name), encode_model(metadata, model())))

    def _save(self, table, stream):
        session = Session(self._address)
        try:
            MysqlSave(session, table).run(stream)
        finally:
            session.close()

    def _reading(self, name, use):
        return retrying(lambda: self._read(name, use))

    def _read(self, name, use):
        session = Session(self._address)
        try:
            # One version; the table can't be replaced before the end.
            session.query("START TRANSACTION READ ONLY")
            table = model_table(session, name)
            return None if table is None else use(session, table)
        finally:
            session.close()
