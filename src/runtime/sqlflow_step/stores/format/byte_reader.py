"""Reads a stream of bytes by count: so many, then the rest. Nothing is held but what was asked for."""


class ByteReader:
    def __init__(self, pieces):
        self._pieces = iter(pieces)
        self._held = b""

    def peek(self, count):
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

    def take(self, count):
        """The same, moving on."""
        taken = self.peek(count)
        self._held = self._held[len(taken) :]
        return taken

    def rest(self):
        """What is left, in the pieces in which it comes."""
        held, self._held = self._held, b""
        if held:
            yield held
        yield from self._pieces
