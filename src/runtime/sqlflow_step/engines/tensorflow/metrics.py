"""
Metrics by Keras' names, computed batch by batch.

Those of classifiers compare labels with probabilities: with two classes the label with the probability of the
second one, with more the label as one 0 or 1 for each class with the probabilities of all. Accuracy is the share of
rows whose most likely class is the label.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy

from sqlflow_step.engines.tensorflow.labels import NUMBER
from sqlflow_step.errors import StepError

if TYPE_CHECKING:
    from typing import Any, Sequence

    from sqlflow_step.engines.tensorflow.usable import Result
    from sqlflow_step.types import Array

OF_NUMBERS = ("MeanAbsoluteError", "MeanAbsolutePercentageError", "MeanSquaredError", "RootMeanSquaredError")
OF_CLASSES = (
    "Accuracy",
    "Precision",
    "Recall",
    "AUC",
    "TruePositives",
    "TrueNegatives",
    "FalsePositives",
    "FalseNegatives",
    "BinaryAccuracy",
    "CategoricalAccuracy",
    "TopKCategoricalAccuracy",
)


class Metrics:
    def __init__(
        self, keras: Any, names: Sequence[str], task: str, classifies: bool, own: dict[str, Any] | None = None
    ) -> None:
        """
        names: in the order in which they are wanted; those of the task when there are none
        own: further metrics, functions of labels and outputs by name, as a class of the user's own has them
        """
        self._own = own or dict()
        self.names = list(names) or list(self._own) or ["MeanSquaredError" if not classifies else "Accuracy"]
        self._classifies = classifies
        self._metrics = dict()
        self._means = dict((name, Mean()) for name in self.names if name in self._own)
        for name in self.names:
            if name not in self._own:
                self._metrics[name] = made(keras, name, task, classifies)

    def update(self, labels: Array, result: Result, weights: Array | None = None) -> None:
        """labels: classes or numbers, one row for each row; result: what the model says of these rows"""
        outputs = result.values
        count = max(2, outputs.shape[1])
        if self._classifies and len(labels) and not 0 <= labels.min() <= labels.max() < count:
            raise StepError(
                "the labels go from %d to %d, and the model tells %d classes apart: 0 to %d"
                % (labels.min(), labels.max(), count, count - 1)
            )
        for name, mean in self._means.items():
            mean.add(numpy.asarray(self._own[name](labels, result.raw), dtype="float64"), len(labels))
        labels = labels.reshape(len(labels), -1)
        for name, metric in self._metrics.items():
            truth, values = self._pair(name, labels, outputs)
            metric.update_state(truth, values, sample_weight=weights)

    def _pair(self, name: str, labels: Array, outputs: Array) -> tuple[Array, Array]:
        """Labels and outputs as a metric takes them."""
        if not self._classifies:
            return labels, outputs
        classes = labels[:, 0].astype("int64")
        two = outputs.shape[1] == 1
        if name in ("Accuracy", "CategoricalAccuracy", "TopKCategoricalAccuracy"):
            return classes, numpy.concatenate([1 - outputs, outputs], axis=1) if two else outputs
        if two:
            return labels.astype("float32"), outputs
        return one_hot(classes, outputs.shape[1]), outputs

    def result(self) -> dict[str, float]:
        return dict(
            (name, self._means[name].value() if name in self._means else float(self._metrics[name].result()))
            for name in self.names
        )


def one_hot(classes: Array, count: int) -> Array:
    """A number for each class: 1 for the one that it is."""
    spread = numpy.zeros((len(classes), count), dtype="float32")
    spread[numpy.arange(len(classes)), classes] = 1
    return spread


class Mean:
    def __init__(self) -> None:
        self._total = 0.0
        self._rows = 0.0

    def add(self, values: Array, rows: int) -> None:
        """values: one for each row, or the mean of them all"""
        self._total += float(values.mean()) * rows
        self._rows += rows

    def value(self) -> float:
        return self._total / self._rows if self._rows else 0.0


def made(keras: Any, name: str, task: str, classifies: bool) -> Any:
    if name not in OF_NUMBERS + OF_CLASSES:
        known = OF_CLASSES + OF_NUMBERS if classifies else OF_NUMBERS
        raise StepError("there is no metric `%s` for TensorFlow models; known are %s" % (name, ", ".join(known)))
    if name in OF_CLASSES and (task == NUMBER or not classifies):
        raise StepError(
            "%s measures classes, and the model predicts numbers: %s measure them" % (name, ", ".join(OF_NUMBERS))
        )
    if name in ("Accuracy", "CategoricalAccuracy"):
        return keras.metrics.SparseCategoricalAccuracy()
    if name == "TopKCategoricalAccuracy":
        return keras.metrics.SparseTopKCategoricalAccuracy()
    return getattr(keras.metrics, name)()
