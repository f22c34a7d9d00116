"""Ordinary SQL: the statements of a step, in one session; result sets are shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlflow_step.results.outputs import Outputs

if TYPE_CHECKING:
    from sqlflow_step.step import Step


def run(step: Step) -> None:
    database = step.open_database()
    outputs = Outputs(step.environment)
    for statement in step.spec["statements"]:
        step.line = statement.get("line", step.line)
        if "database" in statement:
            database.run("USE %s" % database.quote(statement["database"]))
        rows = database.run(statement["sql"])
        if rows is not None:
            outputs.rows([column.name for column in rows.columns], rows)
