"""
Metadata of models as text, as `src/metadata/document.ts` has it: strict when it is written, tolerant of what it
does not know when it is read. Errors go behind the model's name.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from sqlflow_step.errors import StepError
from sqlflow_step.stores.metadata.fields import (
    FIELDS,
    METADATA_VERSION,
    OTHERWISE,
    REQUIRED,
    engine_of,
    otherwise,
    whole_number,
)
from sqlflow_step.stores.metadata.json_text import check_content, json_text
from sqlflow_step.stores.metadata.sqlflow import from_sqlflow, is_sqlflow

if TYPE_CHECKING:
    from typing import Any, Callable

    from sqlflow_step.types import Document


class NotJsonError(ValueError):
    """A constant that Python reads and JSON has not."""


def decode_metadata(document: bytes, into: str = "") -> Document:
    """
    Reads a document, ours or SQLFlow's. Fields that are not known are kept.

    into: the name that the model was found under, for documents that don't say it
    """
    value = parsed(document)
    if not isinstance(value, dict):
        raise StepError("its metadata is %s, not an object" % kind_of(value))
    check_content(value)
    if is_sqlflow(value):
        return checked(mapped(value, into))
    value["into"] = into if value.get("into") is None else value["into"]
    return checked(value)


def mapped(value: Document, into: str) -> Document:
    try:
        return from_sqlflow(value, into)
    except RecursionError:
        raise StepError("its metadata is wrong: its features are too deep") from None


def parsed(document: bytes) -> Any:
    try:
        text = document.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise StepError("its metadata is not UTF-8 text") from None
    try:
        return loaded(text, refuse)
    except NotJsonError:
        pass
    # Python writes NaN and Infinity as if JSON had them. As texts they are kept, where SQLFlow wrote them.
    value = loaded(text, str)
    if isinstance(value, dict) and is_sqlflow(value):
        return value
    raise StepError("its metadata is not JSON: it holds NaN or Infinity, which JSON has not")


def loaded(text: str, constant: Callable[[str], Any]) -> Any:
    try:
        return json.loads(text, parse_constant=constant)
    except NotJsonError:
        raise
    except RecursionError:
        raise StepError("its metadata can't be kept: it is more than 500 levels deep") from None
    except ValueError:
        # The parser's own message says where, and nothing of what it is about.
        raise StepError("its metadata is not JSON") from None


def refuse(constant: str) -> Any:
    raise NotJsonError(constant)


def checked(value: Document) -> Document:
    version = whole_number(value.get("formatVersion"))
    if version is not None and version > METADATA_VERSION:
        raise StepError(
            "its metadata has format %d, and this release reads formats up to %d" % (version, METADATA_VERSION)
        )
    estimator = value.get("estimator")
    if estimator is None:
        raise StepError("its metadata names no estimator, so it is no metadata of a model")
    filled = dict(value)
    if filled.get("engine") is None and isinstance(estimator, str):
        filled["engine"] = engine_of(estimator)
    for field, (fits, must) in FIELDS.items():
        if filled.get(field) is None and field in OTHERWISE:
            filled[field] = otherwise(field)
        if filled.get(field) is None:
            filled.pop(field, None)
        elif not fits(filled[field]):
            raise StepError("its metadata is wrong: %s %s" % (field, must))
    return ordered(filled)


def ordered(value: Document) -> Document:
    """Known fields first, as the table has them; the others keep their order."""
    known = [(field, value[field]) for field in FIELDS if field in value]
    return dict(known + [(field, part) for field, part in value.items() if field not in FIELDS])


def encode_metadata(metadata: Document) -> bytes:
    """The bytes of a document; refuses what could not be read again."""
    if whole_number(metadata.get("formatVersion")) != METADATA_VERSION:
        raise StepError("metadata is written in format %d only" % METADATA_VERSION)
    for field in REQUIRED:
        if field not in metadata:
            raise StepError("its metadata has no %s" % field)
    for field, (fits, must) in FIELDS.items():
        if field in metadata and not fits(metadata[field]):
            raise StepError("its metadata is wrong: %s %s" % (field, must))
    check_content(metadata)
    return json_text(ordered(metadata)).encode("utf-8")


def kind_of(value: object) -> str:
    if value is None:
        return "null"
    if isinstance(value, list):
        return "a list"
    return "a %s" % ("boolean" if isinstance(value, bool) else "string" if isinstance(value, str) else "number")
