"""The image's classes: how they are found, how code of the user's is called, and what a class does with labels."""

from __future__ import annotations

import contextlib
import importlib
import inspect
import re
import sys
import traceback
from typing import TYPE_CHECKING

from sqlflow_step.engines.attributes import whole
from sqlflow_step.engines.tensorflow.labels import CLASS, NUMBER, OWN
from sqlflow_step.engines.tensorflow.losses import known_loss
from sqlflow_step.engines.tensorflow.optimizers import first_of
from sqlflow_step.errors import StepError

if TYPE_CHECKING:
    from typing import Any, Iterator

    from sqlflow_step.types import Attributes, Document, Label

HOME = "sqlflow_models"

# Attributes that say that a class tells classes apart, by the names that are usual.
COUNTS = ("model.n_classes", "model.num_classes", "model.n_class", "model.num_class", "model.nclass")


@contextlib.contextmanager
def own_code(what: str) -> Iterator[None]:
    """Code of the user's: whoever wrote it wants to see where it failed."""
    try:
        yield
    except StepError:
        raise
    except Exception as error:
        traceback.print_exc()
        raise StepError("%s failed: %s: %s" % (what, type(error).__name__, first_of(error))) from error


def find_class(keras: Any, estimator: str) -> tuple[Any, Any]:
    """The class or function, and its module."""
    if not re.match(r"[^\W\d]\w*(\.[^\W\d]\w*)*\Z", estimator):
        raise StepError("`%s` is no name of a class: it is written package.Class" % estimator)
    package, _, name = estimator.rpartition(".")
    package = package or HOME
    try:
        module = importlib.import_module(package)
    except ImportError as error:
        if error.name and (package == error.name or package.startswith(error.name + ".")):
            raise StepError(
                "the image has no Python module %s, in which the class %s is looked for" % (package, name)
            ) from error
        with own_code("the import of %s" % package):
            raise
    except Exception:
        with own_code("the import of %s" % package):
            raise
    found = getattr(module, name, None)
    is_class = inspect.isclass(found) and issubclass(found, keras.Model)
    is_maker = inspect.isfunction(found) and "feature_columns" in inspect.signature(found).parameters
    if not is_class and not is_maker:
        raise StepError(
            "%s has no `%s` that is a subclass of keras.Model, or a function of feature_columns that gives one"
            % (package, name)
        )
    # A class that the package re-exports has its optimizer beside it, where it was written.
    return found, sys.modules.get(found.__module__, module)


def task_of(keras: Any, metadata: Document, label: Label) -> str:
    """What the labels are to the class: `CLASS`, `NUMBER`, or `OWN` where only the class knows."""
    attributes = metadata.get("attributes") or dict()
    _, module = find_class(keras, metadata["estimator"])
    loss = attributes.get("model.loss", getattr(module, "loss", None))
    if label["type"] == "string" and not label.get("shape"):
        return CLASS
    known = known_loss(loss)
    if known is not None:
        return CLASS if "Crossentropy" in known or known == "CategoricalHinge" else NUMBER
    if any(key in attributes for key in COUNTS):
        return CLASS
    return NUMBER if label["type"] == "float32" or label.get("shape") else OWN


def classes_of(attributes: Attributes) -> int | None:
    """How many classes the attributes name, or None."""
    return next((whole(attributes, key, None) for key in COUNTS if key in attributes), None)
