"""Sizes that are believed, and times that are waited."""

from __future__ import annotations

from sqlflow_step.errors import StepError

# Nobody's metadata is longer; a length beyond it is damage, or an attack on this machine's memory.
MOST_METADATA_BYTES = 64 * 1024 * 1024

# Writers cut models into far smaller blocks; one that is larger is not loaded to find out what it is.
MOST_BLOCK_BYTES = 64 * 1024 * 1024

# A block as it is written: small enough for a database's limits on packets, large enough that rows are few.
BLOCK_BYTES = 256 * 1024

# Bytes that are written to a database at once.
BATCH_BYTES = 8 * 1024 * 1024

# How long a step waits for others that hold a table or a file, before hours of its work are given up.
LONGEST_WAIT_SECONDS = 3600


def believable(length: int) -> int:
    """The length; asked before memory is given to it."""
    if length > MOST_METADATA_BYTES:
        raise StepError(
            "it says that its metadata has %d bytes; more than %d are not believed" % (length, MOST_METADATA_BYTES)
        )
    return length
