"""
TO PREDICT with XGBoost: rows are read, predicted and written batch by batch, and the table is put in place at the
end. It has the columns of the SELECT but the label, and the prediction: of classifiers the class as the label had it.
"""

from __future__ import annotations

import operator
import tempfile
from typing import TYPE_CHECKING

from sqlflow_step.engines.attributes import names_of, whole
from sqlflow_step.engines.xgboost.data import batch_rows
from sqlflow_step.engines.xgboost.model import Model, Predictions, predicted_cells, predicted_kind
from sqlflow_step.errors import StepError
from sqlflow_step.features.columns import ColumnNames
from sqlflow_step.results.columns import kept_columns, picked
from sqlflow_step.results.outputs import Outputs

if TYPE_CHECKING:
    from typing import Callable, Sequence

    from sqlflow_step.engines.xgboost.params import Settings
    from sqlflow_step.step import Step
    from sqlflow_step.types import Cell


def run(step: Step) -> None:
    outputs = Outputs(step.environment)
    with tempfile.TemporaryDirectory(prefix="sqlflow-") as folder:
        model = Model(step, step.spec["model"], folder)
    extras = extra_outputs(names_of(step.attributes.get("predict.extra_outputs")), model.settings)
    if whole(step.attributes, "predict.num_workers", 1) > 1:
        outputs.say("predict.num_workers: one pod predicts all rows")
    database = step.open_database()
    rows = database.query(step.spec["select"])
    inputs = model.inputs(rows.columns)
    matrices = model.matrices(inputs)
    result = step.spec["resultColumn"]
    added = [(result, predicted_kind(model.settings, model.label))] + [(name, kind) for name, kind, _ in extras]
    kept = kept_columns(ColumnNames(rows.columns), model.label["column"], [name for name, _ in added])
    names = [rows.columns[at].name for at in kept]
    table = database.result_table(step.spec["resultTable"], step.spec["select"], names, added)
    count = 0
    for batch in rows.batches(whole(step.attributes, "predict.batch_size", batch_rows(rows.columns))):
        predictions = Predictions(model.booster, matrices.matrix(inputs.matrix(batch)), model.settings)
        new = [predicted_cells(predictions, model.settings, model.label)]
        new.extend(read(predictions) for _, _, read in extras)
        table.write(list(map(operator.add, picked(batch, kept), zip(*new))))
        count += len(batch)
    table.publish()
    outputs.written(count, step.spec["resultTable"])


def extra_outputs(
    names: Sequence[str], settings: Settings
) -> list[tuple[str, str, Callable[[Predictions], list[Cell]]]]:
    """Further columns, as name, kind, and how to read them."""
    found: list[tuple[str, str, Callable[[Predictions], list[Cell]]]] = []
    for name in names:
        if name not in EXTRA:
            known = " and ".join(sorted(EXTRA))
            raise StepError("predict.extra_outputs: XGBoost has no `%s`; it has %s" % (name, known))
        if settings.classes is None or settings.objective in ("binary:logitraw", "binary:hinge"):
            raise StepError("predict.extra_outputs: the objective %s has no %s" % (settings.objective, name))
        found.append((name,) + EXTRA[name])
    return found


def probability(predictions: Predictions) -> list[Cell]:
    """Of the class that is predicted."""
    return list(predictions.probabilities.max(axis=1).tolist())


def probabilities(predictions: Predictions) -> list[Cell]:
    """Of each class in their order, with commas between them."""
    return [",".join(repr(value) for value in row) for row in predictions.probabilities.tolist()]


EXTRA = dict(probability=("real", probability), probabilities=("text", probabilities))
