"""Cells of a column as an array of numbers."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy

from sqlflow_step.errors import StepError
from sqlflow_step.features.fields import size_of

if TYPE_CHECKING:
    from typing import Any

    from sqlflow_step.types import Array, Field


def numbers_of(name: str, field: Field, values: dict[str, list[Any]]) -> Array:
    """A row of numbers for each row; NaN where one is missing. values: by field, as `read_field` gives them"""
    width = size_of(field)
    lacking = math.nan if field["format"] == "plain" else [math.nan] * width
    cells = [lacking if value is None else value for value in values[name]]
    try:
        return numpy.array(cells, dtype="float64").reshape(len(cells), width)
    except OverflowError:
        raise too_large(name) from None


def finite(value: Any) -> float | None:
    """A number for a database, which has neither NaN nor infinity."""
    number = float(value)
    return number if math.isfinite(number) else None


def too_large(name: str) -> StepError:
    return StepError("column `%s` holds an infinite number, or one too large for TensorFlow" % name)
