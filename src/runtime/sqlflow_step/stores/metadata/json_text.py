"""JSON as JavaScript writes it, so that the compiler and the steps make the same bytes of the same document."""

from __future__ import annotations

import decimal
import json
import math
import re
from typing import TYPE_CHECKING

from sqlflow_step.errors import StepError

if TYPE_CHECKING:
    from typing import Any

# The compiler reads no deeper documents, and Python's own limit is a thousand calls.
DEEPEST = 500

LONE_SURROGATE = re.compile("[\ud800-\udfff]")
PLAIN_KEY = re.compile(r"\w{1,40}", re.ASCII)


def check_content(value: object) -> None:
    """Says where a document holds something that would be another thing when it is read again."""
    rest: list[tuple[object, tuple[Any, ...]]] = [(value, ())]
    while rest:
        part, path = rest.pop()
        wrong = problem(part, len(path))
        if wrong:
            raise StepError("its metadata can't be kept: %s %s" % (place_of(path), wrong))
        if isinstance(part, dict):
            rest.extend((item, (*path, key)) for key, item in reversed(list(part.items())))
        elif isinstance(part, (list, tuple)):
            # Texts and small numbers, such as vocabularies, need no path of their own.
            rest.extend((part[at], (*path, at)) for at in reversed(range(len(part))) if not is_plain(part[at]))


def is_plain(part: object) -> bool:
    return part is None or type(part) in (str, bool) or (type(part) is int and abs(part) < 2**53)


def problem(value: object, depth: int) -> str | None:
    if value is None or isinstance(value, (str, bool)):
        return None
    if isinstance(value, float) and math.isnan(value):
        return "is NaN, which JSON has not"
    if isinstance(value, (int, float)):
        return "is infinite, or too large a number" if too_large(value) else None
    if not isinstance(value, (dict, list, tuple)):
        return "is %s, which JSON has not" % type(value).__name__
    if depth > DEEPEST:
        return "is more than %d levels deep" % DEEPEST
    if isinstance(value, dict) and not all(isinstance(key, str) for key in value):
        return "has a key that is no text"
    return None


def too_large(number: float) -> bool:
    try:
        return math.isinf(float(number))
    except OverflowError:
        return True


def place_of(path: tuple[Any, ...]) -> str:
    """`attributes.a.b[0]`, of one line and bounded length, whatever the keys are."""
    if not path:
        return "it"
    shown = ""
    for key in path[:6]:
        if isinstance(key, int):
            shown += "[%d]" % key
        else:
            shown += "." + key if PLAIN_KEY.fullmatch(key) else ".\u2026"
    return (shown[1:] if shown.startswith(".") else shown) + ("\u2026" if len(path) > 6 else "")


def json_text(value: object) -> str:
    """The text of a document that `check_content` has passed."""
    out: list[str] = []
    write(value, out)
    return LONE_SURROGATE.sub(lambda found: "\\u%04x" % ord(found.group()), "".join(out))


# One frame for each level, so that the deepest document stays within Python's limit.
def write(value: Any, out: list[str]) -> None:
    if isinstance(value, dict):
        out.append("{")
        for key in ordered_keys(value):
            out.append(json.dumps(key, ensure_ascii=False))
            out.append(":")
            write(value[key], out)
            out.append(",")
        close(out, "{", "}")
    elif isinstance(value, (list, tuple)):
        out.append("[")
        for item in value:
            write(item, out)
            out.append(",")
        close(out, "[", "]")
    elif isinstance(value, float):
        out.append(number_text(value))
    elif isinstance(value, int) and not isinstance(value, bool):
        out.append(int.__repr__(value))
    else:
        out.append(json.dumps(value, ensure_ascii=False))


def close(out: list[str], opening: str, closing: str) -> None:
    if out[-1] == ",":
        out.pop()
    out.append(closing)


def ordered_keys(value: dict[str, Any]) -> list[str]:
    """JavaScript puts keys that are small whole numbers first."""
    numbers = [key for key in value if is_index(key)]
    if not numbers:
        return list(value)
    return sorted(numbers, key=int) + [key for key in value if not is_index(key)]


def is_index(key: str) -> bool:
    return key.isascii() and key.isdigit() and (key == "0" or key[0] != "0") and len(key) < 11 and int(key) < 2**32 - 1


def number_text(number: float) -> str:
    """The shortest digits that give the number again, in JavaScript's notation."""
    if number == 0:
        return "0"
    sign, digits, power = decimal.Decimal(float.__repr__(number)).as_tuple()
    exponent = int(power)
    text = "".join(map(str, digits)).rstrip("0")
    point = len(digits) + exponent
    if len(text) <= point <= 21:
        text = text + "0" * (point - len(text))
    elif 0 < point <= 21:
        text = text[:point] + "." + text[point:]
    elif -6 < point <= 0:
        text = "0." + "0" * -point + text
    else:
        text = "%s%se%+d" % (text[0], "." + text[1:] if len(text) > 1 else "", point - 1)
    return "-" + text if sign else text
