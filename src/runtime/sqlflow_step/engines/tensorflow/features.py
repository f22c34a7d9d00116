"""All features of a model: its targets, the arrays that it is fed, and how rows become these arrays."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlflow_step.engines.tensorflow.categories import Context
from sqlflow_step.engines.tensorflow.inputs import ARRAYS, Categories, FeatureColumn, Missing, Numbers
from sqlflow_step.features.columns import ColumnNames
from sqlflow_step.features.fields import read_field
from sqlflow_step.features.trees import tree_fields

if TYPE_CHECKING:
    from typing import Any, Callable, Sequence

    from sqlflow_step.databases.database import Column
    from sqlflow_step.types import Arrays, Derived, Field, Row, Shapes, Tree


class Features:
    def __init__(
        self, derived: Derived, combiners: dict[str, str] | None = None, training: bool = False, growing: bool = False
    ) -> None:
        """
        derived: the document `derivedFeatures`
        combiners: by target how categories that are neither embedded nor indicators are joined
        training: what the model could not learn is an error; growing: words that are new are added
        """
        self.fields = derived["fields"]
        self.missing = Missing()
        self._context = Context(self.fields, training, growing)
        self._sources: dict[str | tuple[str, str], Any] = dict()
        self._keys: set[str] = set()
        combiners = combiners or dict()
        self.targets = dict(
            (target, [self._column(tree, combiners.get(target, "sum")) for tree in trees])
            for target, trees in derived["targets"].items()
        )

    @property
    def sources(self) -> list[Numbers | Categories]:
        """What the arrays are made of, each once."""
        return list(self._sources.values())

    def arrays(self) -> Shapes:
        """The arrays of the model by name, each with its shape for one row and the type of its numbers."""
        arrays = dict()
        for source in self._sources.values():
            arrays.update(source.arrays())
        return arrays

    def reader(self, columns: Sequence[Column]) -> Callable[[Sequence[Row]], Arrays]:
        """A function that makes arrays of rows of a query with these columns."""
        names = ColumnNames(columns)
        places = dict((name, names.place(name, "which the model reads")) for name in self.fields)

        def read(rows: Sequence[Row]) -> Arrays:
            values = dict(
                (name, [read_field(self.fields[name], row[at], name) for row in rows]) for name, at in places.items()
            )
            return self.encode(values)

        return read

    def encode(self, values: dict[str, list[Any]]) -> Arrays:
        """values: by field, one for each row, as `read_field` gives them"""
        arrays = dict()
        for source in self._sources.values():
            arrays.update(source.encode(values, self.missing))
        return arrays

    def _column(self, tree: Tree, combiner: str) -> FeatureColumn:
        shown = shown_tree(tree)
        function = tree["function"]
        if function == "NUMERIC" and not is_sparse(self.fields[tree["field"]]):
            return FeatureColumn("numbers", self._numbers(tree), shown)
        if function == "NUMERIC":
            return FeatureColumn("indicator", self._categories(tree), shown)
        if function == "INDICATOR":
            source = tree["source"]
            return FeatureColumn("indicator", self._categories(source), shown, sequence=is_sequence(source))
        if function == "EMBEDDING":
            source = tree["source"]
            return FeatureColumn(
                "embedding",
                self._categories(source),
                shown,
                combiner=tree.get("combiner", "sum"),
                dimension=tree["dimension"],
                initializer=tree.get("initializer"),
                sequence=is_sequence(source),
            )
        sequence = is_sequence(tree)
        return FeatureColumn("categories", self._categories(tree), shown, combiner=combiner, sequence=sequence)

    def _numbers(self, tree: Tree) -> Numbers:
        name = tree["field"]
        if ("numbers", name) not in self._sources:
            self._sources["numbers", name] = Numbers(self._key(name), name, self.fields[name])
        found: Numbers = self._sources["numbers", name]
        return found

    def _categories(self, tree: Tree) -> Categories:
        shown = shown_tree(tree)
        if shown not in self._sources:
            key = self._key("%s.%s" % (".".join(tree_fields(tree)), tree["function"].lower()), ARRAYS)
            self._sources[shown] = Categories(key, "_".join(dict.fromkeys(tree_fields(tree))), tree, self._context)
        found: Categories = self._sources[shown]
        return found

    def _key(self, wanted: str, suffixes: Sequence[str] = ("",)) -> str:
        """A name of its own for an array, and for those that are called after it; Keras takes no slash."""
        name = wanted.replace("/", "_")
        key, number = name, 1
        while any(key + suffix in self._keys for suffix in suffixes):
            number += 1
            key = "%s_%d" % (name, number)
        self._keys.update(key + suffix for suffix in suffixes)
        return key


def is_sparse(field: Field) -> bool:
    return field["format"] == "kv" or bool(field.get("sparse"))


def is_sequence(tree: Tree) -> bool:
    return tree["function"] == "SEQ_CATEGORY_ID" or (
        tree["function"] == "WEIGHTED_CATEGORY" and is_sequence(tree["source"])
    )


def shown_tree(tree: Tree | str) -> str:
    """`EMBEDDING(CATEGORY_ID(c, 10), 4)`: for messages, and to tell trees apart."""
    if isinstance(tree, str):
        return tree
    if "sources" in tree:
        inner = "[%s]" % ", ".join(shown_tree(source) for source in tree["sources"])
    else:
        inner = tree["field"] if "field" in tree else shown_tree(tree["source"])
    if tree["function"] == "NUMERIC":
        return inner
    others = [tree[key] for key in ("boundaries", "size", "dimension") if key in tree]
    return "%s(%s)" % (tree["function"], ", ".join([inner] + [str(other) for other in others]))
