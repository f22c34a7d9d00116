"""TO TRAIN … USING: whether training can go on from a model, whose features, vocabularies and classes then stay."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlflow_step.errors import StepError
from sqlflow_step.features.derive import DEFAULT_TARGET
from sqlflow_step.features.trees import tree_fields

if TYPE_CHECKING:
    from sqlflow_step.engines.xgboost.model import Model
    from sqlflow_step.engines.xgboost.params import Settings
    from sqlflow_step.types import Derived, Document, Tree


def check_continued(derived: Derived, metadata: Document, before: Model) -> None:
    """derived: what this statement would derive; before: the `Model` that it goes on from"""
    if metadata.get("features") == before.metadata.get("features"):
        # The same COLUMN: what follows from a sample, such as a vocabulary, may differ.
        mine, theirs = columns_of(derived), columns_of(before.derived)
    else:
        mine, theirs = features_of(derived), features_of(before.derived)
    for one in theirs:
        if one not in mine:
            raise StepError("the model `%s` has the feature %s, which this statement has not" % (before.name, one))
    for one in mine:
        if one not in theirs:
            raise StepError(
                "this statement has the feature %s, and the model `%s`, which it goes on from, has not"
                % (one, before.name)
            )


def check_settings(settings: Settings, before: Model) -> None:
    """Trees can't follow a linear model, nor three classes two."""
    kinds = [one.params.get("booster", "gbtree") for one in (settings, before.settings)]
    if kinds[0] != kinds[1]:
        raise StepError("the model `%s` is boosted by %s, and can't go on with %s" % (before.name, kinds[1], kinds[0]))
    if settings.classes != before.settings.classes:
        raise StepError(
            "the model `%s` has the objective %s and can't go on with %s, which predicts something else"
            % (before.name, shown(before.settings), shown(settings))
        )


def shown(settings: Settings) -> str:
    return settings.objective + (" of %d classes" % settings.classes if settings.classes else "")


def columns_of(derived: Derived) -> list[str]:
    names = [name for tree in derived["targets"][DEFAULT_TARGET] for name in tree_fields(tree)]
    return ["`%s`" % name.lower() for name in dict.fromkeys(names)]


def features_of(derived: Derived) -> list[str]:
    return [described(tree) for tree in derived["targets"][DEFAULT_TARGET]]


def described(tree: Tree) -> str:
    """A feature as COLUMN would have it. A column as it is may be a text in one sample and empty in another."""
    function = tree["function"]
    if function in ("NUMERIC", "VOCABULARY"):
        return "`%s`" % tree["field"].lower()
    if function == "BUCKET":
        return "BUCKET(%s, %s)" % (described(tree["source"]), [float(one) for one in tree["boundaries"]])
    if function == "INDICATOR":
        return "INDICATOR(%s)" % described(tree["source"])
    return "%s(`%s`, %s)" % (function, tree["field"].lower(), tree["size"])
