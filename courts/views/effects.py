"""«Effetti del provvedimento»: what an order does to earlier mandates and to parental responsibility."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from accounts.requests import SignedInRequest
from courts.actions.curator import state_curator_reasons
from courts.actions.effects import record_effect
from courts.actions.extensions import decide_extension
from courts.actions.superseding import supersede_mandates, urge_mandates
from courts.enums import OrderKind
from courts.forms import effects as forms
from courts.models import Order
from courts.permissions import case_for_page, children_in_sight, get_order, get_proceeding, require_change_of


@dataclass(frozen=True)
class Effect:
    """A page with one form about an order; `only` is the kind of order it is for, if any."""

    title: str
    form: type[forms.OrderDutyForm]
    action: Callable[..., Any]
    done: str
    lead: str = ""
    only: str = ""
    submit: str = "Registra"

    def refusal(self, order: Order) -> str:
        """Why this order cannot have this effect."""
        if self.only and order.kind != self.only:
            return f"Vale solo per un provvedimento di tipo «{OrderKind(self.only).label}»."
        return ""


EFFECTS = {
    "supersede": Effect(
        "Incarichi superati o revocati",
        forms.SupersedeForm,
        supersede_mandates,
        "Incarichi aggiornati: le loro scadenze aperte sono annullate.",
        "Le scadenze aperte degli incarichi scelti si annullano; quanto è già stato fatto resta.",
    ),
    "effect": Effect(
        "Responsabilità genitoriale",
        forms.EffectForm,
        record_effect,
        "Effetto registrato: il nucleo riporta la nuova situazione.",
        "Un genitore e un minore per volta; il nucleo ricorda da quando.",
    ),
    "urge": Effect(
        "Sollecito",
        forms.UrgeForm,
        urge_mandates,
        "Sollecito registrato: la risposta è fra le scadenze.",
        only=OrderKind.SOLLECITO,
    ),
    "grant": Effect(
        "Proroga concessa o negata",
        forms.GrantForm,
        decide_extension,
        "Risposta registrata.",
        only=OrderKind.PROROGA,
    ),
}


@require_http_methods(["GET", "POST"])
def order_effect(request: SignedInRequest, pk: int, effect: str) -> HttpResponseBase:
    """One form about an order."""
    order = get_order(request.user, pk)
    children = children_in_sight(request.user, order)
    require_change_of(request.user, order)
    page, refusal = EFFECTS[effect], EFFECTS[effect].refusal(order)
    form = page.form(request.POST if request.method == "POST" else None, order=order, children=children)
    if request.method == "POST" and not refusal and form.acts(page.action, order=order, by=request.user):
        messages.success(request, page.done)
        return redirect("courts:order_detail", pk=order.pk)
    context = {
        "case": case_for_page(request.user, children, request.GET.get("caso", "")),
        "tab": "provvedimenti",
        "here": page.title,
        "page": page,
        "form": form,
        "refusal": refusal,
        "back": reverse("courts:order_detail", args=[order.pk]),
    }
    return TemplateResponse(request, "courts/duty_form.html", context)


@require_http_methods(["GET", "POST"])
def proceeding_curator(request: SignedInRequest, pk: int) -> HttpResponseBase:
    """The reasons for a curatore speciale that only a person can tell."""
    proceeding = get_proceeding(request.user, pk)
    children = children_in_sight(request.user, proceeding)
    require_change_of(request.user, proceeding)
    case = case_for_page(request.user, children, request.GET.get("caso", ""))
    initial = {name: getattr(proceeding, name) for name in ("unrepresented", "curator_asked")}
    form = forms.CuratorForm(request.POST if request.method == "POST" else None, initial=initial)
    back = reverse("courts:case_orders", args=[case.pk])
    if request.method == "POST" and form.acts(state_curator_reasons, proceeding=proceeding, by=request.user):
        messages.success(request, "Motivi registrati.")
        return redirect(back)
    page = {
        "title": "Curatore speciale",
        "submit": "Registra",
        "lead": "Gli altri motivi risultano dal procedimento. La nomina si registra fra chi partecipa al procedimento.",
    }
    context = {"case": case, "tab": "provvedimenti", "here": "Curatore speciale", "page": page, "form": form}
    return TemplateResponse(request, "courts/duty_form.html", context | {"back": back})
