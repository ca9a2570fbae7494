"""The PDF, the state of its delivery, and the proof."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Prefetch
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.doorbell import ring
from accounts.models import User
from accounts.requests import SignedInRequest
from cases.permissions import may_change
from reports.actions import outbox
from reports.actions.signing import bring_signed
from reports.enums import Signing
from reports.forms.approval import SignedFileForm
from reports.leaving import file_that_leaves
from reports.models import Dispatch, DispatchProof, FrozenReport, Report, SignedCopy, WorkingCopy
from reports.pec.states import DispatchState
from reports.permissions import (
    covered_ids,
    get_dispatch,
    get_report,
    get_report_to_write,
    leads_report,
    require_lead,
)
from reports.tasks import send_dispatch

# While the outcome may still change by itself the page asks again.
MOVING = {DispatchState.IN_CODA, DispatchState.IN_INVIO, DispatchState.INVIATA, DispatchState.ACCETTATA}


def delivery_of(report: Report, user: User) -> dict[str, Any]:
    """Where an approved report stands on its way to the court."""
    rows = Dispatch.objects.defer("message").select_related("replaced_by", "recipient_office")
    frozen = (
        FrozenReport.objects.defer("pdf", "snapshot", "signed__content")
        .select_related("signed")
        .filter(report=report)
        .prefetch_related(
            Prefetch("dispatches", rows),
            "dispatches__steps",
            Prefetch("dispatches__proofs", DispatchProof.objects.defer("content")),
        )
        .first()
    )
    dispatches = list(frozen.dispatches.all()) if frozen else []
    moving = frozen is not None and (
        not frozen.pdf_sha256 or any(DispatchState(row.state) in MOVING for row in dispatches)
    )
    return {
        "frozen": frozen,
        "dispatches": dispatches,
        "moving": moving,
        "alarms": list(report.alarms.filter(closed_at=None)),
        "is_lead": frozen is not None and leads_report(user, report),
        "repeatable": {row.pk for row in dispatches if DispatchState(row.state) in outbox.REPEATABLE},
    }


@require_GET
def delivery_state(request: SignedInRequest, pk: int) -> HttpResponse:
    """The panel by itself, asked again while things move."""
    report = get_report(request.user, pk)
    may_correct = not report.is_writable and may_change(request.user, covered_ids(report))
    context = {"report": report, "may_correct": may_correct, **delivery_of(report, request.user)}
    return TemplateResponse(request, "reports/_delivery.html", context)


def with_pdf(report: Report) -> FrozenReport:
    """The approved version once its PDF is made; 404 before."""
    frozen = FrozenReport.objects.filter(report=report, pdf__isnull=False).first()
    if frozen is None:
        raise Http404
    return frozen


def attachment(content: bytes, content_type: str, name: str) -> HttpResponse:
    """A file to download: never shown in the page, never kept by a cache."""
    response = HttpResponse(content, content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "no-store"
    return response


@require_GET
def report_pdf(request: SignedInRequest, pk: int) -> HttpResponse:
    report = get_report(request.user, pk)
    return attachment(bytes(with_pdf(report).pdf or b""), "application/pdf", f"relazione-{report.pk}.pdf")


@require_http_methods(["GET", "POST"])
def signed_file(request: SignedInRequest, pk: int) -> HttpResponse:
    """Bring the signed file back; once it is there, it is what leaves."""
    report = get_report_to_write(request.user, pk)
    frozen = with_pdf(report)
    form = SignedFileForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.acts(bring_signed, frozen=frozen, by=request.user):
        for dispatch in frozen.dispatches.all():
            ring(send_dispatch, dispatch.pk)
        messages.success(request, "File firmato registrato: contiene il PDF approvato e parte così com’è.")
        return redirect(report)
    return TemplateResponse(request, "reports/signed_file.html", {"report": report, "form": form})


@require_GET
def leaving_file(request: SignedInRequest, pk: int) -> HttpResponse:
    """The very file an office gets: signed where the ente signs. 404 while the signature is awaited."""
    frozen = with_pdf(get_report(request.user, pk))
    if frozen.signing != Signing.NONE and not SignedCopy.objects.filter(frozen=frozen).exists():
        raise Http404
    leaving = file_that_leaves(frozen)
    return attachment(leaving.content, leaving.content_type, leaving.name)


@require_GET
def copy_pdf(request: SignedInRequest, pk: int) -> HttpResponse:
    """The working copy, marked «BOZZA» on every page."""
    report = get_report(request.user, pk)
    copy = WorkingCopy.objects.filter(report=report, pdf__isnull=False).first()
    if copy is None:
        raise Http404
    return attachment(bytes(copy.pdf or b""), "application/pdf", f"bozza-relazione-{report.pk}.pdf")


@require_POST
def dispatch_again(request: SignedInRequest, pk: int) -> HttpResponse:
    dispatch = get_dispatch(request.user, pk)
    report = dispatch.frozen.report
    require_lead(request.user, report)
    try:
        repeated = outbox.send_again(dispatch=dispatch, by=request.user)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        ring(send_dispatch, repeated.pk)
        messages.success(request, "Nuovo invio in coda.")
    return redirect(report)
