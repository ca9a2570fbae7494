"""Requests of colleagues to see a case: asking, and answering."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.response import TemplateResponse
from django.views.decorators.http import require_http_methods

from accounts.permissions import request_roles
from accounts.requests import SignedInRequest
from cases.actions.sight_requests import ask_for_sight, grant_sight, refuse_sight
from cases.forms.sight import AskForm, DecideForm
from cases.models import SightRequest
from cases.permissions import get_case, nothing_of_a_case
from cases.sight_asking import LAPSE_DAYS, own_requests, to_decide


@require_http_methods(["GET", "POST"])
def sight_requests(request: SignedInRequest) -> HttpResponse:
    """Ask for a case by its reference, and what came of one's requests. The same answer if there is no such case."""
    nothing_of_a_case()
    if not request_roles(request).works_on_cases:
        raise PermissionDenied
    form = AskForm(request.POST or None)
    if request.method == "POST" and form.acts(ask_for_sight, by=request.user):
        messages.success(
            request, "Richiesta inviata. Se il fascicolo esiste, chi ne risponde la vede in «Oggi»."
        )
        return redirect("cases:sight_requests")
    context = {"form": form, "own": own_requests(request.user), "days": LAPSE_DAYS}
    return TemplateResponse(request, "cases/sight_requests.html", context)


@require_http_methods(["GET", "POST"])
def sight_decide(request: SignedInRequest, pk: int) -> HttpResponse:
    """Answer a colleague's request."""
    asked = get_object_or_404(to_decide(request.user), pk=pk)
    case = get_case(request.user, asked.case_id or 0)
    form = DecideForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and _answered(request, form, asked):
        return redirect("cases:today")
    context = {
        "case": case,
        "tab": "accessi",
        "here": "Richiesta di un collega",
        "asked": asked,
        "form": form,
    }
    return render(request, "cases/sight_decide.html", context)


def _answered(request: SignedInRequest, form: DecideForm, asked: SightRequest) -> bool:
    given = form.cleaned_data
    try:
        if given["answer"] == "no":
            refuse_sight(request=asked, note=given["note"], by=request.user)
            messages.success(request, "Richiesta non concessa.")
        else:
            grant_sight(request=asked, until=given["until"], note=given["note"], by=request.user)
            messages.success(request, f"{asked.user} legge il fascicolo fino al {given['until']:%d/%m/%Y}.")
    except ValidationError as refusal:
        form.adopt(refusal)
        return False
    return True
