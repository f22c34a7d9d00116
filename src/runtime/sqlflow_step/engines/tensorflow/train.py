"""`TO TRAIN` with TensorFlow: reads the rows once, trains a model, measures it, and saves it with its metadata."""

from __future__ import annotations

import math
import os
import tempfile
from typing import TYPE_CHECKING

from sqlflow_step.counted import counted
from sqlflow_step.engines.attributes import names_of, whole
from sqlflow_step.engines.tensorflow.classes import classes_of, task_of
from sqlflow_step.engines.tensorflow.custom import CustomModel
from sqlflow_step.engines.tensorflow.data import FED_ROWS, Data
from sqlflow_step.engines.tensorflow.engine import TENSORFLOW
from sqlflow_step.engines.tensorflow.fit import Settings, fit_custom, fit_premade
from sqlflow_step.engines.tensorflow.labels import (
    CLASS,
    NUMBER,
    GatheredLabels,
    known_labels,
    label_type,
    training_labels,
)
from sqlflow_step.engines.tensorflow.library import engine_version, load_keras
from sqlflow_step.engines.tensorflow.metrics import Metrics
from sqlflow_step.engines.tensorflow.models import PremadeModel, checked_features, features_of, load, measure
from sqlflow_step.engines.tensorflow.premade import Premade, is_classifier, is_premade, refuse
from sqlflow_step.engines.tensorflow.rows import Query, read_spool
from sqlflow_step.errors import StepError
from sqlflow_step.features.derive import derive
from sqlflow_step.features.trained_columns import left_out, with_types
from sqlflow_step.results.outputs import Outputs
from sqlflow_step.stores.models import load_model, save_model

if TYPE_CHECKING:
    from typing import Any

    from sqlflow_step.databases.database import Database
    from sqlflow_step.engines.tensorflow.features import Features
    from sqlflow_step.engines.tensorflow.usable import UsableModel
    from sqlflow_step.step import Step
    from sqlflow_step.types import Derived, Document, Label, LabelReader

# Rows that features are derived from.
SAMPLE_ROWS = 1000


def run(step: Step) -> None:
    estimator = step.metadata["estimator"]
    refuse(estimator)
    with tempfile.TemporaryDirectory(prefix="sqlflow-") as folder:
        Training(step, folder).run()


class Training:
    def __init__(self, step: Step, folder: str) -> None:
        self._step = step
        self._folder = folder
        self._metadata = dict(step.metadata)
        self._estimator = self._metadata["estimator"]
        self._attributes = self._metadata.get("attributes") or dict()
        self._settings = Settings(self._attributes)
        self._outputs = Outputs(step.environment)
        self._premade = is_premade(self._estimator)
        self._path = os.path.join(folder, "trained.keras")
        self._before: Document | None = None
        self._before_path = ""
        if step.spec.get("preTrained") is not None:
            self._before, self._before_path = load_model(step, step.spec["model"], TENSORFLOW, folder)

    def run(self) -> None:
        # A class of the user's own says what its labels are, so it is looked at before the rows are read.
        keras = None if self._premade else load_keras()
        database = self._step.open_database()
        query = Query(database, self._step.spec["select"])
        weight = self._attributes.get("model.weight_column") if self._premade else None
        sample = query.sample(SAMPLE_ROWS)
        if not sample:
            raise StepError("the SELECT has no rows: there is nothing to train on")
        columns = with_types(query.columns, sample)
        derived = self._derived(query, weight, keras)
        left = left_out([column for column in query.columns if not same_name(column.name, weight)], derived)
        if left:
            self._outputs.say("left out, as they hold no numbers or texts: %s" % ", ".join(left))
        features = features_of(self._metadata, derived, training=True, growing=self._before is None)
        labels = self._labels(derived.get("label"))
        spool = read_spool(query, features, labels, weight, self._folder, "train")
        label, table = derived.get("label"), None
        if label is not None and isinstance(labels, GatheredLabels):
            label["count"], table = labels.settle()
        data = Data(spool, features.arrays(), table, None if label is None else label_type(label))
        validation = self._validation(database, derived, weight)
        keras = keras or load_keras()
        if self._premade:
            model = self._trained_premade(keras, features, derived["label"], data)
        else:
            model = self._trained_class(keras, features, label, data)
        measured = self._measured(keras, model, data, validation)
        self._save(dict(derivedFeatures=derived, columns=columns, rows=data.rows, metrics=measured))

    def _derived(self, query: Query, weight: str | None, keras: Any) -> Derived:
        if self._before is not None:
            derived = checked_features(self._step.spec["model"], self._before)
            if self._metadata.get("features") != self._before.get("features"):
                raise StepError(
                    "COLUMN is not what `%s` was trained with: leave it out to go on with its columns"
                    % self._step.spec["model"]
                )
            label = derived.get("label")
            if label and self._metadata.get("label"):
                label["column"] = self._metadata["label"]
            return derived
        at = None if weight is None else query.names.place(weight, "which model.weight_column names")
        sample = [row[:at] + row[at + 1 :] if at is not None else row for row in query.sample(SAMPLE_ROWS)]
        columns = [column for place, column in enumerate(query.columns) if place != at]
        derived = derive(sample, columns, self._metadata, TENSORFLOW)
        label = derived.get("label")
        if label is None and self._premade:
            raise StepError("%s needs a LABEL: the column that it learns to predict" % self._estimator)
        if label is not None:
            label["task"] = self._task(keras, label)
            place = query.names.place(label["column"], "which is the label")
            if label["task"] == CLASS and any(isinstance(row[place], str) for row in query.sample(SAMPLE_ROWS)):
                # Classes that are written as texts come back as texts, also where they are digits.
                label["type"] = "string"
            vocabulary = self._attributes.get("model.label_vocabulary") if self._premade else None
            if vocabulary and label["task"] == CLASS:
                label["classes"] = [str(one) if label["type"] == "string" else one for one in vocabulary]
        return derived

    def _task(self, keras: Any, label: Label) -> str:
        if self._premade:
            return CLASS if is_classifier(self._estimator) else NUMBER
        return task_of(keras, self._metadata, label)

    def _labels(self, label: Label | None) -> LabelReader | None:
        if label is None:
            return None
        if self._before is not None:
            return known_labels(label)
        if self._premade:
            dimension = whole(self._attributes, "model.label_dimension", 1)
            if dimension > 1:
                label["dimension"] = dimension
            return training_labels(label, whole(self._attributes, "model.n_classes", None), dimension)
        return training_labels(label, classes_of(self._attributes))

    def _validation(self, database: Database, derived: Derived, weight: str | None) -> Data | None:
        """The rows to measure the model on, or None."""
        if self._settings.validation_select is None:
            return None
        label = derived.get("label")
        if label is None:
            raise StepError("validation.select needs a LABEL: there is nothing to measure without one")
        query = Query(database, self._settings.validation_select, "validation.select has no rows")
        features = features_of(self._metadata, derived)
        spool = read_spool(query, features, known_labels(label), weight, self._folder, "validation")
        return Data(spool, features.arrays(), None, label_type(label))

    def _trained_class(self, keras: Any, features: Features, label: Label | None, data: Data) -> UsableModel:
        model = CustomModel(keras, self._metadata, features, label)
        if self._before is not None:
            model.load_weights(self._before_path)
        fit_custom(keras, model, data, self._settings)
        model.save(self._path)
        return model

    def _trained_premade(self, keras: Any, features: Features, label: Label, data: Data) -> UsableModel:
        units = label["count"] if label["task"] == CLASS else label.get("dimension", 1)
        if units == 2 and label["task"] == CLASS:
            # One logit tells two classes apart.
            units = 1
        made = Premade(keras, self._estimator, self._attributes, features, units)
        if self._before is not None:
            self._continue(keras, made, self._before)
        fit_premade(keras, made, data, self._settings)
        made.model.save(self._path)
        return PremadeModel(keras, self._estimator, features, label, made.model)

    def _continue(self, keras: Any, made: Premade, metadata: Document) -> None:
        """Begins with the weights of the model that USING names."""
        before = load(keras, self._step.spec["model"], metadata, self._before_path).network
        old, new = [[tuple(one.shape) for one in model.get_weights()] for model in (before, made.logits)]
        if metadata["estimator"] != self._estimator or old != new:
            raise StepError(
                "`%s` is not of the same form: it is a %s with weights %s, and the statement makes a %s with %s"
                % (self._step.spec["model"], metadata["estimator"], old, self._estimator, new)
            )
        made.logits.set_weights(before.get_weights())

    def _measured(self, keras: Any, model: UsableModel, data: Data, validation: Data | None) -> dict[str, float | str]:
        """Loss and metrics on the rows of training, and on those of validation.select."""
        measured: dict[str, float | str] = dict()
        if model.label is None or hasattr(model.network, "sqlflow_train_loop"):
            return measured
        for name, rows, steps in (("train", data, None), ("validate", validation, self._settings.validation_steps)):
            if rows is not None:
                wanted = names_of(self._attributes.get("validation.metrics"))
                metrics = Metrics(keras, wanted, model.label["task"], model.classifies, model.metrics)
                size = model.rows_at_once(FED_ROWS) if steps is None else self._settings.batch_rows
                found = measure(model, rows, metrics, steps, size)
                measured.update(("%s-%s" % (name, metric), number_or_text(value)) for metric, value in found.items())
        return measured

    def _save(self, found: dict[str, Any]) -> None:
        metadata = dict(self._metadata, engineVersion=engine_version(), **found)
        save_model(self._step, metadata, self._path)
        self._outputs.say("trained on %s" % counted(found["rows"], "row"))
        for pair in found["metrics"].items():
            self._outputs.say("%s: %s" % pair)
        self._outputs.say("saved the model %s" % self._step.spec["into"])


def number_or_text(value: float) -> float | str:
    """JSON has neither NaN nor infinity."""
    return value if math.isfinite(value) else str(value)


def same_name(name: str, other: str | None) -> bool:
    return other is not None and name.lower() == other.lower()
