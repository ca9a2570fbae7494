"""What the agenda and the private calendars list. The apps above add their own in `AppConfig.ready()`.

A source goes through the gate (`within_sight` and its kin) and tells it with `saw` which cases it shows.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import models

from accounts.models import User
from cases.duties import Duty
from cases.models import Appointment, Case


class ItemKind(models.TextChoices):
    """What one may look at alone."""

    HEARING = "udienze", "Udienze"
    APPOINTMENT = "visite", "Visite e appuntamenti"
    DEADLINE = "scadenze", "Scadenze"


@dataclass(frozen=True)
class Span:
    """The days from `first` to the one before `end`, of one person or, with `units`, of whole units."""

    first: date
    end: date
    units: frozenset[int] = frozenset()


@dataclass
class Item:
    """One line of the agenda. `word` says what it is without naming anybody: it may leave the house."""

    kind: ItemKind
    uid: str
    word: str
    title: str
    day: date
    url: str
    cases: list[Case]
    at: datetime | None = None
    ends_at: datetime | None = None
    note: str = ""
    done: bool = False
    # For the pages that show more of it than its line.
    duty: Duty | None = None
    appointment: Appointment | None = None

    @property
    def order(self) -> tuple[date, bool, datetime | None, str]:
        """By day; within it first what has an hour."""
        return (self.day, self.at is None, self.at, self.uid)


@dataclass
class Day:
    """One day and what falls on it."""

    date: date
    items: list[Item] = field(default_factory=list)


sources: list[Callable[[User, Span], Iterable[Item]]] = []
