"""Who opened what: of one case, and the register of the privacy officer."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from accounts.access_log import accesses_to_case, record_access
from accounts.permissions import request_roles
from accounts.requests import SignedInRequest
from cases.access_reading import answers_for, in_period, in_words, references_of, register_rows
from cases.forms.search import PeriodForm, RegisterForm
from cases.paging import page_of
from cases.permissions import get_case, nothing_of_a_case, saw
from cases.views.remembered import recall, remember

KEPT = "access_register"
PAGE = 50


@require_GET
def case_accesses(request: SignedInRequest, pk: int) -> HttpResponse:
    """The accesses to a case, for its responsible and the leads of its unit."""
    case = get_case(request.user, pk)
    if not answers_for(request.user, case):
        raise PermissionDenied
    filters = PeriodForm(request.GET if {"dal", "al"} & set(request.GET) else None)
    chosen = filters.cleaned_data if filters.is_bound and filters.is_valid() else {}
    rows = in_period(accesses_to_case(case.pk), chosen.get("dal"), chosen.get("al"))
    before, after = request.GET.get("prima", ""), request.GET.get("dopo", "")
    page = page_of(rows, "at", before=before, after=after, size=PAGE)
    context = {"case": case, "tab": "accessi", "here": "Accessi", "filters": filters, "page": page}
    return render(request, "cases/access_list.html", {**context, "lines": in_words(page.rows)})


@require_http_methods(["GET", "POST"])
def access_register(request: SignedInRequest) -> HttpResponse:
    """Who looked at a case, or what a person looked at: references only, and this look is logged too."""
    nothing_of_a_case()
    if not request_roles(request).privacy_organisations:
        raise PermissionDenied
    form = RegisterForm(request.POST if request.method == "POST" else recall(request, KEPT))
    if request.method == "POST" and form.is_valid():
        remember(request, KEPT)
        return redirect("cases:access_register")
    found = _found(request, form) if form.is_bound and form.is_valid() else {}
    return render(request, "cases/access_register.html", {"form": form, **found})


def _found(request: SignedInRequest, form: RegisterForm) -> dict[str, Any]:
    asked = form.cleaned_data
    rows = register_rows(
        request.user, reference=asked["reference"], email=asked["email"], start=asked["dal"], end=asked["al"]
    )
    before, after = request.GET.get("prima", ""), request.GET.get("dopo", "")
    page = page_of(rows, "at", before=before, after=after, size=PAGE)
    references = references_of(request.user, page.rows, asked["reference"])
    _log(request, set(references))
    return {"page": page, "lines": in_words(page.rows, references)}


def _log(request: SignedInRequest, case_ids: set[int]) -> None:
    """The middleware logs what is shown; a question without an answer is a look at the log all the same."""
    saw(case_ids)
    if not case_ids:
        record_access(
            user=request.user,
            action="cases:access_register",
            method=request.method or "",
            status=200,
            case_ids=[],
            ip=request.META.get("REMOTE_ADDR") or None,
            why="nessun risultato",
        )
