"""Names of a query's columns: found exactly, else without regard to case; patterns of COLUMN are resolved here."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sqlflow_step.errors import StepError

if TYPE_CHECKING:
    from typing import Sequence

    from sqlflow_step.databases.database import Column


class ColumnNames:
    """The columns of one query by their names."""

    def __init__(self, columns: Sequence[Column]) -> None:
        self.names: list[str] = [column.name for column in columns]
        seen = set()
        for name in self.names:
            if name in seen:
                raise StepError("the SELECT has two columns `%s`: give one of them another name with AS" % name)
            seen.add(name)

    def find(self, name: str) -> int | None:
        """The place of a column, or None."""
        if name in self.names:
            return self.names.index(name)
        lower = name.lower()
        found = [at for at, other in enumerate(self.names) if other.lower() == lower]
        if len(found) > 1:
            shown = " and ".join("`%s`" % self.names[at] for at in found)
            raise StepError("`%s` can be %s: write the name as the SELECT has it" % (name, shown))
        return found[0] if found else None

    def place(self, name: str, purpose: str) -> int:
        """The place of a column that must be there; `purpose` says what it is wanted for."""
        found = self.find(name)
        if found is None:
            raise StepError("the SELECT has no column `%s`, %s; it has %s" % (name, purpose, self.listed()))
        return found

    def listed(self) -> str:
        shown = ", ".join("`%s`" % name for name in self.names[:20])
        return shown + ", …" if len(self.names) > 20 else shown

    def matching(self, text: str, left_out: Sequence[str | None]) -> list[str]:
        """Names that COLUMN means by `text`: one column, or all that it matches as a regular expression."""
        found = self.find(text)
        if found is not None:
            return [self.names[found]]
        try:
            pattern = re.compile(text, re.IGNORECASE)
        except re.error as error:
            raise StepError(
                "COLUMN has `%s`, which is no column and no regular expression: %s" % (text, error)
            ) from error
        matched = [name for name in self.names if pattern.fullmatch(name) and name not in left_out]
        if not matched:
            raise StepError("the SELECT has no column `%s`, which COLUMN names; it has %s" % (text, self.listed()))
        return matched

    def repeated(self) -> tuple[str, str] | None:
        """Two names that a table can't have both, or None: tables do not tell case apart."""
        seen: dict[str, str] = dict()
        for name in self.names:
            if name.lower() in seen:
                return seen[name.lower()], name
            seen[name.lower()] = name
        return None
