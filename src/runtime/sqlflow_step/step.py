"""One step: its input, the places that it works with, and how it ends."""

from __future__ import annotations

import importlib
import json
import os
import sys
import traceback
from typing import TYPE_CHECKING

from sqlflow_step.databases.open import open_database
from sqlflow_step.errors import StepError

if TYPE_CHECKING:
    from typing import Mapping

    from sqlflow_step.databases.database import Database
    from sqlflow_step.types import Document, Environment

SPEC = "/tmp/sqlflow/spec.json"


class Step:
    """
    The input of one step, `spec`, as the compiler wrote it: always `step`, `program`, `line` and `dialect`;
    by program `select`, `attributes`, `metadata`, `model`, `into`, `resultTable`, `resultColumn`, ….
    """

    def __init__(self, spec: Document, environment: Environment) -> None:
        self.spec = spec
        self.environment = environment
        # Of the statement that is being run, for what is said when it fails.
        self.line = spec.get("line", "?")
        self._databases: list[Database] = []

    @property
    def attributes(self) -> Document:
        return self.spec.get("attributes") or dict()

    @property
    def metadata(self) -> Document:
        """The metadata of the model that is used, or of the one that is trained."""
        return self.spec.get("metadata") or dict()

    @property
    def datasource_url(self) -> str:
        url = self.environment.get("SQLFLOW_DATASOURCE")
        if not url:
            raise StepError("there is no data source: the variable SQLFLOW_DATASOURCE is not set")
        return url

    @property
    def model_store_url(self) -> str:
        """Where models live: the data source, unless the workflow says otherwise."""
        return self.environment.get("SQLFLOW_MODEL_STORE") or self.datasource_url

    def open_database(self) -> Database:
        """A session of its own, with the program's current database and settings. Closed when the step ends."""
        opened = open_database(self.datasource_url, self.spec.get("database"), self.spec.get("settings", ()))
        self._databases.append(opened)
        return opened

    def close(self) -> None:
        for database in self._databases:
            database.close()


def main(programs: Mapping[str, str], environment: Environment = os.environ) -> None:
    """
    Runs the step that the spec file describes, and ends the process when it fails.

    programs: by the program's name the module whose `run` does it
    """
    with open(environment.get("SQLFLOW_STEP_SPEC", SPEC), encoding="utf-8") as file:
        spec = json.load(file)
    step = Step(spec, environment)
    try:
        if spec["program"] not in programs:
            raise StepError("the program %s is not part of this release" % spec["program"])
        importlib.import_module("sqlflow_step.%s" % programs[spec["program"]]).run(step)
    except StepError as error:
        fail(step, str(error))
    except (MemoryError, OSError) as error:
        # A full disk, or no memory: nothing that a program's author has done wrong.
        fail(step, "this machine lets the step down: %s" % (str(error) or "the memory is full"))
    except Exception:
        # A fault of the runtime. Where it is comes first, and then the line that says which statement it met.
        traceback.print_exc()
        fail(step, "a fault of sqlflowc, not of the program; the lines above say where")
    finally:
        step.close()


def fail(step: Step, message: str) -> None:
    sys.exit("sqlflowc: step %s, line %s: %s" % (step.spec["step"], step.line, " ".join(message.split("\n"))))
