"""Appointments of a case: planning, moving, calling off. How they went is written in the diary."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts.requests import SignedInRequest
from cases.actions.agenda import cancel_appointment, change_appointment, plan_appointment
from cases.diary_reading import readable_entries, siblings_to_write_on
from cases.enums import EntryKind
from cases.forms.agenda import AppointmentForm, CancelAppointmentForm, initial_of
from cases.models import Appointment, Case, DiaryEntry
from cases.period import read_day
from cases.permissions import caseload, get_case, get_case_to_change, may_change, saw, within_sight
from cases.views.page import form_page

MOST_CASES = 100
LEAD = (
    "Dal giorno dell’incontro, dall’appuntamento si apre l’annotazione di diario già compilata con giorno, "
    "luogo e tipo."
)


@require_safe
def plan(request: SignedInRequest) -> HttpResponse:
    """From the agenda: first about whom. The next page is the form on that case."""
    page = caseload(request.user, limit=MOST_CASES)
    context = {"cases": page.cases, "more": page.next is not None, "day": request.GET.get("giorno", "")}
    return render(request, "cases/appointment_plan.html", context)


@require_http_methods(["GET", "POST"])
def appointment_create(request: SignedInRequest, pk: int) -> HttpResponse:
    case = get_case_to_change(request.user, pk)
    siblings = list(siblings_to_write_on(request.user, case))
    saw(sibling.pk for sibling in siblings)
    day = read_day(request.GET.get("giorno", "")) or timezone.localdate()
    initial = {"kind": EntryKind.VISITA_DOMICILIARE, "day": day, "operators": [request.user.pk]}
    form = AppointmentForm(request.POST or None, initial=initial, case=case, siblings=siblings)
    if request.method == "POST" and form.acts(
        plan_appointment, cases=_about(form, case, siblings), by=request.user
    ):
        messages.success(request, "Appuntamento in agenda.")
        return redirect(form.result[0])
    return form_page(
        request,
        case,
        form,
        tab="diario",
        title="Nuovo appuntamento",
        back=_diary_of(case),
        submit="Metti in agenda",
        lead=LEAD,
    )


def _about(form: AppointmentForm, case: Case, siblings: list[Case]) -> list[Case]:
    chosen = form.chosen_siblings()
    return [case, *(sibling for sibling in siblings if sibling.pk in chosen)]


@require_safe
def appointment_detail(request: SignedInRequest, pk: int, appointment_pk: int) -> HttpResponse:
    """One appointment, with what can be done about it."""
    case = get_case(request.user, pk)
    appointment = _get(request, case, appointment_pk)
    changes = appointment.is_planned and may_change(request.user, [case])
    context = {
        "case": case,
        "tab": "diario",
        "here": "Appuntamento",
        "appointment": appointment,
        "entry": _entry(request, case, appointment),
        "with_siblings": _siblings(request, appointment),
        "may_change": changes,
        "may_tell": changes and timezone.localtime(appointment.starts_at).date() <= timezone.localdate(),
    }
    return TemplateResponse(request, "cases/appointment_detail.html", context)


@require_http_methods(["GET", "POST"])
def appointment_change(request: SignedInRequest, pk: int, appointment_pk: int) -> HttpResponse:
    case = get_case_to_change(request.user, pk)
    appointment = _get(request, case, appointment_pk)
    form = AppointmentForm(request.POST or None, initial=initial_of(appointment), case=case)
    if request.method == "POST" and form.acts(change_appointment, appointment=appointment, by=request.user):
        messages.success(request, "Appuntamento aggiornato.")
        return redirect(appointment)
    back = appointment.get_absolute_url()
    return form_page(request, case, form, tab="diario", title="Sposta o correggi l’appuntamento", back=back)


@require_http_methods(["GET", "POST"])
def appointment_cancel(request: SignedInRequest, pk: int, appointment_pk: int) -> HttpResponse:
    case = get_case_to_change(request.user, pk)
    appointment = _get(request, case, appointment_pk)
    form = CancelAppointmentForm(request.POST or None)
    if request.method == "POST" and form.acts(cancel_appointment, appointment=appointment, by=request.user):
        messages.success(request, "Appuntamento annullato.")
        return redirect(_diary_of(case))
    return form_page(
        request,
        case,
        form,
        tab="diario",
        title="Annulla l’appuntamento",
        back=appointment.get_absolute_url(),
        submit="Annulla l’appuntamento",
        lead="Se invece qualcuno non si è presentato, scrivilo nel diario come appuntamento mancato.",
        danger=True,
    )


def _get(request: SignedInRequest, case: Case, pk: int) -> Appointment:
    rows = within_sight(Appointment.objects.filter(case=case), request.user)
    found = rows.select_related("planned_by", "entry").filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def _entry(request: SignedInRequest, case: Case, appointment: Appointment) -> DiaryEntry | None:
    """How it went; None where that is a reserved note this person does not read."""
    if appointment.entry_id is None:
        return None
    return readable_entries(request.user, case).filter(pk=appointment.entry_id).first()


def _siblings(request: SignedInRequest, appointment: Appointment) -> list[Case]:
    rows = Appointment.objects.filter(batch=appointment.batch).exclude(pk=appointment.pk)
    cases = [row.case for row in within_sight(rows, request.user).select_related("case__person")]
    saw(case.pk for case in cases)
    return cases


def _diary_of(case: Case) -> str:
    return f"{case.get_absolute_url()}diario/"
