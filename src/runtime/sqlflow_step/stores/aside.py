"""Tables that are written aside and then take the place of others. Their names say when, so left ones can be told."""

from __future__ import annotations

import re
import time
import uuid

DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
PATTERN = re.compile(r"sqlflowc_(?:saving|replaced)_([0-9a-z]+)_[0-9a-f]+")

# No save takes longer, and no two clocks differ by more.
LONGEST_SAVE_SECONDS = 24 * 60 * 60


def aside_name(purpose: str) -> str:
    """The names that every part of sqlflowc gives; `purpose` is `saving` or `replaced`."""
    number, text = int(time.time() * 1000), ""
    while number:
        number, digit = divmod(number, 36)
        text = DIGITS[digit] + text
    return "sqlflowc_%s_%s_%s" % (purpose, text, uuid.uuid4().hex[:16])


def is_left_aside(name: str) -> bool:
    """Left by a save that was killed long ago."""
    found = PATTERN.fullmatch(name)
    return found is not None and time.time() - int(found.group(1), 36) / 1000 > LONGEST_SAVE_SECONDS
