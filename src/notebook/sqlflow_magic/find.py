"""Where sqlflowc is: by setting, by variable, in this project's node_modules, or on the PATH."""

from __future__ import annotations

import os
import shutil
from typing import TYPE_CHECKING

from .errors import SqlflowError

if TYPE_CHECKING:
    from typing import NoReturn

VARIABLE = "SQLFLOWC"


def find_sqlflowc(named: str | None = None, folder: str | None = None) -> str:
    for origin, path in (("--sqlflowc", named), ("the variable %s" % VARIABLE, os.environ.get(VARIABLE))):
        if path:
            found = shutil.which(os.path.expanduser(path))
            if found:
                return found
            raise SqlflowError("%s names %s, which is no program that can be started" % (origin, path))
    return in_project(folder or os.getcwd()) or shutil.which("sqlflowc") or missing()


def in_project(folder: str) -> str | None:
    """As npm does it: in this folder, and else in those above it."""
    while True:
        found = shutil.which("sqlflowc", path=os.path.join(folder, "node_modules", ".bin"))
        above = os.path.dirname(folder)
        if found or above == folder:
            return found
        folder = above


def missing() -> NoReturn:
    raise SqlflowError(
        "sqlflowc is not installed here: npm install FILE, the tarball of a release, in this project or with --global, "
        "or name it with %%sqlflow --sqlflowc PATH or the variable %s" % VARIABLE
    )
