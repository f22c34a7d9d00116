"""Publishes a model in OSS: bytes under their digest, then the metadata, then the link for others."""

from __future__ import annotations

import contextlib
import math
import time
from typing import TYPE_CHECKING

from sqlflow_step.errors import StepError
from sqlflow_step.stores.format.blocks import blocks_of
from sqlflow_step.stores.metadata.document import decode_metadata
from sqlflow_step.stores.oss.document import METADATA_NAME, document, one_version

if TYPE_CHECKING:
    from sqlflow_step.stores.oss.bucket import Bucket
    from sqlflow_step.types import ModelBytes

LINK_NAME = "model_save"

# Larger ones go up in parts, each of which may be tried again.
PART_BYTES = 16 * 1024 * 1024
MOST_PARTS = 10000

# Long after bytes were replaced, nobody reads them any more.
KEPT_SECONDS = 24 * 60 * 60


class OssSave:
    """
    digest: SHA-256 of the model's bytes
    text: the metadata document's bytes
    model: gives the model's bytes in pieces
    """

    def __init__(self, bucket: Bucket, folder: str, digest: str, text: bytes, model: ModelBytes) -> None:
        self._bucket = bucket
        self._metadata = folder + METADATA_NAME
        self._link = folder + LINK_NAME
        self._digest = digest
        self._text = text
        self._model = model
        self._size = sum(len(piece) for piece in model())

    def run(self) -> None:
        before = self._published()
        self._upload("%s.%s" % (self._link, self._digest))
        self._bucket.put(self._metadata, self._text)
        self._set_link()
        self._remove_old((self._digest, before))

    def _published(self) -> str | None:
        """The digest of the bytes that metadata.json goes with; None when it says none, or is no metadata."""
        text = one_version(lambda: document(self._bucket, self._metadata))
        try:
            return None if text is None else decode_metadata(text).get("sha256")
        except StepError:
            return None

    def _upload(self, key: str) -> None:
        parts = blocks_of(self._model(), max(PART_BYTES, math.ceil(self._size / MOST_PARTS)))
        if self._size <= PART_BYTES:
            self._bucket.put(key, b"".join(parts))
            return
        upload = self._bucket.start_upload(key)
        try:
            sent = [self._bucket.upload_part(key, upload, at, part) for at, part in enumerate(parts, 1)]
            self._bucket.complete_upload(key, upload, sent, self._size)
        except BaseException:
            # Parts that were sent are kept, and paid for, until somebody says that they are not wanted.
            # The failure that led here is the one to tell.
            with contextlib.suppress(Exception):
                self._bucket.abort_upload(key, upload)
            raise

    def _set_link(self) -> None:
        """
        Points `model_save` at the bytes that metadata.json goes with. Another save may have published in between, and
        its link may have been overtaken: whoever comes last sets it right.
        """
        target = self._digest
        for _ in range(5):
            linked = self._has_linked(target)
            published = self._published() or target
            if published == target:
                if target == self._digest:
                    self._ensure_bytes(linked)
                return
            target = published

    def _has_linked(self, target: str) -> bool:
        """Not everything that speaks OSS's language has links."""
        try:
            self._bucket.link(self._link, "%s.%s" % (self._link, target))
            return True
        except StepError:
            return False

    def _ensure_bytes(self, linked: bool) -> None:
        own = "%s.%s" % (self._link, self._digest)
        if linked and self._bucket.size(self._link) == self._size:
            return
        # Another save may have removed bytes as old just when they came again.
        if self._bucket.size(own) != self._size:
            self._upload(own)
        if not linked or self._bucket.size(self._link) != self._size:
            self._upload(self._link)

    def _remove_old(self, kept: tuple[str | None, ...]) -> None:
        """
        Bytes were in use until newer ones came, and for a day after that somebody may still read them. The digests that
        are kept were published until now, whatever came in between.
        """
        prefix = self._link + "."
        ended = time.time() - KEPT_SECONDS
        try:
            objects = sorted(self._bucket.objects(prefix), key=lambda found: found[1])
            for (key, _), (_, replaced) in zip(objects, objects[1:]):
                if replaced >= ended:
                    return
                if key[len(prefix) :] not in kept:
                    self._bucket.delete(key)
        except StepError:
            # The model is saved; who may not list or delete pays for old ones.
            pass
