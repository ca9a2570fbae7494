"""The list of cases and the opening of new ones."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts.permissions import request_roles
from accounts.requests import SignedInRequest
from cases.actions.intake import register_intake
from cases.fiscal_code import doubts
from cases.forms.case import (
    AdultFormSet,
    ChildFormSet,
    FamilyFormSet,
    FamilyRowForm,
    IntakeForm,
)
from cases.listing import ORDERS, count_of_cases, page_of_cases
from cases.listing_columns import cells_of, chosen_columns
from cases.matching import candidates
from cases.models import Case
from cases.permissions import get_case, nothing_of_a_case, saw
from cases.views.kept_list import kept_list

PER_PAGE = 50
MOST_COUNTED = 1000


@require_safe
def case_list(request: SignedInRequest) -> HttpResponse:
    """The caseload, soonest deadline first unless asked otherwise."""
    kept, after = kept_list(request), request.GET.get("dopo", "")
    page = page_of_cases(request.user, kept.asked, after=after, limit=PER_PAGE)
    count = count_of_cases(request.user, kept.asked, cap=MOST_COUNTED)
    columns = chosen_columns(kept.columns)
    cells = cells_of(request.user, page.cases, columns)
    context = {
        "kept": kept,
        "form": kept.form,
        "order": ORDERS[kept.asked.ordine],
        "person_url": kept.url(ordine="persona"),
        "columns": [(column, kept.url(ordine=column.order)) for column in columns],
        "rows": [(case, cells[case.pk]) for case in page.cases],
        "count": f"oltre {MOST_COUNTED}" if count > MOST_COUNTED else count,
        "next_url": kept.url(dopo=str(page.next)) if page.next else "",
        "first_url": kept.url() if after else "",
        "may_create": request_roles(request).works_on_cases,
        "leads": bool(request_roles(request).lead_units),
    }
    return TemplateResponse(request, "cases/case_list.html", context)


@require_http_methods(["GET", "POST"])
def case_create(request: SignedInRequest) -> HttpResponseBase:
    """«Nuovo caso»: one case per child, entered once for the household, after a look at who is known already."""
    nothing_of_a_case()
    if not request_roles(request).works_on_cases:
        raise PermissionDenied
    data = request.POST if request.method == "POST" else None
    form = IntakeForm(data, user=request.user, initial=_initial(request))
    children, adults = ChildFormSet(data, prefix="minori"), AdultFormSet(data, prefix="adulti")
    asked = False
    if data and all([form.is_valid(), children.is_valid(), adults.is_valid()]):
        asked = _ask_who_is_known(request, form, [*children.filled, *adults.filled])
        cases = [] if asked else _register(request, form, children, adults)
        if cases:
            _tell(request, cases, children)
            return redirect(cases[0])
    context = {"form": form, "children": children, "adults": adults, "asked": asked}
    return TemplateResponse(request, "cases/case_create.html", context)


def _ask_who_is_known(request: SignedInRequest, form: IntakeForm, rows: list[FamilyRowForm]) -> bool:
    """Whether somebody of the family may be known already and the person has not said which one it is."""
    controller = form.cleaned_data["unit"].controller_id
    for row in rows:
        row.offer(candidates(user=request.user, controller_id=controller, sought=row.sought()))
    return any(row.errors for row in rows)


def _initial(request: SignedInRequest) -> dict[str, object]:
    """Today; and the household of the case the person comes from (`?caso=`), if it is in sight."""
    initial: dict[str, object] = {"opened_on": timezone.localdate()}
    origin = request.GET.get("caso", "")
    if origin.isascii() and origin.isdigit():
        case = get_case(request.user, int(origin))
        initial |= {"sibling_reference": case.reference, "unit": case.unit_id}
    return initial


def _register(
    request: SignedInRequest, form: IntakeForm, children: FamilyFormSet, adults: FamilyFormSet
) -> list[Case]:
    data = form.cleaned_data
    try:
        return register_intake(
            unit=data["unit"],
            household=form.sibling.household if form.sibling else None,
            household_name=data["household_name"],
            children=[row.child for row in children.filled],
            adults=[row.adult for row in adults.filled],
            address=form.address,
            source_code=data["source_code"],
            source=data["source"],
            reason=data["reason"],
            opened_on=data["opened_on"],
            by=request.user,
        )
    except ValidationError as refusal:
        form.adopt(refusal)
        return []


def _tell(request: SignedInRequest, cases: list[Case], children: FamilyFormSet) -> None:
    """What was opened, and what does not add up in the tax codes: a doubt never stops anybody."""
    saw(case.pk for case in cases)
    numbers = ", ".join(case.reference for case in cases)
    opened = "Aperto il fascicolo" if len(cases) == 1 else "Aperti i fascicoli"
    messages.success(request, f"{opened} {numbers}.")
    for case, row in zip(cases, children.filled, strict=True):
        child = row.child
        found = doubts(
            child.tax_code,
            first_name=child.first_name,
            last_name=child.last_name,
            birth_date=child.birth_date,
            sex=child.sex,
            place_code=child.birth_place_code,
        )
        if found and not child.known:
            messages.warning(
                request, f"Il codice fiscale nel fascicolo {case.reference} {', '.join(found)}: verificarlo."
            )
