"""Runs one step of a workflow: sqlflowc's package sqlflow_step, packed. To read it, run this with --source."""

from __future__ import annotations

import base64
import importlib.abc
import importlib.util
import re
import sys
import zlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from importlib.machinery import ModuleSpec

# The compiler puts both in: texts of modules, deflated, and the module of each program.
ARCHIVES: tuple[str, ...] = ()
PROGRAMS: dict[str, str] = {}

PACKAGE = "sqlflow_step"


def unpack(archive: str) -> dict[str, str]:
    """Modules by their names: each begins with a comment that has its path."""
    text = zlib.decompress(base64.b64decode(archive)).decode("utf-8")
    parts = re.split("^# %s/(.+)[.]py\n" % PACKAGE, text, flags=re.MULTILINE)
    return {path.replace("/", "."): source for path, source in zip(parts[1::2], parts[2::2])}


MODULES = {name: source for archive in ARCHIVES for name, source in unpack(archive).items()}


class Packed(importlib.abc.MetaPathFinder, importlib.abc.InspectLoader):
    """Imports the package from its texts."""

    def find_spec(self, fullname: str, path: object = None, target: object = None) -> ModuleSpec | None:
        name = fullname.partition(".")[2]
        if not (fullname + ".").startswith(PACKAGE + ".") or not (name in MODULES or self.is_package(fullname)):
            return None
        return importlib.util.spec_from_loader(fullname, self)

    def is_package(self, fullname: str) -> bool:
        return any((PACKAGE + "." + name).startswith(fullname + ".") for name in MODULES)

    def get_source(self, fullname: str) -> str:
        return "" if self.is_package(fullname) else MODULES[fullname.partition(".")[2]]


if __name__ == "__main__":
    if sys.argv[1:] == ["--source"]:
        for module in sorted(MODULES):
            print("# %s/%s.py\n%s" % (PACKAGE, module.replace(".", "/"), MODULES[module]))
    else:
        sys.meta_path.insert(0, Packed())
        from sqlflow_step.step import main

        main(PROGRAMS)
