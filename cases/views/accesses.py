"""Who opened what: of one case, and the register of the privacy officer."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.access_log import accesses_to_case, record_access
from accounts.models import AccessLog, User
from accounts.permissions import request_roles
from accounts.requests import SignedInRequest
from cases.access_csv import access_csv
from cases.access_reading import (
    answers_for,
    filtered,
    in_period,
    in_words,
    references_of,
    register_rows,
)
from cases.forms.search import AccessFilterForm, RegisterForm
from cases.forms.sight import CanSeeForm
from cases.paging import page_of
from cases.permissions import case_by_reference, get_case, nothing_of_a_case, saw
from cases.views.remembered import recall, remember
from cases.why import explain

KEPT = "access_register"
PAGE = 50
FILTERS = {"chi", "azione", "dal", "al"}
MOST_EXPORTED = 100_000


@require_GET
def case_accesses(request: SignedInRequest, pk: int) -> HttpResponse:
    """The accesses to a case, for its responsible and the leads of its unit; others learn why they see it."""
    case = get_case(request.user, pk)
    if not answers_for(request.user, case):
        return redirect("cases:case_sight", case.pk)
    filters = AccessFilterForm(request.GET if FILTERS & set(request.GET) else None)
    chosen = filters.cleaned_data if filters.is_bound and filters.is_valid() else {}
    rows = in_period(accesses_to_case(case.pk), chosen.get("dal"), chosen.get("al"))
    rows = filtered(rows, who=chosen.get("chi", ""), act=chosen.get("azione", ""))
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


def _rows(request: SignedInRequest, asked: dict[str, Any]) -> QuerySet[AccessLog]:
    return register_rows(
        request.user,
        reference=asked["reference"],
        email=asked["email"],
        start=asked["dal"],
        end=asked["al"],
        same_child=asked["same_child"],
    )


def _found(request: SignedInRequest, form: RegisterForm) -> dict[str, Any]:
    asked = form.cleaned_data
    before, after = request.GET.get("prima", ""), request.GET.get("dopo", "")
    page = page_of(_rows(request, asked), "at", before=before, after=after, size=PAGE)
    references = references_of(request.user, page.rows, asked["reference"], same_child=asked["same_child"])
    _log(request, set(references))
    return {"page": page, "lines": in_words(page.rows, references)}


@require_POST
def access_export(request: SignedInRequest) -> HttpResponse:
    """The question of the register answered whole, as a file. Logged apart from the look at the page."""
    nothing_of_a_case()
    if not request_roles(request).privacy_organisations:
        raise PermissionDenied
    form = RegisterForm(recall(request, KEPT))
    if not form.is_bound or not form.is_valid():
        return redirect("cases:access_register")
    asked = form.cleaned_data
    rows = list(_rows(request, asked).order_by("at", "pk")[:MOST_EXPORTED])
    references = references_of(request.user, rows, asked["reference"], same_child=asked["same_child"])
    _log(request, set(references))
    response = HttpResponse(access_csv(rows, references), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="accessi.csv"'
    response["Cache-Control"] = "private, no-store"
    return response


@require_http_methods(["GET", "POST"])
def can_see(request: SignedInRequest) -> HttpResponse:
    """Whether a person sees a case, and why: for who administers the ente or guards its privacy. The case
    stays closed; the question is logged."""
    nothing_of_a_case()
    roles = request_roles(request)
    if not roles.privacy_organisations | roles.admin_organisations:
        raise PermissionDenied
    form = CanSeeForm(request.POST or None)
    context: dict[str, Any] = {"form": form}
    if request.method == "POST" and form.is_valid():
        context |= _explained(request, form)
    return render(request, "cases/can_see.html", context)


def _explained(request: SignedInRequest, form: CanSeeForm) -> dict[str, Any]:
    asked = form.cleaned_data
    case = case_by_reference(request.user, asked["reference"])
    person = User.objects.filter(email=asked["email"].lower()).first()
    _log(request, {case.pk} if case else set())
    if case is None:
        form.add_error("reference", "Nessun fascicolo del tuo ente con questo numero.")
    if person is None:
        form.add_error("email", "Nessuna utenza con questo indirizzo.")
    return {"case": case, "person": person, "why": explain(person, case) if case and person else None}


def _log(request: SignedInRequest, case_ids: set[int]) -> None:
    """The middleware logs what is shown; a question without an answer is a look at the log all the same."""
    saw(case_ids)
    if not case_ids:
        record_access(
            user=request.user,
            action=request.resolver_match.view_name if request.resolver_match else "",
            method=request.method or "",
            status=200,
            case_ids=[],
            ip=request.META.get("REMOTE_ADDR") or None,
            why="nessun risultato",
        )
