"""The numbers of a proceeding."""

from django.contrib import messages
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from accounts.requests import SignedInRequest
from cases.views.page import form_page
from courts.forms.proceedings import NumberForm
from courts.permissions import case_for_page, children_in_sight, get_proceeding, require_change_of


@require_http_methods(["GET", "POST"])
def proceeding_number_add(request: SignedInRequest, pk: int) -> HttpResponseBase:
    """Give a proceeding one more number: a transfer, an appeal, a new register."""
    proceeding = get_proceeding(request.user, pk)
    children = children_in_sight(request.user, proceeding)
    require_change_of(request.user, proceeding)
    case = case_for_page(request.user, children, request.GET.get("caso", ""))
    back = reverse("courts:case_orders", args=[case.pk])
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
