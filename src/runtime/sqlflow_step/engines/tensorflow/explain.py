"""
TO EXPLAIN with TensorFlow: how much each column moved each prediction, by integrated gradients.

The way from a base row to the row that is explained is cut into steps, and the gradients of the model's output on the
way are summed up. The base row has the mean of every number over the rows of the SELECT, and no category at all. The
contributions of a row and `bias`, which is the output for the base row, add up to the output for the row (but for the
error of the steps): a number, or a logit, which is what becomes a probability.
"""

from __future__ import annotations

import tempfile
from typing import TYPE_CHECKING

import numpy

from sqlflow_step.engines.tensorflow.data import Data
from sqlflow_step.engines.tensorflow.gradients import Contributions
from sqlflow_step.engines.tensorflow.models import open_model
from sqlflow_step.engines.tensorflow.numbers import finite
from sqlflow_step.engines.tensorflow.rows import Query, read_spool
from sqlflow_step.features.input_names import input_names
from sqlflow_step.results.importance import show_importance
from sqlflow_step.results.outputs import Outputs

if TYPE_CHECKING:
    from sqlflow_step.engines.tensorflow.usable import UsableModel
    from sqlflow_step.step import Step
    from sqlflow_step.types import Array, Row

# Rows whose gradients are worked out at once.
EXPLAINED_ROWS = 256


def run(step: Step) -> None:
    if step.spec.get("explainer"):
        Outputs(step.environment).say("USING %s: explained by integrated gradients" % step.spec["explainer"])
    with tempfile.TemporaryDirectory(prefix="sqlflow-") as folder:
        model, _ = open_model(step, folder)
        explain_rows(step, model, folder)


def explain_rows(step: Step, model: UsableModel, folder: str) -> None:
    database = step.open_database()
    query = Query(database, step.spec["select"], "the SELECT has no rows to explain")
    spool = read_spool(query, model.features, None, None, folder, "rows")
    data = Data(spool, model.features.arrays())
    contributions = Contributions(model, means_of(data))
    names = input_names(contributions.columns)
    several = model.units > 1
    added = [(name, "real") for name in input_names([(name, 1) for name in [*names, "bias"]])]
    if several:
        kind = model.answers.kind if model.classifies else "integer"
        titles = input_names([(name, 1) for name in ["sample", "class", *names, "bias"]])
        added = list(zip(titles, ["integer", kind] + ["real"] * (len(names) + 1)))
    name = step.spec.get("resultTable")
    table = database.result_table(name, None, [], added) if name else None
    totals, count = numpy.zeros(len(names)), 0
    for batch, _, _ in data.batches(model.rows_at_once(EXPLAINED_ROWS)):
        values = contributions.of(batch)
        totals += numpy.abs(values).mean(axis=1).sum(axis=0)
        if table:
            table.write(table_rows(values, contributions.bias, count, model, several))
        count += len(values)
    if table:
        table.publish()
    outputs = Outputs(step.environment)
    if name:
        outputs.written(count * (model.units if several else 1), name)
    attributes = dict(step.attributes)
    attributes.setdefault("summary.title", "Mean of |contribution|")
    show_importance(outputs, names, totals / count, attributes, folder)


def table_rows(values: Array, bias: Array, first: int, model: UsableModel, several: bool) -> list[Row]:
    """values: by row, output and column"""
    rows = []
    codes = list(range(values.shape[1]))
    classes = model.answers.classes(codes) if model.classifies else codes
    for at, row in enumerate(values):
        for code in codes:
            cells = (*tuple(finite(value) for value in row[code]), finite(bias[code]))
            rows.append(((first + at, classes[code]) if several else ()) + cells)
    return rows


def means_of(data: Data) -> dict[str, Array]:
    """The mean of every array over all rows."""
    totals: dict[str, Array] = dict()
    for batch, _, _ in data.batches():
        for key, array in batch.items():
            if array.dtype.kind == "f" and array.ndim == 2:
                total = array.sum(axis=0, dtype="float64")
                before = totals.get(key)
                totals[key] = total if before is None or before.shape != total.shape else before + total
    return dict((key, total / data.rows) for key, total in totals.items())
