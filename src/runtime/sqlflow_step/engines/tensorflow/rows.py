"""The rows of a query as arrays in a spool: the features of each, its label, and its weight."""
import itertools

from sqlflow_step.engines.tensorflow.spool import Spool
from sqlflow_step.errors import StepError
from sqlflow_step.features.columns import ColumnNames

# Rows that are turned into arrays at once.
READ_ROWS = 1024

# Arrays of a spool beside the features, whose names are texts.
LABEL, WEIGHT = ("label",), ("weight",)


class Query:
    """A query whose first rows may be looked at before all of them are read."""

    def __init__(self, database, select, empty=None):
        """empty: the message of the error that no rows are, where they are one"""
        rows = database.query(select)
        self.columns = rows.columns
        self.names = ColumnNames(rows.columns)
        self._rows = iter(rows)
        self._empty = empty

    def sample(self, size):
        first = list(itertools.islice(self._rows, size))
        self._rows = itertools.chain(first, self._rows)
        return first

    def batches(self, size=READ_ROWS):
        count = 0
        while True:
            batch = list(itertools.islice(self._rows, size))
            if not batch:
                break
            count += len(batch)
            yield batch
        if count == 0 and self._empty:
            raise StepError(self._empty)


def read_spool(query, features, labels, weight, folder, name):
    """
    Reads a query to its end.

    labels: a reader of labels, or None; weight: the name of a column of weights, or None
    """
    read = features.reader(query.columns)
    spool = Spool(folder, name)
    label_at = None if labels is None else query.names.place(labels.name, "which LABEL names")
    weight_at = None if weight is None else query.names.place(weight, "which model.weight_column names")
    for batch in query.batches():
        arrays = read(batch)
        if labels is not None:
            arrays[LABEL] = labels.read([row[label_at] for row in batch], spool.rows + 1)
        if weight is not None:
            arrays[WEIGHT] = weights_of(weight, [row[weight_at] for row in batch], spool.rows + 1)
        spool.add(arrays)
    features.missing.check()
    return spool


def weights_of(name, cells, first):
    import numpy

    from sqlflow_step.features.labels import number_of

    weights = numpy.array([number_of(name, cell) for cell in cells], dtype="float32")
    wrong = ~(weights >= 0)
    if wrong.any():
        row = first + int(numpy.argmax(wrong))
        raise StepError("the weight `%s` is NULL or below 0 in row %d" % (name, row))
    return weights
