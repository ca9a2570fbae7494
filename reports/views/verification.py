"""The last check of all hashes, for leads and administrators."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.views.decorators.http import require_http_methods

from accounts.doorbell import ring
from accounts.permissions import roles_of
from accounts.requests import SignedInRequest
from cases.permissions import nothing_of_a_case
from reports.models import HashCheck
from reports.permissions import visible_reports
from reports.tasks import verify_reports

SHOWN = 10


def _require_overseer(request: SignedInRequest) -> None:
    """Leads answer for the reports, administrators for the machine."""
    nothing_of_a_case()
    roles = roles_of(request.user)
    if not (roles.lead_units or roles.admin_organisations):
        raise PermissionDenied


@require_http_methods(["GET", "POST"])
def verification(request: SignedInRequest) -> HttpResponse:
    """Numbers only: a report is opened through its own page by who may see it."""
    _require_overseer(request)
    if request.method == "POST":
        ring(verify_reports)
        messages.info(request, "Verifica avviata: l’esito compare qui appena è finita.")
        return redirect("reports:verification")
    runs = list(HashCheck.objects.all()[:SHOWN])
    numbers = {row["report"] for run in runs[:1] for row in run.mismatches}
    open_to = set(visible_reports(request.user).filter(pk__in=numbers).values_list("pk", flat=True))
    return TemplateResponse(request, "reports/verification.html", {"runs": runs, "open_to": open_to})
