"""Python values as the compiler takes them, with their type and every digit. How SQL has them is decided there."""

from __future__ import annotations

import datetime
import decimal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Any, Sequence

# Rows of values; what is deeper is no value of SQL.
DEEPEST = 3


def typed(value: Any, depth: int = 0) -> dict[str, Any]:
    value = plain(value)
    if value is None:
        return {"type": "null"}
    if isinstance(value, bool):
        return {"type": "bool", "value": value}
    if isinstance(value, (list, tuple, set, frozenset)) and depth < DEEPEST:
        return {"type": "list", "value": [typed(item, depth + 1) for item in value]}
    kind, text = written(value)
    return {"type": kind, "value": text}


def plain(value: Any) -> Any:
    """What numpy and pandas wrap, unwrapped; neither needs to be there."""
    module = type(value).__module__.partition(".")[0]
    if module not in ("numpy", "pandas"):
        return value
    if type(value).__name__ in ("NaTType", "NAType"):
        return None
    if hasattr(value, "to_pydatetime") and not hasattr(value, "tolist"):
        return value.to_pydatetime(warn=False)
    return value.tolist() if hasattr(value, "tolist") else value


def written(value: Any) -> tuple[str, str | bool]:
    if isinstance(value, int):
        try:
            return "int", int.__repr__(value)
        except ValueError:
            return "other", "an int of too many digits"
    if isinstance(value, float):
        return "float", float.__repr__(value)
    if isinstance(value, decimal.Decimal):
        return "decimal", str(value)
    if isinstance(value, str):
        return "str", str.__str__(value)
    if isinstance(value, (bytes, bytearray, memoryview)):
        return "bytes", bytes(value).hex()
    if isinstance(value, datetime.datetime):
        return "datetime", datetime.datetime.isoformat(value, " ")
    if isinstance(value, datetime.date):
        return "date", datetime.date.isoformat(value)
    name = type(value).__name__
    return "other", "%s %s" % ("an" if name[:1].lower() in "aeiou" else "a", name)


def values_of(names: Sequence[str], namespace: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """The values of those names that there are."""
    return {name: typed(namespace[name]) for name in names if name in namespace}


def names_of(namespace: dict[str, Any]) -> list[str]:
    """The names of the user, for what was perhaps meant."""
    return [name for name in list(namespace) if isinstance(name, str) and not name.startswith("_")]
