"""Rounds of boosting, on all rows at once or on one batch after the other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlflow_step.engines.xgboost.library import xgboost, xgboost_errors

if TYPE_CHECKING:
    from typing import Any, Callable, Iterable

    from sqlflow_step.engines.xgboost.params import Settings
    from sqlflow_step.results.outputs import Outputs


class Boosting:
    def __init__(self, settings: Settings, outputs: Outputs) -> None:
        self._settings = settings
        self._outputs = outputs
        # Linear boosters can't be cut back to their best round.
        self._cut = settings.params.get("booster") != "gblinear"

    def run(self, booster: Any, batches: Callable[[], Iterable[Any]], validation: Any) -> tuple[Any, dict[str, float]]:
        """
        Trains, and gives the booster and the last value of each metric.

        booster: what to go on from, or None; batches: called for each epoch, gives matrices; validation: a matrix
        """
        metrics: dict[str, float] = dict()
        with xgboost_errors("training failed"):
            for _ in range(self._settings.epochs):
                for matrix in batches():
                    evals = [(matrix, "train")] + ([] if validation is None else [(validation, "validate")])
                    booster, metrics = self._boost(booster, matrix, evals)
        return booster, metrics

    def _boost(self, booster: Any, matrix: Any, evals: list[tuple[Any, str]]) -> tuple[Any, dict[str, float]]:
        settings = self._settings
        callbacks = [Lines(self._outputs)]
        results: dict[str, dict[str, list[float]]] = dict()
        if settings.early_stopping:
            stop = xgboost.callback.EarlyStopping(rounds=settings.early_stopping, save_best=self._cut)
            callbacks.append(stop)
        start = booster.num_boosted_rounds() if booster is not None else 0
        trained = xgboost.train(
            settings.params,
            matrix,
            num_boost_round=settings.rounds,
            evals=evals,
            evals_result=results,
            verbose_eval=False,
            xgb_model=booster,
            callbacks=callbacks,
        )
        last = trained.best_iteration - start if settings.early_stopping and self._cut else -1
        metrics = dict()
        for data, values in results.items():
            for name, history in values.items():
                metrics["%s-%s" % (data, name)] = float(history[last])
        return trained, metrics


class Lines(xgboost.callback.TrainingCallback):
    """A line for each round, as XGBoost prints them."""

    def __init__(self, outputs: Outputs) -> None:
        super().__init__()
        self._outputs = outputs

    def after_iteration(self, model: Any, epoch: int, evals_log: Any) -> bool:
        parts = ["[%d]" % epoch]
        for data, values in evals_log.items():
            parts.extend("%s-%s:%.5f" % (data, name, history[-1]) for name, history in values.items())
        self._outputs.say("\t".join(parts))
        return False
