"""
From cells to the arrays that a Keras model is fed, as `derivedFeatures` says.

Numbers are one array (rows, numbers). Categories are two: `ids` (rows, places), and `weights` of the same shape,
which are 0 where a row has fewer categories than others, and hold what a combiner makes of them (a mean is a sum
of weights that add up to 1).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy

from sqlflow_step.counted import counted
from sqlflow_step.engines.tensorflow.categories import reader_of
from sqlflow_step.engines.tensorflow.numbers import numbers_of, too_large
from sqlflow_step.errors import StepError
from sqlflow_step.features.fields import size_of

if TYPE_CHECKING:
    from typing import Any, Sequence

    from sqlflow_step.engines.tensorflow.categories import Context
    from sqlflow_step.types import Array, Arrays, Field, Shapes, Tree

# How the arrays of categories are called: the ids, and weights by combiner.
WEIGHTS = dict(sum=".weights", mean=".mean", sqrtn=".sqrtn")
ARRAYS = ("", *tuple(WEIGHTS.values()))

# Numbers of indicators that are held at once.
INDICATED = 1 << 24


class Numbers:
    """The numbers of one column."""

    def __init__(self, key: str, name: str, field: Field) -> None:
        self.key = key
        self.name = name
        self.width = size_of(field)
        self._field = field

    def arrays(self) -> Shapes:
        return dict([(self.key, ((self.width,), "float32"))])

    def encode(self, values: dict[str, list[Any]], missing: Missing) -> Arrays:
        with numpy.errstate(over="ignore"):
            array = numbers_of(self.name, self._field, values).astype("float32")
        missing.count(self.name, numpy.isnan(array).any(axis=1).sum())
        if numpy.isinf(array).any():
            raise too_large(self.name)
        return dict([(self.key, array)])


class Categories:
    """The categories that a tree makes of one column or several."""

    width = 1

    def __init__(self, key: str, name: str, tree: Tree, context: Context) -> None:
        self.ids = key
        self.name = name
        self.combiners: list[str] = []
        self.reader = reader_of(tree, context)

    @property
    def size(self) -> int:
        return self.reader.size()

    def weights(self, combiner: str) -> str:
        return self.ids + WEIGHTS[combiner]

    def want(self, combiner: str) -> None:
        if combiner not in self.combiners:
            self.combiners.append(combiner)

    def arrays(self) -> Shapes:
        keys = [(self.ids, ((None,), "int32"))]
        return dict(keys + [(self.weights(one), ((None,), "float32")) for one in self.combiners])

    def encode(self, values: dict[str, list[Any]], missing: Missing) -> Arrays:
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


def combined(weights: Array, combiner: str) -> Array:
    if combiner == "sum":
        return weights
    total = weights.sum(1) if combiner == "mean" else numpy.sqrt((weights * weights).sum(1))
    return (weights / numpy.where(total == 0, 1, total)[:, None]).astype("float32")


class FeatureColumn:
    """
    One entry of a target.

    kind: "numbers", "indicator", "embedding" or "categories" (which an estimator turns into one of the others)
    """

    def __init__(
        self,
        kind: str,
        source: Any,
        shown: str,
        combiner: str = "sum",
        dimension: int | None = None,
        initializer: str | None = None,
        sequence: bool = False,
    ) -> None:
        self.kind = kind
        self.source = source
        self.shown = shown
        self.combiner = combiner
        self.dimension = dimension
        self.initializer = initializer
        self.sequence = sequence
        if kind != "numbers":
            source.want(combiner)

    def arrays(self) -> list[str]:
        """Names of the arrays that it is made of."""
        return [self.source.key] if self.kind == "numbers" else [self.source.ids, self.source.weights(self.combiner)]


def rows_at_once(columns: Sequence[FeatureColumn], most: int) -> int:
    """How many rows a model may be fed: indicators take a number for each category there is, seen or not."""
    width: int = sum(column.source.size for column in columns if column.kind in ("indicator", "categories"))
    return max(1, min(most, INDICATED // max(1, width)))


class Missing:
    """Rows that lack a number, by column."""

    def __init__(self) -> None:
        self.counts: dict[str, int] = dict()

    def count(self, name: str, rows: int) -> None:
        if rows:
            self.counts[name] = self.counts.get(name, 0) + int(rows)

    def check(self) -> None:
        for name, rows in self.counts.items():
            held = "%s %s" % (counted(rows, "row"), "has" if rows == 1 else "have")
            raise StepError(
                "%s no number in the column `%s`, and TensorFlow can't do without one: "
                "leave such rows out (WHERE %s IS NOT NULL) or fill them (COALESCE(%s, 0))" % (held, name, name, name)
            )
