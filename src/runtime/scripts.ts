// Generated from guard.py and loader.py by `npm run generate`. Not edited by hand.

/** See `guard.py`. */
export const guard = `"""
Runs a Python program of this machine so that it does not outlive the process that started it. Its standard input is a
pipe that this process holds open: when it closes, the process is gone, however it went.
"""

import os
import runpy
import signal
import sys
import threading


def watch(pipe):
    while os.read(pipe, 64):
        pass
    if os.getpgrp() == os.getpid():
        os.killpg(os.getpgrp(), signal.SIGKILL)
    os._exit(1)


def stop(number, frame):
    # Not the default, which would leave no time to give back what is open.
    sys.exit(128 + number)


if __name__ == "__main__":
    pipe = os.dup(0)
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    threading.Thread(target=watch, args=(pipe,), daemon=True).start()
    signal.signal(signal.SIGTERM, stop)
    # Nothing is imported from the folder of this file.
    here = os.path.dirname(os.path.abspath(__file__))
    sys.path = [path for path in sys.path if path != here]
    if sys.argv[1] == "-m":
        sys.argv = sys.argv[2:]
        runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)
    else:
        sys.argv = sys.argv[1:]
        runpy.run_path(sys.argv[0], run_name="__main__")
`

/** See `loader.py`. */
export const loader = `"""Runs one step of a workflow: sqlflowc's package sqlflow_step, packed. To read it, run this with --source."""

import base64
import importlib.abc
import importlib.util
import re
import sys
import zlib


# The compiler puts both in: texts of modules, deflated, and the module of each program.
ARCHIVES = ()
PROGRAMS = {}

PACKAGE = "sqlflow_step"


def unpack(archive):
    """Modules by their names: each begins with a comment that has its path."""
    text = zlib.decompress(base64.b64decode(archive)).decode("utf-8")
    parts = re.split("^# %s/(.+)[.]py\\n" % PACKAGE, text, flags=re.MULTILINE)
    return {path.replace("/", "."): source for path, source in zip(parts[1::2], parts[2::2])}


MODULES = {name: source for archive in ARCHIVES for name, source in unpack(archive).items()}


class Packed(importlib.abc.MetaPathFinder, importlib.abc.InspectLoader):
    """Imports the package from its texts."""

    def find_spec(self, fullname, path=None, target=None):
        name = fullname.partition(".")[2]
        if not (fullname + ".").startswith(PACKAGE + ".") or not (name in MODULES or self.is_package(fullname)):
            return None
        return importlib.util.spec_from_loader(fullname, self)

    def is_package(self, fullname):
        return any((PACKAGE + "." + name).startswith(fullname + ".") for name in MODULES)

    def get_source(self, fullname):
        return "" if self.is_package(fullname) else MODULES[fullname.partition(".")[2]]


if __name__ == "__main__":
    if sys.argv[1:] == ["--source"]:
        for module in sorted(MODULES):
            print("# %s/%s.py\\n%s" % (PACKAGE, module.replace(".", "/"), MODULES[module]))
    else:
        sys.meta_path.insert(0, Packed())
        from sqlflow_step.step import main

        main(PROGRAMS)
`
