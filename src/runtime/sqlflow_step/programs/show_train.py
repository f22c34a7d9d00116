"""SHOW TRAIN: the statement that trained a model, from its metadata."""
from sqlflow_step.errors import StepError
from sqlflow_step.results.outputs import Outputs


def run_show_train(step):
    statement = step.metadata.get("originalSql")
    if not statement:
        raise StepError("the model %s does not know the statement that trained it" % step.spec["model"])
    Outputs(step.environment).text(statement)
