"""What goes wrong in a cell: said in a line, without a traceback of Python, and later cells are not run."""

from __future__ import annotations


class SqlflowError(Exception):
    """A program with a mistake in it, a step that failed, or a compiler that can't be started."""

    def _render_traceback_(self) -> list[str]:
        return ["%s: %s" % (SqlflowError.__name__, self)]
