"""
What a TRAIN statement asks of XGBoost: parameters of the booster, and what steers the training. The tables of the
compiler (`src/engines/data/xgboost-*.ts`) say which attributes there are; they come here checked.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlflow_step.engines.attributes import names_of, number, truth, whole
from sqlflow_step.errors import StepError

if TYPE_CHECKING:
    from sqlflow_step.types import Attributes, Document

# What makes boosting a random forest.
FOREST = dict(learning_rate=1, subsample=0.8, colsample_bynode=0.8, reg_lambda=1e-5)
FOREST_TREES = 100

# What an estimator sets where the statement is silent, by its lower-cased name.
ESTIMATORS: dict[str, Document] = dict(
    gbtree=dict(booster="gbtree"),
    gblinear=dict(booster="gblinear"),
    dart=dict(booster="dart"),
    xgbclassifier=dict(objective="binary:logistic"),
    xgbregressor=dict(objective="reg:squarederror"),
    xgbrfclassifier=dict(FOREST, objective="multi:softprob"),
    xgbrfregressor=dict(FOREST, objective="reg:squarederror"),
    xgbranker=dict(objective="rank:pairwise"),
)

# Two names of one parameter, where an estimator sets it.
OTHER_NAMES = dict(learning_rate="eta", reg_lambda="lambda")

# Of the wrapper classes in Python, or of the data; not of the booster.
NOT_OF_BOOSTER = ("n_estimators", "missing", "importance_type", "enable_categorical", "feature_types", "silent")

DEFAULT_ROUNDS = 10
MOST_CLASSES = 100000


class Settings:
    """An estimator's name and the attributes of the statement, taken apart."""

    def __init__(self, estimator: str, attributes: Attributes) -> None:
        name = estimator.lower().rpartition(".")[2]
        if name not in ESTIMATORS:
            raise StepError("XGBoost has no estimator `%s`" % estimator)
        given = dict((key[6:] if key.startswith("model.") else key, value) for key, value in attributes.items())
        own = dict((key, value) for key, value in given.items() if not key.startswith(("train.", "validation.")))
        self.params = with_defaults(own, ESTIMATORS[name])
        self.objective = str(self.params.get("objective", "reg:squarederror"))
        self.missing = None if own.get("missing") is None else number(own, "missing")
        self.feature_types = own.get("feature_types")
        self.enable_categorical = truth(own.get("enable_categorical", False))
        self.early_stopping = whole(given, "train.early_stopping_rounds", None)
        self.batch_size = whole(given, "train.batch_size", -1)
        self.epochs = whole(given, "train.epoch", 1)
        self.disk_cache = truth(given.get("train.disk_cache", False))
        self.workers = whole(given, "train.num_workers", 1)
        self.validation_select = given.get("validation.select") or None
        self.validation_metrics = names_of(given.get("validation.metrics"))
        self._count_rounds(name, given, own)
        self._clean(own)

    def _count_rounds(self, name: str, given: Document, own: Document) -> None:
        """`n_estimators` is the rounds of boosting, of a random forest the trees of its one round: as in Python."""
        trees = whole(own, "n_estimators", None)
        rounds = whole(given, "train.num_boost_round", None)
        if name.startswith("xgbrf"):
            if trees is not None or rounds is None:
                self.params.setdefault("num_parallel_tree", trees or FOREST_TREES)
            self.rounds = rounds or 1
        else:
            self.rounds = rounds or trees or DEFAULT_ROUNDS

    def _clean(self, own: Document) -> None:
        if "silent" in own and "verbosity" not in own:
            self.params["verbosity"] = 0 if truth(own["silent"]) else 1
        for key in NOT_OF_BOOSTER:
            self.params.pop(key, None)
        metrics = names_of(self.params.get("eval_metric"))
        if metrics:
            self.params["eval_metric"] = metrics
        if isinstance(self.params.get("updater"), list):
            self.params["updater"] = ",".join(self.params["updater"])

    @property
    def classes(self) -> int | None:
        """How many classes are told apart; None for a model of numbers."""
        if self.objective.startswith("multi:"):
            if "num_class" not in self.params:
                raise StepError("the objective %s needs num_class: how many classes there are" % self.objective)
            classes = whole(self.params, "num_class", 0)
            if not 1 <= classes <= MOST_CLASSES:
                raise StepError("num_class must be from 2 to %d, not %s" % (MOST_CLASSES, classes))
            return classes
        return 2 if self.objective.startswith("binary:") else None


def with_defaults(own: Document, adds: Document) -> Document:
    params = dict(own)
    taken = set(OTHER_NAMES.get(key, key) for key in own)
    for key, value in adds.items():
        if OTHER_NAMES.get(key, key) not in taken:
            params[key] = value
    return params
