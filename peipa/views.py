"""Pages of the plans of a case."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from accounts.requests import SignedInRequest
from cases.forms.base import CaseForm
from cases.permissions import get_case, get_case_to_change, may_change
from cases.views.page import form_page
from peipa import actions
from peipa.enums import PlanState
from peipa.forms import ConcludeForm, ConfirmForm, ObjectiveForm, PlanForm, ResultsForm, ReviewDateForm
from peipa.models import Objective, Plan, PlanArea
from peipa.permissions import get_objective_to_change, get_plan, get_plan_to_change

GET_AND_POST = ["GET", "POST"]


@require_GET
def case_plans(request: SignedInRequest, pk: int) -> HttpResponse:
    case = get_case(request.user, pk)
    context = {"case": case, "tab": "progetti", "plans": case.plans.with_objectives().explained()}
    context["may_write"] = may_change(request.user, [case]) and case.is_open
    return TemplateResponse(request, "peipa/case_plans.html", context)


@require_http_methods(GET_AND_POST)
def plan_create(request: SignedInRequest, pk: int) -> HttpResponse:
    case = get_case_to_change(request.user, pk)
    form = PlanForm(request.POST or None)
    if request.method == "POST" and form.acts(actions.create_plan, case=case, by=request.user):
        messages.success(request, "Bozza creata: ora si aggiungono gli obiettivi.")
        return redirect(form.result)
    return form_page(
        request,
        case,
        form,
        tab="progetti",
        title="Nuovo P.E.I.PA.",
        back=reverse("peipa:case_plans", args=[case.pk]),
        submit="Crea la bozza",
    )


@dataclass(frozen=True)
class AreaObjectives:
    """An area of the plan with what is to be reached in it."""

    area: PlanArea
    objectives: list[Objective]


@require_GET
def plan_detail(request: SignedInRequest, pk: int) -> HttpResponse:
    plan = get_plan(request.user, pk)
    may_write = may_change(request.user, [plan.case])
    areas = _by_area(plan)
    context = _context(plan, "Progetto") | {
        "areas": areas,
        "empty_areas": [group.area for group in areas if not group.objectives],
        "is_draft": may_write and plan.state == PlanState.BOZZA,
        "is_active": may_write and plan.state == PlanState.ATTIVO,
    }
    return TemplateResponse(request, "peipa/plan_detail.html", context)


def _by_area(plan: Plan) -> list[AreaObjectives]:
    """Every area in use, and those no longer in use that the plan still has something in."""
    objectives = list(plan.objectives.all())
    used = {row.area_id for row in objectives}
    return [
        AreaObjectives(area, [row for row in objectives if row.area_id == area.pk])
        for area in PlanArea.objects.filter(kind=plan.kind)
        if area.active or area.pk in used
    ]


def _context(plan: Plan, here: str) -> dict[str, object]:
    return {"case": plan.case, "tab": "progetti", "plan": plan, "here": here}


def _plan_form(
    request: SignedInRequest, plan: Plan, form: CaseForm, title: str, submit: str, lead: str = ""
) -> HttpResponse:
    """A small form about a plan, with the way back to it."""
    back = plan.get_absolute_url()
    return form_page(
        request, plan.case, form, tab="progetti", title=title, back=back, submit=submit, lead=lead
    )


@require_http_methods(GET_AND_POST)
def plan_change(request: SignedInRequest, pk: int) -> HttpResponse:
    plan = get_plan_to_change(request.user, pk)
    form = PlanForm(request.POST or None, initial=PlanForm.values_of(plan))
    if request.method == "POST" and form.acts(actions.change_plan, plan=plan, by=request.user):
        messages.success(request, "Bozza aggiornata.")
        return redirect(plan)
    return _plan_form(request, plan, form, "Modifica la bozza", "Salva la bozza")


@require_http_methods(GET_AND_POST)
def objective_create(request: SignedInRequest, pk: int) -> HttpResponse:
    plan = get_plan_to_change(request.user, pk)
    form = ObjectiveForm(request.POST or None, initial={"area": request.GET.get("area")})
    if request.method == "POST" and form.acts(actions.add_objective, plan=plan, by=request.user):
        messages.success(request, "Obiettivo aggiunto.")
        return redirect(plan)
    context = _context(plan, "Nuovo obiettivo") | {
        "form": form,
        "areas": PlanArea.objects.filter(active=True),
    }
    return TemplateResponse(request, "peipa/objective_form.html", context)


@require_http_methods(GET_AND_POST)
def objective_change(request: SignedInRequest, pk: int) -> HttpResponse:
    objective = get_objective_to_change(request.user, pk)
    form = ObjectiveForm(request.POST or None, initial=ObjectiveForm.values_of(objective))
    if request.method == "POST" and form.acts(actions.change_objective, objective=objective, by=request.user):
        messages.success(request, "Obiettivo aggiornato.")
        return redirect(objective.plan)
    context = _context(objective.plan, "Modifica l'obiettivo")
    context |= {"form": form, "areas": PlanArea.objects.filter(active=True)}
    return TemplateResponse(request, "peipa/objective_form.html", context)


@require_http_methods(GET_AND_POST)
def objective_remove(request: SignedInRequest, pk: int) -> HttpResponse:
    objective = get_objective_to_change(request.user, pk)
    form = ConfirmForm(request.POST if request.method == "POST" else None)
    if form.acts(actions.remove_objective, objective=objective, by=request.user):
        messages.success(request, "Obiettivo tolto.")
        return redirect(objective.plan)
    lead = f"«{objective.title}» esce dalla bozza con le sue azioni e il suo indicatore."
    return _plan_form(request, objective.plan, form, "Togli l'obiettivo", "Togli l'obiettivo", lead)


@require_http_methods(GET_AND_POST)
def plan_activate(request: SignedInRequest, pk: int) -> HttpResponse:
    plan = get_plan_to_change(request.user, pk)
    form = ConfirmForm(request.POST if request.method == "POST" else None)
    if form.acts(actions.activate_plan, plan=plan, by=request.user):
        messages.success(request, "Progetto attivo: la verifica è tra le scadenze del caso.")
        return redirect(plan)
    lead = (
        "Quello che è stato concordato non si modificherà più. "
        f"La verifica del {plan.review_on:%d/%m/%Y} diventa una scadenza del caso."
    )
    return _plan_form(request, plan, form, "Attiva il progetto", "Attiva il progetto", lead)


@require_http_methods(GET_AND_POST)
def plan_review_date(request: SignedInRequest, pk: int) -> HttpResponse:
    plan = get_plan_to_change(request.user, pk)
    form = ReviewDateForm(request.POST or None)
    if request.method == "POST" and form.acts(actions.change_review_date, plan=plan, by=request.user):
        messages.success(request, "Verifica spostata: la scadenza è aggiornata.")
        return redirect(plan)
    lead = f"Ora la verifica è fissata al {plan.review_on:%d/%m/%Y}."
    return _plan_form(request, plan, form, "Sposta la verifica", "Sposta la verifica", lead)


@require_http_methods(GET_AND_POST)
def plan_results(request: SignedInRequest, pk: int) -> HttpResponse:
    plan = get_plan_to_change(request.user, pk)
    form = ResultsForm(request.POST or None, plan=plan)
    if request.method == "POST" and form.acts(actions.record_results, plan=plan, by=request.user):
        messages.success(request, "Risultati registrati.")
        return redirect(plan)
    context = _context(plan, "Risultati e verifica") | {"form": form}
    return TemplateResponse(request, "peipa/plan_results.html", context)


@require_http_methods(GET_AND_POST)
def plan_conclude(request: SignedInRequest, pk: int) -> HttpResponse:
    plan = get_plan_to_change(request.user, pk)
    form = ConcludeForm(request.POST or None)
    if request.method == "POST" and form.acts(actions.conclude_plan, plan=plan, by=request.user):
        messages.success(request, "Progetto concluso.")
        return redirect(plan)
    lead = "Ogni obiettivo deve avere il suo risultato. La verifica in scadenza risulterà adempiuta."
    return _plan_form(request, plan, form, "Concludi il progetto", "Concludi il progetto", lead)
