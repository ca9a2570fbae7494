"""A short list that one app lends to a page of another (design §2: hooks, no imports)."""

from collections.abc import Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Row:
    """One line: where it leads, a grey note, and a badge whose tone is one of the state badges'."""

    label: str
    url: str
    note: str = ""
    badge: str = ""
    tone: str = "neutral"
    why: str = ""  # how a day in the note was reckoned


@dataclass(frozen=True)
class Panel:
    """A titled list. With no rows the `empty` text stands in their place; `url` leads to the whole."""

    title: str
    rows: Sequence[Row] = field(default_factory=tuple)
    empty: str = ""
    url: str = ""
    url_label: str = "Tutte"
    alarm: bool = False
