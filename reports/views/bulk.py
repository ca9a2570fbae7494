"""Approving several reports at once, and how far they have come on their way to the courts."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Prefetch
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.views.decorators.http import require_GET, require_http_methods

from accounts.doorbell import ring
from accounts.permissions import request_roles
from accounts.requests import SignedInRequest
from cases.permissions import saw
from reports import board
from reports.actions import bulk
from reports.enums import BatchState
from reports.models import ApprovalBatch, BatchItem, Dispatch, Reading
from reports.permissions import visible_reports
from reports.tasks import approve_batch
from reports.views.listing import show, with_rows

DONE = {"consegnata", "rifiutata", "non_consegnata", "incerta", "da_depositare"}


@require_http_methods(["GET", "POST"])
def approve_many(request: SignedInRequest) -> HttpResponse:
    """The reports that wait for this lead: those read in the version that waits may be approved together."""
    if not request_roles(request).lead_units:
        raise PermissionDenied
    waiting = board.waiting(request.user)
    if request.method == "POST":
        chosen = [
            int(pk) for pk in request.POST.getlist("report") if pk.isascii() and pk.isdigit() and len(pk) < 15
        ]
        try:
            batch = bulk.start_batch(reports=waiting.filter(pk__in=chosen), by=request.user)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
            return redirect("reports:approve_many")
        ring(approve_batch, batch.pk)
        return redirect("reports:batch", batch.pk)
    rows = show(list(with_rows(waiting, request.user)[: bulk.MOST]))
    read = set(
        Reading.objects.filter(user=request.user, report__in=[row.pk for row in rows]).values_list(
            "report", "submitted_at"
        )
    )
    context = {"rows": [(row, (row.pk, row.submitted_at) in read) for row in rows]}
    return TemplateResponse(request, "reports/approve_many.html", context)


@require_GET
def batch(request: SignedInRequest, pk: int) -> HttpResponse:
    """What became of each report, told from the rows; asked again while something moves."""
    found = get_object_or_404(ApprovalBatch, pk=pk, by=request.user)
    dispatches = Dispatch.objects.defer("message").order_by("-queued_at")
    items = list(
        BatchItem.objects.filter(batch=found, report__in=visible_reports(request.user))
        .select_related("report__frozen")
        .defer("report__frozen__pdf", "report__frozen__snapshot")
        .prefetch_related("report__covered", Prefetch("report__frozen__dispatches", queryset=dispatches))
    )
    saw(case.pk for item in items for case in item.report.covered.all())
    moving = any(_moves(item) for item in items)
    counts = {
        "approved": sum(item.state == BatchState.APPROVATA for item in items),
        "refused": sum(item.state == BatchState.NON_APPROVATA for item in items),
    }
    name = "reports/_batch.html" if request.headers.get("HX-Request") else "reports/batch.html"
    return TemplateResponse(request, name, {"batch": found, "items": items, "moving": moving, **counts})


def _moves(item: BatchItem) -> bool:
    if item.state != BatchState.APPROVATA:
        return item.state == BatchState.IN_ATTESA
    rows = list(item.report.frozen.dispatches.all())
    return not item.report.frozen.pdf_sha256 or any(row.state not in DONE for row in rows)
