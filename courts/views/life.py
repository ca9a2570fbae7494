"""What is done to a proceeding, its hearings and who takes part: one small form each, all shaped alike."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.views.decorators.http import require_http_methods

from accounts.requests import SignedInRequest
from courts.actions.competence import transfer_proceeding
from courts.actions.grades import close_proceeding, edit_proceeding, open_appeal, reopen_proceeding
from courts.actions.hearings import cancel_hearing, fix_hearing, hold_hearing, postpone_hearing
from courts.actions.proceedings import use_number
from courts.actions.roles import add_role, end_role, replace_role
from courts.forms import hearings, life
from courts.models import Hearing, Proceeding, ProceedingRole
from courts.permissions import (
    case_for_page,
    children_in_sight,
    get_hearing,
    get_proceeding,
    get_role,
    require_change_of,
)
from courts.terms.wording import day_of


def _never(_: Any) -> str:
    return ""


def _ended(proceeding: Proceeding) -> str:
    if proceeding.ended_on is None:
        return ""
    return f"Il procedimento è {proceeding.state_label.lower()} {day_of(proceeding.ended_on, 'dal')}."


def _transferred(proceeding: Proceeding) -> str:
    return _ended(proceeding) if proceeding.transferred_on else ""


def _not_closed(proceeding: Proceeding) -> str:
    return "" if proceeding.closed_on else "Il procedimento non è concluso."


def _no_numbers(proceeding: Proceeding) -> str:
    return "" if proceeding.numbers.exists() else "Il procedimento non ha ancora nessun numero."


def _not_fixed(hearing: Hearing) -> str:
    label = hearing.get_state_display().lower()
    return "" if hearing.state == "fissata" else f"L’udienza è già {label}."


def _over(role: ProceedingRole) -> str:
    return f"Questo ruolo è finito {day_of(role.valid_to)}." if role.valid_to else ""


@dataclass(frozen=True)
class Duty:
    """A page with one form; `refusal` says why it cannot be filled now, in Italian."""

    title: str
    form: type[life.LifeForm]
    action: Callable[..., Any]
    done: str
    lead: str = ""
    submit: str = "Registra"
    refusal: Callable[[Any], str] = _never


PROCEEDING = {
    "number": Duty(
        "Numero in uso", life.UseNumberForm, use_number, "Numero in uso aggiornato.", refusal=_no_numbers
    ),
    "edit": Duty(
        "Dati del procedimento",
        life.EditForm,
        edit_proceeding,
        "Dati del procedimento aggiornati.",
        "L’ufficio cambia solo con un trasferimento.",
        "Salva",
    ),
    "hearing": Duty(
        "Nuova udienza",
        hearings.HearingForm,
        fix_hearing,
        "Udienza registrata.",
        "Sul fascicolo di ogni minore si apre la scadenza per prepararla, contata all’indietro dal suo giorno.",
        "Fissa",
        _transferred,
    ),
    "role": Duty(
        "Chi partecipa al procedimento",
        life.RoleForm,
        add_role,
        "Ruolo registrato.",
        "Le relazioni riportano chi era in carica nel giorno della loro data.",
    ),
    "transfer": Duty(
        "Trasferimento a un altro ufficio",
        life.TransferForm,
        transfer_proceeding,
        "Trasferimento registrato: gli incarichi aperti riferiscono al nuovo ufficio.",
        "I provvedimenti restano efficaci finché il nuovo giudice non li conferma, modifica o revoca (art. 38 "
        "disp. att. c.c.). Gli incarichi attivi proseguono con le loro scadenze e riferiscono al nuovo ufficio; "
        "una relazione già inviata in approvazione conserva il suo destinatario. Curatori, tutori e avvocati "
        "proseguono; giudici, PM e CTU del vecchio ufficio finiscono quel giorno.",
        "Trasferisci",
        _ended,
    ),
    "appeal": Duty(
        "Reclamo alla Corte d’appello",
        life.AppealForm,
        open_appeal,
        "Reclamo registrato.",
        "Il procedimento impugnato prosegue, con i suoi incarichi e le sue scadenze.",
    ),
    "close": Duty(
        "Conclusione del procedimento",
        life.CloseForm,
        close_proceeding,
        "Procedimento concluso.",
        submit="Concludi",
        refusal=_ended,
    ),
    "reopen": Duty(
        "Riapertura del procedimento",
        life.ReopenForm,
        reopen_proceeding,
        "Procedimento riaperto.",
        "Si toglie il giorno della conclusione, scritto per errore.",
        "Riapri",
        _not_closed,
    ),
}
HEARING = {
    "hold": Duty(
        "Esito dell’udienza",
        hearings.HoldForm,
        hold_hearing,
        "Esito registrato: la preparazione è adempiuta.",
        refusal=_not_fixed,
    ),
    "postpone": Duty(
        "Rinvio dell’udienza",
        hearings.PostponeForm,
        postpone_hearing,
        "Udienza rinviata: la scadenza per prepararla si conta dal nuovo giorno.",
        submit="Rinvia",
        refusal=_not_fixed,
    ),
    "cancel": Duty(
        "Annullamento dell’udienza",
        hearings.CancelForm,
        cancel_hearing,
        "Udienza annullata: la scadenza per prepararla è tolta.",
        submit="Annulla l’udienza",
        refusal=_not_fixed,
    ),
}
ROLE = {
    "end": Duty("Fine di un ruolo", life.RoleEndForm, end_role, "Fine del ruolo registrata.", refusal=_over),
    "replace": Duty(
        "Sostituzione",
        life.RoleReplaceForm,
        replace_role,
        "Sostituzione registrata.",
        "Chi c’era resta fra i ruoli passati, con i suoi giorni.",
        refusal=_over,
    ),
}
# What the address may fill in beforehand: parameter → field.
GIVEN = {"ruolo": "kind", "dal": "valid_from"}


@require_http_methods(["GET", "POST"])
def proceeding_duty(request: SignedInRequest, pk: int, duty: str) -> HttpResponseBase:
    """One form about a proceeding."""
    proceeding = get_proceeding(request.user, pk)
    refusal = PROCEEDING[duty].refusal(proceeding)
    return _page(request, PROCEEDING[duty], refusal, proceeding, {"proceeding": proceeding})


@require_http_methods(["GET", "POST"])
def hearing_duty(request: SignedInRequest, pk: int, duty: str) -> HttpResponseBase:
    """One form about a hearing."""
    hearing = get_hearing(request.user, pk)
    refusal = HEARING[duty].refusal(hearing)
    return _page(request, HEARING[duty], refusal, hearing.proceeding, {"hearing": hearing})


@require_http_methods(["GET", "POST"])
def role_duty(request: SignedInRequest, pk: int, duty: str) -> HttpResponseBase:
    """One form about somebody's part."""
    role = get_role(request.user, pk)
    refusal = ROLE[duty].refusal(role)
    return _page(request, ROLE[duty], refusal, role.proceeding, {"role": role}, _who(role))


def _who(role: ProceedingRole) -> str:
    return f"{role.get_kind_display()}: {role.name}, {day_of(role.valid_from, 'dal')}."


def _page(
    request: SignedInRequest,
    page: Duty,
    refusal: str,
    proceeding: Proceeding,
    subject: dict[str, Any],
    note: str = "",
) -> HttpResponseBase:
    children = children_in_sight(request.user, proceeding)
    require_change_of(request.user, proceeding)
    form = page.form(
        request.POST if request.method == "POST" else None,
        initial={field: request.GET[name] for name, field in GIVEN.items() if name in request.GET},
        user=request.user,
        children=children,
        **({"proceeding": proceeding} | subject),
    )
    if request.method == "POST" and not refusal and form.acts(page.action, by=request.user, **subject):
        messages.success(request, page.done)
        return redirect(_after(form.result, proceeding))
    context = {
        "case": case_for_page(request.user, children, request.GET.get("caso", "")),
        "tab": "provvedimenti",
        "here": page.title,
        "page": page,
        "note": note,
        "form": form,
        "refusal": refusal,
        "back": _after(subject.get("hearing"), proceeding),
    }
    return TemplateResponse(request, "courts/duty_form.html", context)


def _after(result: Any, proceeding: Proceeding) -> str:
    """The page of a hearing or of a proceeding; for a number or a role, the proceeding it is of."""
    found = result if isinstance(result, Hearing | Proceeding) else proceeding
    return found.get_absolute_url()
