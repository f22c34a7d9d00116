"""The steps of a run while it goes on: one output that is drawn anew in a notebook, a line for each end elsewhere."""

from __future__ import annotations

import html
import time
from typing import TYPE_CHECKING

from IPython.display import display

from .results import counted

if TYPE_CHECKING:
    from typing import Any, Dict

    # What the server says of a step.
    Event = Dict[str, Any]

# Between two drawings; a program may have a thousand steps.
PAUSE = 0.2
SIGNS = {"waiting": "·", "running": "▸", "done": "✓", "failed": "✗", "skipped": "–", "stopped": "■"}
COLOURS = {"failed": "#d1242f", "done": "#1a7f37", "running": "#0969da"}
# More steps than this are counted, but for those that run or have failed.
SHOWN_STEPS = 50


class StepView:
    def __init__(self, is_notebook: bool) -> None:
        self._is_notebook = is_notebook
        self._steps: dict[str, Event] = {}
        self._said = ""
        self._handle: Any = None
        self._drawn = 0.0
        self._is_stale = False

    def step(self, event: Event) -> None:
        self._steps[event["id"]] = event
        if self._is_notebook:
            self._draw(event["status"] == "failed")
        elif event["status"] not in ("waiting", "running"):
            print(line_of(event))

    def say(self, text: str) -> None:
        self._said = text
        if self._is_notebook:
            self._draw()
        else:
            print(text)

    def idle(self) -> None:
        """What came too soon after another drawing is drawn now."""
        if self._is_stale:
            self._draw(True)

    def close(self, summary: str) -> None:
        self._said = summary
        if self._is_notebook and self._handle is not None:
            self._draw(True)

    def _draw(self, now: bool = False) -> None:
        self._is_stale = not now and time.monotonic() - self._drawn < PAUSE
        if self._is_stale:
            return
        self._drawn = time.monotonic()
        bundle = {"text/plain": self._text(), "text/html": self._html()}
        if self._handle is None:
            self._handle = display(bundle, raw=True, display_id=True)
        else:
            self._handle.update(bundle, raw=True)

    def _shown(self) -> list[Event]:
        steps = list(self._steps.values())
        if len(steps) <= SHOWN_STEPS:
            return steps
        return [step for step in steps if step["status"] in ("running", "failed")][:SHOWN_STEPS]

    def _rest(self) -> list[str]:
        hidden = len(self._steps) - len(self._shown())
        return ["and %s" % counted(hidden, "more step")] if hidden else []

    def _text(self) -> str:
        said = [self._said] if self._said else []
        return "\n".join([line_of(step) for step in self._shown()] + self._rest() + said)

    def _html(self) -> str:
        rows = "".join(row_of(step) for step in self._shown())
        said = "".join("<div>%s</div>" % html.escape(text) for text in [*self._rest(), self._said] if text)
        return "<table>%s</table>%s" % (rows, said)


def time_of(event: Event) -> str:
    return "%.1f s" % event["seconds"] if "seconds" in event else ""


def line_of(event: Event) -> str:
    sign = SIGNS.get(event["status"], "·")
    return "  ".join(filter(None, [sign, event["id"], event["status"], time_of(event)]))


def row_of(event: Event) -> str:
    status = event["status"]
    cells = [SIGNS.get(status, "·"), event["id"], event["title"], status, time_of(event)]
    style = ' style="color:%s"' % COLOURS[status] if status in COLOURS else ""
    return "<tr%s>%s</tr>" % (
        style,
        "".join('<td style="text-align:left">%s</td>' % html.escape(cell) for cell in cells),
    )
