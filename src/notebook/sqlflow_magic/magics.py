"""`%%sqlflow` and `%sqlflow`: a cell, its options and its variables to the server, and what comes back to the cell."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from IPython.core.magic import Magics, line_cell_magic, magics_class, no_var_expand
from IPython.display import display

from .client import Client
from .display import StepView
from .errors import SqlflowError
from .options import Line
from .results import Result, result_of
from .variables import names_of, values_of

if TYPE_CHECKING:
    from typing import Any


@magics_class
class SqlflowMagics(Magics):
    def __init__(self, shell: Any) -> None:
        super().__init__(shell)
        self.client = Client()
        # Those that last; the server is told them with every request.
        self.settings: dict[str, Any] = {}

    # Variables are the compiler's to put in: pasted text could be anything.
    @no_var_expand
    @line_cell_magic
    def sqlflow(self, line: str, cell: str | None = None) -> Any:
        """
        %%sqlflow [--lint | --plan | --dag | --compile [-o FILE] | --run | --submit [--watch]]
                  [--datasource URL] [--model-store URL] [--dialect NAME] [--config FILE] [--offline] [--python PATH]
                  [<< name]

        The cell is a program: it is linted, and then run here, unless an option says what else is to be done. `:name`
        and `${name}` in it are values of Python variables. `<< name` assigns the last result instead of showing it.

        %sqlflow SELECT 1            a program of one line
        %sqlflow --datasource URL    settings that last
        %sqlflow                     what they are
        %sqlflow restart             another process of sqlflowc, such as after a change of the environment
        """
        given = Line(line)
        if cell is not None:
            if given.rest:
                raise SqlflowError("%r is no option; the program begins on the next line" % given.rest)
            return self._perform(given, cell)
        if given.rest == "restart":
            self.client.restart()
            return None
        return self._perform(given, given.rest) if given.rest else self._set(given)

    def close(self) -> None:
        self.client.close()

    def _set(self, given: Line) -> None:
        if given.action is not None:
            raise SqlflowError("there is no program; %%sqlflow has it on the lines below")
        settings = {**self.settings, **given.settings}
        path = settings.pop("sqlflowc", None)
        if path is not None:
            self.client.restart()
            self.client.path = path
        answer = self.client.request("settings", {"settings": settings, "folder": os.getcwd()})
        if not answer["ok"]:
            raise SqlflowError(answer["summary"])
        self.settings = settings
        print(answer["summary"])

    def _perform(self, given: Line, text: str) -> Any:
        action = given.action or "run"
        settings = {**self.settings, **given.settings}
        if "sqlflowc" in settings:
            raise SqlflowError("--sqlflowc lasts: give it to %sqlflow, on a line of its own")
        namespace = self.shell.user_ns
        names = self.client.request("bind", {"text": text, "settings": settings, "folder": os.getcwd()})["names"]
        params = {
            "text": text,
            # Newer releases of IPython count before they run a cell, older ones behind it; what is shown beside it
            # is the same.
            "cell": self.shell.displayhook.prompt_count,
            "folder": os.getcwd(),
            "settings": settings,
            "variables": values_of(names, namespace),
            "names": names_of(namespace) if names else [],
        }
        outcome = Outcome(StepView(hasattr(self.shell, "kernel")))
        try:
            answer = self.client.request(action, params, outcome.listen)
        except BaseException:
            outcome.close("stopped")
            raise
        # Why it failed is said below.
        outcome.close(answer["summary"] if answer["ok"] else "")
        if not answer["ok"]:
            outcome.show_last()
        if "problems" in answer:
            display(Result("problems", answer["problems"]))
        if not answer["ok"]:
            raise SqlflowError(answer["summary"])
        if given.target is not None:
            self.shell.push({given.target: outcome.last})
            return None
        if outcome.last is None and action in ("lint", "compile") and "problems" not in answer:
            print(answer["summary"])
        return outcome.last


class Outcome:
    """What comes before the answer: each result is shown when the next one comes, and the last is the cell's value."""

    def __init__(self, view: StepView) -> None:
        self.last: Any = None
        self._view = view

    def listen(self, method: str, params: Any) -> None:
        if method == "result":
            self.show_last()
            self.last = result_of(params)
        elif method == "step":
            self._view.step(params)
        elif method == "say":
            self._view.say(params["text"])
        elif method == "idle":
            self._view.idle()

    def show_last(self) -> None:
        if self.last is not None:
            display(self.last)
        self.last = None

    def close(self, summary: str) -> None:
        self._view.close(summary)
