"""XGBoost as features and model stores see it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlflow_step.engines.engine import Engine

if TYPE_CHECKING:
    from sqlflow_step.types import Tree


class XgboostEngine(Engine):
    name = "xgboost"
    model_file = "model.ubj"
    has_targets = False

    def text_tree(self, words: Tree) -> Tree:
        return words

    def places_tree(self, places: Tree) -> Tree:
        return places


XGBOOST: Engine = XgboostEngine()
