"""
Labels as numbers. A classifier's are 0 to n - 1: texts, and numbers that are something else, are counted through in
their order, and `classes` of `derivedFeatures.label` turns predictions back.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from sqlflow_step.errors import StepError
from sqlflow_step.features.fields import quoted, read_number, read_text

if TYPE_CHECKING:
    from typing import Any, Sequence

    from sqlflow_step.types import Array, Cell, Label

# JSON, which keeps the classes, has no larger whole numbers.
LARGEST_CLASS = 2**53 - 1


class NumberLabels:
    """What a model of numbers learns."""

    def __init__(self, label: Label, whose: str) -> None:
        self.name = label["column"]
        self._whose = whose

    def read(self, cells: Sequence[Cell], first: int) -> Array:
        """The cells as float32; `first` is the number of the first row, from 1."""
        try:
            values = np.array([number_of(self.name, cell) for cell in cells], dtype=np.float64)
        except StepError:
            wrong = next(cell for cell in cells if not is_number(cell))
            raise StepError("the label `%s` holds %s: %s" % (self.name, quoted(wrong), self._whose)) from None
        present(self.name, np.isnan(values), first)
        with np.errstate(over="ignore"):
            values = values.astype(np.float32)
        if np.isinf(values).any():
            raise StepError("the label `%s` holds an infinite number, or one too large to learn" % self.name)
        return values

    def finish(self, labels: Array) -> Array:
        return labels


class ClassLabels:
    """
    What a classifier learns. While it is trained the classes are gathered; afterwards they are known.

    most: how many classes there can be; whose: what has so many, for messages
    """

    def __init__(self, label: Label, most: int, whose: str) -> None:
        self.name = label["column"]
        self._label = label
        self._most = most
        self._whose = whose
        self._known = label.get("classes")
        self._codes = dict()
        if self._known is not None:
            self._codes = dict((one, code) for code, one in enumerate(self._known))

    @staticmethod
    def of_model(label: Label, most: int, whose: str) -> ClassLabels:
        """Of a model that is trained: labels it does not know are errors."""
        known: Label = {**label, "classes": label.get("classes") or list(range(most))}
        return ClassLabels(known, most, whose)

    def read(self, cells: Sequence[Cell], first: int) -> Array:
        values = [class_of(self.name, self._label["type"], cell) for cell in cells]
        present(self.name, np.array([value is None for value in values]), first)
        codes = self._codes
        if self._known is not None:
            for value in values:
                if value not in codes:
                    raise StepError(
                        "the label `%s` holds %s, which the model has not learned" % (self.name, quoted(value))
                    )
        else:
            for value in values:
                if value not in codes:
                    codes[value] = len(codes)
                    if len(codes) > self._most:
                        raise self._too_many()
        return np.array([codes[value] for value in values], dtype=np.float32)

    def finish(self, labels: Array) -> Array:
        """The labels of all rows in the order of the classes, which the label is told."""
        if self._known is not None:
            return labels
        found = list(self._codes)
        if all(isinstance(value, int) and 0 <= value < self._most for value in found):
            # They are what XGBoost wants already, although some of them may not occur.
            return np.array(found, dtype=np.float32)[labels.astype(np.int64)]
        classes = sorted(found, key=in_order)
        if self._label["type"] == "float32":
            classes = [float(one) for one in classes]
        self._label["classes"] = classes
        places = dict((value, code) for code, value in enumerate(classes))
        return np.array([places[value] for value in found], dtype=np.float32)[labels.astype(np.int64)]

    def _too_many(self) -> StepError:
        shown = ", ".join(quoted(value) for value in list(self._codes)[:4])
        return StepError(
            "the label `%s` has more than %d different values (%s, …), and %s"
            % (self.name, self._most, shown, self._whose)
        )


def number_of(name: str, cell: Cell) -> float:
    if cell is None or (isinstance(cell, str) and not cell.strip()):
        return math.nan
    return read_number(name, cell)


def is_number(cell: Cell) -> bool:
    try:
        number_of("", cell)
        return True
    except StepError:
        return False


def class_of(name: str, kind: str, cell: Cell) -> str | int | None:
    """A text, or a whole number; None when it is missing."""
    if cell is None:
        return None
    if kind == "string":
        return read_text(name, cell)
    value = number_of(name, cell)
    if value != value:
        return None
    if not math.isfinite(value) or value != int(value) or abs(value) > LARGEST_CLASS:
        raise StepError("the label `%s` holds %s, which is no class: a whole number or a text" % (name, cell))
    return int(value)


def in_order(value: Any) -> tuple[int, float, str]:
    """Texts that are numbers are ordered as numbers, before the others."""
    if not isinstance(value, str):
        return (0, value, "")
    try:
        number = float(value)
    except ValueError:
        number = math.nan
    return (0, number, value) if math.isfinite(number) else (1, 0, value)


def present(name: str, missing: Array, first: int) -> None:
    if missing.any():
        row = first + int(np.argmax(missing))
        raise StepError("the label `%s` is NULL in row %d: leave out such rows with WHERE" % (name, row))


def as_label(label: Label, codes: list[int]) -> list[Cell]:
    """Predicted classes as the database has them."""
    classes = label.get("classes")
    if classes:
        last = len(classes) - 1
        return [classes[min(max(code, 0), last)] for code in codes]
    if label.get("type") == "float32":
        return [float(code) for code in codes]
    return codes


def label_kind(label: Label) -> str:
    """The kind of a column that holds such labels, see `Database.result_table`."""
    return dict(string="text", float32="real").get(label.get("type", ""), "integer")
