"""How a step fails: one line that a user can act on."""

from __future__ import annotations


class StepError(Exception):
    """The step can't be done. The message is one line, for users; it holds no secret."""


class PassingError(StepError):
    """A failure that may pass: a lost connection, a busy server. Another try may help."""


def first_line(sql: str) -> str:
    """The beginning of a statement, to say which one failed."""
    return sql.strip().split("\n", 1)[0][:100]
