"""Feature columns as Keras layers: from the model's input arrays (`inputs`) to tensors."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from sqlflow_step.errors import StepError

if TYPE_CHECKING:
    from typing import Any, Sequence

    from sqlflow_step.engines.tensorflow.inputs import FeatureColumn
    from sqlflow_step.types import Shapes

INITIALIZERS = {
    "zeros": "Zeros",
    "ones": "Ones",
    "uniform": "RandomUniform",
    "random_uniform": "RandomUniform",
    "normal": "RandomNormal",
    "random_normal": "RandomNormal",
    "truncated_normal": "TruncatedNormal",
    "glorot_normal": "GlorotNormal",
    "glorot_uniform": "GlorotUniform",
    "he_normal": "HeNormal",
    "he_uniform": "HeUniform",
    "lecun_normal": "LecunNormal",
    "lecun_uniform": "LecunUniform",
    "orthogonal": "Orthogonal",
}


def keras_inputs(keras: Any, arrays: Shapes) -> dict[str, Any]:
    """Symbolic tensors for the arrays that a model is fed, by their names."""
    return dict((key, keras.Input(shape=shape, dtype=kind, name=key)) for key, (shape, kind) in arrays.items())


def dense_tensor(keras: Any, column: FeatureColumn, tensors: dict[str, Any]) -> Any:
    """A column as a tensor of numbers, one row for each row."""
    if column.kind == "numbers":
        return tensors[column.source.key]
    refuse_sequence(column)
    ids = tensors[column.source.ids]
    weights = tensors[column.source.weights(column.combiner)]
    vectors = embedding_layer(keras, column)(ids) if column.kind == "embedding" else one_hot(keras, column, ids)
    return keras.layers.Dot(axes=(1, 1))([weights, vectors])


def refuse_sequence(column: FeatureColumn) -> None:
    if column.sequence:
        raise StepError(
            "%s keeps the order of a sequence, which this estimator can't use: "
            "write CATEGORY_ID instead, or train a class with a recurrent layer" % column.shown
        )


def sequence_tensor(keras: Any, column: FeatureColumn, tensors: dict[str, Any]) -> Any:
    """One vector for each place of a sequence; behind its end there are zeros."""
    ids = tensors[column.source.ids]
    weights = keras.ops.expand_dims(tensors[column.source.weights("sum")], -1)
    vectors = embedding_layer(keras, column)(ids) if column.kind == "embedding" else one_hot(keras, column, ids)
    return keras.layers.Multiply()([vectors, weights])


def one_hot(keras: Any, column: FeatureColumn, ids: Any) -> Any:
    return keras.ops.one_hot(ids, column.source.size)


def embedding_layer(keras: Any, column: FeatureColumn) -> Any:
    return keras.layers.Embedding(
        column.source.size, column.dimension, embeddings_initializer=initializer(keras, column)
    )


def initializer(keras: Any, column: FeatureColumn) -> Any:
    """As TensorFlow's embedding columns begin, where the program does not say."""
    name = column.initializer
    if name is None:
        return keras.initializers.TruncatedNormal(stddev=1 / math.sqrt(column.dimension or 1))
    if str(name).lower() not in INITIALIZERS:
        known = ", ".join(sorted(INITIALIZERS))
        raise StepError("%s: there is no initializer `%s`; known are %s" % (column.shown, name, known))
    return getattr(keras.initializers, INITIALIZERS[str(name).lower()])()


def column_layers(keras: Any, columns: Sequence[FeatureColumn], arrays: Shapes) -> list[Any]:
    """
    Each column as a layer of its own, for a class of the user's: it takes the dictionary of the model's inputs
    and gives a tensor (rows, numbers), or (rows, places, numbers) for a sequence.
    """

    class ColumnLayer(keras.layers.Layer):
        def __init__(self, column: FeatureColumn) -> None:
            super().__init__()
            self.keys = column.arrays()
            tensors = keras_inputs(keras, dict((key, arrays[key]) for key in self.keys))
            make = sequence_tensor if column.sequence else dense_tensor
            made = make(keras, column, tensors)
            # A model must hold a layer, which numbers as they are have not.
            self.network = keras.Model(tensors, keras.layers.Identity()(made))

        def call(self, inputs: dict[str, Any]) -> Any:
            # A Keras model that is given more inputs than it has takes them by their place, not by their name.
            return self.network(dict((key, inputs[key]) for key in self.keys))

        def compute_output_shape(self, inputs: Any) -> Any:
            return self.network.output_shape

        def get_config(self) -> dict[str, Any]:
            return dict(name=self.name, keys=self.keys)

    return [ColumnLayer(column) for column in columns]
