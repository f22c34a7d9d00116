"""A model of TensorFlow in use: a function from the arrays of a batch to a `Result`, which knows how far one is off."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Any

    from sqlflow_step.engines.tensorflow.features import Features
    from sqlflow_step.engines.tensorflow.labels import Answers
    from sqlflow_step.types import Array, Arrays, Label


class Result:
    """
    What a model says of a batch.

    raw: its last layer's numbers before they become probabilities; values: probabilities or numbers;
    others: further outputs, by name or in their order
    """

    def __init__(self, raw: Array, values: Array, others: Any) -> None:
        self.raw = raw
        self.values = values
        self.others = others


class UsableModel(ABC):
    keras: Any
    # Numbers of a prediction, before they become probabilities.
    network: Any
    units: int
    features: Features
    label: Label | None
    classifies: bool
    answers: Answers

    @property
    @abstractmethod
    def metrics(self) -> dict[str, Any] | None:
        """Functions of labels and outputs by name, where a class has its own."""

    @abstractmethod
    def rows_at_once(self, most: int) -> int:
        """How many rows it may be fed."""

    @abstractmethod
    def run(self, batch: Arrays) -> Result:
        """What it says of a batch."""

    @abstractmethod
    def prepared(self, values: Array) -> list[Any] | None:
        """Predictions as a class of the user's own prepares them, or None when it does not."""

    @abstractmethod
    def losses(self, labels: Array, result: Result) -> Any:
        """Of each row, or of all."""

    @abstractmethod
    def other(self, result: Result, name: str, at: int) -> Array:
        """An output for predict.extra_outputs; `at` is its place there."""
