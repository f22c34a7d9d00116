"""
Runs a Python program of this machine so that it does not outlive the process that started it. Its standard input is a
pipe that this process holds open: when it closes, the process is gone, however it went.
"""

from __future__ import annotations

import os
import runpy
import signal
import sys
import threading


def watch(pipe: int) -> None:
    while os.read(pipe, 64):
        pass
    if os.getpgrp() == os.getpid():
        os.killpg(os.getpgrp(), signal.SIGKILL)
    os._exit(1)


def stop(number: int, frame: object) -> None:
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
