"""Pages of the services: the catalogue, and what a case is enrolled in."""

from dataclasses import dataclass

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from accounts.requests import SignedInRequest
from cases.permissions import get_case, get_case_to_change, may_change, saw
from cases.views.page import form_page
from services.catalogue import actions
from services.catalogue.enums import OPEN_STATES, EnrolmentOrigin, EnrolmentState
from services.catalogue.forms import EnrolmentForm, MoveForm, StateFilter
from services.catalogue.models import Enrolment, ServiceKind
from services.catalogue.permissions import get_enrolment_to_change, visible_enrolments

PER_PAGE = 50


@dataclass(frozen=True)
class Move:
    """How one change of state is called on the pages."""

    button: str
    title: str
    day_label: str
    done: str
    reason_label: str = "Motivo"
    reason_required: bool = True


MOVES = {
    "activate": Move("Avvia", "Avvia il servizio", "Avviato il", "Servizio avviato.", "Note", False),
    "suspend": Move("Sospendi", "Sospendi il servizio", "Sospeso dal", "Servizio sospeso."),
    "conclude": Move(
        "Concludi", "Concludi il servizio", "Concluso il", "Servizio concluso.", "Motivo ed esito"
    ),
    "drop": Move("Non avviare", "Chiudi senza avviare", "Deciso il", "Richiesta chiusa senza avvio."),
}
RESUME = Move("Riprendi", "Riprendi il servizio", "Ripreso il", "Servizio ripreso.", "Note", False)


def words_of(enrolment: Enrolment, name: str) -> Move:
    """The words of a change for this enrolment: what has rested is resumed, not started."""
    resting = name == "activate" and enrolment.state == EnrolmentState.SOSPESO
    return RESUME if resting else MOVES[name]


@dataclass(frozen=True)
class Card:
    """An enrolment on the case page, with the buttons (words and address) its state allows."""

    enrolment: Enrolment
    buttons: list[tuple[str, str]]


@require_GET
def case_services(request: SignedInRequest, pk: int) -> HttpResponse:
    case = get_case(request.user, pk)
    may_write = may_change(request.user, [case])
    rows = case.enrolments.select_related("kind", "mandate__order__proceeding__office")
    cards = [Card(row, _buttons(row) if may_write else []) for row in rows]
    cards.sort(key=lambda card: card.enrolment.state not in OPEN_STATES)
    context = {"case": case, "tab": "servizi", "cards": cards, "may_write": may_write and case.is_open}
    return TemplateResponse(request, "services/case_services.html", context)


def _buttons(enrolment: Enrolment) -> list[tuple[str, str]]:
    return [
        (words_of(enrolment, name).button, reverse(f"services:enrolment_{name}", args=[enrolment.pk]))
        for name in actions.moves_of(enrolment)
    ]


@require_http_methods(["GET", "POST"])
def enrolment_create(request: SignedInRequest, pk: int) -> HttpResponse:
    case = get_case_to_change(request.user, pk)
    form = EnrolmentForm(request.POST or None, case=case, initial=_prefilled(request))
    if request.method == "POST" and form.acts(actions.request_service, case=case, by=request.user):
        messages.success(request, "Richiesta registrata.")
        return redirect("services:case_services", case.pk)
    kinds = ServiceKind.objects.all()
    context = {"case": case, "tab": "servizi", "form": form, "kinds": kinds, "here": "Nuovo servizio"}
    return TemplateResponse(request, "services/enrolment_create.html", context)


def _prefilled(request: SignedInRequest) -> dict[str, str]:
    """A link from a mandate (`?incarico=`) or from a service (`?servizio=`) fills its own field."""
    filled = {"kind": request.GET.get("servizio", ""), "mandate": request.GET.get("incarico", "")}
    if filled["mandate"]:
        filled["origin"] = EnrolmentOrigin.PROVVEDIMENTO
    return {name: value for name, value in filled.items() if value}


@require_http_methods(["GET", "POST"])
def enrolment_move(request: SignedInRequest, pk: int, move: str) -> HttpResponse:
    """One page for every change of state; the address names the change."""
    enrolment = get_enrolment_to_change(request.user, pk)
    words = words_of(enrolment, move)
    form = MoveForm(
        request.POST or None,
        day_label=words.day_label,
        reason_label=words.reason_label,
        reason_required=words.reason_required,
    )
    if request.method == "POST" and form.acts(actions.MOVES[move], enrolment=enrolment, by=request.user):
        messages.success(request, words.done)
        return redirect("services:case_services", enrolment.case_id)
    return form_page(
        request,
        enrolment.case,
        form,
        tab="servizi",
        title=f"{words.title}: {enrolment.kind.name}",
        back=reverse("services:case_services", args=[enrolment.case_id]),
        submit=words.button,
        lead=_so_far(enrolment),
    )


def _so_far(enrolment: Enrolment) -> str:
    """Where the service stands, above the form that changes it."""
    lead = (
        f"Ora risulta {enrolment.get_state_display().lower()}. Richiesto il {enrolment.requested_on:%d/%m/%Y}"
    )
    return f"{lead}, avviato il {enrolment.started_on:%d/%m/%Y}." if enrolment.started_on else f"{lead}."


@dataclass(frozen=True)
class KindCounts:
    """A service and how many enrolments, among those the person sees, stand in each state."""

    kind: ServiceKind
    counts: list[tuple[EnrolmentState, int]]


@require_GET
def overview(request: SignedInRequest) -> HttpResponse:
    seen = visible_enrolments(request.user).values_list("kind", "state").annotate(rows=Count("pk")).order_by()
    rows = {(kind, state): count for kind, state, count in seen}
    services = [
        KindCounts(
            kind, [(state, rows[kind.pk, state]) for state in EnrolmentState if (kind.pk, state) in rows]
        )
        for kind in ServiceKind.objects.all()
    ]
    return TemplateResponse(request, "services/overview.html", {"services": services})


@require_GET
def kind_detail(request: SignedInRequest, slug: str) -> HttpResponse:
    kind = get_object_or_404(ServiceKind, slug=slug)
    state_filter = StateFilter(request.GET)
    state = state_filter.chosen()
    rows = visible_enrolments(request.user).filter(kind=kind).select_related("case__person", "case__unit")
    page = Paginator(rows.filter(state=state) if state else rows, PER_PAGE).get_page(
        request.GET.get("pagina")
    )
    saw(row.case_id for row in page)
    shown = f"{page.start_index()}–{page.end_index()} di {page.paginator.count}"
    context = {"kind": kind, "filter": state_filter, "page": page, "shown": shown}
    return TemplateResponse(request, "services/kind_detail.html", context)
