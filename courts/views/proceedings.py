"""The page of a proceeding, and its numbers."""

from datetime import date

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts.requests import SignedInRequest
from cases.views.page import form_page
from courts.forms.fields import PaperDayField
from courts.forms.proceedings import NumberForm
from courts.permissions import (
    case_for_page,
    children_in_sight,
    get_hearing,
    get_proceeding,
    may_change_of,
    require_change_of,
)
from courts.proceeding_sheet import earlier_of, preparation_of, sheet_of


@require_safe
def proceeding_detail(request: SignedInRequest, pk: int) -> HttpResponse:
    """Everything known of a proceeding; `al` asks who took part on a day."""
    proceeding = get_proceeding(request.user, pk)
    children = children_in_sight(request.user, proceeding)
    asked = PaperDayField(required=False, label="Al")
    day = _day(asked, request.GET.get("al", ""))
    context = {
        "proceeding": proceeding,
        "children": children,
        "sheet": sheet_of(proceeding, children, request.user, day or timezone.localdate()),
        "asked": day,
        "may_change": may_change_of(request.user, proceeding),
        "case": case_for_page(request.user, children, request.GET.get("caso", "")),
        "tab": "provvedimenti",
        "here": "Procedimento",
    }
    return TemplateResponse(request, "courts/proceeding_detail.html", context)


def _day(field: PaperDayField, typed: str) -> date | None:
    try:
        return field.clean(typed)
    except ValidationError:
        return None


@require_safe
def hearing_detail(request: SignedInRequest, pk: int) -> HttpResponse:
    """One udienza: what to prepare, and what came of it."""
    hearing = get_hearing(request.user, pk)
    children = children_in_sight(request.user, hearing.proceeding)
    context = {
        "hearing": hearing,
        "proceeding": hearing.proceeding,
        "children": children,
        "preparation": preparation_of(hearing, request.user),
        "earlier": earlier_of(hearing),
        "may_change": may_change_of(request.user, hearing.proceeding),
        "case": case_for_page(request.user, children, request.GET.get("caso", "")),
        "tab": "provvedimenti",
        "here": "Udienza",
        "now": timezone.now(),
    }
    return TemplateResponse(request, "courts/hearing_detail.html", context)


@require_http_methods(["GET", "POST"])
def proceeding_number_add(request: SignedInRequest, pk: int) -> HttpResponseBase:
    """Give a proceeding one more number: a transfer, an appeal, a new register."""
    proceeding = get_proceeding(request.user, pk)
    children = children_in_sight(request.user, proceeding)
    require_change_of(request.user, proceeding)
    case = case_for_page(request.user, children, request.GET.get("caso", ""))
    back = proceeding.get_absolute_url()
    form = NumberForm(request.POST if request.method == "POST" else None, proceeding=proceeding)
    if request.method == "POST" and form.adds(by=request.user):
        messages.success(request, "Numero aggiunto al procedimento.")
        return redirect(back)
    return form_page(
        request,
        case,
        form,
        tab="provvedimenti",
        title="Nuovo numero del procedimento",
        back=back,
        submit="Aggiungi",
        lead=f"Numero in uso: {proceeding.label}. Ufficio: {proceeding.office}.",
    )
