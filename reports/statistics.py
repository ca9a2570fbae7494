"""Counts of what a person may see. Each is one grouped query; nothing here names anybody."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, F, Q
from django.db.models.functions import TruncDate, TruncMonth

from accounts.models import User
from cases.enums import CaseStatus, DeadlineState
from cases.models import Deadline
from cases.permissions import visible_cases, within_sight
from courts.terms import add_months
from reports.enums import ReportState
from reports.permissions import visible_reports
from services.catalogue.enums import EnrolmentState
from services.catalogue.models import Enrolment


@dataclass(frozen=True)
class Row:
    """A label and its count."""

    label: str
    count: int


@dataclass(frozen=True)
class Month:
    """Deadlines that fell due in one month, and how they ended."""

    first: date
    on_time: int
    late: int
    missing: int


def cases_by_status(user: User) -> list[Row]:
    """Visible cases by state, every state listed."""
    found = dict(
        visible_cases(user)
        .order_by()
        .values_list("status")
        .annotate(n=Count("pk"))
        .values_list("status", "n")
    )
    return [Row(status.label, found.get(status.value, 0)) for status in CaseStatus]


def reports_by_state(user: User) -> list[Row]:
    """Visible reports by state."""
    rows = visible_reports(user).order_by().values_list("state").annotate(n=Count("pk"))
    found = dict(rows.values_list("state", "n"))
    return [
        Row(state.label, found.get(state.value, 0)) for state in ReportState if state != ReportState.ANNULLATA
    ]


def enrolments_by_kind(user: User) -> list[Row]:
    """Running enrolments of visible cases by service."""
    rows = (
        within_sight(Enrolment.objects.filter(state=EnrolmentState.ATTIVO), user, "case")
        .order_by()
        .values_list("kind__name")
        .annotate(n=Count("pk"))
        .order_by("-n", "kind__name")
    )
    return [Row(name, count) for name, count in rows]


def deadlines_by_month(user: User, today: date, months: int = 12) -> list[Month]:
    """How the deadlines of the last `months` months ended: on time, late, or not at all."""
    first = add_months(today.replace(day=1), 1 - months)
    closed_on = TruncDate("closed_at")
    rows = (
        within_sight(Deadline.objects.exclude(state=DeadlineState.CANCELLED), user, "case")
        .filter(due_on__gte=first, due_on__lte=today)
        .annotate(month=TruncMonth("due_on"), closed_on=closed_on)
        .order_by()
        .values("month")
        .annotate(
            on_time=Count("pk", filter=Q(state=DeadlineState.FULFILLED, closed_on__lte=F("due_on"))),
            late=Count("pk", filter=Q(state=DeadlineState.FULFILLED, closed_on__gt=F("due_on"))),
            missing=Count("pk", filter=Q(state=DeadlineState.OPEN, due_on__lt=today)),
        )
    )
    found = {row["month"]: Month(row["month"], row["on_time"], row["late"], row["missing"]) for row in rows}
    starts = [add_months(first, n) for n in range(months)]
    return [found.get(start, Month(start, 0, 0, 0)) for start in starts]
