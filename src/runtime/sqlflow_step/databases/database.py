"""A database as steps use it. Each is a package beside this one; `open` finds it by its scheme."""

from __future__ import annotations

import itertools
from abc import ABC, abstractmethod
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import datetime
    from typing import Iterable, Iterator, Sequence

    from sqlflow_step.types import Added, Row


class Column:
    """A column of a query: its name, and its type in the database's own words ("" when unknown)."""

    def __init__(self, name: str, type_name: str = "") -> None:
        self.name = name
        self.type_name = type_name


class Rows:
    """A query's result: its columns, and the rows as they come from the server, each a tuple."""

    def __init__(self, columns: Sequence[Column], rows: Iterable[Row]) -> None:
        self.columns = columns
        self._rows = rows

    def __iter__(self) -> Iterator[Row]:
        return iter(self._rows)

    def close(self) -> None:
        """Ends the query before all its rows are read."""
        close = getattr(self._rows, "close", None)
        if close:
            close()

    def batches(self, size: int) -> Iterator[list[Row]]:
        """Lists of at most `size` rows; none is empty."""
        return batches(self._rows, size)


def batches(rows: Iterable[Row], size: int) -> Iterator[list[Row]]:
    rows = iter(rows)
    batch = list(itertools.islice(rows, size))
    while batch:
        yield batch
        batch = list(itertools.islice(rows, size))


class Database(ABC):
    """
    One session. A query's rows are streamed; while they are read, only result tables may be written.

    Values keep their types: NULL is None, decimals are Decimal, binary is bytes.
    """

    @abstractmethod
    def query(self, sql: str) -> Rows:
        """Runs a query and gives its `Rows`."""

    @abstractmethod
    def run(self, sql: str) -> Rows | None:
        """Runs one statement of a user; gives `Rows` when it has a result set, else None."""

    @abstractmethod
    def result_table(self, name: str, select: str | None, keep: Sequence[str], added: Added) -> ResultTable:
        """
        A table that takes the place of `name` when it is published (see `ResultTable`).

        select: the query whose columns it has, or None
        keep: names of those columns, in order
        added: further columns, as (name, kind) with kind "integer", "real" or "text"
        """

    @abstractmethod
    def quote(self, name: str) -> str:
        """A name as SQL has it."""

    @abstractmethod
    def close(self) -> None:
        """Ends the session, and gives up result tables that are not published."""


class ResultTable(ABC):
    """Rows that become a table all at once: until `publish`, and when anything fails, the old one stays."""

    @abstractmethod
    def write(self, rows: Sequence[Row]) -> None:
        """More rows, behind those that are written."""

    @abstractmethod
    def publish(self) -> None:
        """Puts the rows in place."""


def quoted_table(database: Database, name: str) -> str:
    """`db.t` with each part quoted."""
    return ".".join(database.quote(part) for part in name.split("."))


def time_text(value: datetime.timedelta) -> str:
    """A TIME, which can be below zero and longer than a day, as databases write it."""
    whole = abs(value)
    minutes, seconds = divmod(whole.seconds, 60)
    hours, minutes = divmod(minutes, 60)
    text = "%s%02d:%02d:%02d" % ("-" if value.days < 0 else "", hours + 24 * whole.days, minutes, seconds)
    return text + (".%06d" % whole.microseconds if whole.microseconds else "")
