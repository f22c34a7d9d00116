"""What metrics want to know of a model of XGBoost."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sqlflow_step.features.labels import as_label
from sqlflow_step.metrics.table import Evaluated, check_metrics

if TYPE_CHECKING:
    from typing import Sequence

    from sqlflow_step.engines.xgboost.model import Predictions
    from sqlflow_step.engines.xgboost.params import Settings
    from sqlflow_step.types import Array, Label


def check_model_metrics(names: Sequence[str], settings: Settings, label: Label) -> None:
    """Says which metric a model can't have, before anything is read."""
    classes = settings.classes
    probabilities = classes is not None and settings.objective not in ("binary:logitraw", "binary:hinge")
    numeric = classes is None or label.get("type") != "string"
    check_metrics(names, classes, probabilities, numeric)


def measured(
    names: Sequence[str], labels: Array, predictions: Predictions, settings: Settings, label: Label
) -> dict[str, float]:
    """Values of metrics by their names. labels: as the model learns them; predictions: of the same rows"""
    return dict((name, evaluated(labels, predictions, settings, label).measure(name)) for name in names)


def evaluated(labels: Array, predictions: Predictions, settings: Settings, label: Label) -> Evaluated:
    if settings.classes is None:
        return Evaluated(labels.astype(np.float64), predictions.raw.astype(np.float64).reshape(len(labels), -1)[:, 0])
    codes = labels.astype(np.int64)
    predicted = predictions.classified
    facts = Evaluated(codes=codes, predicted_codes=predicted, classes=settings.classes)
    if label.get("type") != "string":
        numbers = np.array(as_label(label, list(range(settings.classes))), dtype=np.float64)
        facts.values, facts.predicted_values = numbers[codes], numbers[predicted]
    facts.probabilities = lambda: predictions.probabilities
    facts.margins = lambda: predictions.margins
    facts.scores = lambda: scores_of(predictions)
    return facts


def scores_of(predictions: Predictions) -> Array:
    """What rows are ordered by: with two classes one number, else a column for each class."""
    probabilities = predictions.probabilities
    if probabilities is None:
        return predictions.raw.astype(np.float64)
    return probabilities[:, 1] if probabilities.shape[1] == 2 else probabilities
