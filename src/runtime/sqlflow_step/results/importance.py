"""How much features matter, as bars: a picture where matplotlib is there, and text for a terminal."""

from __future__ import annotations

import io
import os
import warnings
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Sequence

    from sqlflow_step.results.outputs import Outputs
    from sqlflow_step.types import Attributes

DEFAULT_FEATURES = 20
WIDEST_BAR = 40
WIDEST_NAME = 40


def show_importance(
    outputs: Outputs, names: Sequence[str], values: Sequence[float], attributes: Attributes, folder: str
) -> None:
    """
    names, values: of the features; attributes: `summary.*` of the statement; folder: for files of matplotlib
    """
    most = int(attributes.get("summary.max_display") or DEFAULT_FEATURES)
    order = list(range(len(names)))
    if attributes.get("summary.sort", True):
        order.sort(key=lambda at: -values[at])
    title = str(attributes.get("summary.title") or "Mean of |SHAP value|")
    bars = [(shortened(names[at]), float(values[at])) for at in order[:most]]
    text = "\n".join([title, *text_bars(bars)])
    if len(order) > most:
        text += "\n(%d of %d features)" % (most, len(order))
    kind = attributes.get("summary.plot_type", "bar")
    if kind != "bar":
        outputs.say("summary.plot_type = %s: drawn as bars" % kind)
    picture = picture_of(bars, title, folder)
    if picture is None:
        outputs.text(text)
    else:
        outputs.picture(picture, text)


def shortened(name: str) -> str:
    return name if len(name) <= WIDEST_NAME else name[: WIDEST_NAME - 1] + "\u2026"


def text_bars(bars: list[tuple[str, float]]) -> list[str]:
    widest = max(len(name) for name, _ in bars)
    largest = max(value for _, value in bars) or 1
    return [
        "%s  %s %.6g" % (name.ljust(widest), "#" * round(WIDEST_BAR * value / largest), value) for name, value in bars
    ]


def picture_of(bars: list[tuple[str, float]], title: str, folder: str) -> bytes | None:
    """A PNG, or None where there is no matplotlib."""
    # It would look for a home, which pods may not have.
    os.environ.setdefault("MPLCONFIGDIR", folder)
    try:
        from matplotlib.backends.backend_agg import FigureCanvasAgg
        from matplotlib.figure import Figure
    except ImportError:
        return None
    figure = Figure(figsize=(8, 1.2 + 0.3 * len(bars)), layout="constrained")
    FigureCanvasAgg(figure)
    axes = figure.add_subplot()
    places = list(range(len(bars)))
    axes.barh(places, [value for _, value in bars])
    # A dollar sign would begin a formula.
    axes.set_yticks(places, [name.replace("$", r"\$") for name, _ in bars])
    axes.invert_yaxis()
    axes.set_title(title.replace("$", r"\$"))
    content = io.BytesIO()
    with warnings.catch_warnings():
        # Letters that no font has are drawn as boxes.
        warnings.simplefilter("ignore")
        figure.savefig(content, format="png", dpi=100)
    return content.getvalue()
