"""Categories of rows: for each kind of tree, numbers from 0 to below a size, each with a weight."""

from __future__ import annotations

import itertools
import math
from abc import ABC, abstractmethod
from typing import TYPE_CHECKING

import numpy

from sqlflow_step.engines.tensorflow.numbers import numbers_of
from sqlflow_step.errors import StepError
from sqlflow_step.features.categories import Categories, Words, hashed
from sqlflow_step.features.fields import quoted, read_text, size_of

if TYPE_CHECKING:
    from typing import Any, Callable

    from sqlflow_step.engines.tensorflow.inputs import Missing
    from sqlflow_step.types import Cell, Field, Pair, Tree


class Context:
    """What readers of one model share: its fields, the words of each, and whether it is being trained."""

    def __init__(self, fields: dict[str, Field], training: bool, growing: bool) -> None:
        self.fields = fields
        self.training = training
        self._growing = growing
        self._words: dict[str, Words] = dict()

    def words(self, name: str) -> Words:
        """A word has one number in all trees that read its column."""
        if name not in self._words:
            self._words[name] = Words(name, self.fields[name], self._growing)
        return self._words[name]


def reader_of(tree: Tree, context: Context) -> Reader:
    return READERS[tree["function"]](tree, context)


class Reader(ABC):
    """The categories that one tree makes of rows."""

    # Whether a column gives its categories their weights.
    weighted = False

    @abstractmethod
    def size(self) -> int:
        """How many there are."""

    @abstractmethod
    def read(self, values: dict[str, list[Any]], missing: Missing) -> list[list[Pair]]:
        """Those of each row. values: by field, one for each row"""


class FieldReader(Reader):
    """Categories of one column."""

    def __init__(self, tree: Tree, context: Context) -> None:
        self.name = tree["field"]
        self.field = context.fields[self.name]
        # A sequence of categories is read as categories are.
        plain = dict(tree, function=tree["function"].replace("SEQ_", ""))
        self._categories = Categories(plain, self.field, context.words(self.name), context.training)
        self._grows = tree["function"] == "VOCABULARY"

    def size(self) -> int:
        return max(1, len(self.field["vocabulary"])) if self._grows else self._categories.size

    def number(self, value: Any) -> int | None:
        """The category of a value; None for one that training did not see."""
        return self._categories.code(value)

    def read(self, values: dict[str, list[Any]], missing: Missing) -> list[list[Pair]]:
        rows = [self._row(value) for value in values[self.name]]
        missing.count(self.name, sum(row is None for row in rows))
        return [row or [] for row in rows]

    def _row(self, value: Any) -> list[Pair] | None:
        """Pairs of a category and its weight; None where a number is missing."""
        if value is None:
            return [] if may_lack(self.field) else None
        if self.field["format"] == "kv":
            pairs = [(self.number(place), weight if self.weighted else 1) for place, weight in value]
        else:
            listed = value if isinstance(value, list) else [value]
            if any(value_lacks(one) for one in listed):
                return None
            pairs = [(self.number(one), 1) for one in listed]
        return [(number, weight) for number, weight in pairs if number is not None]


def may_lack(field: Field) -> bool:
    """A text that is missing is no category; a number that is missing is an error."""
    return field["type"] == "string" or field["format"] != "plain"


def value_lacks(value: Any) -> bool:
    return isinstance(value, float) and math.isnan(value)


class Bucket(Reader):
    """Which interval a number falls into; several numbers of a column have intervals of their own."""

    def __init__(self, tree: Tree, context: Context) -> None:
        self.name = tree["source"]["field"]
        self.boundaries = tree["boundaries"]
        self._field = context.fields[self.name]
        self.numbers = size_of(self._field)

    def size(self) -> int:
        return self.numbers * (len(self.boundaries) + 1)

    def read(self, values: dict[str, list[Any]], missing: Missing) -> list[list[Pair]]:
        array = numbers_of(self.name, self._field, values)
        missing.count(self.name, numpy.isnan(array).any(axis=1).sum())
        found = numpy.searchsorted(self.boundaries, array, side="right")
        found = found + numpy.arange(self.numbers) * (len(self.boundaries) + 1)
        return [[(int(number), 1) for number in row] for row in found]


class Cross(Reader):
    """Every combination of the values of several columns."""

    def __init__(self, tree: Tree, context: Context) -> None:
        self._names = [source if isinstance(source, str) else source["field"] for source in tree["sources"]]
        self._fields = [context.fields[name] for name in self._names]
        self._size = int(tree["size"])

    def size(self) -> int:
        return self._size

    def read(self, values: dict[str, list[Any]], missing: Missing) -> list[list[Pair]]:
        rows: list[list[Pair]] = []
        for cells in zip(*[values[name] for name in self._names]):
            texts = [self._texts(at, cell) for at, cell in enumerate(cells)]
            for name, words in zip(self._names, texts):
                missing.count(name, int(words is None))
            crossed = itertools.product(*[words or [] for words in texts])
            rows.append([(hashed("_X_".join(words), self._size), 1) for words in crossed])
        return rows

    def _texts(self, at: int, cell: Cell) -> list[str] | None:
        field, name = self._fields[at], self._names[at]
        if cell is None or value_lacks(cell):
            return [] if may_lack(field) else None
        if field["format"] == "kv":
            return [str(place) for place, _ in cell]
        return [read_text(name, one) for one in (cell if isinstance(cell, list) else [cell])]


class Weighted(Reader):
    """The weights that a column gives its categories."""

    def __init__(self, tree: Tree, context: Context) -> None:
        self._source = reader_of(tree["source"], context)
        self._source.weighted = True

    def size(self) -> int:
        return self._source.size()

    def read(self, values: dict[str, list[Any]], missing: Missing) -> list[list[Pair]]:
        return self._source.read(values, missing)


class Places(FieldReader):
    """A sparse vector: its places as categories, its numbers as their weights."""

    weighted = True

    def __init__(self, tree: Tree, context: Context) -> None:
        self.name = tree["field"]
        self.field = context.fields[self.name]
        self._training = context.training

    def size(self) -> int:
        return size_of(self.field)

    def number(self, value: Any) -> int | None:
        if 0 <= value < self.size():
            return int(value)
        if not self._training:
            return None
        raise StepError(
            "column `%s` has the place %s, and its places are 0 to %d: give the size in SPARSE(%s, n)"
            % (self.name, quoted(value), self.size() - 1, self.name)
        )


READERS: dict[str, Callable[[Tree, Context], Reader]] = dict(
    CATEGORY_ID=FieldReader,
    SEQ_CATEGORY_ID=FieldReader,
    CATEGORY_HASH=FieldReader,
    VOCABULARY=FieldReader,
    BUCKET=Bucket,
    CROSS=Cross,
    WEIGHTED_CATEGORY=Weighted,
    NUMERIC=Places,
)
