"""TO MAXIMIZE and TO MINIMIZE: one variable for each row of the SELECT, found by a solver through Pyomo."""

from __future__ import annotations

import functools
import re
from typing import TYPE_CHECKING

from sqlflow_step.errors import StepError
from sqlflow_step.optimize.model import build_model, check_linear
from sqlflow_step.optimize.rows import read_rows
from sqlflow_step.optimize.solver import solve
from sqlflow_step.results.outputs import Outputs

if TYPE_CHECKING:
    from typing import Any, Sequence

    from sqlflow_step.databases.database import Database
    from sqlflow_step.optimize.rows import OptimizeRows
    from sqlflow_step.step import Step
    from sqlflow_step.types import Attributes, Document


def run(step: Step) -> None:
    spec = step.spec
    database = step.open_database()
    outputs = Outputs(step.environment)
    found, columns = variables_of(step.attributes["variables"])
    rows = read_rows(database, spec["select"], found, columns)
    domain = step.attributes["var_type"]
    model = build_model(spec, rows, found, domain)
    check = functools.partial(check_linear, model, found, domain)
    value = solve(model, spec.get("solver"), solver_options(step.attributes), check, outputs)
    results = values_of(model, domain)
    write(database, spec, rows, results, result_name(found, columns), domain)
    outputs.text("%s: %s" % ("maximum" if spec["direction"] == "maximize" else "minimum", shown_number(value)))
    names = [rows.columns[at] for at in rows.keys] + [result_name(found, columns)]
    outputs.rows(names, ((*row, value) for row, value in zip(rows.key_values(), results)))


def variables_of(text: str) -> tuple[str, list[str]]:
    """`amount(product, shop)` -> ("amount", ["product", "shop"]); `amount` -> ("amount", ["amount"])."""
    found = re.match(r"^\s*([^(]*?)\s*\((.*)\)\s*$", text)
    columns = [name.strip() for name in (found.group(2) if found else text).split(",")]
    return (found and found.group(1)) or columns[0], columns


def result_name(found: str, columns: Sequence[str]) -> str:
    """What is found needs a name of its own beside the columns that it depends on."""
    same = any(column.lower() == found.lower() for column in columns)
    return found + "_value" if same else found


def solver_options(attributes: Attributes) -> dict[str, Any]:
    prefix = "solver."
    return dict((key[len(prefix) :], value) for key, value in attributes.items() if key.startswith(prefix))


def is_whole(domain: str) -> bool:
    return domain == "Binary" or domain.endswith("Integers")


def values_of(model: Any, domain: str) -> list[float]:
    """Solvers work with floating point: whole numbers come back a little beside them."""
    values = [model.found[at].value for at in model.found]
    if any(value is None for value in values):
        raise StepError("the solver found no value for some of the variables: the objective does not depend on them")
    return [round(value) if is_whole(domain) else float(value) for value in values]


def write(
    database: Database, spec: Document, rows: OptimizeRows, results: Sequence[float], name: str, domain: str
) -> None:
    keep = [rows.columns[at] for at in rows.keys]
    kind = "integer" if is_whole(domain) else "real"
    table = database.result_table(spec["resultTable"], spec["select"], keep, [(name, kind)])
    batch = []
    for row, value in zip(rows.key_values(), results):
        batch.append((*row, value))
        if len(batch) == 1000:
            table.write(batch)
            batch = []
    if batch:
        table.write(batch)
    table.publish()


def shown_number(value: float) -> str:
    return str(int(value)) if float(value).is_integer() else repr(float(value))
