"""
TensorFlow's ready-made estimators as Keras models: DNN, Linear and DNNLinearCombined, each as Classifier and Regressor.

A model is fed the arrays of `features` and gives probabilities (one, of the second class, where there are
two classes) or numbers. The tensor before that, which training wants, is the output of its layer `logits`.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from sqlflow_step.engines.tensorflow.columns import dense_tensor, keras_inputs, refuse_sequence
from sqlflow_step.engines.tensorflow.optimizers import arguments_of, make_optimizer
from sqlflow_step.errors import StepError

if TYPE_CHECKING:
    from typing import Any

    from sqlflow_step.engines.tensorflow.features import Features
    from sqlflow_step.engines.tensorflow.inputs import FeatureColumn
    from sqlflow_step.types import Attributes

DEEP, LINEAR, BOTH = "deep", "linear", "both"

KINDS = dict(
    DNNClassifier=DEEP,
    DNNRegressor=DEEP,
    LinearClassifier=LINEAR,
    LinearRegressor=LINEAR,
    DNNLinearCombinedClassifier=BOTH,
    DNNLinearCombinedRegressor=BOTH,
)

GONE = ("BoostedTreesClassifier", "BoostedTreesRegressor")
OF_PAI = ("kmeans", "randomforests")

ACTIVATIONS = (
    "relu",
    "relu6",
    "leaky_relu",
    "elu",
    "selu",
    "gelu",
    "silu",
    "swish",
    "mish",
    "tanh",
    "sigmoid",
    "hard_sigmoid",
    "softplus",
    "softsign",
    "exponential",
    "linear",
)

# As TensorFlow's estimators began, where the program gives no learning rate: at most this.
LINEAR_RATE, LINEAR_RATE_BESIDE_DEEP = 0.2, 0.005


def refuse(estimator: str) -> None:
    """Estimators that SQLFlow had, and that steps can't train."""
    if estimator in GONE:
        raise StepError("%s is no part of TensorFlow since 2.16: train an XGBoost model instead" % estimator)
    if estimator.lower() in OF_PAI:
        raise StepError("%s is an algorithm of the platform PAI, which steps do not have" % estimator)


def is_premade(estimator: str) -> bool:
    return estimator in KINDS


def is_classifier(estimator: str) -> bool:
    return estimator.endswith("Classifier")


def linear_combiners(estimator: str, attributes: Attributes) -> dict[str, str]:
    """How the linear part joins several categories of one cell, by target."""
    if KINDS[estimator] == LINEAR:
        return dict(feature_columns=attributes.get("model.sparse_combiner", "sum"))
    return dict(linear_feature_columns=attributes.get("model.linear_sparse_combiner", "sum"))


class Premade:
    """A model as it is made for training."""

    def __init__(self, keras: Any, estimator: str, attributes: Attributes, features: Features, units: int) -> None:
        """units: numbers of a prediction; a classifier of two classes has one"""
        self._keras = keras
        self._estimator = estimator
        self._attributes = attributes
        self._columns = columns_by_part(estimator, features)
        inputs = keras_inputs(keras, features.arrays())
        makers = dict(deep=self._deep, linear=self._linear)
        tensors = dict((part, makers[part](inputs, units)) for part in ("deep", "linear") if self._columns[part])
        joined = list(tensors.values())
        logits = joined[0] if len(joined) == 1 else keras.layers.Add()(joined)
        logits = keras.layers.Identity(name="logits")(logits)
        self._parts = dict((part, keras.Model(inputs, tensor)) for part, tensor in tensors.items())
        self.logits = keras.Model(inputs, logits)
        self.model = keras.Model(inputs, self._prediction(logits, units))

    def _prediction(self, logits: Any, units: int) -> Any:
        if not is_classifier(self._estimator):
            return logits
        return self._keras.layers.Activation("sigmoid" if units == 1 else "softmax", name="probabilities")(logits)

    def _deep(self, inputs: dict[str, Any], units: int) -> Any:
        keras = self._keras
        prefix = "model.dnn_" if KINDS[self._estimator] == BOTH else "model."
        given = self._attributes.get
        hidden = given(prefix + "hidden_units")
        if not hidden:
            raise StepError("%s needs %shidden_units: how many units each layer has" % (self._estimator, prefix))
        activation = str(given(prefix + "activation_fn", "relu")).lower()
        if activation not in ACTIVATIONS:
            known = ", ".join(ACTIVATIONS)
            raise StepError("there is no activation function `%s`; known are %s" % (activation, known))
        tensor = self._joined([dense_tensor(keras, column, inputs) for column in self._columns["deep"]])
        for width in hidden:
            tensor = keras.layers.Dense(width, activation=activation)(tensor)
            if given(prefix + "dropout"):
                tensor = keras.layers.Dropout(given(prefix + "dropout"))(tensor)
            if given("model.batch_norm"):
                tensor = keras.layers.BatchNormalization()(tensor)
        return keras.layers.Dense(units)(tensor)

    def _linear(self, inputs: dict[str, Any], units: int) -> Any:
        """Weights that begin at zero: one for each number and for each category, and a bias."""
        keras = self._keras
        dense = [column for column in self._columns["linear"] if column.kind in ("numbers", "embedding")]
        sparse = [column for column in self._columns["linear"] if column not in dense]
        if dense:
            numbers = self._joined([dense_tensor(keras, column, inputs) for column in dense])
        else:
            # There is nothing but the bias to this layer.
            weights = inputs[sparse[0].source.weights(sparse[0].combiner)]
            numbers = keras.ops.sum(keras.ops.zeros_like(weights), axis=1, keepdims=True)
        tensors = [keras.layers.Dense(units, kernel_initializer="zeros")(numbers)]
        for column in sparse:
            refuse_sequence(column)
            weights = keras.layers.Embedding(column.source.size, units, embeddings_initializer="zeros")
            taken = inputs[column.source.weights(column.combiner)]
            tensors.append(keras.layers.Dot(axes=(1, 1))([taken, weights(inputs[column.source.ids])]))
        return tensors[0] if len(tensors) == 1 else keras.layers.Add()(tensors)

    def _joined(self, tensors: list[Any]) -> Any:
        return tensors[0] if len(tensors) == 1 else self._keras.layers.Concatenate()(tensors)

    def optimizers(self) -> list[tuple[Any, list[Any]]]:
        """Pairs of an optimizer and the variables that it adjusts."""
        return [(self._optimizer(part), model.trainable_variables) for part, model in self._parts.items()]

    def _optimizer(self, part: str) -> Any:
        both = KINDS[self._estimator] == BOTH
        name = dict(deep="dnn_optimizer", linear="linear_optimizer")[part] if both else "optimizer"
        chosen = self._attributes.get("model." + name, "Adagrad" if part == "deep" else "Ftrl")
        arguments = arguments_of(self._attributes, name + ".")
        rate = None
        if part == "linear" and str(chosen).lower() in ("ftrl", "ftrloptimizer"):
            most = LINEAR_RATE_BESIDE_DEEP if both else LINEAR_RATE
            rate = min(most, 1 / math.sqrt(len(self._columns["linear"])))
        return make_optimizer(self._keras, chosen, arguments, rate)

    def loss(self) -> Any:
        """Of logits."""
        losses = self._keras.losses
        reduction = str(self._attributes.get("model.loss_reduction", "sum_over_batch_size")).lower()
        if reduction not in ("sum", "sum_over_batch_size"):
            raise StepError("model.loss_reduction is sum or sum_over_batch_size, not `%s`" % reduction)
        if not is_classifier(self._estimator):
            return losses.MeanSquaredError(reduction=reduction)
        if self.logits.output.shape[-1] == 1:
            return losses.BinaryCrossentropy(from_logits=True, reduction=reduction)
        return losses.SparseCategoricalCrossentropy(from_logits=True, reduction=reduction)


def columns_by_part(estimator: str, features: Features) -> dict[str, list[FeatureColumn]]:
    """Columns of the deep and of the linear part; one of the two may have none."""
    targets = features.targets
    kind = KINDS[estimator]
    if kind != BOTH:
        columns = targets.get("feature_columns", [])
        found = dict(deep=columns if kind == DEEP else [], linear=columns if kind == LINEAR else [])
    else:
        found = dict(deep=targets.get("dnn_feature_columns", []), linear=targets.get("linear_feature_columns", []))
    known = [columns for columns in found.values() if columns]
    if not known or sum(len(columns) for columns in known) != sum(len(columns) for columns in targets.values()):
        wanted = "dnn_feature_columns and linear_feature_columns" if kind == BOTH else "feature_columns"
        raise StepError("%s takes columns for %s, not for %s" % (estimator, wanted, " and ".join(sorted(targets))))
    return found
