"""Names of models, as the compiler writes them: parts with dots between, a part that holds a dot in double quotes."""

from __future__ import annotations

import json
import re

from sqlflow_step.errors import StepError

# The suffix of the tables that hold the metadata of SQLFlow's models on PAI.
PAI_SUFFIX = "_sqlflow_pai_model"


def name_parts(name: str) -> list[str]:
    parts = re.findall(r'"(?:[^"\\]|\\.)*"|[^."]+', name)
    return [str(json.loads(part)) if part.startswith('"') else part for part in parts]


def not_a_model(what: str) -> StepError:
    return StepError("it is %s, not a model; models are tables with the columns id and block" % what)


def not_replaceable(what: str) -> StepError:
    """A save over something else would destroy it."""
    return StepError("it is %s, not a model, and is left as it is: save the model under another name" % what)
