"""Models where steps keep them: `save_model`, `load_model` and `load_metadata` choose the kind of store by its URL."""

from __future__ import annotations

import datetime
import hashlib
import importlib
import os
from typing import TYPE_CHECKING

from sqlflow_step.contract import STORES
from sqlflow_step.errors import StepError
from sqlflow_step.stores.format.blocks import verified
from sqlflow_step.stores.limits import BLOCK_BYTES, MOST_METADATA_BYTES
from sqlflow_step.stores.metadata.document import decode_metadata, encode_metadata
from sqlflow_step.urls import redacted, scheme_of

if TYPE_CHECKING:
    from typing import Callable, Iterable, Iterator

    from sqlflow_step.engines.engine import Engine
    from sqlflow_step.step import Step
    from sqlflow_step.stores.store import ModelStore
    from sqlflow_step.types import Document, Environment, T


def save_model(step: Step, metadata: Document, path: str) -> Document:
    """Saves a file's bytes as the model that the step makes. Returns the metadata as it was saved."""
    name = step.spec["into"]
    document = dict(metadata)
    document.setdefault("compiler", step.spec.get("compiler", "sqlflowc"))
    now = datetime.datetime.now(datetime.timezone.utc)
    document.setdefault("trainedAt", now.strftime("%Y-%m-%dT%H:%M:%SZ"))

    def save(store: ModelStore) -> Document:
        saved, text = prepared(document, sha256_of(path), name)
        store.save(name, text, lambda: pieces_of(path))
        return saved

    return with_store(step, "the model `%s` can't be saved" % name, save)


def load_model(step: Step, name: str, engine: Engine, folder: str, tarball: bool = False) -> tuple[Document, str]:
    """
    Reads a model: its metadata, and the path of a file inside `folder` that has its bytes. Of a model of SQLFlow the
    bytes are a tarball, which only a caller that says so gets.
    """

    def save(metadata: Document, pieces: Iterable[bytes]) -> tuple[Document, str]:
        if "sqlflow" in metadata and not tarball:
            raise StepError("it was saved by SQLFlow, whose model files steps can't use: train it again")
        kind = "model.tar.gz" if "sqlflow" in metadata else engine.model_file
        path = os.path.join(folder, kind)
        with open(path, "wb") as file:
            for piece in verified(pieces, metadata):
                file.write(piece)
        return metadata, path

    return read(step, name, lambda store: store.read(name, save))


def load_metadata(step: Step, name: str) -> Document:
    return read(step, name, lambda store: store.read_metadata(name))


def read(step: Step, name: str, operation: Callable[[ModelStore], T | None]) -> T:
    found = with_store(step, "the model `%s` can't be read" % name, operation)
    if found is None:
        raise StepError("there is no model `%s` in %s: train it first" % (name, redacted(step.model_store_url)))
    return found


def with_store(step: Step, failure: str, operation: Callable[[ModelStore], T]) -> T:
    """Runs an operation on the store of the step; errors say what they are about."""
    url = step.model_store_url
    try:
        return operation(opened(url, step.environment))
    except StepError as error:
        raise StepError("%s (%s): %s" % (failure, redacted(url), error)) from error


def opened(url: str, environment: Environment) -> ModelStore:
    """The store at a URL, without connecting to it yet."""
    package = STORES.get(scheme_of(url))
    if package is None:
        known = list(dict.fromkeys(STORES.values()))
        shown = "%s and %s" % (", ".join(known[:-1]), known[-1])
        raise StepError("%s is no model store that steps know: %s" % (redacted(url), shown))
    store: ModelStore = importlib.import_module("sqlflow_step.stores.%s.models" % package).opened(url, environment)
    return store


def prepared(document: Document, sha256: str, name: str) -> tuple[Document, bytes]:
    """The document with the digest of the bytes, checked, and as it will be stored."""
    if document.get("sha256", sha256) != sha256:
        raise StepError("its metadata was written for other bytes: their SHA-256 differs")
    text = encode_metadata(dict(document, sha256=sha256))
    if len(text) > MOST_METADATA_BYTES:
        raise StepError("its metadata has %d bytes; more than %d are not read again" % (len(text), MOST_METADATA_BYTES))
    return decode_metadata(text, name), text


def sha256_of(path: str) -> str:
    digest = hashlib.sha256()
    for piece in pieces_of(path):
        digest.update(piece)
    return digest.hexdigest()


def pieces_of(path: str) -> Iterator[bytes]:
    with open(path, "rb") as file:
        while True:
            piece = file.read(BLOCK_BYTES)
            if not piece:
                return
            yield piece
