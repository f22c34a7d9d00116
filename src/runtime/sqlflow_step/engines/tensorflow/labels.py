"""
What a TensorFlow model learns to predict, and predictions as the database has them.

`derivedFeatures.label` says it for all later uses: its `task` is "class" (there are `count` of them, numbered from
0), "number", or "own" where only a class of the user's own knows what its labels are.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy

from sqlflow_step.engines.tensorflow.numbers import finite
from sqlflow_step.errors import StepError
from sqlflow_step.features.fields import read_field
from sqlflow_step.features.labels import ClassLabels, NumberLabels, as_label, label_kind

if TYPE_CHECKING:
    from typing import Any, Sequence

    from sqlflow_step.types import Array, Cell, Field, Label, LabelReader

CLASS, NUMBER, OWN = "class", "number", "own"

# A column with more different labels is none for a classifier whose number of classes is not given.
MOST_CLASSES = 10000


def training_labels(label: Label, classes: int | None = None, dimension: int = 1) -> LabelReader:
    """
    A reader of the labels of training, by the label's task.

    classes: how many there are, None when the labels tell; dimension: how many numbers a label has
    """
    if label["task"] == CLASS:
        if label.get("shape"):
            raise StepError("the label `%s` holds lists of numbers, which are no classes" % label["column"])
        if classes and not 1 < classes <= MOST_CLASSES:
            raise StepError("there can be 2 to %d classes, not %s" % (MOST_CLASSES, classes))
        whose = "model.n_classes is %s: raise it" % classes if classes else "a classifier has at most %d" % MOST_CLASSES
        return GatheredLabels(label, classes, whose)
    if label["task"] == NUMBER or not label.get("shape"):
        if label.get("shape") or dimension > 1:
            return VectorLabels(label, dimension)
        return NumberLabels(label, "TensorFlow learns numbers with this estimator")
    return VectorLabels(label, int(numpy.prod(label["shape"])))


def known_labels(label: Label) -> LabelReader:
    """A reader of labels for a model that is trained."""
    if label["task"] == CLASS:
        return ClassLabels.of_model(label, label["count"], "the model has so many classes")
    return training_labels(label, dimension=label.get("dimension", 1))


def label_type(label: Label) -> str:
    """Of the numbers that the model learns."""
    whole = label["task"] == CLASS or (label["task"] == OWN and label["type"] == "int64")
    return "int64" if whole else "float32"


class GatheredLabels(ClassLabels):
    """Classes as they come while the rows are read; `settle` gives them their final numbers."""

    def __init__(self, label: Label, classes: int | None, whose: str) -> None:
        super().__init__(label, classes or MOST_CLASSES, whose)
        self._given = classes

    def settle(self) -> tuple[int, Array]:
        """How many classes there are, and a table of their final numbers by the number that `read` gave."""
        found = len(self._codes)
        if self._known is None:
            # Whole numbers below their count are classes as they are; others are counted through.
            self._most = self._given or max(2, found)
        table = self.finish(numpy.arange(found, dtype="float32"))
        return max(2, self._given or 0, found), table


class VectorLabels:
    """Labels of several numbers in one text."""

    def __init__(self, label: Label, dimension: int) -> None:
        self.name = label["column"]
        self._dimension = dimension
        delimiter = label.get("delimiter", ",")
        self._field: Field = dict(type="float32", format="csv", shape=[dimension], delimiter=delimiter, sparse=False)

    def read(self, cells: Sequence[Cell], first: int) -> Array:
        rows = [read_field(self._field, cell, self.name) for cell in cells]
        array = numpy.array(rows, dtype="float32").reshape(len(rows), self._dimension)
        missing = numpy.isnan(array).any(axis=1)
        if missing.any():
            row = first + int(numpy.argmax(missing))
            raise StepError("the label `%s` is NULL in row %d: leave out such rows with WHERE" % (self.name, row))
        return array


class Answers:
    """
    Predictions for a result table.

    units: how many numbers the model gives for a row
    """

    def __init__(self, label: Label | None, units: int) -> None:
        self._label = label or dict(task=OWN)
        self._units = units
        task = self._label["task"]
        own_class = task == OWN and units > 1 and self._label.get("type") in ("int64", "string")
        self.classifies = task == CLASS or own_class
        self.kind = self._kind()

    def _kind(self) -> str:
        """The kind of the result column, see `Database.result_table`."""
        if self.classifies:
            return label_kind(self._label)
        return "real" if self._units == 1 else "text"

    def classes(self, codes: list[int]) -> list[Cell]:
        """Classes as the label had them."""
        return as_label(self._label, codes)

    def values(self, outputs: Array) -> list[Cell]:
        """outputs: probabilities or numbers, one row for each row; where one is no finite number there is no answer"""
        if self.classifies:
            codes = (outputs[:, 0] >= 0.5) if outputs.shape[1] == 1 else outputs.argmax(axis=1)
            found = self.classes([int(code) for code in codes])
        else:
            found = cells_of(outputs)[1]
        finite = numpy.isfinite(outputs).all(axis=1)
        return found if finite.all() else [cell if known else None for cell, known in zip(found, finite)]

    def prepared(self, values: list[Any]) -> tuple[str, list[Cell]]:
        """Kind and cells of what a class of the user's own has prepared."""
        flat = [numpy.ravel(numpy.asarray(value)) for value in values]
        if any(len(value) != 1 for value in flat):
            return "text", [vector_text(value) for value in flat]
        if all(value.dtype.kind in "iub" for value in flat):
            codes = [int(value[0]) for value in flat]
            return ("integer", codes) if not self.classifies else (self.kind, self.classes(codes))
        if all(value.dtype.kind == "f" for value in flat):
            return "real", [float(value[0]) for value in flat]
        return "text", [str(value[0]) for value in flat]


def cells_of(outputs: Array) -> tuple[str, list[Cell]]:
    """Kind and cells of a column: one number for each row, or several with commas between them."""
    if outputs.shape[1] == 1:
        return "real", [finite(value) for value in outputs[:, 0]]
    return "text", [vector_text(row) for row in outputs]


def vector_text(row: Array) -> str:
    return ",".join(repr(float(value)) for value in row)
