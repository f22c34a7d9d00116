"""How a step fails: one line that a user can act on."""


class StepError(Exception):
    """The step can't be done. The message is one line, for users; it holds no secret."""


def first_line(sql):
    """The beginning of a statement, to say which one failed."""
    return sql.strip().split("\n", 1)[0][:100]
