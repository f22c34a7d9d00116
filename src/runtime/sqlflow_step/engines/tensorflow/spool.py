"""
Batches of arrays in files of a temporary folder, so that rows that are read once can be passed through many
times, in a new order each time, without being held in memory as a whole.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import numpy

if TYPE_CHECKING:
    from typing import Any, Iterator, Sequence

    import numpy as np

    from sqlflow_step.types import Array, Arrays

# So many rows are shuffled together, fewer where they are wide.
SHUFFLED_ROWS = 16384
SHUFFLED_BYTES = 1 << 26


class Spool:
    def __init__(self, folder: str, name: str) -> None:
        self._folder = folder
        self._name = name
        self._keys: list[Any] = []
        self._lengths: list[int] = []
        self._bytes: list[int] = []

    @property
    def rows(self) -> int:
        return sum(self._lengths)

    def add(self, arrays: Arrays) -> None:
        """arrays: by name, each with one entry for each row"""
        length = len(next(iter(arrays.values())))
        if length == 0:
            return
        # Names are columns of the user's, which no file is called by.
        numpy.savez(self._path(len(self._lengths)), **dict(("a%d" % at, arrays[key]) for at, key in enumerate(arrays)))
        self._keys = list(arrays)
        self._lengths.append(length)
        self._bytes.append(sum(array.nbytes for array in arrays.values()))

    def batches(self, size: int, seed: Sequence[int] | None = None) -> Iterator[Arrays]:
        """
        Dictionaries of arrays with `size` rows, the last one with fewer.

        seed: of the order; rows keep theirs when it is None
        """
        generator = None if seed is None else numpy.random.default_rng(seed)
        rest = None
        for group in self._groups(generator):
            parts = ([rest] if rest else []) + [self._read(number) for number in group]
            arrays = joined(parts)
            length = length_of(arrays)
            if generator is not None:
                order = generator.permutation(length)
                arrays = dict((key, array[order]) for key, array in arrays.items())
            whole = length - length % size
            for start in range(0, whole, size):
                yield dict((key, array[start : start + size]) for key, array in arrays.items())
            rest = dict((key, array[whole:]) for key, array in arrays.items()) if whole < length else None
        if rest:
            yield rest

    def _groups(self, generator: np.random.Generator | None) -> list[list[int]]:
        """Numbers of files that are read together."""
        numbers = list(range(len(self._lengths)))
        if generator is None:
            return [[number] for number in numbers]
        groups: list[list[int]] = [[]]
        rows, held = 0, 0
        for number in generator.permutation(len(numbers)):
            length, size = self._lengths[number], self._bytes[number]
            if groups[-1] and (rows + length > SHUFFLED_ROWS or held + size > SHUFFLED_BYTES):
                groups.append([])
                rows, held = 0, 0
            groups[-1].append(number)
            rows, held = rows + length, held + size
        return groups

    def _read(self, number: int) -> Arrays:
        with numpy.load(self._path(number), allow_pickle=False) as file:
            return dict((key, file["a%d" % at]) for at, key in enumerate(self._keys))

    def _path(self, number: int) -> str:
        return os.path.join(self._folder, "%s-%d.npz" % (self._name, number))


def joined(parts: list[Arrays]) -> Arrays:
    """Arrays one below the other; where rows have different lengths, zeros fill them up."""
    if len(parts) == 1:
        return parts[0]
    return dict((key, numpy.concatenate(padded([part[key] for part in parts]))) for key in parts[0])


def padded(arrays: list[Array]) -> list[Array]:
    if arrays[0].ndim < 2:
        return arrays
    width = max(array.shape[1] for array in arrays)
    return [
        numpy.pad(array, ((0, 0), (0, width - array.shape[1]))) if array.shape[1] < width else array for array in arrays
    ]


def length_of(arrays: Arrays) -> int:
    return len(next(iter(arrays.values())))
