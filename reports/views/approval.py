"""Submitting, withdrawing, returning and approving a report."""

from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.doorbell import ring
from accounts.requests import SignedInRequest
from reports.actions import approval
from reports.forms import CommentForm
from reports.gathering import gather
from reports.models import Report
from reports.permissions import get_report, get_report_to_write, may_approve, require_lead
from reports.tasks import render_report


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
    return _act(
        request,
        report,
        lambda: approval.submit(report=report, by=request.user),
        "Relazione inviata all'approvazione.",
    )


@require_POST
def withdraw(request: SignedInRequest, pk: int) -> HttpResponse:
    report = get_report_to_write(request.user, pk)
    return _act(
        request, report, lambda: approval.withdraw(report=report, by=request.user), "Relazione ritirata."
    )


@require_http_methods(["GET", "POST"])
def give_back(request: SignedInRequest, pk: int) -> HttpResponse:
    report = get_report(request.user, pk)
    require_lead(request.user, report)
    form = CommentForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        text = form.cleaned_data["text"]
        return _act(
            request,
            report,
            lambda: approval.give_back(report=report, by=request.user, text=text),
            "Relazione restituita all'autore.",
        )
    form.fields["text"].label = "Che cosa va rivisto"
    return TemplateResponse(request, "reports/report_give_back.html", {"report": report, "form": form})


@require_http_methods(["GET", "POST"])
def approve(request: SignedInRequest, pk: int) -> HttpResponse:
    report = get_report(request.user, pk)
    if not may_approve(request.user, report):
        raise PermissionDenied
    if request.method == "POST":
        return _approved(request, report)
    context = {"report": report, "data": gather(report, at=timezone.now())}
    return TemplateResponse(request, "reports/report_approve.html", context)


def _approved(request: SignedInRequest, report: Report) -> HttpResponse:
    try:
        frozen = approval.approve(report=report, by=request.user)
    except ValidationError as error:
        for message in error.messages:
            messages.error(request, message)
        return redirect(report)
    ring(render_report, frozen.pk)
    messages.success(
        request, "Relazione approvata: il testo non si può più modificare. Il PDF parte da solo via PEC."
    )
    return redirect(report)


@require_GET
def preview(request: SignedInRequest, pk: int) -> HttpResponse:
    """The report as it would be frozen now, to read before deciding."""
    report = get_report(request.user, pk)
    context = {"report": report, "data": gather(report, at=timezone.now())}
    return TemplateResponse(request, "reports/report_preview.html", context)
