"""Adding to an approved report, or putting it right."""

from datetime import timedelta

from django.http import HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.requests import SignedInRequest
from reports.actions.correcting import open_correction
from reports.forms.approval import CorrectionForm
from reports.permissions import get_report_to_write

DAYS = 7  # what the form proposes; the person decides


@require_http_methods(["GET", "POST"])
def correct(request: SignedInRequest, pk: int) -> HttpResponse:
    report = get_report_to_write(request.user, pk)
    form = CorrectionForm(
        request.POST or None, initial={"due_on": timezone.localdate() + timedelta(days=DAYS)}
    )
    if request.method == "POST" and form.acts(open_correction, report=report, by=request.user):
        return redirect(form.result)
    return TemplateResponse(request, "reports/report_correct.html", {"report": report, "form": form})
