"""
From cells to the arrays that a Keras model is fed, as `derivedFeatures` says.

Numbers are one array (rows, numbers). Categories are two: `ids` (rows, places), and `weights` of the same shape,
which are 0 where a row has fewer categories than others, and hold what a combiner makes of them (a mean is a sum
of weights that add up to 1).
"""
import numpy

from sqlflow_step.engines.tensorflow.categories import reader_of
from sqlflow_step.engines.tensorflow.numbers import numbers_of, too_large
from sqlflow_step.errors import StepError
from sqlflow_step.features.fields import size_of

# How the arrays of categories are called: the ids, and weights by combiner.
WEIGHTS = dict(sum=".weights", mean=".mean", sqrtn=".sqrtn")
ARRAYS = ("", *tuple(WEIGHTS.values()))

# Numbers of indicators that are held at once.
INDICATED = 1 << 24


class Numbers:
    """The numbers of one column."""

    def __init__(self, key, name, field):
        self.key = key
        self.name = name
        self.width = size_of(field)
        self._field = field

    def arrays(self):
        return dict([(self.key, ((self.width,), "float32"))])

    def encode(self, values, missing):
        with numpy.errstate(over="ignore"):
            array = numbers_of(self.name, self._field, values).astype("float32")
        missing.count(self.name, numpy.isnan(array).any(axis=1).sum())
        if numpy.isinf(array).any():
            raise too_large(self.name)
        return dict([(self.key, array)])


class Categories:
    """The categories that a tree makes of one column or several."""

    width = 1

    def __init__(self, key, name, tree, context):
        self.ids = key
        self.name = name
        self.combiners = []
        self.reader = reader_of(tree, context)

    @property
    def size(self):
        return self.reader.size()

    def weights(self, combiner):
        return self.ids + WEIGHTS[combiner]

    def want(self, combiner):
        if combiner not in self.combiners:
            self.combiners.append(combiner)

    def arrays(self):
        keys = [(self.ids, ((None,), "int32"))]
        return dict(keys + [(self.weights(one), ((None,), "float32")) for one in self.combiners])

    def encode(self, values, missing):
        rows = self.reader.read(values, missing)
        places = max([len(row) for row in rows] + [1])
        ids = numpy.zeros((len(rows), places), dtype="int32")
        weights = numpy.zeros((len(rows), places), dtype="float32")
        for at, row in enumerate(rows):
            for place, (number, weight) in enumerate(row):
                ids[at, place] = number
                weights[at, place] = weight
        arrays = dict([(self.ids, ids)])
        for combiner in self.combiners:
            arrays[self.weights(combiner)] = combined(weights, combiner)
        return arrays


def combined(weights, combiner):
    if combiner == "sum":
        return weights
    total = weights.sum(1) if combiner == "mean" else numpy.sqrt((weights * weights).sum(1))
    return (weights / numpy.where(total == 0, 1, total)[:, None]).astype("float32")


class FeatureColumn:
    """
    One entry of a target.

    kind: "numbers", "indicator", "embedding" or "categories" (which an estimator turns into one of the others)
    """

    def __init__(self, kind, source, shown, combiner="sum", dimension=None, initializer=None, sequence=False):
        self.kind = kind
        self.source = source
        self.shown = shown
        self.combiner = combiner
        self.dimension = dimension
        self.initializer = initializer
        self.sequence = sequence
        if kind != "numbers":
            source.want(combiner)

    def arrays(self):
        """Names of the arrays that it is made of."""
        return [self.source.key] if self.kind == "numbers" else [self.source.ids, self.source.weights(self.combiner)]


def rows_at_once(columns, most):
    """How many rows a model may be fed: indicators take a number for each category there is, seen or not."""
    width = sum(column.source.size for column in columns if column.kind in ("indicator", "categories"))
    return max(1, min(most, INDICATED // max(1, width)))


class Missing:
    """Rows that lack a number, by column."""

    def __init__(self):
        self.counts = dict()

    def count(self, name, rows):
        if rows:
            self.counts[name] = self.counts.get(name, 0) + int(rows)

    def check(self):
        for name, rows in self.counts.items():
            held = "1 row has" if rows == 1 else "%d rows have" % rows
            raise StepError(
                "%s no number in the column `%s`, and TensorFlow can't do without one: "
                "leave such rows out (WHERE %s IS NOT NULL) or fill them (COALESCE(%s, 0))" % (held, name, name, name)
            )
