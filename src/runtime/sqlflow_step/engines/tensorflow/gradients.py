"""Integrated gradients (Sundararajan, Taly, Yan 2017, https://arxiv.org/abs/1703.01365)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy

from sqlflow_step.engines.tensorflow.forward import forward_of
from sqlflow_step.engines.tensorflow.inputs import Numbers

if TYPE_CHECKING:
    from typing import Any

    from sqlflow_step.engines.tensorflow.inputs import Categories
    from sqlflow_step.engines.tensorflow.usable import UsableModel
    from sqlflow_step.types import Array, Arrays

# Steps from the base row to a row; the middle of each is looked at.
STEPS = 50


class Contributions:
    """
    columns: name and width of each feature, for the names of the table
    bias: the model's output for the base row
    """

    def __init__(self, model: UsableModel, means: dict[str, Array]) -> None:
        import tensorflow

        self._tensorflow = tensorflow
        self._network = model.network
        self._arrays = model.features.arrays()
        self._sources = model.features.sources
        self._units = model.units
        self._means = means
        self.columns = [(source.name, source.width) for source in self._sources]
        self._moved = [key for source in self._sources for key in moved_of(source)]
        base = dict((key, numpy.zeros([1] + [one or 1 for one in shape])) for key, (shape, _) in self._arrays.items())
        for source in self._sources:
            if isinstance(source, Numbers):
                base[source.key] = means[source.key][None, :]
        self.bias = forward_of(model.network, self._arrays)(base)[0][0]
        self._gradient = tensorflow.function(self._gradients, reduce_retracing=True)

    def of(self, batch: Arrays) -> Array:
        """The contributions of each row: by row, output and column of the table."""
        tensorflow = self._tensorflow
        tensors = dict((key, tensorflow.constant(batch[key], kind)) for key, (_, kind) in self._arrays.items())
        base = dict((key, tensorflow.zeros_like(tensors[key])) for key in self._moved)
        for source in self._sources:
            if isinstance(source, Numbers):
                base[source.key] += tensorflow.constant(self._means[source.key][None, :], "float32")
        found = []
        for unit in range(self._units):
            totals = [0.0] * len(self._moved)
            for step in range(STEPS):
                share = tensorflow.constant((step + 0.5) / STEPS, "float32")
                slopes = self._gradient(tensors, base, tensorflow.constant(unit), share)
                totals = [total + numpy.asarray(slope, dtype="float64") for total, slope in zip(totals, slopes)]
            ways = [numpy.asarray(tensors[key] - base[key], dtype="float64") for key in self._moved]
            moved = dict((key, way * total / STEPS) for key, way, total in zip(self._moved, ways, totals))
            found.append(numpy.concatenate([self._column(source, moved) for source in self._sources], axis=1))
        return numpy.stack(found, axis=1)

    def _gradients(self, tensors: dict[str, Any], base: dict[str, Any], unit: Any, share: Any) -> Any:
        """Of one output by each array, at a point of the way."""
        tensorflow = self._tensorflow
        points = [base[key] + share * (tensors[key] - base[key]) for key in self._moved]
        with tensorflow.GradientTape() as tape:
            tape.watch(points)
            outputs = self._network(dict(tensors, **dict(zip(self._moved, points))), training=False)
            first = outputs[0] if isinstance(outputs, (list, tuple)) else outputs
            output = tensorflow.gather(tensorflow.reshape(first, (-1, self._units)), unit, axis=1)
        return tape.gradient(output, points, unconnected_gradients="zero")

    def _column(self, source: Numbers | Categories, moved: dict[str, Array]) -> Array:
        """An array of contributions, one column for each of the source."""
        if isinstance(source, Numbers):
            return moved[source.key]
        return sum(moved[key] for key in moved_of(source)).sum(axis=1, keepdims=True)


def moved_of(source: Numbers | Categories) -> list[str]:
    """The arrays that go from the base row to a row: numbers, and the weights of categories."""
    return [source.key] if isinstance(source, Numbers) else [source.weights(one) for one in source.combiners]
