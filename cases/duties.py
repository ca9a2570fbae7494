"""Deadlines as people read them: siblings under one mandate are one duty."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db.models import Exists, OuterRef, QuerySet

from accounts.models import User
from cases.deadline_links import urls_of
from cases.enums import DeadlineState
from cases.models import Case, Deadline, Reminder
from cases.permissions import saw, within_sight


@dataclass
class Duty:
    """One thing due, for one or more children."""

    title: str
    due_on: date
    due_at: datetime | None
    explanation: str
    url: str
    state: str
    pk: int  # of the first of its deadlines
    opens_on: date | None = None
    owner: str = ""
    reminded: bool = False  # the reader was told of it today
    cases: list[Case] = field(default_factory=list)

    @property
    def is_open(self) -> bool:
        return self.state == DeadlineState.OPEN


def in_sight(rows: QuerySet[Deadline], user: User) -> QuerySet[Deadline]:
    """Those of `rows` on cases `user` sees, ready to be grouped."""
    return within_sight(rows, user).select_related("case__person", "owner").order_by("due_on", "pk")


def reminded_since(rows: QuerySet[Deadline], user: User, moment: datetime) -> QuerySet[Deadline]:
    """The same rows, each knowing whether `user` was reminded of it, at this due date, since `moment`."""
    told = Reminder.objects.filter(
        deadline=OuterRef("pk"), due_on=OuterRef("due_on"), user=user, created_at__gte=moment
    )
    return rows.annotate(reminded=Exists(told))


def grouped(deadlines: Iterable[Deadline], user: User) -> list[Duty]:
    """One duty per origin, day and state, in the order given, each leading where `user` does it.

    Tells the gate which cases are shown.
    """
    rows = list(deadlines)
    return gathered(rows, urls_of(rows, user))


def gathered(rows: Iterable[Deadline], urls: Mapping[int, str]) -> list[Duty]:
    """The same for who knows already where each of them leads: several lists ask once."""
    duties: dict[tuple[object, ...], Duty] = {}
    for deadline in rows:
        key = (deadline.origin, deadline.title, deadline.due_on, deadline.state)
        duty = duties.get(key)
        if duty is None:
            duty = duties[key] = _duty(deadline, urls[deadline.pk])
        duty.cases.append(deadline.case)
        duty.reminded |= getattr(deadline, "reminded", False)
    saw(case.pk for duty in duties.values() for case in duty.cases)
    return list(duties.values())


def _duty(deadline: Deadline, url: str) -> Duty:
    return Duty(
        title=deadline.title,
        due_on=deadline.due_on,
        due_at=deadline.due_at,
        explanation=deadline.explanation,
        url=url,
        state=deadline.state,
        pk=deadline.pk,
        opens_on=deadline.opens_on,
        owner=str(deadline.owner) if deadline.owner else "",
    )
