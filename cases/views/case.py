"""The case itself: its summary, its corrections, its moves."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import User
from accounts.requests import SignedInRequest
from cases.actions.life import Move, correct_case, move_case, moves_of
from cases.closing import reasons_against
from cases.diary_reading import readable_entries
from cases.duties import grouped
from cases.enums import CaseStatus, Kinship
from cases.forms.life import CaseCorrectionForm, MoveForm
from cases.models import Case, TeamMember
from cases.permissions import get_case, get_case_to_change, may_change
from cases.summary_hooks import panels_for
from cases.views.page import form_page

LATEST_ENTRIES = 4
NEXT_DEADLINES = 6


@require_safe
def case_detail(request: SignedInRequest, pk: int) -> HttpResponse:
    """*Sintesi*: what one needs to know before the telephone is answered."""
    case = get_case(request.user, pk)
    changes = may_change(request.user, [case])
    context = {
        "case": case,
        "tab": "sintesi",
        "may_change": changes,
        "moves": moves_of(case) if changes else [],
        "panels": panels_for(request.user, case),
        "today": timezone.localdate(),
        **_facts(case, request.user),
    }
    return TemplateResponse(request, "cases/case_detail.html", context)


def _facts(case: Case, user: User) -> dict[str, Any]:
    today = timezone.localdate()
    household = (
        case.household.members.as_of(today).select_related("person").order_by("person__birth_date", "pk")
    )
    entries = readable_entries(user, case).filter(occurred_at__lte=timezone.now())
    return {
        "tax_codes": case.person.identifiers.filter(valid_to=None).order_by("kind", "pk"),
        "members": sorted(household, key=lambda member: member.kinship != Kinship.CHILD),
        "team": TeamMember.objects.in_force(today).filter(case=case).select_related("user"),
        "duties": grouped(case.deadlines.open().select_related("case", "owner")[:NEXT_DEADLINES], user),
        "entries": entries[:LATEST_ENTRIES],
        "changes": case.status_changes.select_related("changed_by", "closure", "situation"),
    }


@require_http_methods(["GET", "POST"])
def case_edit(request: SignedInRequest, pk: int) -> HttpResponseBase:
    """Correct source, reason and opening day."""
    case = get_case_to_change(request.user, pk)
    fields = ("opened_on", "source_code", "source", "reason")
    initial = {name: getattr(case, name) for name in fields}
    form = CaseCorrectionForm(request.POST or None, now=case.source_code, initial=initial)
    if request.method == "POST" and form.acts(correct_case, case=case, by=request.user):
        messages.success(request, "Dati del caso corretti.")
        return redirect(case)
    return form_page(request, case, form, tab="sintesi", title="Dati del caso", back=case.get_absolute_url())


@require_http_methods(["GET", "POST"])
def case_move(request: SignedInRequest, pk: int, move: str) -> HttpResponseBase:
    """One declared change of state, with its day and its reason."""
    case = get_case_to_change(request.user, pk)
    chosen = _move(case, move)
    form = MoveForm(request.POST or None, move=chosen, initial={"on": timezone.localdate()})
    if request.method == "POST" and form.acts(move_case, case=case, move=chosen.name, by=request.user):
        messages.success(request, f"Il caso ora è: {form.result.get_status_display().lower()}.")
        return redirect(case)
    return form_page(
        request,
        case,
        form,
        tab="sintesi",
        title=chosen.label,
        back=case.get_absolute_url(),
        submit=chosen.label,
        lead=f"Lo stato passa da «{case.get_status_display()}» a «{CaseStatus(chosen.target).label}».",
        reasons=reasons_against(case) if chosen.closes else [],
        danger=chosen.ends,
    )


def _move(case: Case, name: str) -> Move:
    """The move, if the case can make it now."""
    for move in moves_of(case):
        if move.name == name:
            return move
    raise Http404
