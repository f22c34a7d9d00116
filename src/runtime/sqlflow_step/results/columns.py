"""Columns of a table with predictions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlflow_step.errors import StepError

if TYPE_CHECKING:
    from typing import Sequence

    from sqlflow_step.features.columns import ColumnNames
    from sqlflow_step.types import Row


def kept_columns(names: ColumnNames, label: str | None, added: list[str]) -> list[int]:
    """
    Places of the columns of the SELECT that the table has: all but the label that the model was trained on.

    names: `ColumnNames` of the SELECT; added: names of the columns that come behind them
    """
    left = None if label is None else names.find(label)
    kept = [at for at in range(len(names.names)) if at != left]
    taken = dict()
    for name in [names.names[at] for at in kept] + added:
        if name.lower() in taken:
            new = name in added
            raise StepError(
                "the result would have two columns `%s`: %s"
                % (name, "choose another name behind TO PREDICT" if new else "rename one of them in the SELECT")
            )
        taken[name.lower()] = True
    return kept


def picked(rows: Sequence[Row], places: Sequence[int]) -> Sequence[Row]:
    """Some columns of rows, each a tuple."""
    if len(places) == len(rows[0]):
        return rows
    return [tuple([row[at] for at in places]) for row in rows]
