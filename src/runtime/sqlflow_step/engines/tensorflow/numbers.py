"""Cells of a column as an array of numbers."""
import math

import numpy

from sqlflow_step.errors import StepError
from sqlflow_step.features.fields import size_of


def numbers_of(name, field, values):
    """A row of numbers for each row; NaN where one is missing. values: by field, as `read_field` gives them"""
    width = size_of(field)
    lacking = math.nan if field["format"] == "plain" else [math.nan] * width
    cells = [lacking if value is None else value for value in values[name]]
    try:
        return numpy.array(cells, dtype="float64").reshape(len(cells), width)
    except OverflowError:
        raise too_large(name) from None


def finite(value):
    """A number for a database, which has neither NaN nor infinity."""
    number = float(value)
    return number if math.isfinite(number) else None


def too_large(name):
    return StepError("column `%s` holds an infinite number, or one too large for TensorFlow" % name)
