"""
A model as one stream of bytes, and cut into the blocks of a table: 8 bytes, the length of the metadata as an unsigned
big-endian integer; the metadata, UTF-8 JSON; the model, to the end. Streams of SQLFlow are read as well.
"""

from __future__ import annotations

import hashlib
import struct
from typing import TYPE_CHECKING

from sqlflow_step.counted import counted
from sqlflow_step.errors import StepError
from sqlflow_step.stores.format.byte_reader import ByteReader
from sqlflow_step.stores.format.sqlflow_stream import (
    from_base64,
    is_base64,
    is_tarball,
    sqlflow_header,
    text_of_tarball,
)
from sqlflow_step.stores.limits import BLOCK_BYTES, MOST_BLOCK_BYTES, believable
from sqlflow_step.stores.metadata.document import decode_metadata

if TYPE_CHECKING:
    from typing import Callable, Iterable, Iterator

    from sqlflow_step.types import Block, Document

LENGTH_BYTES = 8

# When only metadata is wanted: enough for nearly every one; the next pieces are larger. Multiples of four keep base64
# whole.
FIRST_PIECE = 64 * 1024
NEXT_PIECES = 1024 * 1024


def encode_model(metadata: bytes, model: Iterable[bytes]) -> Iterator[bytes]:
    """
    The stream of a model: what `decode_model` reads.

    metadata: the document's bytes
    model: the model's bytes in pieces
    """
    yield struct.pack(">Q", len(metadata))
    yield metadata
    yield from model


def blocks_of(stream: Iterable[bytes], size: int = BLOCK_BYTES) -> Iterator[bytes]:
    """Cuts a stream into blocks of equal size; the last one may be shorter, and none is empty."""
    reader = ByteReader(stream)
    while True:
        block = reader.take(size)
        if not block:
            return
        yield block


def decode_model(opened: Callable[[], Iterable[bytes]], name: str) -> tuple[Document, Iterator[bytes]]:
    """
    Reads a model's stream, of our format or of SQLFlow's: the metadata, and the model's bytes in pieces; the tarball
    where SQLFlow left one. No more is asked of the source than the metadata needs.

    opened: gives the stored bytes, in pieces that end where blocks do or at multiples of four bytes; it is called
        again where the stream has to be read from its beginning
    """
    reader = ByteReader(opened())
    start = reader.peek(LENGTH_BYTES)
    if not start:
        raise StepError("it holds no bytes")
    if is_base64(start):
        return decode_model(lambda: from_base64(opened()), name)
    if is_tarball(start):
        text = text_of_tarball(reader.rest())
        return decode_metadata(text, name), ByteReader(opened()).rest()
    length = sqlflow_header(reader)
    length = our_header(reader) if length is None else length
    text = reader.take(length)
    if len(text) < length:
        raise StepError(
            "it says that its metadata has %s, but only %d are there" % (counted(length, "byte"), len(text))
        )
    return decode_metadata(text, name), reader.rest()


def our_header(reader: ByteReader) -> int:
    head = reader.take(LENGTH_BYTES)
    if len(head) < LENGTH_BYTES:
        raise StepError("it holds %s, fewer than the length of its metadata takes" % counted(len(head), "byte"))
    return believable(struct.unpack(">Q", head)[0])


def consecutive(rows: Iterable[Block]) -> Iterator[bytes]:
    """The bytes of rows `(id, size, bytes)`, which must come with the ids 0, 1, 2, …; bytes of a NULL are None."""
    for expected, (number, size, block) in enumerate(rows):
        if number != expected:
            raise gap(expected, number)
        yield present(number, size, block)


def consecutive_pieces(
    piece: Callable[[int, int, int], tuple[int | None, bytes | None] | None], next_id: Callable[[int], int | None]
) -> Iterator[bytes]:
    """
    The same in pieces, as few of them as are asked for.

    piece: gives the size of a block, and of its bytes those from an offset on; None when there is no such block
    next_id: the smallest id above one, or None
    """
    number, offset = 0, 0
    while True:
        length = NEXT_PIECES if number or offset else FIRST_PIECE
        found = piece(number, offset, length)
        if found is None:
            following = next_id(number)
            if following is not None:
                raise gap(number, following)
            return
        yield present(number, *found)
        offset += length
        # A block without a size was refused.
        if offset >= (found[0] or 0):
            number, offset = number + 1, 0


def present(number: int, size: int | None, block: bytes | None) -> bytes:
    if size is not None and size > MOST_BLOCK_BYTES:
        raise StepError("block %d has %d bytes; more than %d are not believed" % (number, size, MOST_BLOCK_BYTES))
    if block is None:
        raise StepError("block %d is NULL" % number)
    return block


def gap(expected: int, found: int | None) -> StepError:
    if found is None:
        return StepError("a block of it has no id")
    if found < 0:
        return StepError("it has a block %d; the first one must be 0" % found)
    if found < expected:
        return StepError("block %d is there more than once" % found)
    return StepError("block %d is missing; the next one is %d" % (expected, found))


def verified(pieces: Iterable[bytes], metadata: Document) -> Iterator[bytes]:
    """Passes the bytes on, and fails at their end when they are not those of the metadata."""
    digest = hashlib.sha256()
    for piece in pieces:
        digest.update(piece)
        yield piece
    if "sha256" in metadata and digest.hexdigest() != metadata["sha256"]:
        raise StepError("its bytes are not those that its metadata was written for")
