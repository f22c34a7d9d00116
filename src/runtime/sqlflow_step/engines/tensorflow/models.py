"""
Models of TensorFlow in use: a ready-made estimator that is trained. (`custom` has classes of the user's
own.) Both are functions from the arrays of a batch to a `Result`, and know how far a result is off.
"""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

import numpy

from sqlflow_step.engines.tensorflow.engine import TENSORFLOW
from sqlflow_step.engines.tensorflow.features import Features
from sqlflow_step.engines.tensorflow.forward import forward_of, sigmoid, softmax
from sqlflow_step.engines.tensorflow.inputs import rows_at_once
from sqlflow_step.engines.tensorflow.labels import CLASS, MOST_CLASSES, NUMBER, OWN, Answers
from sqlflow_step.engines.tensorflow.library import load_keras
from sqlflow_step.engines.tensorflow.optimizers import first_of
from sqlflow_step.engines.tensorflow.premade import columns_by_part, is_classifier, is_premade, linear_combiners
from sqlflow_step.engines.tensorflow.usable import Result, UsableModel
from sqlflow_step.errors import StepError
from sqlflow_step.features.check import check_derived
from sqlflow_step.stores.models import load_model

if TYPE_CHECKING:
    from typing import Any

    from sqlflow_step.engines.tensorflow.data import Data
    from sqlflow_step.engines.tensorflow.metrics import Metrics
    from sqlflow_step.step import Step
    from sqlflow_step.types import Array, Arrays, Derived, Document, Label


class PremadeModel(UsableModel):
    metrics = None

    def __init__(self, keras: Any, estimator: str, features: Features, label: Label, model: Any) -> None:
        self.keras = keras
        self.features = features
        self.label = label
        self.classifies = is_classifier(estimator)
        arrays = features.arrays()
        if set(tensor.name for tensor in model.inputs) != set(arrays):
            raise StepError("the model's file does not go with its metadata: their inputs differ")
        # What an explanation is of: numbers that are not squeezed between 0 and 1.
        self.network = keras.Model(model.input, model.get_layer("logits").output)
        self.units = self.network.output.shape[-1]
        self._forward = forward_of(self.network, arrays)
        self.answers = Answers(label, self.units)
        # A linear part looks its categories up.
        self._deep = columns_by_part(estimator, features)["deep"]

    def rows_at_once(self, most: int) -> int:
        return rows_at_once(self._deep, most)

    def run(self, batch: Arrays) -> Result:
        (raw,) = self._forward(batch)
        values = raw
        if self.classifies:
            values = sigmoid(raw) if self.units == 1 else softmax(raw)
        return Result(raw, values, self._others(raw, values) if self.classifies else dict())

    def _others(self, raw: Array, values: Array) -> dict[str, Array]:
        """Outputs for predict.extra_outputs."""
        each = values if self.units > 1 else numpy.concatenate([1 - values, values], axis=1)
        return dict(logits=raw, probabilities=each, probability=each.max(axis=1, keepdims=True))

    def prepared(self, values: Array) -> list[Any] | None:
        return None

    def losses(self, labels: Array, result: Result) -> Array:
        """Of each row."""
        raw = result.raw.astype("float64")
        if not self.classifies:
            return ((raw - labels) ** 2).mean(axis=1)
        if self.units == 1:
            number, truth = raw[:, 0], labels[:, 0]
            return numpy.maximum(number, 0) - number * truth + numpy.log1p(numpy.exp(-numpy.abs(number)))
        most = raw.max(axis=1, keepdims=True)
        total = numpy.log(numpy.exp(raw - most).sum(axis=1)) + most[:, 0]
        return total - raw[numpy.arange(len(raw)), labels[:, 0].astype("int64")]

    def other(self, result: Result, name: str, at: int) -> Array:
        if name not in result.others:
            known = " and ".join(sorted(result.others)) or "nothing for a model of numbers"
            raise StepError("the model has no output `%s`; predict.extra_outputs takes %s" % (name, known))
        return result.others[name]


def features_of(metadata: Document, derived: Derived, training: bool = False, growing: bool = False) -> Features:
    """The features of a model, by its estimator."""
    estimator, attributes = metadata["estimator"], metadata.get("attributes") or dict()
    combiners = linear_combiners(estimator, attributes) if is_premade(estimator) else dict()
    try:
        return Features(derived, combiners, training, growing)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise StepError("the features of the model can't be read: %s %s" % (type(error).__name__, error)) from error


def checked_features(name: str, metadata: Document) -> Derived:
    """`derivedFeatures` of a model from the store, where others write too."""
    engine = metadata.get("engine")
    if engine != TENSORFLOW.name:
        raise StepError("the model `%s` is one of %s by now: compile the program again" % (name, engine))
    derived = check_derived(name, metadata.get("derivedFeatures"))
    label = derived.get("label")
    if label is None and is_premade(metadata["estimator"]):
        raise StepError("the model `%s` does not know its label: train it again" % name)
    if label is not None:
        classes = label.get("task") == CLASS
        counted = not classes or (isinstance(label.get("count"), int) and 1 < label["count"] <= MOST_CLASSES)
        if label.get("task") not in (CLASS, NUMBER, OWN) or not counted:
            raise StepError("the model `%s` does not know what its label is: train it again" % name)
    return derived


def open_model(step: Step, folder: str) -> tuple[UsableModel, Document]:
    """The model that a step uses, and its metadata; TensorFlow is loaded only when these are as they should be."""
    name = step.spec["model"]
    metadata, path = load_model(step, name, TENSORFLOW, folder)
    checked_features(name, metadata)
    return load(load_keras(), name, metadata, path), metadata


def load(keras: Any, name: str, metadata: Document, path: str) -> UsableModel:
    """A model from its metadata and the file with its bytes."""
    derived = checked_features(name, metadata)
    features = features_of(metadata, derived)
    if not is_premade(metadata["estimator"]):
        from sqlflow_step.engines.tensorflow.custom import CustomModel

        return CustomModel.load(keras, metadata, features, derived.get("label"), path)
    try:
        # What a file from the store says is never run as code.
        model = keras.models.load_model(path, compile=False, safe_mode=True)
        return PremadeModel(keras, metadata["estimator"], features, derived["label"], model)
    except (ValueError, TypeError, OSError, KeyError, AttributeError) as error:
        raise StepError(
            "the model's file can't be read by Keras %s: %s" % (keras.__version__, first_of(error))
        ) from error


def measure(
    model: UsableModel, data: Data, metrics: Metrics, steps: int | None = None, size: int = 1024
) -> dict[str, float]:
    """
    The loss and the metrics of a model over labelled rows.

    steps: the most batches that are looked at
    """
    total, weight = 0.0, 0.0
    for batch, labels, weights in itertools.islice(data.batches(size), steps):
        result = model.run(batch)
        metrics.update(labels, result, weights)
        losses = numpy.asarray(model.losses(labels, result), dtype="float64")
        if losses.ndim == 0:
            losses = numpy.full(len(labels), losses)
        shares = numpy.ones(len(labels)) if weights is None else weights
        total += float((losses * shares).sum())
        weight += float(shares.sum())
    measured = dict(loss=total / weight if weight else 0.0)
    measured.update(metrics.result())
    return measured
