"""SHOW TRAIN: the statement that trained a model, from its metadata."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlflow_step.errors import StepError
from sqlflow_step.results.outputs import Outputs

if TYPE_CHECKING:
    from sqlflow_step.step import Step


def run(step: Step) -> None:
    statement = step.metadata.get("originalSql")
    if not statement:
        raise StepError("the model %s does not know the statement that trained it" % step.spec["model"])
    Outputs(step.environment).text(statement)
