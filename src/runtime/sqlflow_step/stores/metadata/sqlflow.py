"""
The metadata that SQLFlow left behind, mapped to ours as `src/metadata/from-sqlflow.ts` does. Feature columns become
the functions that a user would have written; what has no place in ours stays under `sqlflow`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sqlflow_step.contract import ENGINES
from sqlflow_step.errors import StepError
from sqlflow_step.stores.metadata.fields import METADATA_VERSION, engine_of

if TYPE_CHECKING:
    from typing import Any

    from sqlflow_step.types import Document

# SQLFlow's words; no document of ours has them.
WORDS = ("class_name", "model_repo_image", "original_sql", "model_type")

# Algorithms of the PAI platform, which no image holds.
PAI_MODEL = 2


def is_sqlflow(value: Document) -> bool:
    return value.get("formatVersion") is None and any(word in value for word in WORDS)


def from_sqlflow(value: Document, into: str) -> Document:
    # The rest is mapped, or unknown; as it was written it stays under `sqlflow`.
    taken = ("original_sql", "select", "validation_select", "model_repo_image", "class_name", "estimator")
    rest = dict((key, part) for key, part in value.items() if key not in taken)
    name = value.get("class_name")
    name = value.get("estimator") if name is None else name
    model_type = rest.get("model_type")
    if model_type == PAI_MODEL and not isinstance(model_type, bool):
        what = "`%s`" % printable(name) if isinstance(name, str) else "an algorithm"
        raise StepError("it was trained by %s of the PAI platform, which only PAI can run" % what)
    engine = engine_of(name) if isinstance(name, str) else None
    document: Document = dict(formatVersion=METADATA_VERSION)
    for field, part in (
        ("originalSql", value.get("original_sql")),
        ("select", value.get("select")),
        ("validationSelect", value.get("validation_select")),
        ("image", value.get("model_repo_image")),
        ("estimator", name),
    ):
        # SQLFlow writes an empty text, or null, for what there is not.
        if part is not None and part != "":
            document[field] = part
    if engine is not None:
        document["engine"] = engine
    document["attributes"] = attributes_of(rest.get("attributes"), engine)
    document["features"] = features_of(rest.get("features"))
    label = column_name(rest.get("label"))
    if label is not None:
        document["label"] = label
    document["into"] = into
    if isinstance(rest.get("evaluation"), dict):
        document["metrics"] = rest["evaluation"]
    document["sqlflow"] = rest
    return document


def printable(name: str) -> str:
    return re.sub(r"[^\x20-\x7e]", "?", name)[:80]


def attributes_of(attributes: Any, engine: str | None) -> Document:
    """It keeps the model's parameters only, without the `model.` that TensorFlow's are written with."""
    if not isinstance(attributes, dict):
        return dict()
    prefix = "" if engine is None else ENGINES[engine][3]
    return dict((key if "." in key else prefix + key, value) for key, value in attributes.items() if value is not None)


def features_of(features: Any) -> Document:
    if not isinstance(features, dict):
        return dict()
    return dict(
        (target, [column_of(column) for column in columns])
        for target, columns in features.items()
        if isinstance(columns, list)
    )


def column_of(column: Any) -> Any:
    """A feature column as the function that makes it; what is not known stays as it is."""
    if not isinstance(column, dict):
        return dict(column=column) if isinstance(column, str) else column
    fields = fields_of(column)
    kind = column.get("type")
    if kind == "NumericColumn":
        return numeric(fields.get("field_desc"))
    if kind == "BucketColumn":
        return call("BUCKET", part_of(fields.get("source_column")), given(fields.get("boundaries"), []))
    if kind == "CategoryIDColumn":
        return call("CATEGORY_ID", numeric(fields.get("field_desc")), fields.get("bucket_size"))
    if kind == "SeqCategoryIDColumn":
        return call("SEQ_CATEGORY_ID", numeric(fields.get("field_desc")), fields.get("bucket_size"))
    if kind == "CategoryHashColumn":
        return call("CATEGORY_HASH", numeric(fields.get("field_desc")), fields.get("bucket_size"))
    if kind == "CrossColumn":
        return call("CROSS", part_of(fields.get("keys")), fields.get("hash_bucket_size"))
    if kind == "WeightedCategoryColumn":
        return call("WEIGHTED_CATEGORY", category_of(fields))
    if kind == "IndicatorColumn":
        return call("INDICATOR", category_of(fields))
    if kind == "EmbeddingColumn":
        more = up_to_last([fields.get("combiner"), fields.get("initializer")], ["sum"])
        return call("EMBEDDING", category_of(fields), fields.get("dimension"), *more)
    return column


def fields_of(column: Document) -> Document:
    return column["value"] if isinstance(column.get("value"), dict) else column


def part_of(value: Any) -> Any:
    return [column_of(item) for item in value] if isinstance(value, list) else column_of(value)


def call(name: str, *parameters: Any) -> Document:
    return dict(function=name, arguments=list(parameters))


def given(value: Any, otherwise: Any) -> Any:
    return otherwise if value is None else value


def category_of(fields: Document) -> Any:
    """Before the columns are derived it is null, and the column's name stands beside it."""
    return part_of(given(fields.get("category_column"), fields.get("name")))


def up_to_last(values: list[Any], defaults: list[str]) -> list[str]:
    """Texts up to the last one that is given; a default stands for one that is not."""
    texts = [at for at, value in enumerate(values) if isinstance(value, str) and value != ""]
    last = texts[-1] if texts else -1
    defaults = defaults + [""] * len(values)
    return [value or defaults[at] for at, value in enumerate(values[: last + 1])]


def numeric(field: Any) -> Document:
    """`DENSE(c, 4, ",")`, `SPARSE(c, 1000, ",", "int", ":")`, or the bare column."""
    column = dict(column=given(column_name(field), ""))
    fields = field if isinstance(field, dict) else dict()
    sizes = fields["shape"] if isinstance(fields.get("shape"), list) else []
    sparse = fields.get("is_sparse")
    if not sparse and (not sizes or (len(sizes) == 1 and sizes[0] == 1)):
        return column
    size = sizes[0] if len(sizes) == 1 else sizes
    more = up_to_last(
        [fields.get("delimiter"), type_name(fields.get("dtype")), fields.get("delimiter_kv")], ["", "float"]
    )
    return call("SPARSE" if sparse else "DENSE", column, size, *more)


def type_name(kind: object) -> str:
    """SQLFlow numbers its types, or writes their names; float is what a column has when nothing is said."""
    if isinstance(kind, str):
        return "int" if kind.startswith("int") else "string" if kind == "string" else ""
    if isinstance(kind, bool) or not isinstance(kind, (int, float)):
        return ""
    return "int" if kind == 0 else "string" if kind == 2 else ""


def column_name(value: Any) -> str | None:
    """The name of a column: a text, a field description, or a column that holds one."""
    while isinstance(value, dict):
        fields = fields_of(value)
        for inner in (fields.get("name"), fields.get("feature_name")):
            if isinstance(inner, str) and inner != "":
                return inner
        value = fields.get("field_desc")
    return value if isinstance(value, str) and value != "" else None
