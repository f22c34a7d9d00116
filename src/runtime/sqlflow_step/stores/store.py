"""
A model store as steps use it. Each is a package beside this one; `models` finds it by its scheme.

Every store reads and writes the same as the compiler's stores do (`src/stores/`): a save is all or nothing, a reader
sees one version, and what is no model is never replaced.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Callable, Iterator

    from sqlflow_step.types import Document, ModelBytes, T


class ModelStore(ABC):
    @abstractmethod
    def read(self, name: str, use: Callable[[Document, Iterator[bytes]], T]) -> T | None:
        """Calls `use` with the model's metadata and its bytes in pieces; None when there is no such model."""

    @abstractmethod
    def read_metadata(self, name: str) -> Document | None:
        """None when there is no such model."""

    @abstractmethod
    def save(self, name: str, metadata: bytes, model: ModelBytes) -> None:
        """
        metadata: the document's bytes
        model: gives the model's bytes in pieces
        """
