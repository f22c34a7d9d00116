"""A Keras model as a function from arrays to arrays."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy

if TYPE_CHECKING:
    from typing import Any, Callable

    from sqlflow_step.types import Array, Arrays, Shapes


def forward_of(model: Any, arrays: Shapes) -> Callable[[Arrays], list[Array]]:
    """
    A function that runs the model on a dictionary of arrays; it gives a list of arrays, one for each output.

    arrays: names, shapes and types of what the model is fed
    """
    import tensorflow

    spec = tensorflow.TensorSpec
    signature = dict((key, spec((None, *tuple(shape)), kind)) for key, (shape, kind) in arrays.items())

    run = tensorflow.function(lambda batch: model(batch, training=False), input_signature=[signature])

    def forward(batch: Arrays) -> list[Array]:
        outputs = run(dict((key, tensorflow.constant(batch[key], kind)) for key, (_, kind) in arrays.items()))
        several = outputs if isinstance(outputs, (list, tuple)) else [outputs]
        return [as_rows(numpy.asarray(output)) for output in several]

    return forward


def as_rows(output: Array) -> Array:
    """One row of numbers for each row."""
    return output.reshape(len(output), -1) if output.ndim != 2 else output


def sigmoid(values: Array) -> Array:
    """Without overflow for large numbers of either sign."""
    small = numpy.exp(-numpy.abs(values))
    return numpy.where(values >= 0, 1 / (1 + small), small / (1 + small))


def softmax(values: Array) -> Array:
    powers = numpy.exp(values - values.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)
