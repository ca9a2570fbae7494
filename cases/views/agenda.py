"""*Agenda*: deadlines and appointments of a month, day by day."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from django.http import HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from accounts.models import User
from accounts.permissions import request_roles
from accounts.requests import SignedInRequest
from cases.duties import Duty, grouped, in_sight
from cases.enums import DeadlineState
from cases.models import Deadline, DiaryEntry, TeamMember
from cases.permissions import saw, within_sight

FIRST_YEAR, LAST_YEAR = 2000, 2100


@dataclass
class Day:
    """What falls on one day."""

    duties: list[Duty] = field(default_factory=list)
    entries: list[DiaryEntry] = field(default_factory=list)


@require_safe
def agenda(request: SignedInRequest) -> HttpResponse:
    """One month (`?mese=2026-12`), of the person or of the units they lead (`?chi=unita`)."""
    first = _month(request.GET.get("mese", ""))
    units = request_roles(request).lead_units
    whole_unit = bool(units) and request.GET.get("chi") == "unita"
    duties = _duties(request.user, first, units if whole_unit else frozenset())
    entries = _appointments(request.user, first, units if whole_unit else frozenset())
    context = {
        "month": first,
        "days": sorted(_by_day(duties, entries).items()),
        "count": len(duties) + len(entries),
        "leads": bool(units),
        "whole_unit": whole_unit,
        "previous_url": _address(first - timedelta(days=1), whole_unit),
        "next_url": _address(_next_month(first), whole_unit),
        "own_url": _address(first, False),
        "unit_url": _address(first, True),
        "this_month": first == timezone.localdate().replace(day=1),
        "now_url": _address(timezone.localdate(), whole_unit),
        "today": timezone.localdate(),
    }
    return TemplateResponse(request, "cases/agenda.html", context)


def _month(text: str) -> date:
    """The first day of a month written as 2026-12; this month for anything else."""
    year, _, month = text.partition("-")
    if text.isascii() and year.isdigit() and month.isdigit():
        number, position = int(year), int(month)
        if FIRST_YEAR <= number <= LAST_YEAR and 1 <= position <= 12:
            return date(number, position, 1)
    return timezone.localdate().replace(day=1)


def _next_month(first: date) -> date:
    return (first + timedelta(days=32)).replace(day=1)


def _address(day: date, whole_unit: bool) -> str:
    return "?" + urlencode({"mese": f"{day:%Y-%m}", **({"chi": "unita"} if whole_unit else {})})


def _duties(user: User, first: date, units: frozenset[int]) -> list[Duty]:
    rows = Deadline.objects.filter(due_on__gte=first, due_on__lt=_next_month(first))
    rows = rows.exclude(state=DeadlineState.CANCELLED)
    mine = rows.filter(case__unit__in=units) if units else rows.owned_by(user, timezone.localdate())
    return grouped(in_sight(mine, user))


def _appointments(user: User, first: date, units: frozenset[int]) -> list[DiaryEntry]:
    """Diary entries written ahead: visits and talks still to come."""
    start, end = _midnight(first), _midnight(_next_month(first))
    rows = DiaryEntry.objects.filter(
        occurred_at__gte=max(start, timezone.now()), occurred_at__lt=end, missed=False
    )
    team = TeamMember.objects.in_force(timezone.localdate()).filter(user=user).values("case")
    rows = rows.filter(case__unit__in=units) if units else rows.filter(case__in=team)
    entries = list(within_sight(rows, user).select_related("case__person").order_by("occurred_at", "pk"))
    saw(entry.case_id for entry in entries)
    return entries


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def _by_day(duties: Iterable[Duty], entries: Iterable[DiaryEntry]) -> dict[date, Day]:
    days: dict[date, Day] = {}
    for duty in duties:
        days.setdefault(duty.due_on, Day()).duties.append(duty)
    for entry in entries:
        days.setdefault(timezone.localtime(entry.occurred_at).date(), Day()).entries.append(entry)
    return days
