"""Spooled rows as `tf.data`, for training; and in batches as they are, for everything else."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

from sqlflow_step.engines.tensorflow.library import SEED
from sqlflow_step.engines.tensorflow.metrics import one_hot
from sqlflow_step.engines.tensorflow.rows import LABEL, WEIGHT

if TYPE_CHECKING:
    from typing import Any, Iterator, Sequence

    from sqlflow_step.engines.tensorflow.spool import Spool
    from sqlflow_step.types import Array, Arrays, Shapes

# Rows that a trained model is fed at once.
FED_ROWS = 1024


class Data:
    """
    Rows of a spool, with their labels as the model learns them.

    arrays: names, shapes and types of what the model is fed
    table: final numbers of classes, None when labels are numbers
    label_type: "int64" or "float32"; None when there is no label
    """

    def __init__(self, spool: Spool, arrays: Shapes, table: Array | None = None, label_type: str | None = None) -> None:
        self.spool = spool
        self._arrays = arrays
        self._table = table
        self._label_type = label_type

    @property
    def rows(self) -> int:
        return self.spool.rows

    def batches(
        self, size: int = FED_ROWS, seed: Sequence[int] | None = None
    ) -> Iterator[tuple[Arrays, Any, Array | None]]:
        """Features, labels (rows, numbers) or None, and weights or None."""
        for batch in self.spool.batches(size, seed):
            labels, weights = batch.pop(LABEL, None), batch.pop(WEIGHT, None)
            yield batch, self._labels(labels), weights

    def _labels(self, labels: Any) -> Any:
        if labels is None:
            return None
        if self._table is not None:
            labels = self._table[labels.astype("int64")]
        return labels.astype(self._label_type).reshape(len(labels), -1)

    def dataset(
        self, size: int, epochs: int = 1, first: int = 0, steps: int | None = None, spread: int | None = None
    ) -> Any:
        """
        All rows as often as there are epochs, each time in an order of their own.

        first: the number of the first epoch; steps: the most batches in all
        spread: how many classes labels are spread over, for losses that want that
        """
        import tensorflow

        _, labels, weights = next(self.batches(size))
        has_weights = weights is not None

        def generate() -> Iterator[Any]:
            epoch_batches = (self.batches(size, (SEED, epoch)) for epoch in range(first, first + epochs))
            for features, labels, weights in itertools.islice(itertools.chain.from_iterable(epoch_batches), steps):
                if labels is None:
                    yield features
                    continue
                if spread is not None:
                    labels = one_hot(labels[:, 0], spread)
                yield (features, labels, weights) if has_weights else (features, labels)

        spec = tensorflow.TensorSpec
        signature: Any = dict((key, spec((None, *tuple(shape)), kind)) for key, (shape, kind) in self._arrays.items())
        if labels is not None:
            width, kind = (labels.shape[1], self._label_type) if spread is None else (spread, "float32")
            signature = (signature, spec((None, width), kind))
            if has_weights:
                signature += (spec((None,), "float32"),)
        return tensorflow.data.Dataset.from_generator(generate, output_signature=signature).prefetch(1)
