"""Training of a Keras model, whichever made it."""

from __future__ import annotations

import inspect
import math
from typing import TYPE_CHECKING

import numpy

from sqlflow_step.engines.attributes import whole
from sqlflow_step.engines.tensorflow.classes import own_code
from sqlflow_step.engines.tensorflow.optimizers import first_of
from sqlflow_step.errors import StepError

if TYPE_CHECKING:
    from typing import Any, Callable

    from sqlflow_step.engines.tensorflow.custom import CustomModel
    from sqlflow_step.engines.tensorflow.data import Data
    from sqlflow_step.engines.tensorflow.premade import Premade
    from sqlflow_step.types import Attributes

# SQLFlow's names of attributes, and what applies without them.
BATCH_ROWS, EPOCHS = 1, 1


class Settings:
    """What the attributes `train.*` and `validation.*` say; the others of them have no effect here."""

    def __init__(self, attributes: Attributes) -> None:
        self.batch_rows = whole(attributes, "train.batch_size", BATCH_ROWS)
        self.epochs = whole(attributes, "train.epoch", None)
        self.max_steps = whole(attributes, "train.max_steps", 0)
        self.verbose = whole(attributes, "train.verbose", 0)
        self.validation_select = attributes.get("validation.select") or None
        self.validation_steps = whole(attributes, "validation.steps", None)

    def passes(self, otherwise: int = EPOCHS) -> int:
        return int(self.epochs or otherwise)


def fit_premade(keras: Any, premade: Premade, data: Data, settings: Settings) -> None:
    """premade: a `Premade` that is being made"""
    import tensorflow

    pairs = premade.optimizers()
    trained = trained_model(keras, premade.logits, pairs)
    trained.compile(optimizer=pairs[0][0], loss=premade.loss(), jit_compile=False)
    try:
        fit(trained, data, settings, settings.passes())
    except (RuntimeError, ValueError, MemoryError, tensorflow.errors.OpError) as error:
        raise StepError("TensorFlow can't train the model: %s" % first_of(error)) from error
    check_finite(premade.logits)


def fit(network: Any, data: Data, settings: Settings, passes: int, spread: int | None = None) -> None:
    """So many passes over all rows, or as many batches as the statement allows."""
    each = -(-data.rows // settings.batch_rows)
    total = min(each * passes, settings.max_steps or each * passes)
    whole, rest = divmod(total, each)
    for first, epochs, steps in ((0, whole, each), (whole, min(rest, 1), rest)):
        if epochs:
            dataset = data.dataset(settings.batch_rows, epochs, first, None if steps == each else steps, spread)
            network.fit(dataset, epochs=epochs, steps_per_epoch=steps, verbose=settings.verbose, shuffle=False)


def trained_model(keras: Any, model: Any, pairs: list[tuple[Any, list[Any]]]) -> Any:
    """The model with an optimizer for each of its parts."""
    import tensorflow

    for optimizer, variables in pairs:
        optimizer.build(variables)

    def summed(gradient: Any) -> Any:
        """
        The gradient of an embedding has an entry for each time that a category occurs in the batch. Keras would take
        each for itself, and so square parts of the sum where the sum is to be squared.
        """
        if not isinstance(gradient, tensorflow.IndexedSlices):
            return gradient
        found, places = tensorflow.unique(gradient.indices)
        values = tensorflow.math.unsorted_segment_sum(gradient.values, places, tensorflow.shape(found)[0])
        return tensorflow.IndexedSlices(values, found, gradient.dense_shape)

    class TrainedModel(keras.Model):
        def train_step(self, data: Any) -> dict[str, Any]:
            features, labels, weights = keras.utils.unpack_x_y_sample_weight(data)
            with tensorflow.GradientTape() as tape:
                outputs = self(features, training=True)
                loss = self.compute_loss(x=features, y=labels, y_pred=outputs, sample_weight=weights)
            gradients = tape.gradient(loss, [one for _, variables in pairs for one in variables])
            gradients = [summed(gradient) for gradient in gradients]
            for optimizer, variables in pairs:
                optimizer.apply(gradients[: len(variables)], variables)
                gradients = gradients[len(variables) :]
            for metric in self.metrics:
                metric.update_state(loss)
            return dict((metric.name, metric.result()) for metric in self.metrics)

    return TrainedModel(model.input, model.output)


def fit_custom(keras: Any, custom: CustomModel, data: Data, settings: Settings) -> None:
    """custom: a `CustomModel`"""
    network = custom.network
    loop = getattr(network, "sqlflow_train_loop", None)
    if loop is not None:
        train_by_its_own(custom, loop, data, settings)
        check_finite(network)
        return
    if custom.label is None:
        raise StepError("a class that is trained without LABEL needs a method sqlflow_train_loop(dataset)")
    default = getattr(network, "default_training_epochs", None)
    passes = settings.passes(default() if callable(default) else EPOCHS)
    with own_code("the training of the class"):
        network.compile(optimizer=custom.optimizer(), loss=custom.loss(), jit_compile=False)
        fit(network, data, settings, passes, custom.spread())
    check_finite(network)


def train_by_its_own(custom: CustomModel, loop: Callable[..., None], data: Data, settings: Settings) -> None:
    """Classes with a loop of their own take the epochs from it, or get a dataset that has them all."""
    taken = inspect.signature(loop).parameters
    with own_code("sqlflow_train_loop"):
        optimizer = custom.optimizer()
        # Some do without Keras' training altogether.
        if optimizer is not None:
            custom.network.compile(optimizer=optimizer, loss=custom.loss(), jit_compile=False)
        epochs = 1 if "epochs" in taken else settings.passes()
        spread = custom.spread() if custom.label else None
        dataset = data.dataset(settings.batch_rows, epochs, steps=settings.max_steps or None, spread=spread)
        wanted = dict(epochs=settings.passes(), verbose=settings.verbose)
        loop(dataset, **dict((key, value) for key, value in wanted.items() if key in taken))


def check_finite(model: Any) -> None:
    for weights in model.get_weights():
        if numpy.issubdtype(weights.dtype, numpy.floating) and not math.isfinite(float(numpy.sum(weights))):
            raise StepError(
                "the training diverged, the weights are no numbers: choose a smaller learning rate, "
                "or bring the columns to similar ranges in the SELECT"
            )
