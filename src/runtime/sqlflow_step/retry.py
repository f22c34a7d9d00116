"""Another try for what can pass: a lost connection, a busy server."""

from __future__ import annotations

import random
import time
from typing import TYPE_CHECKING

from sqlflow_step.errors import PassingError, StepError

if TYPE_CHECKING:
    from typing import Callable

    from sqlflow_step.types import T


def retrying(operation: Callable[[], T], tries: int = 8, first_wait: float = 0.1) -> T:
    """Runs an operation until it succeeds, fails for good, or has been tried often enough: 15 seconds in all."""
    done = 0
    while True:
        try:
            return operation()
        except PassingError as error:
            done += 1
            if done == tries:
                # Whoever called need not try it again.
                raise StepError(str(error)) from error
        # Many that failed together do not come back together.
        time.sleep(first_wait * 2 ** (done - 1) * random.uniform(0.5, 1))
