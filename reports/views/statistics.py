"""Statistiche: a few honest counts with their picture."""

from django.http import HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.http import require_GET

from accounts.requests import SignedInRequest
from reports import statistics as questions
from reports.charts import deadlines_chart


@require_GET
def statistics(request: SignedInRequest) -> HttpResponse:
    user, today = request.user, timezone.localdate()
    context = {
        "cases": questions.cases_by_status(user),
        "reports": questions.reports_by_state(user),
        "enrolments": questions.enrolments_by_kind(user),
        "months": questions.deadlines_by_month(user, today),
    }
    return TemplateResponse(request, "reports/statistics.html", context)


@require_GET
def statistics_chart(request: SignedInRequest) -> HttpResponse:
    months = questions.deadlines_by_month(request.user, timezone.localdate())
    response = HttpResponse(deadlines_chart(months), content_type="image/svg+xml")
    response["Cache-Control"] = "no-store"
    return response
