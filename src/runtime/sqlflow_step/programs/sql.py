"""Ordinary SQL: the statements of a step, in one session; result sets are shown."""
from sqlflow_step.results.outputs import Outputs


def run_sql(step):
    database = step.open_database()
    outputs = Outputs(step.environment)
    for statement in step.spec["statements"]:
        step.line = statement.get("line", step.line)
        if "database" in statement:
            database.run("USE %s" % database.quote(statement["database"]))
        rows = database.run(statement["sql"])
        if rows is not None:
            outputs.rows([column.name for column in rows.columns], rows)
