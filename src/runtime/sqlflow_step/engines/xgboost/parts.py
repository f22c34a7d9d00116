"""The columns of the matrix that one feature makes of the cells of its column."""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from typing import TYPE_CHECKING

import numpy as np

from sqlflow_step.errors import StepError
from sqlflow_step.features.categories import Categories
from sqlflow_step.features.fields import read_field, size_of
from sqlflow_step.features.trees import tree_fields

if TYPE_CHECKING:
    from typing import Any, Sequence

    from sqlflow_step.features.categories import Words
    from sqlflow_step.types import Array, Cell, Field, Tree


def part_of(tree: Tree, fields: dict[str, Field], words: dict[str, Words], training: bool) -> Part:
    """The part of the matrix that a tree of `derivedFeatures` makes. words: `Words` by field"""
    function = tree["function"]
    if function == "INDICATOR":
        source = tree["source"]
        if source["function"] not in ("BUCKET", "VOCABULARY", "CATEGORY_ID", "CATEGORY_HASH"):
            raise StepError("XGBoost has no %s columns" % source["function"])
        if source["function"] == "BUCKET":
            return Indicator(Buckets(source, fields[tree_fields(source)[0]]))
        name = source["field"]
        return Indicator(Categories(source, fields[name], words[name], training))
    name = tree_fields(tree)[0]
    if function == "NUMERIC":
        field = fields[name]
        if field["type"] == "string":
            raise StepError("column `%s` holds texts, and is a number to the model" % name)
        return Places(name, field, training) if field.get("sparse") else Numbers(name, field)
    if function == "BUCKET":
        return Buckets(tree, fields[name])
    if function not in ("VOCABULARY", "CATEGORY_ID", "CATEGORY_HASH"):
        raise StepError("XGBoost has no %s columns" % function)
    categories = Categories(tree, fields[name], words[name], training)
    return Indicator(categories) if fields[name].get("sparse") else Codes(categories, size_of(fields[name]))


class Part(ABC):
    """Some columns of the matrix."""

    width: int

    # Whether it is one number for each cell, as it stands.
    plain = False

    @abstractmethod
    def dense(self, cells: Sequence[Cell]) -> Array:
        """The columns, a row for each cell; what is missing is NaN."""

    def entries(self, cells: Sequence[Cell]) -> tuple[Array, Array, Array]:
        """What is not missing, as rows, columns and values."""
        values = self.dense(cells)
        rows, columns = np.nonzero(~np.isnan(values))
        return rows, columns, values[rows, columns]


class Numbers(Part):
    """A column of numbers, or of lists that have as many numbers each."""

    def __init__(self, name: str, field: Field) -> None:
        self.width = size_of(field)
        self.plain = field["format"] == "plain" and self.width == 1
        self._name = name
        self._field = field

    def dense(self, cells: Sequence[Cell], dtype: Any = np.float32) -> Array:
        with np.errstate(over="ignore"):
            values = self._read(cells, dtype).reshape(len(cells), self.width)
        if np.isinf(values).any():
            raise StepError("column `%s` holds an infinite number, or one too large for XGBoost" % self._name)
        return values

    def _read(self, cells: Sequence[Cell], dtype: Any) -> Array:
        if self._field["format"] == "plain":
            try:
                # Nearly all columns are numbers as they stand; the rest is read cell by cell.
                return np.array(cells, dtype=dtype)
            except (ValueError, TypeError, OverflowError):
                pass
        read = [read_field(self._field, cell, self._name) for cell in cells]
        try:
            return np.array(read, dtype=dtype)
        except OverflowError:
            raise StepError("column `%s` holds a number too large for XGBoost" % self._name) from None


class Buckets(Part):
    """The number of the interval between boundaries that a number falls into; a boundary belongs to the upper one."""

    def __init__(self, tree: Tree, field: Field) -> None:
        self._numbers = Numbers(tree_fields(tree)[0], field)
        self._boundaries = np.array(tree["boundaries"], dtype=np.float64)
        self.width = self._numbers.width
        self.size = len(tree["boundaries"]) + 1

    def dense(self, cells: Sequence[Cell]) -> Array:
        # In 32 bits 0.7 would be below 0.7.
        values = self._numbers.dense(cells, np.float64)
        found = np.searchsorted(self._boundaries, values, side="right").astype(np.float32)
        return np.where(np.isnan(values), np.float32(math.nan), found)

    def lists(self, cells: Sequence[Cell]) -> list[list[int] | None]:
        rows = self.dense(cells)
        return [[int(code) for code in row if code == code] or None for row in rows]


class Codes(Part):
    """Categories as numbers."""

    def __init__(self, categories: Categories, width: int) -> None:
        self.width = width
        self._categories = categories

    def dense(self, cells: Sequence[Cell]) -> Array:
        if not self._categories.several:
            return np.array(self._categories.codes(cells), dtype=np.float32).reshape(len(cells), 1)
        values = np.full((len(cells), self.width), math.nan, dtype=np.float32)
        for row, codes in enumerate(self._categories.lists(cells)):
            for at, code in enumerate(codes or ()):
                values[row, at] = code
        return values


class Indicator(Part):
    """A column for each category: 1 where it is present, 0 elsewhere."""

    def __init__(self, categories: Categories | Buckets) -> None:
        self.width = max(categories.size, 1)
        self._categories = categories

    def _lists(self, cells: Sequence[Cell]) -> list[list[int] | None]:
        if isinstance(self._categories, Buckets) or self._categories.several:
            return self._categories.lists(cells)
        return [None if code is None else [code] for code in self._categories.codes(cells)]

    def dense(self, cells: Sequence[Cell]) -> Array:
        values = np.zeros((len(cells), self.width), dtype=np.float32)
        for row, codes in enumerate(self._lists(cells)):
            if codes is None:
                values[row] = math.nan
            else:
                values[row, codes] = 1
        return values

    def entries(self, cells: Sequence[Cell]) -> tuple[Array, Array, Array]:
        pairs = [(row, code) for row, codes in enumerate(self._lists(cells)) for code in set(codes or ())]
        rows, columns = np.array(pairs, dtype=np.int64).reshape(-1, 2).T
        return rows, columns, np.ones(len(pairs), dtype=np.float32)


class Places(Part):
    """A vector of which a cell lists the places that are there: `1,7` (each is 1), or `1:0.5 7:2`."""

    def __init__(self, name: str, field: Field, training: bool) -> None:
        self.width = size_of(field)
        self._name = name
        self._field = field
        self._training = training

    def dense(self, cells: Sequence[Cell]) -> Array:
        values = np.full((len(cells), self.width), math.nan, dtype=np.float32)
        rows, columns, found = self.entries(cells)
        values[rows, columns] = found
        return values

    def entries(self, cells: Sequence[Cell]) -> tuple[Array, Array, Array]:
        found = dict()
        for row, cell in enumerate(cells):
            for part in read_field(self._field, cell, self._name) or ():
                place, value = part if isinstance(part, tuple) else (part, 1)
                if 0 <= place < self.width:
                    found[row, int(place)] = value
                elif self._training:
                    raise StepError(
                        "column `%s` has the place %s, and its places are 0 to %d: give the size in SPARSE(%s, n)"
                        % (self._name, place, self.width - 1, self._name)
                    )
        rows, columns = np.array(list(found), dtype=np.int64).reshape(-1, 2).T
        return rows, columns, np.array(list(found.values()), dtype=np.float32)
