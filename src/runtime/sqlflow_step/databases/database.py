"""A database as steps use it; `sqlite` and `mysql` are the two there are."""
import itertools

from sqlflow_step.errors import StepError
from sqlflow_step.urls import redacted, scheme_of


class Column:
    """A column of a query: its name, and its type in the database's own words ("" when unknown)."""

    def __init__(self, name, type_name=""):
        self.name = name
        self.type_name = type_name


class Rows:
    """A query's result: its columns, and the rows as they come from the server, each a tuple."""

    def __init__(self, columns, rows):
        self.columns = columns
        self._rows = rows

    def __iter__(self):
        return iter(self._rows)

    def close(self):
        """Ends the query before all its rows are read."""
        close = getattr(self._rows, "close", None)
        if close:
            close()

    def batches(self, size):
        """Lists of at most `size` rows; none is empty."""
        return batches(self._rows, size)


def batches(rows, size):
    rows = iter(rows)
    batch = list(itertools.islice(rows, size))
    while batch:
        yield batch
        batch = list(itertools.islice(rows, size))


class Database:
    """
    One session. A query's rows are streamed; while they are read, only result tables may be written.

    Values keep their types: NULL is None, decimals are Decimal, binary is bytes.
    """

    def query(self, sql):
        """Runs a query and gives its `Rows`."""
        raise NotImplementedError

    def run(self, sql):
        """Runs one statement of a user; gives `Rows` when it has a result set, else None."""
        raise NotImplementedError

    def result_table(self, name, select, keep, added):
        """
        A table that takes the place of `name` when it is published (see `ResultTable`).

        select: the query whose columns it has, or None
        keep: names of those columns, in order
        added: further columns, as (name, kind) with kind "integer", "real" or "text"
        """
        raise NotImplementedError

    def quote(self, name):
        raise NotImplementedError

    def close(self):
        raise NotImplementedError


class ResultTable:
    """Rows that become a table all at once: until `publish`, and when anything fails, the old one stays."""

    def write(self, rows):
        raise NotImplementedError

    def publish(self):
        raise NotImplementedError


def quoted_table(database, name):
    """`db.t` with each part quoted."""
    return ".".join(database.quote(part) for part in name.split("."))


def time_text(value):
    """A TIME, which can be below zero and longer than a day, as databases write it."""
    whole = abs(value)
    minutes, seconds = divmod(whole.seconds, 60)
    hours, minutes = divmod(minutes, 60)
    text = "%s%02d:%02d:%02d" % ("-" if value.days < 0 else "", hours + 24 * whole.days, minutes, seconds)
    return text + (".%06d" % whole.microseconds if whole.microseconds else "")


def open_database(url, database=None, settings=()):
    """Connects to a data source. `database` is the current one; `settings` are run first, as the program has them."""
    scheme = scheme_of(url)
    if scheme == "sqlite":
        from sqlflow_step.databases.sqlite.database import SqliteDatabase

        return SqliteDatabase(url, settings)
    if scheme in ("mysql", "tidb"):
        from sqlflow_step.databases.mysql.database import MysqlDatabase

        return MysqlDatabase(url, database, settings)
    raise StepError("%s: steps can't use this kind of data source; they know mysql and sqlite" % redacted(url))
