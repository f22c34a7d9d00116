"""TO EVALUATE with TensorFlow: one row with the loss and a column for each metric, over all rows of the SELECT."""

from __future__ import annotations

import tempfile
from typing import TYPE_CHECKING

from sqlflow_step.engines.attributes import names_of, whole
from sqlflow_step.engines.tensorflow.data import FED_ROWS, Data
from sqlflow_step.engines.tensorflow.labels import known_labels, label_type
from sqlflow_step.engines.tensorflow.metrics import Metrics
from sqlflow_step.engines.tensorflow.models import measure, open_model
from sqlflow_step.engines.tensorflow.numbers import finite
from sqlflow_step.engines.tensorflow.premade import is_premade
from sqlflow_step.engines.tensorflow.rows import Query, read_spool
from sqlflow_step.errors import StepError
from sqlflow_step.results.outputs import Outputs

if TYPE_CHECKING:
    from typing import Sequence

    from sqlflow_step.engines.tensorflow.usable import UsableModel
    from sqlflow_step.step import Step
    from sqlflow_step.types import Document, Label


def run(step: Step) -> None:
    with tempfile.TemporaryDirectory(prefix="sqlflow-") as folder:
        model, metadata = open_model(step, folder)
        if model.label is None:
            raise StepError("the model `%s` was trained without a label: nothing can be compared" % step.spec["model"])
        label: Label = {**model.label, "column": step.spec["label"]}
        wanted = names_of(step.attributes.get("validation.metrics"))
        metrics = Metrics(model.keras, wanted, label["task"], model.classifies, model.metrics)
        measured = measure_rows(step, metadata, model, label, metrics, folder)
    write(step, metrics.names, measured)


def measure_rows(
    step: Step, metadata: Document, model: UsableModel, label: Label, metrics: Metrics, folder: str
) -> dict[str, float]:
    query = Query(step.open_database(), step.spec["select"], "the SELECT has no rows to evaluate on")
    weight = (metadata.get("attributes") or dict()).get("model.weight_column")
    if not is_premade(metadata["estimator"]) or weight is None or query.names.find(weight) is None:
        weight = None
    spool = read_spool(query, model.features, known_labels(label), weight, folder, "rows")
    steps = whole(step.attributes, "validation.steps", None)
    size = model.rows_at_once(FED_ROWS) if steps is None else whole(step.attributes, "validation.batch_size", 1)
    return measure(model, Data(spool, model.features.arrays(), None, label_type(label)), metrics, steps, size)


def write(step: Step, names: Sequence[str], measured: dict[str, float]) -> None:
    columns = ["loss", *names]
    row = [finite(measured[name]) for name in columns]
    database = step.open_database()
    table = database.result_table(step.spec["resultTable"], None, [], [(name, "real") for name in columns])
    table.write([tuple(row)])
    table.publish()
    Outputs(step.environment).rows(columns, [row])
