"""
The metrics of EVALUATE and `validation.metrics`, as scikit-learn defines them. With more than two classes, precision,
recall and F are means over the classes that occur (macro), and the area under the ROC curve and the average precision
are means of each class against the rest. `fbeta_score@2` has its beta behind `@`, 1 when there is none.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlflow_step.errors import StepError
from sqlflow_step.metrics.classes import (
    accuracy,
    balanced_accuracy,
    cohen_kappa,
    error_rate,
    f1,
    fbeta,
    precision,
    recall,
)
from sqlflow_step.metrics.numbers import (
    explained_variance,
    mean_absolute_error,
    mean_squared_error,
    mean_squared_log_error,
    median_absolute_error,
    r2,
)
from sqlflow_step.metrics.scores import average_precision, brier, hinge, log_loss, roc_auc

if TYPE_CHECKING:
    from typing import Any, Callable, Sequence

    from sqlflow_step.types import Array

OF_CLASSES: dict[str, Callable[..., float]] = dict(
    accuracy_score=accuracy,
    balanced_accuracy_score=balanced_accuracy,
    cohen_kappa_score=cohen_kappa,
    f1_score=f1,
    fbeta_score=fbeta,
    hamming_loss=error_rate,
    precision_score=precision,
    recall_score=recall,
    zero_one_loss=error_rate,
)
OF_SCORES: dict[str, Callable[..., float]] = dict(average_precision_score=average_precision, roc_auc_score=roc_auc)
OF_PROBABILITIES: dict[str, Callable[..., float]] = dict(brier_score_loss=brier, log_loss=log_loss)
OF_MARGINS: dict[str, Callable[..., float]] = dict(hinge_loss=hinge)
OF_NUMBERS: dict[str, Callable[..., float]] = dict(
    explained_variance_score=explained_variance,
    mean_absolute_error=mean_absolute_error,
    mean_squared_error=mean_squared_error,
    mean_squared_log_error=mean_squared_log_error,
    median_absolute_error=median_absolute_error,
    r2_score=r2,
)
METRICS = dict(OF_CLASSES, **OF_SCORES, **OF_PROBABILITIES, **OF_MARGINS, **OF_NUMBERS)


def check_metrics(names: Sequence[str], classes: int | None, probabilities: bool, numeric: bool) -> None:
    """
    Says which metric a model can't have, before anything is read.

    classes: how many classes the model tells apart, None when it predicts numbers; probabilities: whether it has
    some; numeric: whether its labels are numbers
    """
    for name in names:
        plain, _, beta = name.partition("@")
        if plain not in METRICS or (beta and plain != "fbeta_score"):
            raise StepError("there is no metric `%s`; there are %s" % (name, ", ".join(sorted(METRICS))))
        if beta and not is_beta(beta):
            raise StepError("`%s`: behind @ comes a number above 0" % name)
        if classes is None and plain not in OF_NUMBERS:
            raise StepError("%s is for models that predict classes, and this one predicts numbers" % name)
        if plain in OF_NUMBERS and not numeric:
            raise StepError("%s is for numbers, and the classes of this model are texts" % name)
        if plain in OF_PROBABILITIES and not probabilities:
            raise StepError("%s needs probabilities, which this model does not predict" % name)


def is_beta(text: str) -> bool:
    try:
        return 0 < float(text) < float("inf")
    except ValueError:
        return False


def nothing() -> Any:
    """What a model has not, and no metric asks for."""
    return None


class Evaluated:
    """
    Labels and what a model says of them, for the metrics. Codes are classes from 0 to `classes` - 1; values are
    numbers. `probabilities` and `margins` are called when they are needed.
    """

    def __init__(
        self,
        values: Array | None = None,
        predicted_values: Array | None = None,
        codes: Array | None = None,
        predicted_codes: Array | None = None,
        classes: int | None = None,
    ) -> None:
        self.values = values
        self.predicted_values = predicted_values
        self.codes = codes
        self.predicted_codes = predicted_codes
        self.classes = classes
        self.probabilities: Callable[[], Any] = nothing
        self.margins: Callable[[], Any] = nothing
        self.scores: Callable[[], Any] = nothing

    def measure(self, name: str) -> float:
        plain, _, beta = name.partition("@")
        if plain in OF_NUMBERS:
            return OF_NUMBERS[plain](self.values, self.predicted_values)
        if plain in OF_SCORES:
            return OF_SCORES[plain](self.codes, self.scores())
        if plain in OF_PROBABILITIES:
            return OF_PROBABILITIES[plain](self.codes, self.probabilities())
        if plain in OF_MARGINS:
            return OF_MARGINS[plain](self.codes, self.margins())
        more = dict(beta=float(beta)) if beta else dict()
        return OF_CLASSES[plain](self.codes, self.predicted_codes, self.classes, **more)
