"""A number of things as it is said: 1 row, 2 rows."""


def counted(count: int, noun: str) -> str:
    return "%d %s%s" % (count, noun, "" if count == 1 else "s")
