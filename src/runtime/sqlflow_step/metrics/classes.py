"""Metrics of predicted classes, in numpy. `labels` and `predicted` are codes of classes from 0 to `classes` - 1."""
import numpy as np


def confusion(labels, predicted, classes):
    """How often each class (row) was predicted as each class (column)."""
    counts = np.bincount(labels * classes + predicted, minlength=classes * classes)
    return counts.reshape(classes, classes).astype(np.float64)


def accuracy(labels, predicted, classes):
    return float(np.mean(labels == predicted))


def error_rate(labels, predicted, classes):
    return float(np.mean(labels != predicted))


def balanced_accuracy(labels, predicted, classes):
    counts = confusion(labels, predicted, classes)
    occurring = counts.sum(axis=1) > 0
    return float(np.mean(np.diag(counts)[occurring] / counts.sum(axis=1)[occurring]))


def cohen_kappa(labels, predicted, classes):
    counts = confusion(labels, predicted, classes)
    total = counts.sum()
    chance = np.dot(counts.sum(axis=0), counts.sum(axis=1)) / total
    # With one class only there is nothing that could agree by more than chance.
    return float((np.trace(counts) - chance) / (total - chance)) if total > chance else float("nan")


def precision(labels, predicted, classes):
    return averaged(labels, predicted, classes, lambda right, found, real: divided(right, found))


def recall(labels, predicted, classes):
    return averaged(labels, predicted, classes, lambda right, found, real: divided(right, real))


def f1(labels, predicted, classes):
    return fbeta(labels, predicted, classes)


def fbeta(labels, predicted, classes, beta=1.0):
    square = beta * beta
    return averaged(
        labels,
        predicted,
        classes,
        lambda right, found, real: divided((1 + square) * right, square * real + found),
    )


def averaged(labels, predicted, classes, score):
    """Of two classes the score of the second; of more the mean over those that occur."""
    counts = confusion(labels, predicted, classes)
    right, found, real = np.diag(counts), counts.sum(axis=0), counts.sum(axis=1)
    scores = score(right, found, real)
    return float(scores[1]) if classes == 2 else float(np.mean(scores[(found + real) > 0]))


def divided(above, below):
    """0 where there is nothing to divide by."""
    return np.divide(above, below, out=np.zeros_like(above), where=below > 0)
