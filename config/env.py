"""Reading settings from the environment, failing loudly."""

import os

from django.core.exceptions import ImproperlyConfigured

MISSING = object()


def text(name: str, default: object = MISSING) -> str:
    """The variable's value; without a default a missing one stops the start."""
    value = os.environ.get(name, default)
    if value is MISSING:
        raise ImproperlyConfigured(f"The environment variable {name} is required.")
    return str(value)


def flag(name: str, default: bool = False) -> bool:
    """1/true/yes/on or 0/false/no/off; anything else stops the start."""
    value = os.environ.get(name, str(default)).strip().lower()
    if value in {"1", "true", "yes", "on"}:
        return True
    if value in {"0", "false", "no", "off", ""}:
        return False
    raise ImproperlyConfigured(f"The environment variable {name} must be 1 or 0, not {value!r}.")


def number(name: str, default: int) -> int:
    """A whole number."""
    value = os.environ.get(name, str(default))
    try:
        return int(value)
    except ValueError as error:
        raise ImproperlyConfigured(
            f"The environment variable {name} must be a number, not {value!r}."
        ) from error


def items(name: str, default: str = "") -> list[str]:
    """A comma-separated list, without blanks."""
    return [part.strip() for part in os.environ.get(name, default).split(",") if part.strip()]
