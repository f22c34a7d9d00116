"""Metadata documents in a bucket: read whole, of one version, and never longer than is believed."""
import contextlib

from sqlflow_step.stores.limits import believable
from sqlflow_step.stores.oss.bucket import ReplacedError

METADATA_NAME = "metadata.json"

# Nearly every document is smaller; what is left comes in larger pieces.
FIRST_PIECE = 1024 * 1024
NEXT_PIECES = 8 * 1024 * 1024


def document(bucket, key):
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


def one_version(read, tries=5):
    """Reads again what was replaced meanwhile."""
    for _ in range(tries - 1):
        with contextlib.suppress(ReplacedError):
            return read()
    return read()
