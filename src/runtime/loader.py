"""Runs one step of a workflow: sqlflowc's package sqlflow_step, packed. To read it, run this with --source."""

from __future__ import annotations

import base64
import importlib.abc
import importlib.util
import sys
import zlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from importlib.machinery import ModuleSpec

# The compiler puts both in: modules by their names, deflated, and the module of each program.
MODULES: dict[str, str] = {}
PROGRAMS: dict[str, str] = {}

PACKAGE = "sqlflow_step"


def source_of(name: str) -> str:
    # The text of `step` is the dictionary that all others are packed with.
    inflate = zlib.decompressobj() if name == "step" else zlib.decompressobj(zdict=source_of("step").encode("utf-8"))
    return inflate.decompress(base64.b64decode(MODULES[name])).decode("utf-8")


class Packed(importlib.abc.MetaPathFinder, importlib.abc.InspectLoader):
    """Imports the package from the texts above."""

    def find_spec(self, fullname: str, path: object = None, target: object = None) -> ModuleSpec | None:
        name = fullname.partition(".")[2]
        if not (fullname + ".").startswith(PACKAGE + ".") or not (name in MODULES or self.is_package(fullname)):
            return None
        return importlib.util.spec_from_loader(fullname, self)

    def is_package(self, fullname: str) -> bool:
        return any((PACKAGE + "." + name).startswith(fullname + ".") for name in MODULES)

    def get_source(self, fullname: str) -> str:
        return "" if self.is_package(fullname) else source_of(fullname.partition(".")[2])


if __name__ == "__main__":
    if sys.argv[1:] == ["--source"]:
        for module in sorted(MODULES):
            print("# %s/%s.py\n%s" % (PACKAGE, module.replace(".", "/"), source_of(module)))
    else:
        sys.meta_path.insert(0, Packed())
        from sqlflow_step.step import main

        main(PROGRAMS)
