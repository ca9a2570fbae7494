"""*Oggi*: what waits for this person."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import IntegerField, QuerySet, Subquery
from django.http import HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.models import User
from accounts.permissions import Roles, request_roles
from accounts.requests import SignedInRequest
from cases.deadline_links import urls_of
from cases.duties import Duty, gathered, in_sight, reminded_since
from cases.models import Deadline, DiaryEntry, TeamMember
from cases.ownership import count_unanswered
from cases.permissions import caseload_counted, nothing_of_a_case, saw, within_sight
from cases.today_hooks import panels_for
from cases.watchdog import watchdog

HORIZON_DAYS = 60
MOST_DUTIES = 80
RECENT_ENTRIES = 8
MOST_CASES = 1000


class CountOf(Subquery):
    """How many rows another question has, asked along with another."""

    template = "(SELECT count(*) FROM (%(subquery)s) counted)"
    output_field = IntegerField()


@dataclass(frozen=True)
class Counts:
    """The numbers on top of the page."""

    overdue: int
    week: int
    later: int
    cases: int

    @property
    def cases_shown(self) -> str:
        return f"oltre {MOST_CASES}" if self.cases > MOST_CASES else str(self.cases)


@require_safe
def today(request: SignedInRequest) -> HttpResponse:
    """The person's duties, overdue first; for who has no casework, what they can do and where."""
    roles = request_roles(request)
    if not roles.works_on_cases:
        return _welcome(request, roles)
    own, ownerless = _own_duties(request.user), _ownerless(request.user, roles.lead_units)
    urls = urls_of([*own, *ownerless], request.user)
    duties = gathered(own, urls)
    context = {
        "duties": duties,
        "ownerless": gathered(ownerless, urls),
        "panels": panels_for(request.user),
        "entries": _recent_entries(request.user),
        "today": timezone.localdate(),
        "counts": _counts(request.user, duties),
        "leads": bool(roles.lead_units),
        "watchdog": watchdog() if roles.lead_units else None,
        "horizon": HORIZON_DAYS,
    }
    return TemplateResponse(request, "cases/today.html", context)


def _welcome(request: SignedInRequest, roles: Roles) -> HttpResponse:
    """What somebody without casework can do; an administrator also learns of what nobody answers for."""
    nothing_of_a_case()
    enti = roles.admin_organisations
    context = {
        "roles": roles,
        "watchdog": watchdog() if enti else None,
        "unanswered": count_unanswered(enti, timezone.localdate()) if enti else 0,
    }
    return TemplateResponse(request, "cases/welcome.html", context)


def _open_duties(user: User) -> QuerySet[Deadline]:
    return in_sight(Deadline.objects.open().owned_by(user, timezone.localdate()), user)


def _horizon() -> date:
    return timezone.localdate() + timedelta(days=HORIZON_DAYS)


def _own_duties(user: User) -> list[Deadline]:
    """The open duties up to the horizon."""
    midnight = timezone.make_aware(datetime.combine(timezone.localdate(), time.min))
    near = reminded_since(_open_duties(user).filter(due_on__lte=_horizon()), user, midnight)
    return list(near[:MOST_DUTIES])


def _ownerless(user: User, units: frozenset[int]) -> list[Deadline]:
    """Deadlines of the units this person leads whose owner and responsible are missing or away today."""
    if not units:
        return []
    rows = Deadline.objects.open().ownerless(timezone.localdate()).filter(case__unit__in=units)
    return list(in_sight(rows, user)[:MOST_DUTIES])


def _counts(user: User, duties: list[Duty]) -> Counts:
    """The duties shown, those beyond the horizon counted alike, and the cases. One query."""
    day = timezone.localdate()
    beyond = _open_duties(user).filter(due_on__gt=_horizon()).order_by()
    later, cases = (
        User.objects.filter(pk=user.pk)
        .values_list(
            CountOf(beyond.values("origin", "title", "due_on").distinct()),
            CountOf(caseload_counted(user, cap=MOST_CASES)),
        )
        .get()
    )
    week = day + timedelta(days=7)
    return Counts(
        overdue=sum(duty.due_on < day for duty in duties),
        week=sum(day <= duty.due_on <= week for duty in duties),
        later=sum(duty.due_on > week for duty in duties) + later,
        cases=cases,
    )


def _recent_entries(user: User) -> list[DiaryEntry]:
    """The latest notes on the cases of this person's équipes: what and when, not the text."""
    mine = TeamMember.objects.in_force(timezone.localdate()).filter(user=user).values("case")
    rows = within_sight(DiaryEntry.objects.filter(case__in=mine, occurred_at__lte=timezone.now()), user)
    entries = list(rows.select_related("case__person", "author")[:RECENT_ENTRIES])
    saw(entry.case_id for entry in entries)
    return entries
