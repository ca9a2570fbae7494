"""What a term is, and what comes of it."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum

from courts.terms.rules import TermError

ONE_DAY = timedelta(days=1)


class Unit(StrEnum):
    """What a term is counted in."""

    HOURS = "hours"
    DAYS = "days"
    WEEKS = "weeks"
    MONTHS = "months"
    YEARS = "years"


class Direction(StrEnum):
    """Forward from an event, or backward from a day to come (ten days before the hearing)."""

    FORWARD = "forward"
    BACKWARD = "backward"


class Rolling(StrEnum):
    """What happens when the last day is a holiday or a Saturday."""

    LEGAL = "legal"  # art. 155 c.p.c.: later for forward terms, earlier for backward ones
    NEVER = "never"  # durations, birthdays, art. 403 c.c.: the day stays what it is
    EARLIER = "earlier"  # internal targets: always the working day before


@dataclass(frozen=True, slots=True)
class Term:
    """A legal term: how much of what, which way, and what holidays and August do to it.

    ``in_hearing`` is for acts done in a hearing, where Saturday is a working day (art. 155 c.6 c.p.c.).
    ``rolling`` has no effect on hours, which are never moved.
    Raises ``TermError`` for amounts below 1 and for suspensions that make no sense.
    """

    amount: int
    unit: Unit = Unit.DAYS
    direction: Direction = Direction.FORWARD
    rolling: Rolling = Rolling.LEGAL
    august_suspension: bool = False
    in_hearing: bool = False

    def __post_init__(self) -> None:
        if isinstance(self.amount, bool) or not isinstance(self.amount, int):
            raise TermError("La durata del termine deve essere un numero intero.")
        if self.amount < 1:
            raise TermError("La durata del termine deve essere almeno 1.")
        if self.august_suspension and self.unit is Unit.HOURS:
            raise TermError("I termini a ore non si sospendono in agosto.")
        if self.august_suspension and self.rolling is Rolling.NEVER:
            raise TermError("Una durata non è un termine processuale: non si sospende in agosto.")

    @property
    def sign(self) -> int:
        """+1 forward, -1 backward."""
        return 1 if self.direction is Direction.FORWARD else -1

    @property
    def by_calendar(self) -> bool:
        """Tell whether the term is counted by the names of the days, not by their number."""
        return self.unit in (Unit.MONTHS, Unit.YEARS)


@dataclass(frozen=True, slots=True)
class DueDate:
    """The day a term falls due. ``nominal_on`` is the last day before holidays moved it."""

    due_on: date
    nominal_on: date
    explanation: str
    steps: tuple[str, ...]
    note: str = ""


@dataclass(slots=True)
class Count:
    """How a due date was reached: the trail the explanation is written from.

    ``begin`` differs from ``start`` when a suspension deferred it. ``shifted`` is the bare result,
    ``last`` the one with the suspensions met (``windows``), ``due_on`` the one after the days on which
    no term can end (``passed``, with the reason in Italian).
    """

    start: date
    begin: date
    shifted: date
    last: date
    due_on: date
    windows: list[tuple[date, date]] = field(default_factory=list)
    passed: list[tuple[date, str]] = field(default_factory=list)
    suspension_passed: bool = False

    @property
    def deferred(self) -> bool:
        """Tell whether the start lay inside a suspension."""
        return self.begin != self.start


def window_days(window: tuple[date, date]) -> int:
    """Return how many days a suspension lasts, both ends included."""
    return (window[1] - window[0]).days + 1
