"""The fields of a model's metadata, in the order in which they are written, and what each of them must be."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sqlflow_step.contract import ENGINES

if TYPE_CHECKING:
    from typing import Any

# The newest format that is read, and the one that is written.
METADATA_VERSION = 1

# JavaScript's: what is larger would be another number there.
LARGEST_WHOLE = 2**53 - 1

TIME = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}([.][0-9]+)?(Z|[+-][0-9]{2}:[0-9]{2})")
DIGEST = re.compile(r"[0-9a-f]{64}")


def engine_of(estimator: str) -> str:
    """The first engine whose own it is; the last one has all that is left."""
    patterns = ((name, pattern) for name, (_, _, pattern, _) in ENGINES.items())
    return next(name for name, pattern in patterns if re.match(pattern, estimator, re.IGNORECASE | re.ASCII))


def whole_number(value: object) -> int | None:
    """The value as an int where it is a whole number, else None. JSON's `1.0` is one."""
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return None
    if isinstance(value, float) and not value.is_integer():
        return None
    return int(value) if abs(value) <= LARGEST_WHOLE else None


def is_count(value: object) -> bool:
    number = whole_number(value)
    return number is not None and number >= 0


def is_version(value: object) -> bool:
    number = whole_number(value)
    return number is not None and number >= 1


def is_text(value: object) -> bool:
    return isinstance(value, str)


def is_name(value: object) -> bool:
    return isinstance(value, str) and value != ""


def is_engine(value: object) -> bool:
    return isinstance(value, str) and value in ENGINES


def is_map(value: object) -> bool:
    return isinstance(value, dict)


def is_something(value: object) -> bool:
    return value is not None


def is_time(value: object) -> bool:
    return isinstance(value, str) and TIME.fullmatch(value) is not None


def is_digest(value: object) -> bool:
    return isinstance(value, str) and DIGEST.fullmatch(value) is not None


def are_columns(value: object) -> bool:
    return isinstance(value, (list, tuple)) and all(
        isinstance(item, dict) and is_text(item.get("name")) and is_text(item.get("type")) for item in value
    )


COUNT = (is_count, "must be a whole number, 0 or more")
VERSION = (is_version, "must be a whole number, 1 or more")
TEXT = (is_text, "must be a text")
NAME = (is_name, "must be a text that is not empty")
ENGINE = (is_engine, "must be %s" % " or ".join(ENGINES))
MAP = (is_map, "must be an object")
SOMETHING = (is_something, "must not be null")

FIELDS = dict(
    formatVersion=VERSION,
    originalSql=TEXT,
    select=TEXT,
    validationSelect=TEXT,
    image=NAME,
    estimator=NAME,
    engine=ENGINE,
    attributes=MAP,
    features=MAP,
    label=TEXT,
    preTrainedModel=TEXT,
    into=TEXT,
    columns=(are_columns, "must be a list of objects with the texts name and type"),
    derivedFeatures=SOMETHING,
    trainedAt=(is_time, "must be a time such as 2026-01-31T09:30:00Z"),
    rows=COUNT,
    metrics=MAP,
    compiler=TEXT,
    engineVersion=TEXT,
    sha256=(is_digest, "must be 64 hexadecimal digits in lower case"),
)

# What stands for a field that a document of another hand leaves out; written documents always have it.
OTHERWISE = dict(formatVersion=1, originalSql="", select="", attributes=None, features=None, into="")

REQUIRED = ("formatVersion", "originalSql", "select", "estimator", "engine", "attributes", "features", "into")


def otherwise(field: str) -> Any:
    """A fresh value each time: the caller may change it."""
    return dict() if OTHERWISE[field] is None else OTHERWISE[field]
