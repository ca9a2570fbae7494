"""What happens in a rehearsal, in plain dates and ids: all the oracle knows of the world."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime


@dataclass
class Person:
    """Somebody of the service. `left_on`: the first day without an account."""

    pk: int
    role: str
    unit: int
    away: list[tuple[date, date]] = field(default_factory=list)
    left_on: date | None = None

    def works(self, day: date) -> bool:
        """Whether the person is there on a day."""
        if self.left_on is not None and day >= self.left_on:
            return False
        return not any(first <= day <= last for first, last in self.away)


@dataclass
class Child:
    """A case: its unit, who may see it, and who has been responsible from which day."""

    pk: int
    unit: int
    restricted: bool
    responsible: list[tuple[date, int]]

    def responsible_on(self, day: date) -> int:
        """The latest one who began on `day` or before."""
        return [person for since, person in self.responsible if since <= day][-1]


@dataclass
class Duty:
    """A mandate as the order gives it: a first report, one every so many months, up to a day."""

    pk: int
    children: list[int]
    starts_on: date
    first_days: int | None
    every_months: int | None
    ends_on: date | None


@dataclass
class Due:
    """A deadline as it came to be. It is open from `born` until the morning of `closed`."""

    pk: int
    case: int
    mandate: int | None
    due_on: date
    born: date
    owner: int | None = None
    closed: date | None = None
    # A term counted in hours, and when it was really fulfilled.
    due_at: datetime | None = None
    closed_at: datetime | None = None


@dataclass
class Script:
    """The notes of one rehearsal."""

    administrator: int = 0
    people: dict[int, Person] = field(default_factory=dict)
    children: dict[int, Child] = field(default_factory=dict)
    duties: list[Duty] = field(default_factory=list)
    dues: dict[int, Due] = field(default_factory=dict)
    live: list[date] = field(default_factory=list)  # the days on which the scheduler ran
    bells: list[datetime] = field(default_factory=list)  # the moments at which the bell rang
    closed_post: set[datetime] = field(default_factory=set)  # those of them with the mail server away
    hearings: list[tuple[int, list[int]]] = field(default_factory=list)  # hearing, children
    stops: int = 0  # how often it came back after dead days
    mails: Counter[tuple[str, date]] = field(default_factory=Counter)
    urgent_mails: Counter[tuple[str, datetime]] = field(default_factory=Counter)
    by_unit: dict[tuple[int, str], list[Person]] = field(default_factory=lambda: defaultdict(list))

    def add(self, person: Person) -> None:
        self.people[person.pk] = person
        self.by_unit[person.unit, person.role].append(person)
