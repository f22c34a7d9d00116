"""Optimizers by the names that programs give them: Keras' classes, and those of TensorFlow 1 in their words."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sqlflow_step.errors import StepError

if TYPE_CHECKING:
    from typing import Any

    from sqlflow_step.types import Attributes

# Arguments that name variables in graphs, or locked them; nothing is left of either.
WITHOUT_EFFECT = ("use_locking", "accum_name", "linear_name")

KERAS = ("Adadelta", "Adagrad", "Adam", "AdamW", "Adamax", "Ftrl", "Nadam", "RMSprop", "SGD")

# By their old names: the class, and arguments that are called otherwise there.
TENSORFLOW_1: dict[str, tuple[str, dict[str, str]]] = {
    "AdadeltaOptimizer": ("Adadelta", {}),
    "AdagradOptimizer": ("Adagrad", {}),
    "AdamOptimizer": ("Adam", {"beta1": "beta_1", "beta2": "beta_2"}),
    "FtrlOptimizer": ("Ftrl", {}),
    "GradientDescentOptimizer": ("SGD", {}),
    "MomentumOptimizer": ("SGD", {"use_nesterov": "nesterov"}),
    "RMSPropOptimizer": ("RMSprop", {"decay": "rho"}),
}

CLASSES: dict[str, tuple[str, dict[str, str]]] = dict([(name.lower(), (name, dict())) for name in KERAS])
CLASSES.update((name.lower(), facts) for name, facts in TENSORFLOW_1.items())


def arguments_of(attributes: Attributes, prefix: str) -> dict[str, Any]:
    """What `optimizer.learning_rate = 0.1` and its like say, by the argument's name."""
    return dict((key[len(prefix) :], value) for key, value in attributes.items() if key.startswith(prefix))


def make_optimizer(keras: Any, name: Any, arguments: dict[str, Any], learning_rate: float | None = None) -> Any:
    """
    An optimizer.

    name: of its class, in any case
    arguments: by name
    learning_rate: what applies when the arguments have none; the class's own when this is None
    """
    if str(name).lower() not in CLASSES:
        raise StepError("there is no optimizer `%s`; known are %s" % (name, ", ".join(KERAS)))
    class_name, renamed = CLASSES[str(name).lower()]
    given = dict((renamed.get(key, key), value) for key, value in arguments.items() if key not in WITHOUT_EFFECT)
    if learning_rate is not None:
        given.setdefault("learning_rate", learning_rate)
    made = getattr(keras.optimizers, class_name)
    try:
        if "decay" in given:
            # Keras 3 has schedules in its place; this one shrinks the rate in the same way.
            decay = given.pop("decay")
            rate = given.get("learning_rate", made().learning_rate)
            schedule = keras.optimizers.schedules.InverseTimeDecay(float(rate), 1, decay)
            given["learning_rate"] = schedule
        return made(**given)
    except (TypeError, ValueError) as error:
        raise StepError(
            "the optimizer %s does not take what it is given: %s" % (class_name, first_of(error))
        ) from error


def first_of(error: Exception) -> str:
    """The line that says it, of an error of Keras, which writes many and some in bold."""
    text = re.sub(r"\x1b\[\d*m", "", str(error))
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if len(lines) > 1 and lines[0].startswith("Exception encountered when calling"):
        return "%s %s" % (lines[0].replace("Exception encountered when calling", "in").rstrip(".") + ":", lines[1])
    if len(lines) > 1 and lines[0].endswith(":"):
        return "%s %s" % (lines[0], lines[1])
    return lines[0] if lines else type(error).__name__
