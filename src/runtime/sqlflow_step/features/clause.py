"""COLUMN as the metadata has it, with the names of real columns put in, and what it says of each column."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlflow_step.contract import COLUMN_FUNCTIONS
from sqlflow_step.errors import StepError
from sqlflow_step.features.derive_fields import Declaration

if TYPE_CHECKING:
    from typing import Any, Sequence

    from sqlflow_step.features.columns import ColumnNames
    from sqlflow_step.types import Entry

FIELDS = ("DENSE", "SPARSE")
CATEGORIES = ("CATEGORY_ID", "SEQ_CATEGORY_ID", "CATEGORY_HASH")


class Call:
    """A function of COLUMN: its name, what it is applied to (names of columns or calls), and further arguments."""

    def __init__(self, function: str, sources: Sequence[Entry], arguments: Sequence[Any]) -> None:
        self.function = function
        self.sources = sources
        self.arguments = arguments

    def argument(self, at: int, missing: Any = None) -> Any:
        return self.arguments[at] if len(self.arguments) > at else missing


def entries_of(clause: Sequence[Any], names: ColumnNames, label: str | None) -> list[Entry]:
    """
    One entry for each feature: the name of a column, or a `Call`. A pattern gives an entry for each column that
    it matches; `*` those that are not mentioned elsewhere.
    """
    entries: list[Entry] = []
    stars: list[int] = []
    for item in clause:
        if word(item) == "*" and not is_call(item):
            stars.append(len(entries))
        else:
            entries.extend(expanded(item, names, label))
    if stars:
        mentioned = set(column for entry in entries for column in columns_of(entry))
        rest = [name for name in names.names if name not in mentioned and name != label]
        entries[stars[0] : stars[0]] = rest
    for entry in entries:
        if label is not None and label in columns_of(entry):
            raise StepError("COLUMN names the label `%s`, which is no feature" % label)
    return entries


def expanded(item: Any, names: ColumnNames, label: str | None) -> list[Entry]:
    if not is_call(item):
        return [*names.matching(word(item), (label,))]
    function, arguments = item["function"], item.get("arguments") or []
    if function not in COLUMN_FUNCTIONS:
        raise StepError("%s is no column function" % function)
    if not arguments:
        raise StepError("%s needs a column" % function)
    if function == "CROSS":
        sources = [only(expanded(one, names, label), one) for one in arguments[0]]
        return [Call(function, sources, arguments[1:])]
    return [Call(function, [source], arguments[1:]) for source in expanded(arguments[0], names, label)]


def only(entries: list[Entry], item: Any) -> Entry:
    if len(entries) != 1:
        raise StepError("CROSS takes single columns, and `%s` matches %d" % (word(item), len(entries)))
    return entries[0]


def is_call(item: Any) -> bool:
    return isinstance(item, dict) and "function" in item


def word(item: Any) -> str:
    """A bare word, which the metadata has as a column, or a quoted text."""
    return str(item.get("column", "")) if isinstance(item, dict) else str(item)


def columns_of(entry: Entry) -> list[str]:
    if isinstance(entry, str):
        return [entry]
    return [name for source in entry.sources for name in columns_of(source)]


def column_of(call: Call) -> str:
    """The column that a function of a single one is applied to."""
    source = call.sources[0]
    if isinstance(source, str):
        return source
    raise StepError("%s takes a column, and no function of one" % call.function)


def uses_of(entry: Entry, usage: str = "value") -> list[tuple[str, str]]:
    """Pairs of a column and what it is used as: "value", "category" or "hash"."""
    if isinstance(entry, str):
        return [(entry, usage)]
    if entry.function in ("CATEGORY_HASH", "CROSS"):
        usage = "hash"
    elif entry.function in ("CATEGORY_ID", "SEQ_CATEGORY_ID", "WEIGHTED_CATEGORY", "EMBEDDING", "INDICATOR"):
        usage = "category"
    elif entry.function == "BUCKET":
        usage = "value"
    return [pair for source in entry.sources for pair in uses_of(source, usage)]


def declarations_of(entry: Entry) -> list[tuple[str, Declaration]]:
    """Pairs of a column and what DENSE or SPARSE say of it."""
    if isinstance(entry, str):
        return []
    if entry.function not in FIELDS:
        return [pair for source in entry.sources for pair in declarations_of(source)]
    dtype = entry.argument(2)
    return [
        (
            column_of(entry),
            Declaration(
                sparse=entry.function == "SPARSE",
                shape=shape_of(entry.argument(0)),
                delimiter=delimiter_of(entry.argument(1)),
                dtype=None if dtype is None else word(dtype).lower(),
                key_delimiter=delimiter_of(entry.argument(3)),
            ),
        )
    ]


def shape_of(item: Any) -> list[int] | None:
    if item is None or isinstance(item, (dict, str)):
        return None
    lengths = item if isinstance(item, list) else [item]
    if not all(isinstance(length, int) and length > 0 for length in lengths):
        raise StepError("a shape holds whole numbers above 0, not %s" % item)
    return list(lengths) or None


def delimiter_of(item: Any) -> str | None:
    if item is None:
        return None
    text = word(item)
    return "," if isinstance(item, dict) or text.upper() == "COMMA" else text
