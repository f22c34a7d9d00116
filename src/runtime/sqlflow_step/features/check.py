"""Whether `derivedFeatures` of a model is what training writes: it comes from a store, where others write too."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlflow_step.errors import StepError
from sqlflow_step.features.clause import CATEGORIES
from sqlflow_step.features.derive_fields import LONGEST_VECTOR

if TYPE_CHECKING:
    from typing import Any

    from sqlflow_step.types import Derived, Document

TYPES = ("int64", "float32", "string")
DEEPEST = 8


def check_derived(name: str, document: Any) -> Derived:
    """The document, when it is one. name: of the model, for the message"""
    derived: Derived = document
    try:
        check_document(derived)
    except UnfitError as error:
        raise StepError("the model `%s` does not know its features (%s): train it again" % (name, error)) from error
    return derived


class UnfitError(ValueError):
    """What is wrong."""


def want(right: object, what: str) -> None:
    if not right:
        raise UnfitError(what)


def check_document(derived: Any) -> None:
    want(isinstance(derived, dict) and derived.get("version") == 1, "derivedFeatures is not of version 1")
    fields, targets = derived.get("fields"), derived.get("targets")
    want(isinstance(fields, dict) and isinstance(targets, dict), "fields or targets are missing")
    for name, field in fields.items():
        check_field(name, field)
    for trees in targets.values():
        want(isinstance(trees, list) and trees, "a target has no features")
        for tree in trees:
            check_tree(tree, fields, 0)
    label = derived.get("label")
    if label is not None:
        want(isinstance(label, dict) and isinstance(label.get("column"), str), "the label has no column")
        want(label.get("type") in TYPES, "the label has no type")
        classes = label.get("classes", [])
        want(isinstance(classes, list) and all(is_scalar(one) for one in classes), "classes are no list")


def check_field(name: str, field: Any) -> None:
    want(isinstance(field, dict) and field.get("type") in TYPES, "`%s` has no type" % name)
    form, shape = field.get("format"), field.get("shape")
    want(form in ("plain", "csv", "kv"), "`%s` has no format" % name)
    want(isinstance(shape, list) and all(is_size(length) for length in shape), "`%s` has no shape" % name)
    for key in dict(plain=(), csv=("delimiter",), kv=("delimiter", "kvDelimiter"))[form]:
        want(isinstance(field.get(key), str) and field[key] != "", "`%s` has no %s" % (name, key))
    words = field.get("vocabulary", [])
    want(isinstance(words, list) and all(isinstance(word, str) for word in words), "`%s` has no vocabulary" % name)


def check_tree(tree: Any, fields: Document, depth: int) -> None:
    if isinstance(tree, str):
        want(tree in fields, "there is no field `%s`" % tree)
        return
    want(isinstance(tree, dict) and depth < DEEPEST, "a feature is no tree")
    function = tree.get("function")
    want(isinstance(function, str), "a feature has no function")
    if function in ("NUMERIC", "VOCABULARY", *CATEGORIES):
        want(isinstance(tree.get("field"), str) and tree["field"] in fields, "%s has no field" % function)
    else:
        sources = tree.get("sources", [tree.get("source")])
        want(isinstance(sources, list) and sources, "%s has no source" % function)
        for source in sources:
            check_tree(source, fields, depth + 1)
    if function in CATEGORIES or function == "CROSS":
        want(is_size(tree.get("size")), "%s has no size" % function)
    if function == "EMBEDDING":
        want(is_size(tree.get("dimension")), "EMBEDDING has no dimension")
    if function == "BUCKET":
        limits = tree.get("boundaries")
        want(isinstance(limits, list) and limits and all(is_number(one) for one in limits), "BUCKET has no boundaries")


def is_size(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 < value <= LONGEST_VECTOR


def is_number(value: object) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def is_scalar(value: object) -> bool:
    return isinstance(value, str) or is_number(value)
