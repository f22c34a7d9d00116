"""The rows of a query as arrays in a spool: the features of each, its label, and its weight."""

from __future__ import annotations

import functools
import itertools
from typing import TYPE_CHECKING

from sqlflow_step.engines.tensorflow.spool import Spool
from sqlflow_step.errors import StepError
from sqlflow_step.features.columns import ColumnNames

if TYPE_CHECKING:
    from typing import Any, Callable, Iterator, Sequence

    from sqlflow_step.databases.database import Database
    from sqlflow_step.engines.tensorflow.features import Features
    from sqlflow_step.types import Array, Cell, LabelReader, Row

# Rows that are turned into arrays at once.
READ_ROWS = 1024

# Arrays of a spool beside the features, whose names are texts.
LABEL, WEIGHT = ("label",), ("weight",)


class Query:
    """A query whose first rows may be looked at before all of them are read."""

    def __init__(self, database: Database, select: str, empty: str | None = None) -> None:
        """empty: the message of the error that no rows are, where they are one"""
        rows = database.query(select)
        self.columns = rows.columns
        self.names = ColumnNames(rows.columns)
        self._rows = iter(rows)
        self._empty = empty

    def sample(self, size: int) -> list[Row]:
        first = list(itertools.islice(self._rows, size))
        self._rows = itertools.chain(first, self._rows)
        return first

    def batches(self, size: int = READ_ROWS) -> Iterator[list[Row]]:
        count = 0
        while True:
            batch = list(itertools.islice(self._rows, size))
            if not batch:
                break
            count += len(batch)
            yield batch
        if count == 0 and self._empty:
            raise StepError(self._empty)


def read_spool(
    query: Query, features: Features, labels: LabelReader | None, weight: str | None, folder: str, name: str
) -> Spool:
    """
    Reads a query to its end.

    labels: a reader of labels, or None; weight: the name of a column of weights, or None
    """
    read = features.reader(query.columns)
    spool = Spool(folder, name)
    parts: list[tuple[Any, int, Callable[[list[Cell], int], Array]]] = []
    if labels is not None:
        parts.append((LABEL, query.names.place(labels.name, "which LABEL names"), labels.read))
    if weight is not None:
        at = query.names.place(weight, "which model.weight_column names")
        parts.append((WEIGHT, at, functools.partial(weights_of, weight)))
    for batch in query.batches():
        arrays = read(batch)
        for key, at, cells_as in parts:
            arrays[key] = cells_as([row[at] for row in batch], spool.rows + 1)
        spool.add(arrays)
    features.missing.check()
    return spool


def weights_of(name: str, cells: Sequence[Cell], first: int) -> Array:
    import numpy

    from sqlflow_step.features.labels import number_of

    weights = numpy.array([number_of(name, cell) for cell in cells], dtype="float32")
    wrong = ~(weights >= 0)
    if wrong.any():
        row = first + int(numpy.argmax(wrong))
        raise StepError("the weight `%s` is NULL or below 0 in row %d" % (name, row))
    return weights
