"""Categories of a column as whole numbers: its own numbers, the index of its words, or a hash."""

from __future__ import annotations

import functools
import hashlib
from typing import TYPE_CHECKING

from sqlflow_step.errors import StepError
from sqlflow_step.features.fields import read_field, read_text

if TYPE_CHECKING:
    from typing import Any, Sequence

    from sqlflow_step.types import Cell, Field, Tree

# Words are kept with the model; a column with more is no category, or is one for CATEGORY_HASH.
MOST_WORDS = 100000


class Words:
    """
    The vocabulary of a field, by word. While it grows, words that are new are added behind those of the sample.
    """

    def __init__(self, name: str, field: Field, growing: bool) -> None:
        self._name = name
        self._words = field.get("vocabulary", [])
        self._codes = dict((word, code) for code, word in enumerate(self._words))
        self._growing = growing

    def code(self, word: str) -> int | None:
        code = self._codes.get(word)
        if code is not None or not self._growing:
            return code
        code = len(self._words)
        if code >= MOST_WORDS:
            raise StepError(
                "column `%s` holds more than %d different texts: write CATEGORY_HASH(%s, n), or leave it out of the "
                "SELECT" % (self._name, MOST_WORDS, self._name)
            )
        self._codes[word] = code
        self._words.append(word)
        return code


class Categories:
    """
    What a tree CATEGORY_ID, CATEGORY_HASH or VOCABULARY makes of cells: codes from 0 to below `size`.

    words: of the field; training: a number that is out of range is an error, otherwise it is missing
    """

    def __init__(self, tree: Tree, field: Field, words: Words, training: bool) -> None:
        self.name = tree["field"]
        self._function = tree["function"]
        self._field = field
        self._words = words
        self._training = training
        self.size = tree.get("size", len(field.get("vocabulary", ())))
        self.several = field["format"] != "plain"

    def codes(self, cells: Sequence[Cell]) -> list[int | None]:
        """A code for each cell, or None."""
        if self._function != "CATEGORY_HASH" and self._field["type"] == "string":
            return [None if cell is None else self.word(read_text(self.name, cell)) for cell in cells]
        return [None if value is None else self.code(value) for value in self.values(cells)]

    def lists(self, cells: Sequence[Cell]) -> list[list[int] | None]:
        """Several codes for each cell, or None."""
        found = []
        for value in self.values(cells):
            parts = value if value is None or isinstance(value, list) else [value]
            # Of pairs the place is the category.
            parts = [part[0] if isinstance(part, tuple) else part for part in parts] if parts is not None else None
            codes = None if parts is None else [self.code(part) for part in parts if part == part]
            found.append(None if codes is None else [code for code in codes if code is not None])
        return found

    def values(self, cells: Sequence[Cell]) -> list[Any]:
        return [read_field(self._field, cell, self.name) for cell in cells]

    def code(self, value: Any) -> int | None:
        if self._function == "CATEGORY_HASH":
            return hashed(value if isinstance(value, str) else read_text(self.name, value), self.size)
        if isinstance(value, str):
            return self.word(value)
        if value != int(value):
            raise StepError("column `%s` holds %s, which is no category: a whole number" % (self.name, value))
        if 0 <= value < self.size:
            return int(value)
        if not self._training:
            return None
        raise StepError(
            "column `%s` holds the category %d, and its categories are 0 to %d: give the size in CATEGORY_ID(%s, n)"
            % (self.name, value, self.size - 1, self.name)
        )

    def word(self, text: str) -> int | None:
        code = self._words.code(text)
        if code is not None and self._function == "CATEGORY_ID" and code >= self.size:
            raise StepError("CATEGORY_ID(%s, %d): the column holds more different texts" % (self.name, self.size))
        return code


@functools.lru_cache(maxsize=100000)
def hashed(text: str, size: int) -> int:
    """The same in every process and version: SHA-1 as one number, as SQLFlow has it."""
    return int(hashlib.sha1(text.encode("utf-8", "surrogatepass")).hexdigest(), 16) % size
