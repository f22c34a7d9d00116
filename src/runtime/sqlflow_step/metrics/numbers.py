"""Metrics of predicted numbers, in numpy."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sqlflow_step.errors import StepError

if TYPE_CHECKING:
    from sqlflow_step.types import Array


def mean_absolute_error(labels: Array, predicted: Array) -> float:
    return float(np.mean(np.abs(labels - predicted)))


def median_absolute_error(labels: Array, predicted: Array) -> float:
    return float(np.median(np.abs(labels - predicted)))


def mean_squared_error(labels: Array, predicted: Array) -> float:
    return float(np.mean((labels - predicted) ** 2))


def mean_squared_log_error(labels: Array, predicted: Array) -> float:
    if (labels <= -1).any() or (predicted <= -1).any():
        raise StepError("mean_squared_log_error is for numbers above -1, and there are others")
    return mean_squared_error(np.log1p(labels), np.log1p(predicted))


def explained_variance(labels: Array, predicted: Array) -> float:
    return share(float(np.var(labels - predicted)), float(np.var(labels)))


def r2(labels: Array, predicted: Array) -> float:
    if len(labels) < 2:
        return float("nan")
    return share(float(np.sum((labels - predicted) ** 2)), float(np.sum((labels - np.mean(labels)) ** 2)))


def share(rest: float, whole: float) -> float:
    """What is explained of the whole; where labels are all the same, everything or nothing."""
    if whole == 0:
        return 1.0 if rest == 0 else 0.0
    return 1 - rest / whole
