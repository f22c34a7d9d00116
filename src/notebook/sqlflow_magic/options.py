"""The line of a magic: options, then perhaps a program, then perhaps `<< name`."""

from __future__ import annotations

import difflib
import re
from typing import TYPE_CHECKING

from .errors import SqlflowError

if TYPE_CHECKING:
    from typing import Any

ACTIONS = {
    "--lint": "lint",
    "--plan": "plan",
    "--dag": "graph",
    "--compile": "compile",
    "--run": "run",
    "--submit": "submit",
}
WITH_VALUE = {
    "--datasource": "datasource",
    "--model-store": "modelStore",
    "--dialect": "dialect",
    "--config": "config",
    "--python": "python",
    "--jobs": "jobs",
    "-j": "jobs",
    "-o": "output",
    "--output": "output",
    "--kind": "kind",
    "--namespace": "namespace",
    "-n": "namespace",
    "--to": "to",
    "--sqlflowc": "sqlflowc",
}
SWITCHES = {
    "--offline": "offline",
    "--online": "online",
    "--locked": "locked",
    "--watch": "watch",
    "-w": "watch",
    "--force": "force",
    "--local-commands": "localCommands",
}
WORD = re.compile(r"""\s*((?:[^\s'"]|'[^']*'|"[^"]*")+)""")
TARGET = re.compile(r"(?:^|\s)<<\s*([^\W\d]\w*)\s*$")


class Line:
    def __init__(self, text: str) -> None:
        self.action: str | None = None
        self.settings: dict[str, Any] = {}
        target = TARGET.search(text)
        self.target = target.group(1) if target else None
        self.rest = text[: target.start()] if target else text
        while self._option():
            pass
        self.rest = self.rest.strip()

    def _option(self) -> bool:
        word = self._word()
        if word is None or not re.match(r"-{1,2}[A-Za-z]", word):
            return False
        flag, equals, value = word.partition("=")
        self._take()
        if flag in ACTIONS and not equals:
            self._act(ACTIONS[flag])
        elif flag in SWITCHES and not equals:
            self.settings[SWITCHES[flag]] = True
        elif flag in WITH_VALUE:
            self._set(flag, value if equals else self._take())
        else:
            close = difflib.get_close_matches(flag, [*ACTIONS, *SWITCHES, *WITH_VALUE], 1)
            raise SqlflowError("there is no option %s%s" % (flag, "; perhaps %s was meant" % close[0] if close else ""))
        return True

    def _set(self, flag: str, value: str | None) -> None:
        if not value:
            raise SqlflowError("%s needs a value" % flag)
        key = WITH_VALUE[flag]
        self.settings[key] = int(value) if key == "jobs" and value.isdigit() else value

    def _act(self, action: str) -> None:
        if self.action is not None:
            raise SqlflowError("a cell does one thing: give one of %s" % ", ".join(ACTIONS))
        self.action = action

    def _word(self) -> str | None:
        match = WORD.match(self.rest)
        return unquoted(match.group(1)) if match else None

    def _take(self) -> str | None:
        match = WORD.match(self.rest)
        if match is None:
            return None
        self.rest = self.rest[match.end() :]
        return unquoted(match.group(1))


def unquoted(word: str) -> str:
    return re.sub(r"""'([^']*)'|"([^"]*)\"""", r"\1\2", word)
