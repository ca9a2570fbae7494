"""Two rows of one person: found, compared, put together, and taken apart again. For who leads the unit."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from accounts.requests import SignedInRequest
from cases.actions.merging import merge_persons, preview_merge, require_merge, undo_merge
from cases.forms.merging import MergeForm, MergeSearchForm, UndoForm
from cases.matching import candidates
from cases.models import Case, Person, PersonMerge
from cases.permissions import get_case_to_change, leads_unit_of, persons_in_sight, saw
from cases.views.household import household_form
from cases.views.persons import person_kept_here


def _require_lead(request: SignedInRequest, case: Case) -> None:
    if not leads_unit_of(request.user, case):
        raise PermissionDenied


def _sheet(case: Case, person_pk: int) -> str:
    return reverse("cases:person_detail", args=[case.pk, person_pk])


@require_http_methods(["GET", "POST"])
def merge(request: SignedInRequest, pk: int, person_pk: int) -> HttpResponseBase:
    """Who else may be this person, among those in sight; with `?con=` the two beside each other."""
    case = get_case_to_change(request.user, pk)
    person = person_kept_here(case, person_pk)
    _require_lead(request, case)
    other = request.GET.get("con", "")
    if other:
        return _compare(request, case, person, other)
    own = {name: getattr(person, name) or "" for name in ("first_name", "last_name", "birth_date")}
    form = MergeSearchForm(request.POST if request.method == "POST" else own)
    found = []
    if form.is_valid():
        controller = case.household.controller_id
        found = candidates(
            user=request.user, controller_id=controller, sought=form.sought, leaving_out=[person.pk]
        )
    context = {"case": case, "tab": "nucleo", "here": "Stessa persona", "person": person, "form": form}
    return TemplateResponse(request, "cases/merge_search.html", context | {"found": found})


def _compare(request: SignedInRequest, case: Case, kept: Person, other: str) -> HttpResponseBase:
    """What would happen, what the two rows say differently, and the merge itself."""
    if not (other.isascii() and other.isdigit() and len(other) < 18):
        raise Http404
    merged = get_object_or_404(persons_in_sight(request.user).exclude(pk=kept.pk), pk=int(other))
    cases = require_merge(request.user, kept, merged)
    saw(each.pk for each in cases)
    form = MergeForm(request.POST or None, kept=kept, merged=merged)
    if request.method == "POST" and form.acts(merge_persons, kept=kept, merged=merged, by=request.user):
        messages.success(
            request, "Le due schede ora sono una sola. Dalla scheda si possono separare di nuovo."
        )
        return redirect(_sheet(case, kept.pk))
    context = {"case": case, "tab": "nucleo", "here": "Unione", "kept": kept, "merged": merged, "form": form}
    return TemplateResponse(request, "cases/merge.html", context | _foreseen(request, kept, merged, cases))


def _foreseen(request: SignedInRequest, kept: Person, merged: Person, cases: list[Case]) -> dict[str, object]:
    """The preview, or why the two cannot be one."""
    try:
        preview = preview_merge(kept=kept, merged=merged, by=request.user)
    except ValidationError as refusal:
        return {"refusals": refusal.messages, "cases": cases}
    return {"preview": preview, "cases": cases}


@require_http_methods(["GET", "POST"])
def merge_undo(request: SignedInRequest, pk: int, merge_pk: int) -> HttpResponseBase:
    """Two persons again."""
    case = get_case_to_change(request.user, pk)
    row = get_object_or_404(PersonMerge.objects.select_related("kept", "merged"), pk=merge_pk, undone_at=None)
    kept = person_kept_here(case, row.kept_id)
    _require_lead(request, case)
    saw(each.pk for each in require_merge(request.user, kept))
    form = UndoForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.acts(undo_merge, merge=row, by=request.user):
        messages.success(request, "Le due persone sono di nuovo separate, ciascuna con i suoi dati.")
        return redirect(_sheet(case, kept.pk))
    lead = (
        f"«{row.merged.full_name}» torna una persona a sé, con tutto quello che aveva. "
        f"Quello che è stato scritto dopo l'unione resta a {kept.full_name}."
    )
    return household_form(request, case, form, "Separa le due persone", "Separa", lead, _sheet(case, kept.pk))
