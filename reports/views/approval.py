"""Submitting, withdrawing, signing, returning and approving a report."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.doorbell import ring
from accounts.requests import SignedInRequest
from reports.actions import approval, leaks
from reports.actions.bulk import note_reading
from reports.actions.copies import copy_of, last_copy, request_copy
from reports.actions.weight import too_heavy
from reports.forms.approval import ReturnForm
from reports.gathering import gather
from reports.models import Report
from reports.permissions import get_report, get_report_to_write, may_approve, require_lead
from reports.tasks import render_copy, render_report


def _act(request: SignedInRequest, report: Report, action: Callable[[], object], done: str) -> HttpResponse:
    """Run an action and come back to the report with what happened."""
    try:
        action()
    except ValidationError as error:
        for message in error.messages:
            messages.error(request, message)
    else:
        messages.success(request, done)
    return redirect(report)


@require_POST
def submit(request: SignedInRequest, pk: int) -> HttpResponse:
    report = get_report_to_write(request.user, pk)
    # By the working copy there is: the new one is still to be made.
    heavy = too_heavy(report, last_copy(report))
    answer = _act(
        request,
        report,
        lambda: approval.submit(report=report, by=request.user),
        "Relazione inviata all'approvazione.",
    )
    report.refresh_from_db()
    if report.state == "in_approvazione":
        ring(render_copy, report.working_copy.pk)
        _warn(request, report, heavy)
    return answer


def _warn(request: SignedInRequest, report: Report, heavy: list[str]) -> None:
    """What will keep it from being approved, said while it can still be mended; the page says it again."""
    for words in heavy:
        messages.warning(request, words)
    if any(finding.waiver is None for finding in leaks.findings(report)):
        messages.warning(
            request,
            "Nel testo ci sono dati protetti: la relazione non si può approvare così. "
            "Ritirala e correggi i passaggi indicati in «Dati protetti».",
        )


@require_POST
def withdraw(request: SignedInRequest, pk: int) -> HttpResponse:
    report = get_report_to_write(request.user, pk)
    return _act(
        request, report, lambda: approval.withdraw(report=report, by=request.user), "Relazione ritirata."
    )


@require_POST
def sign_second(request: SignedInRequest, pk: int) -> HttpResponse:
    report = get_report_to_write(request.user, pk)
    return _act(
        request,
        report,
        lambda: approval.sign_second(report=report, by=request.user),
        "Seconda firma apposta.",
    )


@require_http_methods(["GET", "POST"])
def give_back(request: SignedInRequest, pk: int) -> HttpResponse:
    report = get_report(request.user, pk)
    require_lead(request.user, report)
    form = ReturnForm(request.POST or None, report=report)
    if request.method == "POST" and form.is_valid():
        return _act(
            request,
            report,
            lambda: approval.give_back(report=report, by=request.user, **form.values()),
            "Relazione restituita all'autore.",
        )
    return TemplateResponse(request, "reports/report_give_back.html", {"report": report, "form": form})


@require_http_methods(["GET", "POST"])
def approve(request: SignedInRequest, pk: int) -> HttpResponse:
    report = get_report(request.user, pk)
    if not may_approve(request.user, report):
        raise PermissionDenied
    if request.method == "POST":
        return _approved(request, report)
    note_reading(report=report, by=request.user)
    return TemplateResponse(request, "reports/report_approve.html", _to_decide(request, report))


def _to_decide(request: SignedInRequest, report: Report) -> dict[str, Any]:
    """The text as it would be frozen now, its PDF, and what keeps it from being approved."""
    data = gather(report, at=timezone.now())
    copy = copy_of(report, data)
    return {
        "report": report,
        "data": data,
        "copy": copy,
        "problems": approval.hindrances(report, data, request.user),
        "waiting": copy is not None and not copy.pdf_sha256 and not copy.render_error,
    }


def _approved(request: SignedInRequest, report: Report) -> HttpResponse:
    try:
        frozen = approval.approve(report=report, by=request.user)
    except ValidationError as error:
        for message in error.messages:
            messages.error(request, message)
        waiting = report.state == "in_approvazione"
        return redirect("reports:approve", report.pk) if waiting else redirect(report)
    ring(render_report, frozen.pk)
    messages.success(
        request, "Relazione approvata: il testo non si può più modificare. Il PDF parte da solo via PEC."
    )
    return redirect(report)


@require_POST
def copy_request(request: SignedInRequest, pk: int) -> HttpResponse:
    """Compose the working copy of the report as it stands, and come back to where it was asked."""
    report = get_report(request.user, pk)
    if report.is_pending:
        ring(render_copy, request_copy(report=report).pk)
        messages.info(request, "Il PDF di lavoro è in preparazione: bastano pochi secondi.")
    waiting = report.state == "in_approvazione" and may_approve(request.user, report)
    return redirect("reports:approve", report.pk) if waiting else redirect(report)


@require_GET
def preview(request: SignedInRequest, pk: int) -> HttpResponse:
    """The report as it would be frozen now, to read before deciding."""
    report = get_report(request.user, pk)
    context = {"report": report, "data": gather(report, at=timezone.now())}
    return TemplateResponse(request, "reports/report_preview.html", context)
