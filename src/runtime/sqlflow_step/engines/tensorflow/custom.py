"""
Classes of the user's own, which the image has: `package.Class`, or `Class` in its module `sqlflow_models`.

A class is a subclass of `keras.Model` (or a function that gives one). It is made with `feature_columns`, a list of
layers that each take the dictionary of inputs and give a tensor, and with the attributes `model.*`. Its module may
have `optimizer()`, `loss`, `eval_metrics_fn()` and `prepare_prediction_column`; see docs/models.md.
"""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING

import numpy

from sqlflow_step.engines.tensorflow.classes import find_class, own_code
from sqlflow_step.engines.tensorflow.columns import column_layers
from sqlflow_step.engines.tensorflow.forward import as_rows, forward_of, sigmoid, softmax
from sqlflow_step.engines.tensorflow.inputs import rows_at_once
from sqlflow_step.engines.tensorflow.labels import Answers
from sqlflow_step.engines.tensorflow.losses import ONE_HOT, known_loss, make_loss
from sqlflow_step.engines.tensorflow.metrics import one_hot
from sqlflow_step.engines.tensorflow.optimizers import arguments_of, first_of, make_optimizer
from sqlflow_step.engines.tensorflow.usable import Result, UsableModel
from sqlflow_step.errors import StepError

if TYPE_CHECKING:
    from typing import Any

    from sqlflow_step.engines.tensorflow.features import Features
    from sqlflow_step.types import Array, Arrays, Document, Label

# Attributes `model.*` that are not handed to the class.
OURS = ("optimizer", "loss")


class CustomModel(UsableModel):
    def __init__(self, keras: Any, metadata: Document, features: Features, label: Label | None) -> None:
        self.keras = keras
        self.features = features
        self.label = label
        self._estimator = metadata["estimator"]
        self._attributes = metadata.get("attributes") or dict()
        found, self._module = find_class(keras, self._estimator)
        arguments = self._arguments(found)
        with own_code("making %s" % self._estimator):
            self.network = saveable(found, self._estimator)(**arguments)
        if not isinstance(self.network, keras.Model):
            raise StepError("%s gives no keras.Model" % self._estimator)
        self._build()

    @classmethod
    def load(cls, keras: Any, metadata: Document, features: Features, label: Label | None, path: str) -> CustomModel:
        made = cls(keras, metadata, features, label)
        made.load_weights(path)
        return made

    def load_weights(self, path: str) -> None:
        try:
            self.network.load_weights(path)
        except (ValueError, TypeError, OSError, KeyError) as error:
            raise StepError(
                "the weights of the model do not fit the class %s that the image has: %s"
                % (self._estimator, first_of(error))
            ) from error

    def save(self, path: str) -> None:
        # What it was trained with is not needed to use it, and may be code that no file can hold.
        self.network.compiled = False
        self.network.optimizer = None
        with own_code("saving %s" % self._estimator):
            self.network.save(path)

    def _arguments(self, found: Any) -> dict[str, Any]:
        """What the class is made with: its columns by target, and the attributes `model.*`."""
        arrays = self.features.arrays()
        taken = inspect.signature(found).parameters
        anything = any(one.kind == inspect.Parameter.VAR_KEYWORD for one in taken.values())
        given: dict[str, Any] = dict()
        for target, columns in self.features.targets.items():
            if target in taken or (anything and target != "feature_columns") or len(self.features.targets) > 1:
                given[target] = column_layers(self.keras, columns, arrays)
        if "field_metas" in taken:
            given["field_metas"] = dict(
                (key, dict(name=key, shape=tuple(shape), dtype=kind)) for key, (shape, kind) in arrays.items()
            )
        for key, value in arguments_of(self._attributes, "model.").items():
            if key in ("dnn_optimizer", "linear_optimizer"):
                value = make_optimizer(self.keras, value, arguments_of(self._attributes, key + "."))
            if key not in OURS:
                given[key] = value
        return given

    def _build(self) -> None:
        """Runs the model once on a row of zeros: only then does it have weights."""
        arrays = self.features.arrays()
        row = dict((key, numpy.zeros([1] + [one or 1 for one in shape], kind)) for key, (shape, kind) in arrays.items())
        self._forward = forward_of(self.network, arrays)
        with own_code("the call of %s" % self._estimator):
            first = self._forward(row)[0]
        self.units = first.shape[1]
        self.answers = Answers(self.label, self.units)
        self.classifies = self.answers.classifies
        # Whether the loss takes outputs for numbers that are yet to become probabilities.
        self._gives_logits = self.classifies and getattr(self.loss(), "from_logits", False) is True

    @property
    def metrics(self) -> dict[str, Any] | None:
        """Functions of labels and outputs by name, of the class's module."""
        make = getattr(self._module, "eval_metrics_fn", None)
        if make is None:
            return None
        with own_code("eval_metrics_fn of %s" % self._estimator):
            return dict(make())

    @property
    def _named_loss(self) -> Any:
        """The statement's, or the module's: a name, or a function of labels and outputs."""
        return self._attributes.get("model.loss", getattr(self._module, "loss", None))

    def loss(self) -> Any:
        """What is named, or what fits the labels."""
        named = self._named_loss
        if named is None:
            two = "BinaryCrossentropy" if self.units == 1 else "SparseCategoricalCrossentropy"
            named = two if self.classifies else "MeanSquaredError"
        arguments = arguments_of(self._attributes, "loss.")
        return make_loss(self.keras, named, arguments) if isinstance(named, str) else named

    def spread(self) -> int | None:
        """How many classes the loss wants labels to be spread over, or None."""
        named = self._named_loss
        return self.units if self.classifies and named is not None and known_loss(named) in ONE_HOT else None

    def optimizer(self) -> Any:
        arguments = arguments_of(self._attributes, "optimizer.")
        named = self._attributes.get("model.optimizer")
        make = getattr(self._module, "optimizer", None)
        if named is None and not arguments and callable(make):
            with own_code("optimizer of %s" % self._estimator):
                return make()
        return make_optimizer(self.keras, named or "Adagrad", arguments)

    def rows_at_once(self, most: int) -> int:
        return rows_at_once([column for columns in self.features.targets.values() for column in columns], most)

    def run(self, batch: Arrays) -> Result:
        with own_code("the call of %s" % self._estimator):
            raw, *others = self._predicted(batch)
        values = raw
        if self._gives_logits:
            values = sigmoid(raw) if self.units == 1 else softmax(raw)
        return Result(raw, values, others)

    def _predicted(self, batch: Arrays) -> list[Array]:
        one_by_one = getattr(self.network, "sqlflow_predict_one", None)
        if one_by_one is None:
            return self._forward(batch)
        count = len(next(iter(batch.values())))
        rows = [one_by_one(dict((key, array[at : at + 1]) for key, array in batch.items())) for at in range(count)]
        several = [row if isinstance(row, (list, tuple)) else [row] for row in rows]
        return [as_rows(numpy.array([numpy.ravel(row[at]) for row in several])) for at in range(len(several[0]))]

    def prepared(self, values: Array) -> list[Any] | None:
        """Predictions as the class itself prepares them, or None when it does not."""
        prepare = getattr(self.network, "prepare_prediction_column", None)
        if prepare is None:
            prepare = getattr(self._module, "prepare_prediction_column", None)
            if prepare is not None and len(inspect.signature(prepare).parameters) == 2:
                own = prepare

                def prepare(value: Any) -> Any:
                    return own(self.network, value)

        if prepare is None:
            return None
        with own_code("prepare_prediction_column of %s" % self._estimator):
            return [prepare(row) for row in values]

    def losses(self, labels: Array, result: Result) -> float:
        spread = self.spread()
        if spread is not None:
            labels = one_hot(labels[:, 0], spread)
        loss = self.loss()
        with own_code("the loss of %s" % self._estimator):
            return float(numpy.mean(numpy.asarray(loss(labels, result.raw))))

    def other(self, result: Result, name: str, at: int) -> Array:
        if at >= len(result.others):
            raise StepError(
                "%s gives %d outputs beside the prediction, and predict.extra_outputs names more: `%s` has none"
                % (self._estimator, len(result.others), name)
            )
        return result.others[at]


def saveable(found: Any, estimator: str) -> Any:
    """
    Keras saves a model with the arguments that it was made with, and columns are layers, which are none. As steps
    make the model anew from its metadata, the class may do without.
    """
    if not inspect.isclass(found):
        return found

    def get_config(self: Any) -> dict[str, Any]:
        return dict(name=self.name, estimator=estimator)

    return type(found.__name__, (found,), dict(get_config=get_config, __module__=found.__module__))
