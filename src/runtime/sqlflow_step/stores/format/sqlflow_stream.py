"""
What SQLFlow wrote into its tables: every block a base64 text; in the newer form ten characters `0x%08x` with the length
of the metadata, the metadata, and a tarball; in the older form the tarball alone, with `model_meta.json` inside.
"""

from __future__ import annotations

import base64
import binascii
import re
import zlib
from typing import TYPE_CHECKING

from sqlflow_step.errors import StepError
from sqlflow_step.stores.limits import believable

if TYPE_CHECKING:
    from typing import Iterable, Iterator

    from sqlflow_step.stores.format.byte_reader import ByteReader

HEADER_BYTES = 10
TAR_BLOCK = 512
PART_BYTES = 64 * 1024
MEMBER_NAME = "model_meta.json"
CUT_OFF = "it is a tarball that can't be unpacked: it is cut off, or parts are overwritten"


def is_base64(start: bytes) -> bool:
    """How base64 of `0x` and of gzip's magic number begin. A length of ours never begins like that."""
    return re.match(rb"MH[g-j]|H4s", start) is not None


def is_tarball(start: bytes) -> bool:
    """gzip's magic number"""
    return start[:2] == b"\x1f\x8b"


def from_base64(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """Each piece is a base64 text of its own."""
    for piece in pieces:
        try:
            decoded = base64.b64decode(piece.strip(), validate=True)
        except binascii.Error:
            raise StepError("a block of it is no base64 text") from None
        yield decoded


def sqlflow_header(reader: ByteReader) -> int | None:
    """The length of the metadata, when the stream begins as SQLFlow's do."""
    start = reader.peek(HEADER_BYTES)
    if not start.startswith(b"0x"):
        return None
    if not re.fullmatch(rb"0x[0-9a-fA-F]{8}", start):
        raise StepError("it begins like a model of SQLFlow, but the length of its metadata is no number")
    return believable(int(reader.take(HEADER_BYTES), 16))


class Unpacked:
    """The bytes inside a gzip stream, read once. What is passed over is never kept."""

    def __init__(self, pieces: Iterable[bytes]) -> None:
        self._pieces = iter(pieces)
        self._inflate = zlib.decompressobj(wbits=31)
        self._input = b""

    def read(self, size: int) -> bytes:
        """So many bytes, or fewer at the end. Memory grows with the bytes that come."""
        parts = list(self._parts(size))
        return b"".join(parts)

    def skip(self, size: int) -> int:
        return sum(len(part) for part in self._parts(size))

    def _parts(self, size: int) -> Iterator[bytes]:
        while size > 0:
            part = self._some(min(size, PART_BYTES))
            if not part:
                return
            size -= len(part)
            yield part

    def _some(self, size: int) -> bytes:
        while True:
            if not self._input:
                # One gzip stream may follow another.
                self._input = self._inflate.unused_data or next(self._pieces, b"")
                if not self._input:
                    if self._inflate.eof:
                        return b""
                    raise zlib.error("the stream is cut off")
            if self._inflate.eof:
                self._inflate = zlib.decompressobj(wbits=31)
            out = self._inflate.decompress(self._input, size)
            self._input = self._inflate.unconsumed_tail
            if out:
                return out


def text_of_tarball(pieces: Iterable[bytes]) -> bytes:
    """
    Unpacks a tarball up to its metadata. Python's own `tarfile` would hold headers of any length that they say they
    have, so entries are walked here; only their names, sizes and kinds count.
    """
    stream = Unpacked(pieces)
    try:
        while True:
            header = stream.read(TAR_BLOCK)
            if not header.strip(b"\0"):
                raise StepError("it is a tarball without %s, so nothing says what it is" % MEMBER_NAME)
            name, kind, size = tar_entry(header)
            if re.sub(r"^(\./)+", "", name) == MEMBER_NAME and kind in (b"0", b"\0", b"7"):
                text = stream.read(believable(size))
                if len(text) < size:
                    raise StepError(CUT_OFF)
                return text
            padded = -(-size // TAR_BLOCK) * TAR_BLOCK
            if stream.skip(padded) < padded:
                raise StepError(CUT_OFF)
    except (zlib.error, ValueError):
        raise StepError(CUT_OFF) from None


def tar_entry(header: bytes) -> tuple[str, bytes, int]:
    """Name, kind and size of an entry, from its header of 512 bytes."""
    if len(header) < TAR_BLOCK:
        raise ValueError("it is cut off")
    said = int(header[148:156].strip(b" \0") or b"x", 8)
    if said != sum(header[:148]) + sum(header[156:]) + 8 * ord(" "):
        raise ValueError("it is no header")
    size = header[124:136]
    # Sizes that eleven octal digits can't hold are binary.
    length = int.from_bytes(size[1:], "big") if size[0] & 0x80 else int(size.strip(b" \0") or b"0", 8)
    return header[:100].split(b"\0", 1)[0].decode("latin-1"), header[156:157], length
