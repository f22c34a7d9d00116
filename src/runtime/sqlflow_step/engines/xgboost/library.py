"""XGBoost itself, and its errors in words that fit one line."""

from __future__ import annotations

import contextlib
import os
import re
from typing import TYPE_CHECKING

from sqlflow_step.errors import StepError

if TYPE_CHECKING:
    from typing import Iterator

# Threads that wait for each other by spinning take the processor from other pods, and on a busy node from themselves.
os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")

try:
    import xgboost as xgboost
except ImportError as missing:
    raise StepError("the image has no XGBoost, which this step needs: pip install xgboost (%s)" % missing) from missing


@contextlib.contextmanager
def xgboost_errors(what: str) -> Iterator[None]:
    """What XGBoost refuses becomes the error of the step. what: what was tried, as in "training failed"."""
    try:
        yield
    except (ValueError, TypeError, OverflowError) as error:
        raise StepError("%s: XGBoost says: %s" % (what, said(str(error)))) from error


def said(text: str) -> str:
    """The message without the place in XGBoost's source and the stack behind it."""
    text = text.split("Stack trace:")[0].strip()
    text = re.sub(r"^\[\d\d:\d\d:\d\d\] \S+: ", "", text)
    text = re.sub(r"^Check failed: .*?: (?=\S)", "", text)
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    return " ".join(lines)[:400] or "nothing"
