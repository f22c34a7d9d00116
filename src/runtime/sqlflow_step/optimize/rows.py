"""The rows of an optimisation: columns are looked up by name, and their values must be numbers where they are used."""

from __future__ import annotations

import decimal
import sys
from typing import TYPE_CHECKING

from sqlflow_step.errors import StepError

if TYPE_CHECKING:
    from typing import Iterator, Sequence

    from sqlflow_step.databases.database import Database
    from sqlflow_step.types import Row


class OptimizeRows:
    def __init__(self, columns: list[str], rows: list[Row], keys: list[int]) -> None:
        self.columns = columns
        self.rows = rows
        # Places of the columns that a variable depends on.
        self.keys = keys
        self._places: dict[str, int] = dict()
        for at, name in enumerate(columns):
            self._places.setdefault(name.lower(), at)

    def __len__(self) -> int:
        return len(self.rows)

    def place(self, name: str) -> int | None:
        """Where a column is, or None. `t.price` is `price`."""
        lower = name.lower()
        found = self._places.get(lower)
        return self._places.get(lower.rpartition(".")[2]) if found is None else found

    def number(self, row: int, at: int) -> float:
        value = self.rows[row][at]
        if isinstance(value, decimal.Decimal):
            value = float(value)
        if isinstance(value, (int, float)) and abs(value) <= sys.float_info.max:
            return value
        what = "NULL" if value is None else "no number"
        raise StepError(
            "the column %s is %s in row %d of the SELECT, and is used in the objective or a constraint"
            % (self.columns[at], what, row + 1)
        )

    def key_values(self) -> Iterator[Row]:
        for row in self.rows:
            yield tuple(row[at] for at in self.keys)


def read_rows(database: Database, select: str, found: str, columns: Sequence[str]) -> OptimizeRows:
    """All rows of the SELECT; they have to be in memory, as the solver's model is."""
    result = database.query(select)
    names = [column.name for column in result.columns]
    rows = OptimizeRows(names, list(result), [])
    for column in columns:
        at = rows.place(column)
        if at is None:
            raise StepError(
                "`variables` names the column %s, which the SELECT does not give; it gives %s"
                % (column, ", ".join(names))
            )
        rows.keys.append(at)
    if not rows.rows:
        raise StepError("the SELECT gives no rows, so there is nothing to find")
    return rows
