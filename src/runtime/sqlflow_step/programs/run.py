"""TO RUN: a program of the user's, in the user's image, with what it needs to know in variables of SQLFlow's names."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from typing import TYPE_CHECKING

from sqlflow_step.errors import StepError

if TYPE_CHECKING:
    from typing import Sequence

    from sqlflow_step.step import Step


def run(step: Step) -> None:
    spec = step.spec
    words = spec["command"]
    if not words:
        raise StepError('TO RUN has no command: name the program, as in CMD "program.py", "an argument"')
    environment = dict(step.environment)
    environment["SQLFLOW_TO_RUN_SELECT"] = spec["select"]
    environment["SQLFLOW_TO_RUN_INTO"] = ",".join(spec["into"])
    environment["SQLFLOW_TO_RUN_IMAGE"] = spec["image"]
    sys.stdout.flush()
    command = command_of(words)
    try:
        child = subprocess.Popen(command, env=environment)
    except OSError as error:
        raise StepError("the program %s can't be started: %s" % (words[0], error.strerror or error)) from error
    # Who ends the step ends the program: it gets the signal, and time to end by itself.
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda received, frame: child.send_signal(received))
    code = child.wait()
    if code < 0:
        raise StepError("the program %s was ended by signal %d" % (words[0], -code))
    if code > 0:
        raise StepError("the program %s failed with exit code %d" % (words[0], code))


def command_of(words: Sequence[str]) -> list[str]:
    """The words to start, without any shell: `train.py` is run by this Python, others are programs."""
    program, arguments = words[0], list(words[1:])
    stem, suffix = os.path.splitext(program)
    if suffix.lower() == ".py":
        if os.path.exists(program):
            return [sys.executable, program, *arguments]
        # A module of a package that is installed in the image.
        return [sys.executable, "-m", stem.replace("/", ".").lstrip("."), *arguments]
    if shutil.which(program) is None:
        raise StepError("there is no program %s in the image" % program)
    return [program, *arguments]
