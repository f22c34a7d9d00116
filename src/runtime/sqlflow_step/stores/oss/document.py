"""Metadata documents in a bucket: read whole, of one version, and never longer than is believed."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

from sqlflow_step.stores.limits import believable
from sqlflow_step.stores.oss.bucket import ReplacedError

if TYPE_CHECKING:
    from typing import Callable

    from sqlflow_step.stores.oss.bucket import Bucket
    from sqlflow_step.types import T

METADATA_NAME = "metadata.json"

# Nearly every document is smaller; what is left comes in larger pieces.
FIRST_PIECE = 1024 * 1024
NEXT_PIECES = 8 * 1024 * 1024


def document(bucket: Bucket, key: str) -> bytes | None:
    """The bytes of a document, or None when there is none."""
    found = bucket.get(key, 0, FIRST_PIECE)
    if found is None:
        return None
    first, size, etag = found
    parts = [first]
    for start in range(len(first), believable(size), NEXT_PIECES):
        found = bucket.get(key, start, min(NEXT_PIECES, size - start), etag)
        if found is None:
            raise ReplacedError("the model was replaced while it was read")
        parts.append(found[0])
    return b"".join(parts)


def one_version(read: Callable[[], T], tries: int = 5) -> T:
    """Reads again what was replaced meanwhile."""
    for _ in range(tries - 1):
        with contextlib.suppress(ReplacedError):
            return read()
    return read()
