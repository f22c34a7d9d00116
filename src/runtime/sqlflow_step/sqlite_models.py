"""
Models as tables of an SQLite file. Every call opens the file for itself, so that reads are of one version. A save is
written aside in small transactions, so that others can write in between, and put in place in a last one.
"""
import os
import sqlite3
from urllib.parse import quote

from .aside import aside_name, is_left_aside
from .blocks import blocks_of, consecutive, consecutive_pieces, decode_model, encode_model
from .errors import StepError
from .limits import BATCH_BYTES, BLOCK_BYTES, MOST_BLOCK_BYTES
from .model_names import PAI_SUFFIX, name_parts, not_a_model, not_replaceable
from .urls import sqlite_path

# A reader of a large model may hold the file for long, and the hours of training behind a save are worth more.
WAIT_SECONDS = 600


class SqliteModels:
    def __init__(self, url):
        self._path = sqlite_path(url)

    def read(self, name, use):
        """Calls `use` with the model's metadata and its bytes in pieces; None when there is no such model."""
        return self._reading(name, lambda rows, pieces: use(*decode_model(lambda: consecutive(rows()), name)))

    def read_metadata(self, name):
        return self._reading(name, lambda rows, pieces: decode_model(pieces, name)[0])

    def save(self, name, metadata, model):
        """
        metadata: the document's bytes
        model: gives the model's bytes in pieces
        """
        connection = self._connect("rwc")
        try:
            SqliteSave(connection, table_name(name)).run(blocks_of(encode_model(metadata, model())))
        except sqlite3.Error as error:
            raise sqlite_error(error)
        finally:
            connection.close()

    def _reading(self, name, use):
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
            raise sqlite_error(error)
        finally:
            connection.close()

    def _connect(self, mode):
        if os.path.isdir(self._path):
            raise StepError("this is a folder, not a file")
        # As an address, so that `:memory:` is a name like others, and reading makes no file.
        address = "file:%s?mode=%s" % (quote(os.path.abspath(self._path)), mode)
        try:
            connection = sqlite3.connect(address, uri=True, timeout=WAIT_SECONDS, isolation_level=None)
            connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
            return connection
        except sqlite3.Error as error:
            raise sqlite_error(error)


class SqliteSave:
    def __init__(self, connection, table):
        self._connection = connection
        self._table = table
        self._aside = aside_name("saving")

    def run(self, blocks):
        # Without it a rename looks at every view and trigger, and fails on the first that is broken.
        self._connection.execute("PRAGMA legacy_alter_table = ON")
        self._check_replaceable()
        try:
            self._transaction(self._begin)
            number, batch = 0, []
            for block in blocks:
                batch.append((number, block))
                number += 1
                if len(batch) * BLOCK_BYTES >= BATCH_BYTES:
                    self._transaction(lambda: self._write(batch))
                    batch = []
            self._transaction(lambda: self._write(batch))
            self._transaction(self._publish)
        except BaseException:
            self._discard()
            raise

    def _begin(self):
        named = "SELECT name FROM sqlite_master WHERE type = 'table' AND name LIKE 'sqlflowc%'"
        for (left,) in self._connection.execute(named).fetchall():
            if is_left_aside(left):
                self._connection.execute("DROP TABLE %s" % quoted(left))
        self._connection.execute(
            "CREATE TABLE %s (id INTEGER PRIMARY KEY, block BLOB NOT NULL)" % quoted(self._aside)
        )

    def _write(self, batch):
        self._connection.executemany("INSERT INTO %s (id, block) VALUES (?, ?)" % quoted(self._aside), batch)

    def _publish(self):
        # Somebody may have made another table meanwhile.
        self._check_replaceable()
        self._connection.execute("DROP TABLE IF EXISTS %s" % quoted(self._table))
        self._connection.execute("ALTER TABLE %s RENAME TO %s" % (quoted(self._aside), quoted(self._table)))

    def _check_replaceable(self):
        what = kind_of_table(self._connection, self._table)
        if what not in (None, "a model"):
            raise not_replaceable(what)

    def _transaction(self, work):
        self._connection.execute("BEGIN IMMEDIATE")
        try:
            work()
            self._connection.execute("COMMIT")
        except BaseException:
            # A full disk has rolled it back already.
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK")
            raise

    def _discard(self):
        """What was written aside is of no use; if it can't be removed now, a later save will."""
        try:
            self._connection.execute("PRAGMA busy_timeout = 1000")
            self._connection.execute("DROP TABLE IF EXISTS %s" % quoted(self._aside))
        except sqlite3.Error:
            # The failure that led here is the one to tell.
            pass


def table_name(model):
    """SQLite knows no other database than `main` here, so the dot of `models.m` is a part of the table's name."""
    parts = name_parts(model)
    return ".".join(parts[1:] if len(parts) > 1 and parts[0].lower() == "main" else parts)


def model_table(connection, model):
    for table in (table_name(model), table_name(model) + PAI_SUFFIX):
        what = kind_of_table(connection, table)
        if what == "a model":
            return table
        if what is not None:
            raise not_a_model(what)
    return None


def kind_of_table(connection, table):
    """What has this name: "a model", "a view", …; None when nothing has it."""
    found = connection.execute(
        "SELECT type, rootpage FROM sqlite_master WHERE name = ? COLLATE NOCASE AND type IN ('table', 'view')", (table,)
    ).fetchone()
    if found is None:
        return None
    if found[0] == "view":
        return "a view"
    # Asked for its columns, a virtual table may want a module that is not here.
    if found[1] == 0:
        return "a virtual table"
    columns = connection.execute("SELECT lower(name) FROM pragma_table_info(?)", (table,)).fetchall()
    return "a model" if sorted(name for (name,) in columns) == ["block", "id"] else "a table with other columns"


# The length of a BLOB is known without loading it; that of a text is not.
SIZE = "CASE typeof(block) WHEN 'blob' THEN length(block) ELSE length(CAST(block AS BLOB)) END"


def block_rows(connection, table):
    """All blocks by id, as `consecutive` takes them."""
    return connection.execute(
        "SELECT CAST(id AS INTEGER), %s, CASE WHEN %s <= %d THEN CAST(block AS BLOB) END FROM %s ORDER BY id"
        % (SIZE, SIZE, MOST_BLOCK_BYTES, quoted(table))
    )

def block_pieces(connection, table):
    """The blocks in pieces, as few of them as are asked for."""
    return consecutive_pieces(
        lambda number, offset, length: connection.execute(
            "SELECT %s, CASE WHEN %s <= %d THEN substr(CAST(block AS BLOB), ?, ?) END FROM %s WHERE id = ?"
            % (SIZE, SIZE, MOST_BLOCK_BYTES, quoted(table)),
            (offset + 1, length, number),
        ).fetchone(),
        lambda number: connection.execute(
            "SELECT CAST(min(id) AS INTEGER) FROM %s WHERE id > ?" % quoted(table), (number,)
        ).fetchone()[0],
    )


def quoted(name):
    return '"%s"' % name.replace('"', '""')


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


def sqlite_error(error):
    """By its text: Python gives the number of an error only since 3.11."""
    text = str(error).split("\n", 1)[0]
    for part, message in MESSAGES:
        if part in text:
            return StepError(message)
    return StepError(text)
