"""What is made of fields: the trees of `derivedFeatures`, one for each entry of COLUMN."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlflow_step.errors import StepError
from sqlflow_step.features.clause import CATEGORIES, FIELDS, column_of, columns_of, word
from sqlflow_step.features.fields import read_field, size_of

if TYPE_CHECKING:
    from typing import Any, Callable

    from sqlflow_step.engines.engine import Engine
    from sqlflow_step.types import Cell, Entry, Field, Tree

# An integer column as categories without a size.
MOST_CATEGORIES = 1000000


def tree_of(entry: Entry, fields: dict[str, Field], cells_of: Callable[[str], list[Cell]], engine: Engine) -> Tree:
    """`cells_of` gives a sample of a column's cells."""
    if isinstance(entry, str):
        return bare_tree(entry, fields[entry], engine)
    function, source = entry.function, entry.sources[0]
    if function in FIELDS:
        name = column_of(entry)
        return bare_tree(name, fields[name], engine)
    if function in CATEGORIES:
        return category_tree(function, columns_of(source)[0], entry.argument(0), fields)
    if function == "BUCKET":
        return bucket_tree(columns_of(source)[0], entry.argument(0), fields)
    if function == "CROSS":
        return dict(function="CROSS", sources=[columns_of(one)[0] for one in entry.sources], size=entry.argument(0))
    if function == "WEIGHTED_CATEGORY":
        tree = tree_of(source, fields, cells_of, engine)
        if fields[tree["field"]]["format"] != "kv":
            raise StepError("WEIGHTED_CATEGORY needs pairs of place and weight, and `%s` has none" % tree["field"])
        return dict(function=function, source=tree)
    categories = categorical_tree(function, source, fields, cells_of, engine)
    if function == "INDICATOR":
        return dict(function=function, source=categories)
    tree = dict(function=function, source=categories, dimension=entry.argument(0))
    tree["combiner"] = word(entry.argument(1, "sum"))
    if entry.argument(2) is not None:
        tree["initializer"] = word(entry.argument(2))
    return tree


def bare_tree(name: str, field: Field, engine: Engine) -> Tree:
    """A column as it is: numbers, or a text as the index of its word."""
    if field["type"] != "string":
        return dict(function="NUMERIC", field=name)
    if field["format"] != "plain":
        raise StepError("column `%s` holds lists of texts: write INDICATOR(CATEGORY_HASH(…, n)) of it" % name)
    return engine.text_tree(dict(function="VOCABULARY", field=name))


def category_tree(function: str, name: str, size: Any, fields: dict[str, Field]) -> Tree:
    if not isinstance(size, int) or size < 1:
        raise StepError("the size of %s(%s, n) must be a whole number above 0" % (function, name))
    field = fields[name]
    if function != "CATEGORY_HASH":
        if field["type"] == "float32" and field["format"] != "kv":
            raise StepError("%s takes whole numbers or texts; `%s` holds decimals: write BUCKET" % (function, name))
        words = len(field.get("vocabulary", ()))
        if words > size:
            raise StepError("%s(%s, %d): the column holds %d different texts" % (function, name, size, words))
    return dict(function=function, field=name, size=size)


def bucket_tree(name: str, boundaries: Any, fields: dict[str, Field]) -> Tree:
    if fields[name]["type"] == "string" or fields[name].get("sparse"):
        raise StepError("BUCKET takes numbers, and `%s` holds something else" % name)
    limits = boundaries if isinstance(boundaries, list) else [boundaries]
    if not limits or not all(isinstance(one, (int, float)) for one in limits) or limits != sorted(set(limits)):
        raise StepError("the boundaries of BUCKET(%s, …) must be numbers in ascending order" % name)
    return dict(function="BUCKET", source=dict(function="NUMERIC", field=name), boundaries=limits)


def categorical_tree(
    function: str, source: Entry, fields: dict[str, Field], cells_of: Callable[[str], list[Cell]], engine: Engine
) -> Tree:
    """What INDICATOR and EMBEDDING are of; a column without a function is made a category."""
    if not isinstance(source, str) and source.function not in FIELDS:
        return tree_of(source, fields, cells_of, engine)
    name = columns_of(source)[0]
    field = fields[name]
    if field["type"] == "string":
        return dict(function="VOCABULARY", field=name)
    if field["format"] == "kv":
        return engine.places_tree(dict(function="CATEGORY_ID", field=name, size=size_of(field)))
    if field["type"] == "float32":
        raise StepError("%s takes categories, and `%s` holds decimals: write BUCKET in between" % (function, name))
    if field["format"] == "csv":
        return dict(function="CATEGORY_ID", field=name, size=size_of(field))
    values = [value for value in (read_field(field, cell, name) for cell in cells_of(name)) if value is not None]
    if min(values, default=0) < 0 or max(values, default=0) >= MOST_CATEGORIES:
        raise StepError("%s(%s): its numbers do not count from 0: write CATEGORY_HASH(%s, n)" % (function, name, name))
    return dict(function="CATEGORY_ID", field=name, size=max(values, default=0) + 1)


def tree_fields(tree: Any) -> list[str]:
    """Names of the fields of a tree."""
    if isinstance(tree, str):
        return [tree]
    if "field" in tree:
        return [tree["field"]]
    return [name for source in tree.get("sources", [tree.get("source")]) for name in tree_fields(source)]
