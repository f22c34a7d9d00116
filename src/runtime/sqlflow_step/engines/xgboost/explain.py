"""
TO EXPLAIN a model of XGBoost: how much each feature moved each prediction (SHAP values, of trees exact), or with
`USING XGBoostExplainer` how often and to what gain each feature splits.

The table of SHAP values has a column for each feature and `bias`, what a prediction is without any of them; a row
adds up to the prediction before it becomes a probability. With several classes there is a row for each row of the
SELECT and class, named by the columns `sample` (from 0) and `class`.
"""

from __future__ import annotations

import tempfile
from typing import TYPE_CHECKING

import numpy as np

from sqlflow_step.engines.xgboost.data import batch_rows
from sqlflow_step.engines.xgboost.library import xgboost_errors
from sqlflow_step.engines.xgboost.model import Model, real_cells
from sqlflow_step.errors import StepError
from sqlflow_step.features.input_names import booster_names, input_names
from sqlflow_step.features.labels import as_label, label_kind
from sqlflow_step.results.importance import show_importance
from sqlflow_step.results.outputs import Outputs

if TYPE_CHECKING:
    from typing import Any

    from sqlflow_step.step import Step
    from sqlflow_step.types import Array, Row

# Cells of SHAP values that are worked out at once.
MOST_CELLS = 5000000


def run(step: Step) -> None:
    with tempfile.TemporaryDirectory(prefix="sqlflow-") as folder:
        model = Model(step, step.spec["model"], folder)
        if str(step.spec.get("explainer") or "").lower() == "xgboostexplainer":
            explain_splits(step, model)
        else:
            explain_rows(step, model, folder)


def explain_rows(step: Step, model: Model, folder: str) -> None:
    database = step.open_database()
    rows = database.query(step.spec["select"])
    inputs = model.inputs(rows.columns)
    matrices = model.matrices(inputs)
    outputs = outputs_of(model)
    columns, kinds = table_columns(inputs.names, model, outputs)
    name = step.spec.get("resultTable")
    table = database.result_table(name, None, [], list(zip(columns, kinds))) if name else None
    totals, count = np.zeros(inputs.width), 0
    for batch in rows.batches(max(1, min(batch_rows(rows.columns), MOST_CELLS // (inputs.width * outputs)))):
        values = contributions(model, matrices.matrix(inputs.matrix(batch)), outputs)
        totals += np.abs(values[:, :, :-1]).sum(axis=(0, 1))
        if table:
            table.write(table_rows(values, count, model, outputs))
        count += len(batch)
    if not count:
        raise StepError("the SELECT gives no rows to explain")
    if table:
        table.publish()
    shown = Outputs(step.environment)
    if name:
        shown.written(count * outputs, name)
    show_importance(shown, inputs.names, totals / count, step.attributes, folder)


def contributions(model: Model, matrix: Any, outputs: int) -> Array:
    """By row, output and feature; the last is the bias."""
    with xgboost_errors("the model `%s` can't be explained" % model.name):
        values = model.booster.predict(matrix, pred_contribs=True)
    return values.astype(np.float64).reshape(values.shape[0], outputs, values.shape[-1])


def outputs_of(model: Model) -> int:
    """How many numbers a prediction has."""
    settings = model.settings
    if settings.classes is not None and settings.objective.startswith("multi:"):
        return settings.classes
    lists = [settings.params.get(key) for key in ("quantile_alpha", "expectile_alpha")]
    return max([len(one) for one in lists if isinstance(one, list)], default=1)


def table_columns(names: list[str], model: Model, outputs: int) -> tuple[list[str], list[str]]:
    if outputs == 1:
        return input_names([(name, 1) for name in [*names, "bias"]]), ["real"] * (len(names) + 1)
    columns = input_names([(name, 1) for name in ["sample", "class", *names, "bias"]])
    kind = label_kind(model.label) if model.settings.classes else "integer"
    return columns, ["integer", kind] + ["real"] * (len(names) + 1)


def table_rows(values: Array, first: int, model: Model, outputs: int) -> list[Row]:
    cells = [real_cells(row) for row in values.reshape(-1, values.shape[-1])]
    if outputs == 1:
        return [tuple(row) for row in cells]
    codes = list(range(outputs))
    classes = as_label(model.label, codes) if model.settings.classes else codes
    return [(first + at // outputs, classes[at % outputs], *tuple(row)) for at, row in enumerate(cells)]


def explain_splits(step: Step, model: Model) -> None:
    """By feature how often trees split on it, and how much a split gains on average."""
    names = names_of(model)
    with xgboost_errors("XGBoostExplainer is for trees"):
        scores = model.booster.get_score(importance_type="weight")
        gains = model.booster.get_score(importance_type="gain")
    rows = [(names.get(one, one), int(scores[one]), float(gains.get(one, 0))) for one in scores]
    rows.sort(key=lambda row: -row[1])
    name = step.spec.get("resultTable")
    if name:
        added = [("feature", "text"), ("fscore", "integer"), ("gain", "real")]
        table = step.open_database().result_table(name, None, [], added)
        table.write(rows)
        table.publish()
    Outputs(step.environment).rows(["feature", "fscore", "gain"], rows)


def names_of(model: Model) -> dict[str, str]:
    """Names of inputs by those that XGBoost has for them."""
    names = model.inputs_without_rows().names
    return dict(zip(booster_names(names), names))
