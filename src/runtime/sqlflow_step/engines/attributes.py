"""Values of attributes, as the engines want them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlflow_step.errors import StepError

if TYPE_CHECKING:
    from typing import Any

    from sqlflow_step.types import Attributes, T


def number(attributes: Attributes, key: str) -> float:
    try:
        return float(attributes[key])
    except (TypeError, ValueError):
        raise StepError("`%s` must be a number, not %s" % (key, attributes[key])) from None


def whole(attributes: Attributes, key: str, missing: T) -> int | T:
    """A whole number, which may be written in quotes."""
    if attributes.get(key) is None:
        return missing
    value = number(attributes, key)
    if value != value or value in (float("inf"), float("-inf")) or value != int(value):
        raise StepError("`%s` must be a whole number, not %s" % (key, attributes[key]))
    return int(value)


def truth(value: Any) -> bool:
    return value in (True, 1) or str(value).lower() in ("true", "1")


def names_of(value: Any) -> list[str]:
    """A comma-separated text, or a list of texts."""
    parts = value if isinstance(value, list) else str(value).split(",") if value is not None else []
    return [str(part).strip() for part in parts if str(part).strip()]
