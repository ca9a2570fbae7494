"""Copies of an approved report for one party."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.views.decorators.http import require_GET, require_http_methods

from accounts.doorbell import ring
from accounts.requests import SignedInRequest
from reports.actions.editions import hand_over, make_edition
from reports.forms.editions import EditionForm, HandOverForm
from reports.models import Edition, FrozenReport, Report
from reports.permissions import get_report, require_lead
from reports.tasks import render_edition
from reports.views.delivery import attachment


def _frozen(request: SignedInRequest, pk: int) -> tuple[Report, FrozenReport]:
    report = get_report(request.user, pk)
    require_lead(request.user, report)
    frozen = FrozenReport.objects.defer("pdf").filter(report=report).first()
    if frozen is None:
        raise Http404
    return report, frozen


@require_http_methods(["GET", "POST"])
def editions(request: SignedInRequest, pk: int) -> HttpResponse:
    """The register of the copies, and the form for a new one."""
    report, frozen = _frozen(request, pk)
    form = EditionForm(request.POST or None, frozen=frozen)
    if request.method == "POST" and form.acts(make_edition, frozen=frozen, by=request.user):
        ring(render_edition, form.result.pk)
        messages.success(request, "Copia in preparazione: il PDF è pronto in pochi secondi.")
        return redirect("reports:editions", report.pk)
    rows = list(frozen.editions.select_related("made_by", "handed_by").defer("pdf", "snapshot"))
    waiting = any(not row.pdf_sha256 for row in rows)
    context = {"report": report, "form": form, "editions": rows, "waiting": waiting}
    return TemplateResponse(request, "reports/editions.html", context)


def _edition(request: SignedInRequest, pk: int, edition_pk: int) -> tuple[Report, Edition]:
    report = get_report(request.user, pk)
    edition = Edition.objects.filter(pk=edition_pk, frozen__report=report, pdf__isnull=False).first()
    if edition is None:
        raise Http404
    require_lead(request.user, report)
    return report, edition


@require_GET
def edition_pdf(request: SignedInRequest, pk: int, edition_pk: int) -> HttpResponse:
    report, edition = _edition(request, pk, edition_pk)
    name = f"relazione-{report.pk}-copia-{edition.pk}.pdf"
    return attachment(bytes(edition.pdf or b""), "application/pdf", name)


@require_http_methods(["GET", "POST"])
def edition_handed(request: SignedInRequest, pk: int, edition_pk: int) -> HttpResponse:
    """Write down when and how the copy was handed over."""
    report, edition = _edition(request, pk, edition_pk)
    form = HandOverForm(request.POST or None)
    if request.method == "POST" and form.acts(hand_over, edition=edition, by=request.user):
        messages.success(request, "Consegna annotata.")
        return redirect("reports:editions", report.pk)
    context = {"report": report, "edition": edition, "form": form}
    return TemplateResponse(request, "reports/edition_handed.html", context)
