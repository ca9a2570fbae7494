"""The kinds of events on the *Cronologia* of a case. The apps above add theirs in `AppConfig.ready()`.

The case has passed the gate; a kind leaves out by itself what the person may not read of it (reserved notes,
reports that are also about a child out of sight), and never tells a protected address.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from accounts.models import User
from cases.models import Case


class Event(NamedTuple):
    """One thing that happened on a day, or at an hour of it in Rome (`at`). `tone`: of the timeline's items."""

    day: date
    title: str
    url: str
    note: str = ""
    at: datetime | None = None
    tone: str = ""


@dataclass(frozen=True)
class Kind:
    """One kind of events: its name in the plural, and all of them on one case. A constant number of queries."""

    label: str
    events: Callable[[User, Case], Iterable[Event]]


kinds: dict[str, Kind] = {}
