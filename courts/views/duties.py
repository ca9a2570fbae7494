"""The duties of a mandate: one small form each, all shaped alike; and the pages to print."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts.requests import SignedInRequest
from cases.deadline_links import url_of
from cases.duties import in_sight
from cases.models import Deadline
from cases.permissions import get_case, get_case_to_change, may_change
from courts.actions.closing_duties import closes_by_note, finish_duty
from courts.actions.competence import redirect_mandate
from courts.actions.entrustment import name_responsible, set_acts
from courts.actions.extensions import decide_extension, request_extension
from courts.actions.juvenile import NOT_A_PROJECT, write_project
from courts.actions.kind_checks import acts_refused
from courts.actions.placements import (
    NOT_A_PLACEMENT,
    UNDECLARED,
    declare_no_conflict,
    lacks_declaration,
    start_placement,
)
from courts.coverage import coverage
from courts.enums import JUVENILE_KINDS, PLACEMENT_KINDS, ExtensionState, MandateKind, MandateState
from courts.findings import findings
from courts.forms import duties as forms
from courts.letters import Letter, court_of, letter_of, proposal_of
from courts.lines import heard_by
from courts.models import Mandate
from courts.permissions import case_for_page, children_in_sight, get_mandate, require_change_of


@dataclass(frozen=True)
class Duty:
    """A page with one form about a mandate; `refusal` says why it cannot be filled now, in Italian."""

    title: str
    form: type[forms.MandateDutyForm]
    action: Callable[..., Any]
    done: str
    refusal: Callable[[Mandate], str]
    lead: str = ""
    submit: str = "Registra"


def _no_extension(mandate: Mandate) -> str:
    if mandate.state != MandateState.ATTIVO:
        return "L’incarico non è attivo: non c’è nessun termine da prorogare."
    return ""


def _no_decision(mandate: Mandate) -> str:
    waiting = mandate.extensions.filter(state=ExtensionState.RICHIESTA).exists()
    return "" if waiting else "Nessuna richiesta di proroga aspetta risposta."


def _no_responsible(mandate: Mandate) -> str:
    if mandate.kind == MandateKind.AFFIDAMENTO_SERVIZIO:
        return ""
    return "Il responsabile si nomina solo per un affidamento al servizio (art. 5-bis L. 184/1983)."


def _no_placement(mandate: Mandate) -> str:
    return "" if mandate.kind in PLACEMENT_KINDS else NOT_A_PLACEMENT


def _no_start(mandate: Mandate) -> str:
    return _no_placement(mandate) or (UNDECLARED if lacks_declaration(mandate) else "")


def _no_project(mandate: Mandate) -> str:
    return "" if mandate.kind in JUVENILE_KINDS else NOT_A_PROJECT


def _no_recipient(mandate: Mandate) -> str:
    if mandate.is_open:
        return ""
    return f"L’incarico è {mandate.get_state_display().lower()}: non riferisce più a nessuno."


DUTIES = {
    "recipient": Duty(
        "Destinatario delle relazioni",
        forms.RecipientForm,
        redirect_mandate,
        "Destinatario aggiornato: vale per le relazioni non ancora inviate in approvazione.",
        _no_recipient,
        "Le relazioni già inviate in approvazione conservano l’ufficio per cui sono state scritte.",
    ),
    "extension": Duty(
        "Chiedi una proroga",
        forms.ExtensionForm,
        request_extension,
        "Richiesta di proroga registrata.",
        _no_extension,
        "La proroga si chiede prima della scadenza e non dura più del termine originario (art. 154 c.p.c.). "
        "Dopo la scadenza si trasmette la relazione con una nota sul ritardo.",
    ),
    "decision": Duty(
        "Risposta alla richiesta di proroga",
        forms.DecisionForm,
        lambda mandate, **answer: decide_extension(**answer),
        "Risposta registrata.",
        _no_decision,
        "Se la proroga è concessa, la scadenza si sposta e ricorda il giorno che aveva prima.",
    ),
    "acts": Duty(
        "Atti dell’affidamento",
        forms.ActsForm,
        set_acts,
        "Attribuzione degli atti registrata.",
        lambda mandate: acts_refused(mandate.kind),
        "A chi spetta ciascun atto, come dice il provvedimento (art. 5-bis L. 184/1983).",
    ),
    "responsible": Duty(
        "Responsabile dell’affidamento",
        forms.ResponsibleForm,
        name_responsible,
        "Nomina registrata: la lettera è pronta da stampare.",
        _no_responsible,
        "Risponde dell’affidamento verso il giudice, i genitori e chi accoglie il minore (art. 5-bis L. 184/1983).",
        "Nomina",
    ),
    "declaration": Duty(
        "Dichiarazione di assenza di conflitto",
        forms.DeclarationForm,
        declare_no_conflict,
        "Dichiarazione registrata.",
        _no_placement,
        "Va raccolta prima del collocamento (L. 184/1983, come modificata dal d.lgs. 149/2022).",
    ),
    "placement": Duty(
        "Inizio del collocamento",
        forms.PlacementForm,
        start_placement,
        "Inizio del collocamento registrato.",
        _no_start,
    ),
    "project": Duty(
        "Progetto",
        forms.ProjectForm,
        write_project,
        "Progetto registrato: la relazione finale è in scadenzario.",
        _no_project,
    ),
}


@require_http_methods(["GET", "POST"])
def mandate_duty(request: SignedInRequest, pk: int, duty: str) -> HttpResponseBase:
    """One form about a mandate."""
    mandate = get_mandate(request.user, pk)
    children = children_in_sight(request.user, mandate)
    require_change_of(request.user, mandate)
    page, refusal = DUTIES[duty], DUTIES[duty].refusal(mandate)
    form = page.form(request.POST if request.method == "POST" else None, mandate=mandate)
    if request.method == "POST" and not refusal and form.acts(page.action, mandate=mandate, by=request.user):
        messages.success(request, page.done)
        return redirect(mandate)
    context = {
        "case": case_for_page(request.user, children, request.GET.get("caso", "")),
        "tab": "provvedimenti",
        "here": page.title,
        "page": page,
        "form": form,
        "refusal": refusal,
        "back": mandate.get_absolute_url(),
        "mandate": mandate,
    }
    return TemplateResponse(request, "courts/duty_form.html", context)


@require_safe
def mandate_letter(request: SignedInRequest, pk: int) -> HttpResponse:
    """The letter that names the responsible person, to be printed."""
    mandate = get_mandate(request.user, pk)
    children = children_in_sight(request.user, mandate)
    context = {
        "mandate": mandate,
        "letter": letter_of(mandate, children, timezone.localdate()),
        "proceeding": heard_by(mandate.order.proceeding, mandate.recipient),
        "here": "Lettera di nomina",
        "title": "Lettera di nomina",
    }
    return TemplateResponse(request, "courts/duty_letter.html", context)


@require_safe
def mandate_proposal(request: SignedInRequest, pk: int) -> HttpResponse:
    """The proposal to go on or to close, filled from the record, to be printed."""
    mandate = get_mandate(request.user, pk)
    children = children_in_sight(request.user, mandate)
    context = {
        "mandate": mandate,
        "letter": Letter(timezone.localdate(), [court_of(mandate)], children),
        "proposal": proposal_of(mandate),
        "proceeding": heard_by(mandate.order.proceeding, mandate.recipient),
        "rows": coverage(mandate, request.user),
        "here": "Proposta di proroga o chiusura",
    }
    return TemplateResponse(request, "courts/duty_proposal.html", context)


@require_http_methods(["GET", "POST"])
def duty_done(request: SignedInRequest, pk: int) -> HttpResponseBase:
    """«Fatto»: close a duty that no report fulfils, saying what was done."""
    deadline = in_sight(Deadline.objects.filter(pk=pk), request.user).first()
    if deadline is None:
        raise Http404
    case = get_case_to_change(request.user, deadline.case_id)
    form = forms.FinishForm(request.POST if request.method == "POST" else None)
    back, refusal = url_of(deadline, request.user), _no_finish(deadline)
    if (
        request.method == "POST"
        and not refusal
        and form.acts(finish_duty, deadline=deadline, by=request.user)
    ):
        messages.success(request, "Scadenza chiusa.")
        return redirect(back)
    page = {"title": deadline.title, "submit": "Fatto", "lead": deadline.explanation}
    context = {"case": case, "tab": "provvedimenti", "here": "Scadenza", "page": page, "form": form}
    return TemplateResponse(request, "courts/duty_form.html", context | {"back": back, "refusal": refusal})


def _no_finish(deadline: Deadline) -> str:
    if not closes_by_note(deadline):
        return "Questa scadenza si chiude con il suo atto, non con una nota."
    return "" if deadline.state == "aperta" else "Questa scadenza è già chiusa."


@require_safe
def case_ages(request: SignedInRequest, pk: int) -> HttpResponse:
    """The ages that matter on one case, and what was done about them."""
    case = get_case(request.user, pk)
    rows = case.deadlines.filter(origin__startswith="age:").order_by("due_on")
    context = {
        "case": case,
        "tab": "provvedimenti",
        "here": "Età",
        "rows": rows,
        "may_change": may_change(request.user, [case]),
        "back": reverse("courts:case_orders", args=[case.pk]),
    }
    return TemplateResponse(request, "courts/duty_ages.html", context)


@require_safe
def case_findings(request: SignedInRequest, pk: int) -> HttpResponse:
    """The automatic checks of a case: a panel of its tab, or a page where nothing is swapped in."""
    case = get_case(request.user, pk)
    context = {
        "case": case,
        "tab": "provvedimenti",
        "here": "Controlli",
        "findings": findings(case),
        "may_change": may_change(request.user, [case]),
    }
    swapped = request.headers.get("HX-Request") == "true"
    template = "courts/_findings.html" if swapped else "courts/duty_findings.html"
    return TemplateResponse(request, template, context)
