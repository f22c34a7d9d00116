"""Losses by name, for `model.loss` of a class of the user's own; their arguments are `loss.*`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlflow_step.engines.tensorflow.optimizers import first_of
from sqlflow_step.errors import StepError

if TYPE_CHECKING:
    from typing import Any

NAMES = (
    "BinaryCrossentropy",
    "BinaryFocalCrossentropy",
    "CategoricalCrossentropy",
    "CategoricalFocalCrossentropy",
    "CategoricalHinge",
    "CosineSimilarity",
    "Hinge",
    "Huber",
    "KLDivergence",
    "LogCosh",
    "MeanAbsoluteError",
    "MeanAbsolutePercentageError",
    "MeanSquaredError",
    "MeanSquaredLogarithmicError",
    "Poisson",
    "SparseCategoricalCrossentropy",
    "SquaredHinge",
)

SHORT = dict(
    mae="MeanAbsoluteError",
    mape="MeanAbsolutePercentageError",
    mse="MeanSquaredError",
    msle="MeanSquaredLogarithmicError",
    kld="KLDivergence",
)

# Losses of labels that are spread over one number for each class.
ONE_HOT = ("CategoricalCrossentropy", "CategoricalFocalCrossentropy", "CategoricalHinge")


def loss_class(name: str) -> str:
    """`sparse_categorical_crossentropy`, `SparseCategoricalCrossentropy` or a short name as Keras' class."""
    text = str(name).lower().replace("_", "")
    for known in NAMES:
        if known.lower() == text:
            return known
    if text in SHORT:
        return SHORT[text]
    raise StepError("there is no loss `%s`; known are %s" % (name, ", ".join(NAMES)))


def known_loss(loss: Any) -> str | None:
    """Keras' class of a loss that has a name, or that is an object or a function of Keras; None for others."""
    if isinstance(loss, str):
        return loss_class(loss)
    name = getattr(loss, "__name__", type(loss).__name__).replace("_", "").lower()
    return next((known for known in NAMES if known.lower() == name), None)


def make_loss(keras: Any, name: str, arguments: dict[str, Any]) -> Any:
    class_name = loss_class(name)
    try:
        return getattr(keras.losses, class_name)(**arguments)
    except (TypeError, ValueError) as error:
        raise StepError("the loss %s does not take what it is given: %s" % (class_name, first_of(error))) from error
