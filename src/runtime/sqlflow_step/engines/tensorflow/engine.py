"""TensorFlow as features and model stores see it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlflow_step.engines.engine import Engine

if TYPE_CHECKING:
    from sqlflow_step.types import Tree

# Of texts without a function.
EMBEDDING_DIMENSION = 128


class TensorflowEngine(Engine):
    name = "tensorflow"
    # Keras tells a file's format by its name.
    model_file = "model.keras"
    has_targets = True

    def text_tree(self, words: Tree) -> Tree:
        return dict(function="EMBEDDING", source=words, dimension=EMBEDDING_DIMENSION, combiner="sum")

    def places_tree(self, places: Tree) -> Tree:
        return dict(function="WEIGHTED_CATEGORY", source=places)


TENSORFLOW: Engine = TensorflowEngine()
