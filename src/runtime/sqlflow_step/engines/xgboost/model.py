"""A trained model of XGBoost, and what it says of rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sqlflow_step.databases.database import Column
from sqlflow_step.engines.xgboost.data import Matrices
from sqlflow_step.engines.xgboost.engine import XGBOOST
from sqlflow_step.engines.xgboost.inputs import Inputs
from sqlflow_step.engines.xgboost.library import xgboost, xgboost_errors
from sqlflow_step.engines.xgboost.params import Settings
from sqlflow_step.errors import StepError
from sqlflow_step.features.check import check_derived
from sqlflow_step.features.derive import DEFAULT_TARGET
from sqlflow_step.features.labels import as_label, label_kind
from sqlflow_step.stores.models import load_model

if TYPE_CHECKING:
    from typing import Any, Sequence

    from sqlflow_step.step import Step
    from sqlflow_step.types import Array, Cell, Label


class Model:
    """The model `name`, from the model store. Its files are in `folder` while it is loaded."""

    def __init__(self, step: Step, name: str, folder: str) -> None:
        self.name = name
        self.metadata, path = load_model(step, name, XGBOOST, folder)
        if self.metadata.get("engine") != XGBOOST.name:
            raise StepError("the model `%s` is none of XGBoost" % name)
        self.derived = check_derived(name, self.metadata.get("derivedFeatures"))
        if "label" not in self.derived or DEFAULT_TARGET not in self.derived["targets"]:
            raise StepError("the model `%s` does not know its label and features: train it again" % name)
        self.label = self.derived["label"]
        self.settings = Settings(self.metadata["estimator"], self.metadata.get("attributes") or dict())
        with xgboost_errors("the model `%s` can't be loaded" % name):
            self.booster = xgboost.Booster(model_file=path)

    def inputs(self, columns: Sequence[Column]) -> Inputs:
        """How rows of a query become the model's inputs."""
        inputs = Inputs(self.derived, columns, "which the model `%s` was trained with" % self.name)
        if self.booster.num_features() != inputs.width:
            raise StepError(
                "the model `%s` has %d inputs and its metadata %d: train it again"
                % (self.name, self.booster.num_features(), inputs.width)
            )
        return inputs

    def inputs_without_rows(self) -> Inputs:
        """The same where there is no query."""
        return self.inputs([Column(name) for name in self.derived.get("fields") or ()])

    def matrices(self, inputs: Inputs) -> Matrices:
        return Matrices(inputs, self.settings)


class Predictions:
    """
    What a booster says of a matrix. Of classifiers `codes` are classes from 0 on, and `probabilities` has a column for
    each class; other models have `values` only.
    """

    def __init__(self, booster: Any, matrix: Any, settings: Settings) -> None:
        self._booster = booster
        self._matrix = matrix
        self._objective = settings.objective
        self._classes = settings.classes
        with xgboost_errors("prediction failed"):
            self.raw = booster.predict(matrix)

    @property
    def codes(self) -> Array | None:
        """A class for each row; None for models of numbers, and for binary:logitraw, which is used for its value."""
        if self._objective in ("binary:logistic", "binary:hinge"):
            return (self.raw > 0.5).astype(np.int64)
        if self._objective == "multi:softprob":
            return np.argmax(self.raw, axis=1)
        return self.raw.astype(np.int64) if self._objective == "multi:softmax" else None

    @property
    def classified(self) -> Array | None:
        """Codes where binary:logitraw has them too: what is above 0 is the second class."""
        return (self.raw > 0).astype(np.int64) if self._objective == "binary:logitraw" else self.codes

    @property
    def margins(self) -> Array:
        """The values before they become probabilities."""
        with xgboost_errors("prediction failed"):
            return self._booster.predict(self._matrix, output_margin=True).astype(np.float64)

    @property
    def probabilities(self) -> Any:
        """By row and class; None for models that predict none."""
        if self._objective == "binary:logistic":
            second = self.raw.astype(np.float64)
            return np.stack([1 - second, second], axis=1)
        if self._objective == "multi:softprob":
            return self.raw.astype(np.float64)
        if self._objective == "multi:softmax":
            powers = np.exp(self.margins - self.margins.max(axis=1, keepdims=True))
            return powers / powers.sum(axis=1, keepdims=True)
        return None


def predicted_kind(settings: Settings, label: Label) -> str:
    """The kind of the column that predictions go to."""
    if settings.classes is not None and settings.objective != "binary:logitraw":
        return label_kind(label)
    return "text" if several_values(settings) else "real"


def several_values(settings: Settings) -> bool:
    """Whether a prediction has several numbers, such as quantiles."""
    return any(isinstance(settings.params.get(key), list) for key in ("quantile_alpha", "expectile_alpha"))


def predicted_cells(predictions: Predictions, settings: Settings, label: Label) -> list[Cell]:
    """A cell for each row: a class as the label had it, a number, or several numbers with commas between them."""
    codes = predictions.codes
    if codes is not None:
        return as_label(label, codes.tolist())
    values = predictions.raw.astype(np.float64)
    if several_values(settings):
        return [",".join(repr(value) for value in row) for row in values.reshape(len(values), -1).tolist()]
    return real_cells(values)


def real_cells(values: Array) -> list[Cell]:
    """Numbers as cells; a database has neither NaN nor infinity."""
    finite = np.isfinite(values)
    cells = values.tolist()
    return cells if finite.all() else [cell if ok else None for cell, ok in zip(cells, finite)]
