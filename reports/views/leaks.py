"""What is protected and stands in a report, and letting a passage stand."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.views.decorators.http import require_http_methods

from accounts.requests import SignedInRequest
from reports.actions import leaks
from reports.forms.approval import WaiverForm
from reports.permissions import get_report_to_write, may_waive


@require_http_methods(["GET", "POST"])
def leak_check(request: SignedInRequest, pk: int) -> HttpResponse:
    report = get_report_to_write(request.user, pk)
    allowed = report.state == "in_approvazione" and may_waive(request.user, report)
    form = WaiverForm(request.POST or None)
    if request.method == "POST":
        if not allowed:
            raise PermissionDenied
        if form.acts(leaks.waive, report=report, by=request.user):
            messages.success(request, "Passaggio consentito e annotato.")
            return redirect("reports:leak_check", report.pk)
    context = {
        "report": report,
        "findings": leaks.findings(report) if report.is_pending else [],
        "waivers": report.waivers.select_related("by"),
        "form": form,
        "allowed": allowed,
    }
    return TemplateResponse(request, "reports/leak_check.html", context)
