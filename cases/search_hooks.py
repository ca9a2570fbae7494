"""What the apps above let *Ricerca* find: they append here in `AppConfig.ready()` (design §2: hooks, no imports).

Each finder cuts what it finds by what the person may see. The page tells the gate of every hit.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser

from accounts.models import User


@dataclass(frozen=True)
class Hit:
    """One thing found; `snippet` is text and whether it was what was looked for."""

    case_id: int
    title: str
    url: str
    note: str
    snippet: list[tuple[str, bool]]


@dataclass(frozen=True)
class Group:
    """The hits of one kind, under their heading; `anchor` names the heading on the page."""

    title: str
    anchor: str
    hits: list[Hit]


finders: list[Callable[[User | AnonymousUser, str], Group]] = []


def found_elsewhere(user: User | AnonymousUser, text: str) -> list[Group]:
    """What every app above finds, the empty groups left out."""
    return [group for find in finders if (group := find(user, text)).hits]
