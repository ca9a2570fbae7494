"""Art. 403 c.c.: starting a removal, its page, the ticks, the corrections, the end."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts.requests import SignedInRequest
from cases.permissions import get_case_to_change
from courts.actions.emergencies import (
    close_emergency,
    correct_start,
    correct_step,
    may_correct,
    start_emergency,
    tick_step,
)
from courts.emergency_story import StepRow, rows_of, running, start_corrections, story_of
from courts.enums import EmergencyState
from courts.forms.emergencies import CloseForm, CorrectForm, CorrectStartForm, StartForm, TickForm
from courts.models import Emergency
from courts.permissions import (
    case_for_page,
    children_in_sight,
    get_emergency,
    may_change_of,
    require_change_of,
    whole_emergencies,
)

TAB = {"tab": "provvedimenti", "here": "Allontanamento ex art. 403"}


@require_http_methods(["GET", "POST"])
def emergency_start(request: SignedInRequest, pk: int) -> HttpResponseBase:
    """«Allontanamento ex art. 403»: from here the first clock runs."""
    case = get_case_to_change(request.user, pk)
    form = StartForm(request.POST if request.method == "POST" else None, user=request.user, case=case)
    if request.method == "POST" and form.acts(start_emergency, by=request.user):
        messages.success(request, "Allontanamento registrato: il termine per la trasmissione sta correndo.")
        return redirect(form.result)
    return TemplateResponse(request, "courts/emergency_start.html", {**TAB, "case": case, "form": form})


@require_safe
def emergency_detail(request: SignedInRequest, pk: int) -> HttpResponse:
    """The page of the chain: what runs now, then everything."""
    emergency = get_emergency(request.user, pk)
    children = children_in_sight(request.user, emergency)
    now = timezone.now()
    rows = story_of(emergency, now)
    under_way = emergency.state == EmergencyState.IN_CORSO
    context = {
        **TAB,
        "emergency": emergency,
        "children": children,
        "case": case_for_page(request.user, children, request.GET.get("caso", "")),
        "rows": rows,
        "whole": whole_emergencies(request.user).filter(pk=emergency.pk).exists(),
        "running": running(rows),
        "corrections": start_corrections(emergency),
        "now": now,
        "under_way": under_way,
        "may_change": under_way and may_change_of(request.user, emergency),
        "may_correct": under_way and may_correct(request.user, emergency),
    }
    return TemplateResponse(request, "courts/emergency_detail.html", context)


@require_http_methods(["GET", "POST"])
def emergency_step(request: SignedInRequest, pk: int, kind: str) -> HttpResponseBase:
    """Tick a step, with its proof."""
    emergency, row = _step_to_change(request, pk, kind)
    form = TickForm(request.POST if request.method == "POST" else None, emergency=emergency)
    acted = request.method == "POST" and form.acts(tick_step, emergency=emergency, kind=kind, by=request.user)
    if acted:
        messages.success(request, "Passo spuntato. I termini che decorrono da qui sono partiti.")
        return redirect(emergency)
    title = f"Segna come fatto: {row.link.kind.label}"
    return _form(request, emergency, form, row=row, title=title, submit="Segna come fatto")


@require_http_methods(["GET", "POST"])
def emergency_correct(request: SignedInRequest, pk: int, kind: str) -> HttpResponseBase:
    """Put a tick right: leads only, with the reason."""
    emergency, row = _step_to_change(request, pk, kind)
    if not may_correct(request.user, emergency):
        raise PermissionDenied
    form = CorrectForm(request.POST if request.method == "POST" else None, step=row.step)
    acted = request.method == "POST" and form.acts(
        correct_step, emergency=emergency, kind=kind, by=request.user
    )
    if acted:
        messages.success(request, "Passo corretto. I termini che ne dipendono sono ricalcolati.")
        return redirect(emergency)
    title = f"Correggi: {row.link.kind.label}"
    return _form(request, emergency, form, row=row, title=title, submit="Registra la correzione")


@require_http_methods(["GET", "POST"])
def emergency_restart(request: SignedInRequest, pk: int) -> HttpResponseBase:
    """Put right the hour of the removal or of the notice: leads only, with the reason."""
    emergency = get_emergency(request.user, pk)
    children_in_sight(request.user, emergency)
    require_change_of(request.user, emergency)
    if not may_correct(request.user, emergency):
        raise PermissionDenied
    form = CorrectStartForm(request.POST if request.method == "POST" else None, emergency=emergency)
    if request.method == "POST" and form.acts(correct_start, emergency=emergency, by=request.user):
        messages.success(request, "Ore corrette. I termini che ne dipendono sono ricalcolati.")
        return redirect(emergency)
    title = "Correggi le ore dell’allontanamento"
    return _form(request, emergency, form, title=title, submit="Registra la correzione")


@require_http_methods(["GET", "POST"])
def emergency_close(request: SignedInRequest, pk: int) -> HttpResponseBase:
    """End a removal with its outcome."""
    emergency = get_emergency(request.user, pk)
    children_in_sight(request.user, emergency)
    require_change_of(request.user, emergency)
    form = CloseForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.acts(close_emergency, emergency=emergency, by=request.user):
        messages.success(request, f"Allontanamento chiuso: {form.result.get_state_display().lower()}.")
        return redirect(emergency)
    title = "Chiudi l’allontanamento"
    return _form(request, emergency, form, title=title, submit="Chiudi", danger=True)


def _step_to_change(request: SignedInRequest, pk: int, kind: str) -> tuple[Emergency, StepRow]:
    """The removal and one of its steps, for who may write on all its cases."""
    emergency = get_emergency(request.user, pk)
    children_in_sight(request.user, emergency)
    step = get_object_or_404(emergency.steps.select_related("emergency"), kind=kind)
    require_change_of(request.user, emergency)
    return emergency, rows_of(emergency, [step], timezone.now())[0]


def _form(request: SignedInRequest, emergency: Emergency, form: Any, **extra: Any) -> HttpResponse:
    case = case_for_page(request.user, children_in_sight(request.user, emergency), "")
    context = {**TAB, "case": case, "emergency": emergency, "form": form, **extra}
    return TemplateResponse(request, "courts/emergency_form.html", context)
