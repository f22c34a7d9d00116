"""TO EVALUATE a model of XGBoost: one row with the loss and a column for each metric."""

from __future__ import annotations

import itertools
import math
import tempfile
from typing import TYPE_CHECKING

from sqlflow_step.engines.attributes import names_of, whole
from sqlflow_step.engines.xgboost.data import Samples, batch_rows
from sqlflow_step.engines.xgboost.library import xgboost_errors
from sqlflow_step.engines.xgboost.metrics import check_model_metrics, measured
from sqlflow_step.engines.xgboost.model import Model, Predictions
from sqlflow_step.errors import StepError
from sqlflow_step.features.columns import ColumnNames
from sqlflow_step.features.labels import ClassLabels, NumberLabels
from sqlflow_step.results.outputs import Outputs

if TYPE_CHECKING:
    from typing import Any, Sequence

    from sqlflow_step.databases.database import Rows
    from sqlflow_step.engines.xgboost.params import Settings
    from sqlflow_step.step import Step
    from sqlflow_step.types import Label, XgboostLabels


def run(step: Step) -> None:
    with tempfile.TemporaryDirectory(prefix="sqlflow-") as folder:
        model = Model(step, step.spec["model"], folder)
    settings = model.settings
    names = names_of(step.attributes.get("validation.metrics")) or default_metrics(settings)
    check_names(names)
    check_model_metrics(names, settings, model.label)
    database = step.open_database()
    rows = database.query(step.spec["select"])
    samples = read_samples(rows, model, step)
    matrix = model.matrices(model.inputs(rows.columns)).matrix(samples.whole(), samples.labels)
    predictions = Predictions(model.booster, matrix, settings)
    values = measured(names, samples.labels, predictions, settings, model.label)
    row = [loss(model.booster, matrix, settings)] + [values[name] for name in names]
    row = [value if value is not None and math.isfinite(value) else None for value in row]
    columns = ["loss", *names]
    table = database.result_table(step.spec["resultTable"], None, [], [(name, "real") for name in columns])
    table.write([tuple(row)])
    table.publish()
    Outputs(step.environment).rows(columns, [row])


def default_metrics(settings: Settings) -> list[str]:
    if settings.classes is not None:
        return ["accuracy_score"]
    return [] if settings.objective.startswith(("rank:", "survival:")) else ["mean_squared_error"]


def check_names(names: Sequence[str]) -> None:
    seen = set(["loss"])
    for name in names:
        if name.lower() in seen:
            raise StepError("validation.metrics has `%s` twice" % name)
        seen.add(name.lower())


def read_samples(rows: Rows, model: Model, step: Step) -> Samples:
    """The rows as numbers: all, or the first `validation.steps` batches."""
    place = ColumnNames(rows.columns).place(step.spec["label"], "which LABEL names")
    label: Label = {**model.label, "column": rows.columns[place].name}
    classes = model.settings.classes
    if classes is None:
        labels: XgboostLabels = NumberLabels(label, "the model `%s` predicts numbers" % model.name)
    else:
        labels = ClassLabels.of_model(label, classes, "the model has %d classes" % classes)
    steps = whole(step.attributes, "validation.steps", None)
    limit = None if steps is None else steps * whole(step.attributes, "validation.batch_size", 1)
    samples = Samples(model.inputs(rows.columns))
    samples.read(itertools.islice(iter(rows), limit), labels, place, batch_rows(rows.columns))
    rows.close()
    if not samples.rows:
        raise StepError("the SELECT gives no rows to evaluate on")
    return samples


def loss(booster: Any, matrix: Any, settings: Settings) -> float | None:
    """What XGBoost itself measures of the objective, such as logloss or rmse; ranking has no loss, but a gain."""
    if settings.objective.startswith("rank:"):
        return None
    with xgboost_errors("evaluation failed"):
        text = booster.eval(matrix, "rows")
    return float(text.rpartition(":")[2])
