"""An engine as features and model stores see it. Its programs, a module for each verb, are beside its `engine`."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING

from sqlflow_step.contract import ENGINES

if TYPE_CHECKING:
    from sqlflow_step.types import Tree


class Engine(ABC):
    def __init__(self) -> None:
        self.title, self.functions, *_ = ENGINES[self.name]

    @property
    @abstractmethod
    def name(self) -> str:
        """The compiler's name of it."""

    @property
    @abstractmethod
    def model_file(self) -> str:
        """The name of the file that it loads a model from."""

    @property
    @abstractmethod
    def has_targets(self) -> bool:
        """Whether COLUMN can be said for several targets."""

    @abstractmethod
    def text_tree(self, words: Tree) -> Tree:
        """What it makes of texts that COLUMN gives no function."""

    @abstractmethod
    def places_tree(self, places: Tree) -> Tree:
        """What it makes of pairs of place and value as categories."""
