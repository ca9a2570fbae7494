"""*Orologio*: the ledger of the sweeps, for who has to know whether they run."""

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.template.response import TemplateResponse
from django.views.decorators.http import require_safe

from accounts.permissions import request_roles
from accounts.requests import SignedInRequest
from cases.permissions import nothing_of_a_case
from cases.watchdog import BELL, failing_digests, late_urgent, latest_runs, watchdog

RUNS, BELLS, FAILING = 50, 12, 50


@require_safe
def clock(request: SignedInRequest) -> HttpResponse:
    """The latest runs and the mails that do not leave."""
    roles = request_roles(request)
    if not (roles.lead_units or roles.admin_organisations):
        raise PermissionDenied
    nothing_of_a_case()  # numbers only
    context = {
        "runs": latest_runs()[:RUNS],
        "failing": failing_digests(roles)[:FAILING],
        "watchdog": watchdog(),
        "bells": latest_runs(BELL)[:BELLS],
        "late_letters": late_urgent(roles)[:FAILING],
    }
    return TemplateResponse(request, "cases/clock.html", context)
