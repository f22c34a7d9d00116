"""
Models in an OSS bucket: `<prefix>/<model>/metadata.json`, and the bytes in `.../model_save`.

Two objects can't be replaced at once. So the bytes are kept under their digest, `model_save.<sha256>`; writing
metadata.json, which names the digest, is what publishes a model, and `model_save` is a link to them for those who know
no digests. Whatever fails in between, metadata.json goes with bytes that are there.
"""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

from sqlflow_step.errors import StepError
from sqlflow_step.stores.metadata.document import decode_metadata
from sqlflow_step.stores.names import name_parts
from sqlflow_step.stores.oss.bucket import Bucket, ReplacedError
from sqlflow_step.stores.oss.document import METADATA_NAME, document, one_version
from sqlflow_step.stores.oss.errors import RefusedError
from sqlflow_step.stores.oss.place import Place
from sqlflow_step.stores.oss.save import OssSave
from sqlflow_step.stores.store import ModelStore

if TYPE_CHECKING:
    from typing import Callable, Iterator

    from sqlflow_step.types import Document, Environment, ModelBytes, T

# The longest key that OSS takes, less the names that follow.
LONGEST_FOLDER = 900

# Bytes of a model that are fetched at once.
PIECE_BYTES = 8 * 1024 * 1024


def opened(url: str, environment: Environment) -> ModelStore:
    return OssModels(url, environment)


class OssModels(ModelStore):
    def __init__(self, url: str, environment: Environment) -> None:
        self._place = Place(url, environment)
        self._bucket = Bucket(self._place)

    def read(self, name: str, use: Callable[[Document, Iterator[bytes]], T]) -> T | None:
        def whole() -> T | None:
            found = self._read(name)
            if found is None:
                return None
            folder, metadata = found
            key, size = self._bytes_of(folder, metadata)
            return use(metadata, self._pieces(key, size))

        return one_version(whole)

    def read_metadata(self, name: str) -> Document | None:
        found = one_version(lambda: self._read(name))
        return None if found is None else found[1]

    def save(self, name: str, metadata: bytes, model: ModelBytes) -> None:
        digest = decode_metadata(metadata, name)["sha256"]
        OssSave(self._bucket, folder_of(self._place.prefix, name), digest, metadata, model).run()

    def _read(self, name: str) -> tuple[str, Document] | None:
        own = folder_of(self._place.prefix, name)
        text = document(self._bucket, own + METADATA_NAME)
        if text is not None:
            return own, decode_metadata(text, name)
        folder = self._in_projects(own)
        if folder is None:
            return None
        text = document(self._bucket, folder + METADATA_NAME)
        return None if text is None else (folder, decode_metadata(text, name))

    def _in_projects(self, own: str) -> str | None:
        """
        Where the prefix is a user's alone, the folders of projects above are looked through, since SQLFlow saves under
        `<project>/<user>/<model>`.
        """
        prefix = self._place.prefix
        if prefix.count("/") != 1:
            return None
        try:
            projects = [project for project in self._bucket.folders()[:100] if project != prefix]
        except RefusedError:
            # Who may not list the bucket has no such folders.
            return None
        found = [project + own for project in projects if self._is_there(project + own + METADATA_NAME)]
        if len(found) > 1:
            raise StepError(
                "several projects have a model of this name: %s; put the project into the URL of the store"
                % ", ".join("`%s`" % folder for folder in found[:3])
            )
        return found[0] if found else None

    def _is_there(self, key: str) -> bool:
        try:
            return self._bucket.size(key) is not None
        except RefusedError:
            # What may not be looked at is somebody else's.
            return False

    def _bytes_of(self, folder: str, metadata: Document) -> tuple[str, int]:
        """SQLFlow's models have no digest, and some are a tarball."""
        named = ["model_save." + metadata["sha256"]] if "sha256" in metadata else []
        for name in [*named, "model_save", "model.tar.gz"]:
            size = self._bucket.size(folder + name)
            if size is not None:
                return folder + name, size
        raise StepError("its metadata is there, but its bytes are not")

    def _pieces(self, key: str, size: int) -> Iterator[bytes]:
        """Pieces of the bytes, all of one version."""
        etag = None
        for start in range(0, size, PIECE_BYTES):
            found = self._bucket.get(key, start, min(PIECE_BYTES, size - start), etag)
            if found is None or found[1] != size:
                raise ReplacedError("the model was replaced while it was read")
            piece, _, etag = found
            yield piece


def folder_of(prefix: str, model: str) -> str:
    """`<prefix><model>/`; refuses names that would lead elsewhere."""
    name = ".".join(name_parts(model))
    odd = name in ("", ".", "..") or any(letter in "/\\" or unicodedata.category(letter) == "Cc" for letter in name)
    if odd or len((prefix + name).encode("utf-8", "replace")) > LONGEST_FOLDER:
        raise StepError("a model in OSS can't have this name: it is too long, or has a slash in it")
    return "%s%s/" % (prefix, name)
