"""*Équipe*: who works on the case, who answers for it, who may look."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.requests import SignedInRequest
from cases.actions.team import add_to_team, hand_over, leave_team, let_read, stop_reading
from cases.forms.team import HandOverForm, LeaveTeamForm, ReadingForm, TeamMemberForm
from cases.models import Case, TeamMember
from cases.permissions import (
    get_case,
    get_case_to_change,
    leads_unit_of,
    may_change,
    people_with_grants,
)
from cases.views.page import form_page


@require_safe
def case_team(request: SignedInRequest, pk: int) -> HttpResponse:
    """Members now and past, and the colleagues who may read."""
    case = get_case(request.user, pk)
    today = timezone.localdate()
    rows = list(case.team.select_related("user"))
    present = [row for row in rows if not row.valid_to or row.valid_to >= today]
    context = {
        "case": case,
        "tab": "sintesi",
        "here": "Équipe",
        "present": present,
        "former": [row for row in rows if row not in present],
        "readers": people_with_grants(case),
        "today": today,
        "may_change": may_change(request.user, [case]),
        "may_transfer": case.is_open and leads_unit_of(request.user, case),
    }
    return TemplateResponse(request, "cases/case_team.html", context)


def _back(case: Case) -> str:
    return reverse("cases:case_team", args=[case.pk])


def _form_page(
    request: SignedInRequest, case: Case, form: Any, title: str, submit: str, lead: str = ""
) -> HttpResponse:
    return form_page(
        request, case, form, tab="sintesi", title=title, back=_back(case), submit=submit, lead=lead
    )


@require_http_methods(["GET", "POST"])
def team_add(request: SignedInRequest, pk: int) -> HttpResponseBase:
    """A colleague joins the équipe."""
    case = get_case_to_change(request.user, pk)
    form = TeamMemberForm(request.POST or None, case=case, initial={"valid_from": timezone.localdate()})
    if request.method == "POST" and form.acts(add_to_team, case=case, by=request.user):
        messages.success(request, f"{form.result.user} è nell'équipe.")
        return redirect(_back(case))
    lead = "Chi entra nell'équipe legge e scrive nel fascicolo."
    return _form_page(request, case, form, "Nuovo componente dell'équipe", "Aggiungi", lead)


@require_http_methods(["GET", "POST"])
def team_end(request: SignedInRequest, pk: int, member_pk: int) -> HttpResponseBase:
    """A member's last day."""
    case = get_case_to_change(request.user, pk)
    member = get_object_or_404(case.team.select_related("user"), pk=member_pk)
    form = LeaveTeamForm(request.POST or None, initial={"valid_to": timezone.localdate()})
    if request.method == "POST" and form.acts(leave_team, case=case, member=member, by=request.user):
        messages.success(request, "Uscita dall'équipe registrata.")
        return redirect(_way_out(request, case))
    return _form_page(request, case, form, "Uscita dall'équipe", "Registra l'uscita", str(member.user))


@require_http_methods(["GET", "POST"])
def team_hand_over(request: SignedInRequest, pk: int) -> HttpResponseBase:
    """The case passes to another responsible, with what they need to know."""
    case = get_case_to_change(request.user, pk)
    form = HandOverForm(request.POST or None, case=case, initial={"on": timezone.localdate()})
    if request.method == "POST" and form.acts(hand_over, case=case, by=request.user):
        messages.success(request, f"Da questo passaggio risponde del caso {form.result.user}.")
        return redirect(_way_out(request, case))
    now = TeamMember.objects.in_force(timezone.localdate()).filter(case=case, responsible=True).first()
    lead = f"Oggi ne risponde {now.user}." if now else "Oggi il caso non ha un responsabile."
    return _form_page(request, case, form, "Passaggio di responsabilità", "Passa il caso", lead)


def _way_out(request: SignedInRequest, case: Case) -> str:
    """Who has just left the case cannot go back to it."""
    return _back(case) if may_change(request.user, [case]) else reverse("cases:case_list")


@require_http_methods(["GET", "POST"])
def reading_add(request: SignedInRequest, pk: int) -> HttpResponseBase:
    """A colleague may read the case."""
    case = get_case_to_change(request.user, pk)
    form = ReadingForm(request.POST or None, case=case)
    if request.method == "POST" and form.acts(let_read, case=case, by=request.user):
        messages.success(request, f"{form.cleaned_data['to']} può leggere il fascicolo.")
        return redirect(_back(case))
    return _form_page(request, case, form, "Permesso di lettura", "Dai il permesso")


@require_POST
def reading_withdraw(request: SignedInRequest, pk: int, user_pk: int) -> HttpResponseBase:
    """Take the right to read back."""
    case = get_case_to_change(request.user, pk)
    reader = get_object_or_404(people_with_grants(case), pk=user_pk)
    stop_reading(case=case, to=reader, by=request.user)
    messages.success(request, f"{reader} non può più leggere il fascicolo.")
    return redirect(_way_out(request, case))
