"""
Cells that begin with `%%sqlflow` are programs of sqlflowc. `%load_ext sqlflow_magic` makes the magics known.

What a program means is the business of `sqlflowc serve`, a process that the first cell starts; here is only what
shows it in a notebook.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from .errors import SqlflowError
from .results import Result, Table

if TYPE_CHECKING:
    from typing import Any

__all__ = ["Result", "SqlflowError", "Table", "load_ipython_extension", "unload_ipython_extension"]


def load_ipython_extension(ipython: Any) -> None:
    from .magics import SqlflowMagics

    ipython.register_magics(SqlflowMagics(ipython))


def unload_ipython_extension(ipython: Any) -> None:
    magics = ipython.magics_manager.registry.pop("SqlflowMagics", None)
    if magics is not None:
        magics.close()
    for kind in ("line", "cell"):
        ipython.magics_manager.magics[kind].pop("sqlflow", None)
