"""
TO PREDICT with TensorFlow: rows are read, predicted and written batch by batch, and the table is put in place at the
end. It has the columns of the SELECT but the label, and the prediction: of classifiers the class as the label had it.
"""

from __future__ import annotations

import itertools
import tempfile
from typing import TYPE_CHECKING

from sqlflow_step.engines.attributes import names_of, whole
from sqlflow_step.engines.tensorflow.data import FED_ROWS
from sqlflow_step.engines.tensorflow.labels import cells_of
from sqlflow_step.engines.tensorflow.models import open_model
from sqlflow_step.features.columns import ColumnNames
from sqlflow_step.results.columns import kept_columns, picked
from sqlflow_step.results.outputs import Outputs

if TYPE_CHECKING:
    from sqlflow_step.engines.tensorflow.usable import Result, UsableModel
    from sqlflow_step.step import Step
    from sqlflow_step.types import Arrays, Cell


def run(step: Step) -> None:
    with tempfile.TemporaryDirectory(prefix="sqlflow-") as folder:
        model, _ = open_model(step, folder)
    Prediction(step, model).run()


class Prediction:
    def __init__(self, step: Step, model: UsableModel) -> None:
        self._step = step
        self._model = model
        self._extras = names_of(step.attributes.get("predict.extra_outputs"))

    def run(self) -> None:
        spec, database = self._step.spec, self._step.open_database()
        rows = database.query(spec["select"])
        read = self._model.features.reader(rows.columns)
        batches = rows.batches(whole(self._step.attributes, "predict.batch_size", self._model.rows_at_once(FED_ROWS)))
        first = next(batches, [])
        predicted = self._columns(read(first)) if first else []
        added = self._added(predicted)
        label = None if self._model.label is None else self._model.label["column"]
        kept = kept_columns(ColumnNames(rows.columns), label, [name for name, _ in added])
        names = [rows.columns[at].name for at in kept]
        table = database.result_table(spec["resultTable"], spec["select"], names, added)
        count = 0
        for batch in itertools.chain([first] if first else [], batches):
            predicted = predicted if batch is first else self._columns(read(batch))
            new = zip(*[cells for _, cells in predicted])
            table.write([tuple(row) + more for row, more in zip(picked(batch, kept), new)])
            count += len(batch)
        self._model.features.missing.check()
        table.publish()
        Outputs(self._step.environment).written(count, spec["resultTable"])

    def _added(self, predicted: list[tuple[str, list[Cell]]]) -> list[tuple[str, str]]:
        """The columns of predictions, with the kinds that the first rows have."""
        names = [self._step.spec["resultColumn"], *self._extras]
        kinds = [kind for kind, _ in predicted] or [self._model.answers.kind] + ["text"] * len(self._extras)
        return list(zip(names, kinds))

    def _columns(self, batch: Arrays) -> list[tuple[str, list[Cell]]]:
        """Kind and cells of each column of predictions."""
        result = self._model.run(batch)
        columns = [self._answers(result)]
        for at, name in enumerate(self._extras):
            columns.append(cells_of(self._model.other(result, name, at)))
        return columns

    def _answers(self, result: Result) -> tuple[str, list[Cell]]:
        answers = self._model.answers
        prepared = self._model.prepared(result.values)
        return (answers.kind, answers.values(result.values)) if prepared is None else answers.prepared(prepared)
