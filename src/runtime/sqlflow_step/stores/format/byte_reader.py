"""Reads a stream of bytes by count: so many, then the rest. Nothing is held but what was asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Iterable, Iterator


class ByteReader:
    def __init__(self, pieces: Iterable[bytes]) -> None:
        self._pieces = iter(pieces)
        self._held = b""

    def peek(self, count: int) -> bytes:
        """The next `count` bytes, or fewer at the end, without moving on. Memory grows with the bytes that come."""
        if len(self._held) < count:
            parts, have = [self._held], len(self._held)
            while have < count:
                piece = next(self._pieces, None)
                if piece is None:
                    break
                parts.append(bytes(piece))
                have += len(piece)
            self._held = b"".join(parts)
        return self._held[:count]

    def take(self, count: int) -> bytes:
        """The same, moving on."""
        taken = self.peek(count)
        self._held = self._held[len(taken) :]
        return taken

    def rest(self) -> Iterator[bytes]:
        """What is left, in the pieces in which it comes."""
        held, self._held = self._held, b""
        if held:
            yield held
        yield from self._pieces
