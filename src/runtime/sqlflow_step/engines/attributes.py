"""Values of attributes, as the engines want them."""
from sqlflow_step.errors import StepError


def number(attributes, key):
    try:
        return float(attributes[key])
    except (TypeError, ValueError):
        raise StepError("`%s` must be a number, not %s" % (key, attributes[key])) from None


def whole(attributes, key, missing):
    """A whole number, which may be written in quotes."""
    if attributes.get(key) is None:
        return missing
    value = number(attributes, key)
    if value != value or value in (float("inf"), float("-inf")) or value != int(value):
        raise StepError("`%s` must be a whole number, not %s" % (key, attributes[key]))
    return int(value)


def truth(value):
    return value in (True, 1) or str(value).lower() in ("true", "1")


def names_of(value):
    """A comma-separated text, or a list of texts."""
    parts = value if isinstance(value, list) else str(value).split(",") if value is not None else []
    return [str(part).strip() for part in parts if str(part).strip()]
