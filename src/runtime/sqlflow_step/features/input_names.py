"""Names of a model's inputs: the column's, with a number behind it where one column makes several inputs."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Iterable, Sequence


def input_names(columns: Iterable[tuple[str, int]]) -> list[str]:
    """columns: (name, width) for each feature. No two names are the same, not even but for case."""
    names, taken = [], set()
    for column, width in columns:
        for at in range(width):
            name = plain = column if width == 1 else "%s_%d" % (column, at)
            number = 2
            while name.lower() in taken:
                name = "%s_%d" % (plain, number)
                number += 1
            taken.add(name.lower())
            names.append(name)
    return names


def booster_names(names: Sequence[str]) -> list[str]:
    """The same as XGBoost takes them: it refuses brackets and `<`."""
    table = str.maketrans(dict([("[", "("), ("]", ")"), ("<", "(")]))
    return input_names([(name.translate(table), 1) for name in names])
