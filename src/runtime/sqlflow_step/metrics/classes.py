"""Metrics of predicted classes, in numpy. `labels` and `predicted` are codes of classes from 0 to `classes` - 1."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from typing import Callable

    from sqlflow_step.types import Array


def confusion(labels: Array, predicted: Array, classes: int) -> Array:
    """How often each class (row) was predicted as each class (column)."""
    counts = np.bincount(labels * classes + predicted, minlength=classes * classes)
    return counts.reshape(classes, classes).astype(np.float64)


def accuracy(labels: Array, predicted: Array, classes: int) -> float:
    return float(np.mean(labels == predicted))


def error_rate(labels: Array, predicted: Array, classes: int) -> float:
    return float(np.mean(labels != predicted))


def balanced_accuracy(labels: Array, predicted: Array, classes: int) -> float:
    counts = confusion(labels, predicted, classes)
    occurring = counts.sum(axis=1) > 0
    return float(np.mean(np.diag(counts)[occurring] / counts.sum(axis=1)[occurring]))


def cohen_kappa(labels: Array, predicted: Array, classes: int) -> float:
    counts = confusion(labels, predicted, classes)
    total = counts.sum()
    chance = np.dot(counts.sum(axis=0), counts.sum(axis=1)) / total
    # With one class only there is nothing that could agree by more than chance.
    return float((np.trace(counts) - chance) / (total - chance)) if total > chance else float("nan")


def precision(labels: Array, predicted: Array, classes: int) -> float:
    return averaged(labels, predicted, classes, lambda right, found, real: divided(right, found))


def recall(labels: Array, predicted: Array, classes: int) -> float:
    return averaged(labels, predicted, classes, lambda right, found, real: divided(right, real))


def f1(labels: Array, predicted: Array, classes: int) -> float:
    return fbeta(labels, predicted, classes)


def fbeta(labels: Array, predicted: Array, classes: int, beta: float = 1.0) -> float:
    square = beta * beta
    return averaged(
        labels,
        predicted,
        classes,
        lambda right, found, real: divided((1 + square) * right, square * real + found),
    )


def averaged(labels: Array, predicted: Array, classes: int, score: Callable[[Array, Array, Array], Array]) -> float:
    """Of two classes the score of the second; of more the mean over those that occur."""
    counts = confusion(labels, predicted, classes)
    right, found, real = np.diag(counts), counts.sum(axis=0), counts.sum(axis=1)
    scores = score(right, found, real)
    return float(scores[1]) if classes == 2 else float(np.mean(scores[(found + real) > 0]))


def divided(above: Array, below: Array) -> Array:
    """0 where there is nothing to divide by."""
    return np.divide(above, below, out=np.zeros_like(above), where=below > 0)
