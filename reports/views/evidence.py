"""The evidence of a delivery: what there is, the index a worker makes of it, and the bundle."""

import json
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.views.decorators.http import require_GET, require_http_methods

from accounts.doorbell import ring
from accounts.requests import SignedInRequest
from reports.actions.evidence import bundle_of, request_index
from reports.evidence import contents
from reports.models import EvidenceIndex, FrozenReport
from reports.permissions import get_report
from reports.tasks import render_index
from reports.views.delivery import attachment, with_pdf


@require_http_methods(["GET", "POST"])
def evidence(request: SignedInRequest, pk: int) -> HttpResponse:
    """What proves the delivery, and the bundle to download; asking for it changes nothing of the report."""
    report = get_report(request.user, pk)
    frozen = with_pdf(report)
    if request.method == "POST":
        ring(render_index, request_index(frozen=frozen).pk)
        return redirect("reports:evidence", report.pk)
    context = {"report": report, "frozen": frozen, **_standing(frozen)}
    return TemplateResponse(request, "reports/evidence.html", context)


def _standing(frozen: FrozenReport) -> dict[str, Any]:
    """What there is now, and how far the index of it has come."""
    said = contents(frozen)
    files = json.loads(said)["files"]
    for row in files:
        row["at"] = datetime.fromisoformat(row["at"]) if row["at"] else None
    index = EvidenceIndex.objects.defer("pdf").filter(frozen=frozen, snapshot=said).first()
    return {
        "files": files,
        "ready": index is not None and bool(index.pdf_sha256),
        "waiting": index is not None and not index.pdf_sha256 and not index.render_error,
        "failed": index is not None and bool(index.render_error),
    }


@require_GET
def evidence_zip(request: SignedInRequest, pk: int) -> HttpResponse:
    """The bundle, once its index says what there is now."""
    report = get_report(request.user, pk)
    packed = bundle_of(with_pdf(report))
    if packed is None:
        messages.info(request, "Il fascicolo di prova va composto di nuovo: nel frattempo è arrivato altro.")
        return redirect("reports:evidence", report.pk)
    return attachment(packed, "application/zip", f"prove-relazione-{report.pk}.zip")
