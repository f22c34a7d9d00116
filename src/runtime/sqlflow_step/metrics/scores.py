"""
Metrics of scores and probabilities, in numpy. `scores` has a row for each label: with two classes one number, that
of the second class; with more a column for each class.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sqlflow_step.errors import StepError

if TYPE_CHECKING:
    from typing import Callable

    from sqlflow_step.types import Array


def roc_auc(labels: Array, scores: Array) -> float:
    """The area under the ROC curve; with more than two classes the mean of each against the rest."""
    return against_rest(labels, scores, two_class_auc, "roc_auc_score")


def average_precision(labels: Array, scores: Array) -> float:
    return against_rest(labels, scores, two_class_precision, "average_precision_score")


def against_rest(labels: Array, scores: Array, measure: Callable[[Array, Array], float], name: str) -> float:
    count = 2 if scores.ndim == 1 else scores.shape[1]
    lacking = sorted(set(range(count)) - set(np.unique(labels).tolist()))
    if lacking:
        raise StepError("%s needs rows of every class, and there are none of class number %d" % (name, lacking[0]))
    if scores.ndim == 1:
        return measure(labels == 1, scores)
    return float(np.mean([measure(labels == one, scores[:, one]) for one in range(count)]))


def two_class_auc(positive: Array, scores: Array) -> float:
    """The share of pairs that are in the right order; a tie is half right."""
    _, places, counts = np.unique(scores, return_inverse=True, return_counts=True)
    last = np.cumsum(counts)
    ranks = (last - (counts - 1) / 2.0)[places.reshape(-1)]
    many = float(positive.sum())
    others = len(positive) - many
    return float((ranks[positive].sum() - many * (many + 1) / 2) / (many * others))


def two_class_precision(positive: Array, scores: Array) -> float:
    """The precision at each threshold, weighted by how much recall it adds."""
    order = np.argsort(-scores, kind="mergesort")
    sorted_scores = scores[order]
    ends = np.append(np.nonzero(np.diff(sorted_scores))[0], len(scores) - 1)
    right = np.cumsum(positive[order])[ends].astype(np.float64)
    precision = right / (ends + 1)
    gained = np.diff(np.append(0.0, right)) / right[-1]
    return float(np.sum(gained * precision))


def log_loss(labels: Array, probabilities: Array) -> float:
    chosen = probabilities[np.arange(len(labels)), labels]
    smallest = np.finfo(np.float64).eps
    return float(-np.mean(np.log(np.clip(chosen, smallest, 1 - smallest))))


def brier(labels: Array, probabilities: Array) -> float:
    """Of two classes the mean square of the second's error; of more, squares are added up over the classes."""
    wanted = np.zeros_like(probabilities)
    wanted[np.arange(len(labels)), labels] = 1
    squares = (probabilities - wanted) ** 2
    return float(np.mean(squares[:, 1] if squares.shape[1] == 2 else squares.sum(axis=1)))


def hinge(labels: Array, margins: Array) -> float:
    """How far values fall short of being right by 1."""
    if margins.ndim == 1:
        return float(np.mean(np.maximum(0, 1 - np.where(labels == 1, margins, -margins))))
    own = margins[np.arange(len(labels)), labels]
    others = margins.copy()
    others[np.arange(len(labels)), labels] = -np.inf
    return float(np.mean(np.maximum(0, 1 - (own - others.max(axis=1)))))
