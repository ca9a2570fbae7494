"""What a lead looks at in the morning: what is late, what waits, what went wrong, who carries what."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from accounts.models import Unit, User
from accounts.permissions import roles_of
from cases.duties import in_sight
from cases.models import Case, Deadline, TeamMember
from cases.permissions import visible_cases, within_sight
from reports.enums import PENDING_STATES, AlarmKind, ReportState
from reports.models import Alarm, Dispatch, Report
from reports.pec.states import DispatchState
from reports.permissions import visible_reports


@dataclass(frozen=True)
class Load:
    """One operator's open work in the units a person leads."""

    name: str
    cases: int
    deadlines: int
    overdue: int


def led_units(user: User) -> list[Unit]:
    """The units `user` leads today."""
    return list(Unit.objects.filter(pk__in=roles_of(user).lead_units))


def led_reports(user: User) -> QuerySet[Report]:
    """Visible reports of the units `user` leads."""
    return visible_reports(user).filter(case__unit__in=roles_of(user).lead_units)


def waiting(user: User) -> QuerySet[Report]:
    """Reports somebody asked this lead to read, longest waiting first."""
    return led_reports(user).filter(state=ReportState.IN_APPROVAZIONE).order_by("submitted_at", "pk")


@dataclass(frozen=True)
class Attention:
    """Reports that ask something of a lead; one may stand on more than one list."""

    waiting: list[Report]
    late: list[Report]
    orphans: list[Report]


def needing_a_lead(user: User, today: date) -> QuerySet[Report]:
    """Reports to approve, past their day without a delivery, or written by nobody. One query for all three."""
    delivered = Dispatch.objects.filter(frozen__report=OuterRef("pk"), state=DispatchState.CONSEGNATA)
    return (
        led_reports(user)
        .annotate(is_delivered=Exists(delivered))
        .filter(
            Q(state=ReportState.IN_APPROVAZIONE)
            | Q(author=None, state__in=sorted(PENDING_STATES))
            | Q(due_on__lt=today, is_delivered=False)
        )
        .order_by("due_on", "pk")
    )


def attention(reports: Iterable[Report], today: date) -> Attention:
    """Share the rows of `needing_a_lead` out to the lists of the board."""
    rows = list(reports)
    return Attention(
        waiting=sorted(
            (row for row in rows if row.state == ReportState.IN_APPROVAZIONE),
            key=lambda row: (row.submitted_at or row.opened_at, row.pk),
        ),
        late=[row for row in rows if row.due_on < today and not row.is_delivered],  # type: ignore[attr-defined]
        orphans=[row for row in rows if row.author_id is None and row.is_pending],
    )


def alarms(user: User) -> QuerySet[Alarm]:
    """Open alarms on the reports of led units and on the mailboxes of their enti."""
    units = Unit.objects.filter(pk__in=roles_of(user).lead_units)
    of_enti = Q(mailbox__organisation__in=units.values("organisation")) | Q(
        mailbox__organisation__in=units.values("controller")
    )
    return (
        Alarm.objects.open()
        .filter(Q(report__in=led_reports(user)) | Q(report=None) & of_enti)
        .select_related("report__case", "mailbox")
    )


def ownerless(user: User, today: date) -> QuerySet[Deadline]:
    """Open deadlines of led units whose owner and responsible are missing or away: the leads answer."""
    units = roles_of(user).lead_units
    return in_sight(Deadline.objects.open().ownerless(today).filter(case__unit__in=units), user)


def mailbox_alarm(alarm: Alarm) -> bool:
    """Whether an administrator, not the unit, has to act."""
    return alarm.kind in (
        AlarmKind.MAILBOX_SUSPENDED,
        AlarmKind.MISCONFIGURED,
        AlarmKind.UNREACHABLE,
        AlarmKind.QUARANTINE,
        AlarmKind.NO_SORTER,
    )


def loads(user: User, today: date) -> list[Load]:
    """Open cases and deadlines per responsible operator, last those of nobody. Three queries, or four."""
    cases = visible_cases(user).filter(unit__in=roles_of(user).lead_units, closed_on=None)
    members = TeamMember.objects.in_force(today).filter(responsible=True, case__in=cases)
    per_user = members.values("user", "user__first_name", "user__last_name").annotate(cases=Count("case"))
    # One filter on the équipe, before its values: both then speak of the same row, the responsible's.
    deadlines = (
        within_sight(Deadline.objects.open(), user, "case")
        .filter(case__team__in=members)
        .values("case__team__user")
        .annotate(open=Count("pk"), overdue=Count("pk", filter=Q(due_on__lt=today)))
    )
    counts = {row["case__team__user"]: row for row in deadlines}
    found = [
        Load(
            name=f"{row['user__first_name']} {row['user__last_name']}",
            cases=row["cases"],
            deadlines=counts[row["user"]]["open"] if row["user"] in counts else 0,
            overdue=counts[row["user"]]["overdue"] if row["user"] in counts else 0,
        )
        for row in per_user
    ]
    return [*sorted(found, key=lambda load: -load.cases), *_of_nobody(cases.exclude(team__in=members), today)]


def _of_nobody(cases: QuerySet[Case], today: date) -> list[Load]:
    """The open cases for which nobody is responsible, in one row; none when there are none."""
    if not (count := cases.count()):
        return []
    due = Deadline.objects.open().filter(case__in=cases)
    deadlines = due.aggregate(open=Count("pk"), overdue=Count("pk", filter=Q(due_on__lt=today)))
    return [
        Load(
            name="Senza responsabile", cases=count, deadlines=deadlines["open"], overdue=deadlines["overdue"]
        )
    ]
