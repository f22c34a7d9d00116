"""
The features of a model, derived from a sample of its training data and from COLUMN: `derivedFeatures` of the
metadata, which every later use of the model reads instead of deriving anew.

Columns of the SELECT that COLUMN does not mention are features too, as they are, when there is one target: COLUMN
says how to read those that need it. Of these, dates and binary data are left out; where COLUMN names one it is an
error.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlflow_step.errors import StepError
from sqlflow_step.features.clause import columns_of, declarations_of, entries_of, uses_of
from sqlflow_step.features.columns import ColumnNames
from sqlflow_step.features.derive_fields import Declaration, derive_field, unfit
from sqlflow_step.features.fields import read_field
from sqlflow_step.features.trees import tree_fields, tree_of

if TYPE_CHECKING:
    from typing import Iterable, Sequence

    from sqlflow_step.databases.database import Column
    from sqlflow_step.engines.engine import Engine
    from sqlflow_step.types import Cell, Derived, Document, Entry, Field, Label, Row, Tree

DEFAULT_TARGET = "feature_columns"


def derive(rows_sample: Iterable[Row], columns: Sequence[Column], metadata: Document, engine: Engine) -> Derived:
    """
    The document `derivedFeatures`.

    rows_sample: rows of the training data; columns: the query's `Column`s
    """
    names = ColumnNames(columns)
    label = label_of(names, metadata)
    clauses = metadata.get("features") or dict()
    if len(clauses) > 1 and not engine.has_targets:
        raise StepError("%s has one target for columns, and COLUMN has %s" % (engine.title, ", ".join(sorted(clauses))))
    targets = dict((target, entries_of(clause, names, label)) for target, clause in clauses.items())
    targets = targets or dict([(DEFAULT_TARGET, [])])
    for entries in targets.values():
        check_functions(entries, engine)
    sample = Sample(names, columns, rows_sample)
    if len(targets) == 1:
        add_others(next(iter(targets.values())), sample, label)
    if not all(targets.values()):
        raise StepError("the SELECT has no column that can be a feature")
    fields = fields_of([entry for entries in targets.values() for entry in entries], sample)
    derived: Derived = dict(version=1, fields=fields, targets=dict())
    for target, entries in targets.items():
        trees = [tree_of(entry, fields, sample.cells, engine) for entry in entries]
        derived["targets"][target] = in_order(trees, sample)
    if label is not None:
        derived["label"] = derive_label(label, sample)
    return derived


class Sample:
    """Cells by column."""

    def __init__(self, names: ColumnNames, columns: Sequence[Column], rows: Iterable[Row]) -> None:
        self.names = names
        self._columns = columns
        self._rows = list(rows)

    def cells(self, name: str) -> list[Cell]:
        at = self.names.names.index(name)
        return [row[at] for row in self._rows]

    def type_name(self, name: str) -> str:
        return self._columns[self.names.names.index(name)].type_name

    def place(self, name: str) -> int:
        return self.names.names.index(name)


def label_of(names: ColumnNames, metadata: Document) -> str | None:
    label = metadata.get("label")
    return None if label is None else names.names[names.place(label, "which LABEL names")]


def check_functions(entries: Sequence[Entry], engine: Engine) -> None:
    for entry in entries:
        if isinstance(entry, str):
            continue
        if entry.function not in engine.functions:
            raise StepError("%s has no %s columns" % (engine.title, entry.function))
        check_functions(entry.sources, engine)


def add_others(entries: list[Entry], sample: Sample, label: str | None) -> None:
    """Columns that COLUMN does not mention, but for those that can't be features."""
    mentioned = set(column for entry in entries for column in columns_of(entry))
    for name in sample.names.names:
        if name != label and name not in mentioned and not unfit(sample.type_name(name), sample.cells(name)):
            entries.append(name)


def fields_of(entries: Sequence[Entry], sample: Sample) -> dict[str, Field]:
    """The field of each column that is used, in the order of the SELECT."""
    declared: dict[str, Declaration] = dict()
    usages: dict[str, set[str]] = dict()
    for entry in entries:
        for name, declaration in declarations_of(entry):
            if name in declared and declared[name].parts() != declaration.parts():
                raise StepError("COLUMN says two different things of `%s`" % name)
            declared[name] = declaration
        for name, usage in uses_of(entry):
            usages.setdefault(name, set()).add(usage)
    fields = dict()
    for name in sorted(usages, key=sample.place):
        usage = next(one for one in ("value", "category", "hash") if one in usages[name])
        cells = sample.cells(name)
        field = derive_field(name, sample.type_name(name), cells, declared.get(name, Declaration()), usage)
        if field["type"] == "string" and usage != "hash":
            field["vocabulary"] = words_of(name, field, cells)
        fields[name] = field
    return fields


def words_of(name: str, field: Field, cells: Sequence[Cell]) -> list[str]:
    words = set()
    for cell in cells:
        value = read_field(field, cell, name)
        words.update(value if isinstance(value, list) else [] if value is None else [value])
    return sorted(words)


def in_order(trees: list[Tree], sample: Sample) -> list[Tree]:
    """Features in the order of the SELECT, those over several columns last, as SQLFlow has them."""
    single = [tree for tree in trees if tree["function"] != "CROSS" and len(set(tree_fields(tree))) == 1]
    several = [tree for tree in trees if tree not in single]
    return sorted(single, key=lambda tree: sample.place(tree_fields(tree)[0])) + several


def derive_label(name: str, sample: Sample) -> Label:
    cells = sample.cells(name)
    field = derive_field(name, sample.type_name(name), cells, Declaration(), "value")
    if field["format"] == "kv":
        raise StepError("the label `%s` holds lists of place:value, which can't be learned" % name)
    label: Label = dict(column=name, type=field["type"], shape=[] if field["format"] == "plain" else field["shape"])
    if label["shape"]:
        label["delimiter"] = field["delimiter"]
    return label
