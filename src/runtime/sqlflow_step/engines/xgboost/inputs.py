"""
Rows as the matrix that XGBoost learns from: `derivedFeatures` says what becomes of each column. What is missing is
NaN. Up to `WIDEST_DENSE` columns all cells are there; a wider matrix is sparse, and in it the zeros of INDICATOR are
missing too, which splits the same rows.
"""

from __future__ import annotations

import operator
from typing import TYPE_CHECKING

import numpy as np

from sqlflow_step.engines.xgboost.parts import part_of
from sqlflow_step.errors import StepError
from sqlflow_step.features.categories import Words
from sqlflow_step.features.columns import ColumnNames
from sqlflow_step.features.derive import DEFAULT_TARGET
from sqlflow_step.features.derive_fields import LONGEST_VECTOR
from sqlflow_step.features.input_names import input_names
from sqlflow_step.features.trees import tree_fields

if TYPE_CHECKING:
    from typing import Any, Sequence

    from sqlflow_step.databases.database import Column
    from sqlflow_step.types import Array, Cell, Derived, Row, Tree

WIDEST_DENSE = 2048


class Inputs:
    """
    derived: `derivedFeatures`; columns: those of the query; training: see `Categories`
    whose: says in messages who wants the columns
    """

    def __init__(self, derived: Derived, columns: Sequence[Column], whose: str, training: bool = False) -> None:
        names = ColumnNames(columns)
        trees, fields = derived["targets"][DEFAULT_TARGET], derived["fields"]
        words = dict((name, Words(name, fields[name], training and not is_fixed(name, trees))) for name in fields)
        self._parts = [part_of(tree, fields, words, training) for tree in trees]
        used = [tree_fields(tree)[0] for tree in trees]
        self._places = [names.place(name, whose) for name in used]
        self.width = sum(part.width for part in self._parts)
        if not 0 < self.width <= LONGEST_VECTOR:
            raise StepError("the features would be a vector of %d numbers" % self.width)
        self.sparse = self.width > WIDEST_DENSE
        self._plain = 1 < self.width <= WIDEST_DENSE and all(part.plain for part in self._parts)
        self._pick = operator.itemgetter(*self._places)
        self.names = input_names([(name, part.width) for name, part in zip(used, self._parts)])

    def matrix(self, rows: Sequence[Row]) -> Any:
        """The rows as float32: an array, or a sparse matrix where that is too wide."""
        whole = self._numbers(rows)
        if whole is not None:
            return whole
        columns = list(zip(*rows))
        if self.sparse:
            return self._sparse_matrix(columns, len(rows))
        matrix = np.empty((len(rows), self.width), dtype=np.float32)
        at = 0
        for place, part in zip(self._places, self._parts):
            matrix[:, at : at + part.width] = part.dense(columns[place])
            at += part.width
        return matrix

    def _numbers(self, rows: Sequence[Row]) -> Array | None:
        """The rows at once, where all features are numbers: several times as fast as column by column."""
        if not self._plain:
            return None
        try:
            with np.errstate(over="ignore"):
                found = np.array(list(map(self._pick, rows)), dtype=np.float32)
        except (ValueError, TypeError, OverflowError):
            return None
        # Which column an infinite number is in is found column by column.
        return None if np.isinf(found).any() else found

    def _sparse_matrix(self, columns: Sequence[Sequence[Cell]], count: int) -> Any:
        from scipy.sparse import csr_matrix

        rows, places, values, at = [], [], [], 0
        for place, part in zip(self._places, self._parts):
            row, column, value = part.entries(columns[place])
            rows.append(row)
            places.append(column + at)
            values.append(value)
            at += part.width
        entries = np.concatenate(values).astype(np.float32), (np.concatenate(rows), np.concatenate(places))
        return csr_matrix(entries, shape=(count, self.width))


def is_fixed(name: str, trees: list[Tree]) -> bool:
    """Whether each word of a column is a column of the matrix, so that their number can't grow."""
    return any(
        tree["function"] == "INDICATOR" and tree["source"] == dict(function="VOCABULARY", field=name) for tree in trees
    )
