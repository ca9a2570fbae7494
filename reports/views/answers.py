"""How the writing pages answer: in JSON to the autosave, with a page or a redirect to everybody else."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.forms import BaseForm
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone

from accounts.requests import SignedInRequest
from reports.models import Report

PAGE = "reports/report_detail.html"


def wants_json(request: SignedInRequest) -> bool:
    """Whether the autosave asks."""
    return request.headers.get("Accept", "").startswith("application/json")


def saved(
    request: SignedInRequest, report: Report, version: int, anchor: str = "", summary: str = ""
) -> HttpResponse:
    """Stored: the new version, when, and the line above the text; or back to the place in the page."""
    if wants_json(request):
        moment = f"{timezone.localtime():%H:%M}"
        return JsonResponse({"version": version, "saved_at": moment, "summary": summary})
    return back(report, anchor)


def back(report: Report, anchor: str = "") -> HttpResponse:
    """To the report, at the element with this id."""
    return redirect(f"{report.get_absolute_url()}#{anchor}" if anchor else report.get_absolute_url())


def not_valid(
    request: SignedInRequest, form: BaseForm, page: Callable[[], dict[str, Any]], template: str = PAGE
) -> HttpResponse:
    """What is wrong, beside the field or in one sentence."""
    if wants_json(request):
        return JsonResponse({"error": in_words(form)}, status=422)
    return TemplateResponse(request, template, page(), status=422)


def in_words(form: BaseForm) -> str:
    """The form's errors as one sentence for the line under the field."""
    labels = {name: str(field.label).lower() for name, field in form.fields.items()}
    return " ".join(
        f"{labels.get(name, name)}: {error}" for name, errors in form.errors.items() for error in errors
    )


def refused(
    request: SignedInRequest, report: Report, error: ValidationError, anchor: str = ""
) -> HttpResponse:
    """What an action would not do, in its own words."""
    if wants_json(request):
        return JsonResponse({"error": " ".join(error.messages)}, status=422)
    for message in error.messages:
        messages.error(request, message)
    return back(report, anchor)
