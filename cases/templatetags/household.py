"""Small steps of the household's pages."""

from typing import Any

from django import template

register = template.Library()
FIRST_LINE, LINE_HEIGHT = 72, 17


@register.filter
def line_y(index: int) -> int:
    """Where the n-th line of a name stands in its box, in pixels."""
    return FIRST_LINE + LINE_HEIGHT * index


@register.filter
def for_key(values: dict[Any, str], key: Any) -> str:
    """The value of a dictionary under a key."""
    return values.get(key, "")
