"""
The process `sqlflowc serve`, and requests to it: JSON-RPC 2.0 in frames of the language server protocol. It starts with
the first request and ends with the kernel; when it has died, the next request starts another.
"""

from __future__ import annotations

import atexit
import collections
import contextlib
import json
import os
import queue
import subprocess
import threading
from typing import TYPE_CHECKING

from .errors import SqlflowError
from .find import find_sqlflowc

if TYPE_CHECKING:
    from typing import IO, Any, Callable

    # What comes before an answer: its method and its parameters.
    Listen = Callable[[str, Any], None]

ENDED = object()
# So many interrupts end the process itself: the first asks, the second forces.
INTERRUPTS = 3
MOMENT = 0.5


class ServerGoneError(SqlflowError):
    """The process has ended before it answered."""


class Client:
    def __init__(self) -> None:
        self.path: str | None = None
        self._server: Server | None = None
        self._lock = threading.Lock()
        atexit.register(self.close)

    def request(self, method: str, params: Any, listen: Listen = lambda method, params: None) -> Any:
        """The answer; what comes before it goes to `listen`."""
        with self._lock:
            try:
                return self._running().request(method, params, listen)
            except ServerGoneError:
                # What changes nothing can be asked again.
                if method not in ("bind", "settings"):
                    raise
                self.close()
                return self._running().request(method, params, listen)

    def restart(self) -> None:
        self.close()

    def close(self) -> None:
        server, self._server = self._server, None
        if server is not None:
            server.close()

    def _running(self) -> Server:
        if self._server is None or not self._server.is_alive():
            self.close()
            self._server = Server(find_sqlflowc(self.path))
        return self._server

    @property
    def pid(self) -> int | None:
        return self._server.process.pid if self._server else None


class Server:
    def __init__(self, path: str) -> None:
        try:
            # In a session of its own: an interrupt of the notebook is for the request, and is passed on as a message.
            self.process = subprocess.Popen(
                [path, "serve"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                env=environment(),
                start_new_session=True,
            )
        except OSError as error:
            raise SqlflowError("%s can't be started: %s" % (path, error.strerror)) from None
        self._input = opened(self.process.stdin)
        self._output = opened(self.process.stdout)
        self._errors = opened(self.process.stderr)
        self._path = path
        self._id = 0
        self._messages: queue.Queue[Any] = queue.Queue()
        self._last_words: collections.deque[str] = collections.deque(maxlen=5)
        self._reader = self._thread(self._read)
        self._listener = self._thread(self._listen)

    def is_alive(self) -> bool:
        return self.process.poll() is None

    def request(self, method: str, params: Any, listen: Listen) -> Any:
        self._id += 1
        self._send({"id": self._id, "method": method, "params": params})
        interrupts = 0
        while True:
            try:
                message = self._next()
                if message is None:
                    listen("idle", None)
                    continue
                if message is ENDED:
                    raise self._gone()
                if message.get("id") == self._id:
                    return result_of(message)
                if "method" in message:
                    listen(message["method"], message.get("params"))
            except KeyboardInterrupt:
                interrupts += 1
                if interrupts == INTERRUPTS:
                    self.close(0)
                    raise
                self._send({"method": "cancel"})

    def close(self, patience: float = 6) -> None:
        """Closing its input ends it, and all that it has started."""
        with contextlib.suppress(OSError):
            self._input.close()
        try:
            self.process.wait(patience)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def _send(self, message: Any) -> None:
        body = json.dumps(dict(message, jsonrpc="2.0")).encode("utf-8")
        try:
            self._input.write(b"Content-Length: %d\r\n\r\n" % len(body) + body)
            self._input.flush()
        except OSError:
            raise self._gone() from None
        except KeyboardInterrupt:
            # Half a message would spoil all that follow.
            self.close(0)
            raise

    def _next(self) -> Any:
        """Nothing after a moment: a wait without an end could not be interrupted everywhere."""
        try:
            return self._messages.get(timeout=MOMENT)
        except queue.Empty:
            return None

    def _gone(self) -> ServerGoneError:
        self._listener.join(1)
        words = "; ".join(self._last_words) or "it said nothing"
        return ServerGoneError("%s has ended (%s); the next cell starts it again" % (self._path, words))

    def _thread(self, work: Callable[[], None]) -> threading.Thread:
        thread = threading.Thread(target=work, daemon=True)
        thread.start()
        return thread

    def _read(self) -> None:
        try:
            while True:
                length = 0
                for line in iter(self._output.readline, b"\r\n"):
                    if not line:
                        return
                    name, _, value = line.partition(b":")
                    if name.lower() == b"content-length":
                        length = int(value)
                self._messages.put(json.loads(self._output.read(length).decode("utf-8")))
        except ValueError:
            self._last_words.append("what it sent is no message")
        finally:
            self._messages.put(ENDED)

    def _listen(self) -> None:
        for line in self._errors:
            self._last_words.append(line.decode("utf-8", "replace").strip())


def opened(stream: IO[bytes] | None) -> IO[bytes]:
    """A pipe that was asked for."""
    if stream is None:
        raise SqlflowError("there is no pipe to sqlflowc")
    return stream


def environment() -> dict[str, str]:
    """That of the kernel, but for where its own pictures go, which other processes can't draw to."""
    return {name: value for name, value in os.environ.items() if name != "MPLBACKEND"}


def result_of(message: Any) -> Any:
    if "error" in message:
        raise SqlflowError(message["error"].get("message", "the request failed"))
    return message.get("result")
