"""Coordinamento: the board of who leads a unit."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from accounts.permissions import request_roles
from accounts.requests import SignedInRequest
from cases.duties import grouped
from cases.permissions import count_caseload, saw
from cases.watchdog import watchdog
from reports import board as questions
from reports.actions.alarms import acknowledge
from reports.enums import AlarmKind
from reports.views.listing import show, with_rows

ROWS, REPORTS = 20, 60
# Alarms that only a person's look closes.
ACKNOWLEDGED = {AlarmKind.QUARANTINE, AlarmKind.CONTENT_DIFFERS}


@require_GET
def board(request: SignedInRequest) -> HttpResponse:
    if not request_roles(request).lead_units:
        raise PermissionDenied
    user, today = request.user, timezone.localdate()
    alarms = list(questions.alarms(user)[:ROWS])
    saw(alarm.report.case_id for alarm in alarms if alarm.report)
    reports = show(list(with_rows(questions.needing_a_lead(user, today), user)[:REPORTS]))
    context = {
        "units": questions.led_units(user),
        "caseload": count_caseload(user),
        "reports": questions.attention(reports, today),
        "alarms": alarms,
        "loads": questions.loads(user, today),
        "ownerless": grouped(questions.ownerless(user, today)[:ROWS], user),
        "watchdog": watchdog(),
        "today": today,
    }
    return TemplateResponse(request, "reports/board.html", context)


@require_POST
def alarm_acknowledge(request: SignedInRequest, pk: int) -> HttpResponse:
    """«Presa visione» of what no machine can close: a message not to be believed, a receipt to compare."""
    alarm = questions.alarms(request.user).filter(pk=pk, kind__in=sorted(ACKNOWLEDGED)).first()
    if alarm is None:
        raise Http404
    acknowledge(alarm=alarm, by=request.user)
    messages.success(request, "Presa visione registrata.")
    return redirect("reports:board")
