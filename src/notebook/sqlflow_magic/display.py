"""The steps of a run while it goes on: one output that is drawn anew in a notebook, a line for each end elsewhere."""
import html
import time

from IPython.display import display

# Between two drawings; a program may have a thousand steps.
PAUSE = 0.2
SIGNS = {"waiting": "·", "running": "▸", "done": "✓", "failed": "✗", "skipped": "–", "stopped": "■"}
COLOURS = {"failed": "#d1242f", "done": "#1a7f37", "running": "#0969da"}
# More steps than this are counted, but for those that run or have failed.
SHOWN_STEPS = 50


class StepView:
    def __init__(self, is_notebook):
        self._is_notebook = is_notebook
        self._steps = {}
        self._said = ""
        self._handle = None
        self._drawn = 0.0
        self._is_stale = False

    def step(self, event):
        self._steps[event["id"]] = event
        if self._is_notebook:
            self._draw(event["status"] == "failed")
        elif event["status"] not in ("waiting", "running"):
            print(line_of(event))

    def say(self, text):
        self._said = text
        if self._is_notebook:
            self._draw()
        else:
            print(text)

    def idle(self):
        """What came too soon after another drawing is drawn now."""
        if self._is_stale:
            self._draw(True)

    def close(self, summary):
        self._said = summary
        if self._is_notebook and self._handle is not None:
            self._draw(True)

    def _draw(self, now=False):
        self._is_stale = not now and time.monotonic() - self._drawn < PAUSE
        if self._is_stale:
            return
        self._drawn = time.monotonic()
        bundle = {"text/plain": self._text(), "text/html": self._html()}
        if self._handle is None:
            self._handle = display(bundle, raw=True, display_id=True)
        else:
            self._handle.update(bundle, raw=True)

    def _shown(self):
        steps = list(self._steps.values())
        if len(steps) <= SHOWN_STEPS:
            return steps
        return [step for step in steps if step["status"] in ("running", "failed")][:SHOWN_STEPS]

    def _rest(self):
        hidden = len(self._steps) - len(self._shown())
        return ["and %d more steps" % hidden] if hidden else []

    def _text(self):
        said = [self._said] if self._said else []
        return "\n".join([line_of(step) for step in self._shown()] + self._rest() + said)

    def _html(self):
        rows = "".join(row_of(step) for step in self._shown())
        said = "".join("<div>%s</div>" % html.escape(text) for text in [*self._rest(), self._said] if text)
        return "<table>%s</table>%s" % (rows, said)


def time_of(event):
    return "%.1f s" % event["seconds"] if "seconds" in event else ""


def line_of(event):
    sign = SIGNS.get(event["status"], "·")
    return "  ".join(filter(None, [sign, event["id"], event["status"], time_of(event)]))


def row_of(event):
    status = event["status"]
    cells = [SIGNS.get(status, "·"), event["id"], event["title"], status, time_of(event)]
    style = ' style="color:%s"' % COLOURS[status] if status in COLOURS else ""
    return "<tr%s>%s</tr>" % (
        style,
        "".join('<td style="text-align:left">%s</td>' % html.escape(cell) for cell in cells),
    )
