"""TO TRAIN with XGBoost."""

from __future__ import annotations

import copy
import datetime
import itertools
import math
import os
import tempfile
from typing import TYPE_CHECKING

from sqlflow_step.counted import counted
from sqlflow_step.engines.xgboost.boost import Boosting
from sqlflow_step.engines.xgboost.continued import check_continued, check_settings
from sqlflow_step.engines.xgboost.data import Matrices, Samples, batch_rows, page_rows
from sqlflow_step.engines.xgboost.engine import XGBOOST
from sqlflow_step.engines.xgboost.inputs import Inputs
from sqlflow_step.engines.xgboost.library import xgboost
from sqlflow_step.engines.xgboost.metrics import check_model_metrics, measured
from sqlflow_step.engines.xgboost.model import Model, Predictions
from sqlflow_step.engines.xgboost.params import Settings
from sqlflow_step.errors import StepError
from sqlflow_step.features.columns import ColumnNames
from sqlflow_step.features.derive import derive
from sqlflow_step.features.labels import ClassLabels, NumberLabels
from sqlflow_step.features.trained_columns import left_out, with_types
from sqlflow_step.results.outputs import Outputs
from sqlflow_step.stores.models import save_model

if TYPE_CHECKING:
    from typing import Any, Callable, Iterable, Sequence

    from sqlflow_step.databases.database import Column, Database
    from sqlflow_step.step import Step
    from sqlflow_step.types import Derived, Document, Label, Row, XgboostLabels

# Rows that features are derived from; texts that come later are added to vocabularies.
SAMPLE_ROWS = 1000


def run(step: Step) -> None:
    with tempfile.TemporaryDirectory(prefix="sqlflow-") as folder:
        Training(step, folder).run()


class Training:
    def __init__(self, step: Step, folder: str) -> None:
        self.step = step
        self.folder = folder
        self.metadata = step.metadata
        self.settings = Settings(self.metadata["estimator"], step.attributes)
        self.outputs = Outputs(step.environment)
        self.before = Model(step, step.spec["model"], folder) if step.spec.get("preTrained") else None
        self._check()

    def _check(self) -> None:
        settings = self.settings
        if self.before:
            check_settings(settings, self.before)
        if settings.early_stopping and not settings.validation_select:
            raise StepError("train.early_stopping_rounds needs validation.select: rows to see when to stop")
        if settings.validation_metrics and not settings.validation_select:
            raise StepError("validation.metrics needs validation.select: rows to measure on")
        if settings.workers > 1:
            self.outputs.say("train.num_workers = %d: one pod trains on all rows" % settings.workers)

    def run(self) -> None:
        database = self.step.open_database()
        rows = database.query(self.step.spec["select"])
        stream = iter(rows)
        sample = list(itertools.islice(stream, SAMPLE_ROWS))
        if not sample:
            raise StepError("the SELECT gives no rows to train on")
        derived = self._derive(sample, rows.columns)
        check_model_metrics(self.settings.validation_metrics, self.settings, derived["label"])
        inputs = Inputs(derived, rows.columns, "which is a feature", training=not self.before)
        samples = self._read(itertools.chain(sample, stream), rows.columns, inputs, derived["label"])
        self._announce(samples, inputs, rows.columns, derived)
        validation = self._validation(database, derived)
        booster, metrics = self._train(samples, Matrices(inputs, self.settings), validation, derived["label"])
        self._save(booster, metrics, derived, with_types(rows.columns, sample), samples.rows)

    def _derive(self, sample: Sequence[Row], columns: Sequence[Column]) -> Derived:
        derived = derive(sample, columns, self.metadata, XGBOOST)
        if not self.before:
            label = derived["label"]
            place = ColumnNames(columns).place(label["column"], "which is the label")
            if self.settings.classes is not None and any(isinstance(row[place], str) for row in sample):
                # Classes that are written as texts come back as texts, also where they are digits.
                label["type"] = "string"
            return derived
        check_continued(derived, self.metadata, self.before)
        label = {**self.before.label, "column": derived["label"]["column"]}
        return {**copy.deepcopy(self.before.derived), "label": label}

    def _read(self, rows: Iterable[Row], columns: Sequence[Column], inputs: Inputs, label: Label) -> Samples:
        size, folder = batch_rows(columns), None
        if self.settings.disk_cache:
            size, folder = page_rows(inputs), self.folder
        if self.settings.batch_size > 0:
            size = self.settings.batch_size
        samples = Samples(inputs, folder)
        place = ColumnNames(columns).place(label["column"], "which is the label")
        samples.read(rows, self._labels(label, known=bool(self.before)), place, size)
        return samples

    def _labels(self, label: Label, known: bool) -> XgboostLabels:
        if label.get("shape"):
            raise StepError("the label `%s` holds lists, which XGBoost can't learn" % label["column"])
        classes, objective = self.settings.classes, self.settings.objective
        if classes is None:
            return NumberLabels(label, "the objective %s learns numbers" % objective)
        learns = "the objective %s tells %d classes apart" % (objective, classes)
        return ClassLabels.of_model(label, classes, learns) if known else ClassLabels(label, classes, learns)

    def _announce(self, samples: Samples, inputs: Inputs, columns: Sequence[Column], derived: Derived) -> None:
        names = inputs.names if len(inputs.names) <= 50 else [*inputs.names[:50], "…"]
        sizes = (counted(samples.rows, "row"), counted(inputs.width, "feature"))
        self.outputs.say("%s, %s: %s" % (*sizes, ", ".join(names)))
        left = left_out(columns, derived)
        if left:
            self.outputs.say("left out, as they hold no numbers or texts: %s" % ", ".join(left))

    def _validation(self, database: Database, derived: Derived) -> Samples | None:
        """The validation rows, with the vocabularies and classes of the training rows."""
        if not self.settings.validation_select:
            return None
        rows = database.query(self.settings.validation_select)
        label = derived["label"]
        samples = Samples(Inputs(derived, rows.columns, "which is a feature; this is validation.select"))
        place = ColumnNames(rows.columns).place(label["column"], "which is the label; this is validation.select")
        samples.read(rows, self._labels(label, known=True), place, batch_rows(rows.columns))
        if not samples.rows:
            raise StepError("validation.select gives no rows")
        return samples

    def _train(
        self, samples: Samples, matrices: Matrices, validation: Samples | None, label: Label
    ) -> tuple[Any, dict[str, float]]:
        settings = self.settings
        checked = matrices.matrix(validation.whole(), validation.labels) if validation else None
        batches = self._batches(samples, matrices)
        before = self.before.booster if self.before else None
        booster, metrics = Boosting(settings, self.outputs).run(before, batches, checked)
        names = settings.validation_metrics
        if names and validation:
            values = measured(names, validation.labels, Predictions(booster, checked, settings), settings, label)
            self.outputs.rows(names, [[values[name] for name in names]])
            metrics.update(("validate-%s" % name, value) for name, value in values.items())
        return booster, metrics

    def _batches(self, samples: Samples, matrices: Matrices) -> Callable[[], Iterable[Any]]:
        """The matrices of an epoch: one for each batch, or one of all rows."""
        if self.settings.batch_size > 0:
            return lambda: (matrices.matrix(page, labels) for page, labels in samples.pages())
        if self.settings.disk_cache:
            whole = matrices.on_disk(samples, self.folder)
        else:
            whole = matrices.matrix(samples.whole(), samples.labels)
            samples.forget()
        return lambda: [whole]

    def _save(
        self, booster: Any, metrics: dict[str, float], derived: Derived, columns: list[Document], count: int
    ) -> None:
        path = os.path.join(self.folder, "trained.ubj")
        with open(path, "wb") as file:
            file.write(booster.save_raw("ubj"))
        now = datetime.datetime.now(datetime.timezone.utc)
        metadata = dict(
            self.metadata,
            columns=columns,
            derivedFeatures=derived,
            trainedAt=now.strftime("%Y-%m-%dT%H:%M:%SZ"),
            rows=count,
            # JSON has no NaN.
            metrics=dict((name, value if math.isfinite(value) else str(value)) for name, value in metrics.items()),
            engineVersion=xgboost.__version__,
        )
        save_model(self.step, metadata, path)
        self.outputs.say("saved the model %s" % self.step.spec["into"])
