"""The life of a plan: written together, agreed, reviewed, concluded."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django_fsm import can_proceed

from accounts.models import User
from cases.actions.deadlines import cancel_deadlines, fulfil_deadlines, open_deadline
from cases.models import Case, Deadline
from cases.models.deadlines import DeadlineQuerySet
from peipa.enums import Horizon, PlanState, Result
from peipa.models import Objective, Plan, PlanArea

# Only a transition writes it: Django's cleaning would try to.
PROTECTED = {"state"}
REVIEW_TITLE = "Verifica P.E.I.PA."


# --- The draft ------------------------------------------------------------------------------------------
@transaction.atomic
def create_plan(
    *,
    case: Case,
    title: str,
    starts_on: date,
    review_on: date,
    by: User,
    child_voice: str = "",
    family_voice: str = "",
) -> Plan:
    """Begin a P.E.I.PA. as a draft. Raises ValidationError when the review is not after the start."""
    if not case.is_open:
        raise ValidationError("Il caso è chiuso: prima di scrivere un progetto va riaperto.")
    _check_review(starts_on, review_on)
    plan = Plan(
        case=case,
        title=title,
        starts_on=starts_on,
        review_on=review_on,
        child_voice=child_voice,
        family_voice=family_voice,
        author=by,
    )
    _validate(plan)
    plan.save()
    return plan


@transaction.atomic
def change_plan(
    *,
    plan: Plan,
    title: str,
    starts_on: date,
    review_on: date,
    by: User,
    child_voice: str = "",
    family_voice: str = "",
) -> Plan:
    """Rewrite a draft. An active plan keeps what was agreed (ValidationError)."""
    plan = _locked_draft(plan)
    _check_review(starts_on, review_on)
    plan.title, plan.starts_on, plan.review_on = title, starts_on, review_on
    plan.child_voice, plan.family_voice = child_voice, family_voice
    return _save(plan, "title", "starts_on", "review_on", "child_voice", "family_voice")


@transaction.atomic
def add_objective(
    *,
    plan: Plan,
    area: PlanArea,
    title: str,
    by: User,
    actions: str = "",
    indicator: str = "",
    horizon: str = Horizon.MEDIO,
) -> Objective:
    """Put one more thing to reach into a draft."""
    plan = _locked_draft(plan)
    objective = Objective(
        plan=plan, area=area, title=title, actions=actions, indicator=indicator, horizon=horizon
    )
    objective.full_clean()
    objective.save()
    return objective


@transaction.atomic
def change_objective(
    *,
    objective: Objective,
    area: PlanArea,
    title: str,
    by: User,
    actions: str = "",
    indicator: str = "",
    horizon: str = Horizon.MEDIO,
) -> Objective:
    """Rewrite an objective of a draft."""
    _locked_draft(objective.plan)
    objective.area, objective.title, objective.actions = area, title, actions
    objective.indicator, objective.horizon = indicator, horizon
    objective.full_clean()
    objective.save(update_fields=["area", "title", "actions", "indicator", "horizon"])
    return objective


@transaction.atomic
def remove_objective(*, objective: Objective, by: User) -> Plan:
    """Take an objective out of a draft. Returns the plan it was in."""
    plan = _locked_draft(objective.plan)
    objective.delete()
    return plan


# --- Agreed and reviewed --------------------------------------------------------------------------------
@transaction.atomic
def activate_plan(*, plan: Plan, by: User) -> Plan:
    """The plan is agreed: from now on its objectives stand and its review is a deadline of the case."""
    plan = _locked(plan)
    _allow(plan, "activate")
    if not plan.objectives.exists():
        raise ValidationError("Prima di attivare il progetto indicare almeno un obiettivo.")
    plan.activate()
    _save(plan, "state")
    _open_review(plan, by)
    return plan


@transaction.atomic
def change_review_date(*, plan: Plan, review_on: date, reason: str, by: User) -> Plan:
    """Move the review of an active plan to another day: the old deadline is cancelled with the reason."""
    plan = _locked_active(plan)
    _check_review(plan.starts_on, review_on)
    if review_on == plan.review_on:
        raise ValidationError({"review_on": "La verifica è già fissata per questo giorno."})
    _move_review(plan, review_on, f"Verifica spostata al {review_on:%d/%m/%Y}: {reason}", by)
    return plan


@dataclass(frozen=True)
class Finding:
    """What came of one objective, and what shows it."""

    result: str
    evidence: str = ""


@transaction.atomic
def record_results(
    *,
    plan: Plan,
    findings: Mapping[int, Finding],
    by: User,
    reviewed_on: date | None = None,
    next_review_on: date | None = None,
) -> Plan:
    """Write the results of the objectives named by id; with `reviewed_on` this was the review itself.

    The review's deadline is then fulfilled and the next one opened on `next_review_on`. Raises
    ValidationError for an objective of another plan, a result nobody knows, and a review without the next.
    """
    plan = _locked_active(plan)
    objectives = {row.pk: row for row in plan.objectives.select_for_update()}
    for pk, finding in findings.items():
        if pk not in objectives:
            raise ValidationError("L'obiettivo non è di questo progetto.")
        _record(objectives[pk], finding)
    if reviewed_on or next_review_on:
        _hold_review(plan, reviewed_on, next_review_on, by)
    return plan


@transaction.atomic
def conclude_plan(*, plan: Plan, concluded_on: date, outcome: str, by: User) -> Plan:
    """End an active plan whose every objective has its result; the last review's deadline is fulfilled."""
    plan = _locked(plan)
    _allow(plan, "conclude")
    if plan.objectives.filter(result=Result.DA_VERIFICARE).exists():
        raise ValidationError("Prima di concludere registrare il risultato di ogni obiettivo.")
    _check_past(plan, concluded_on, "concluded_on")
    plan.conclude()
    plan.concluded_on, plan.outcome = concluded_on, outcome
    _save(plan, "state", "concluded_on", "outcome")
    _close_review(
        plan, f"Progetto n. {plan.pk} concluso il {concluded_on:%d/%m/%Y} con i risultati registrati"
    )
    return plan


# --- Its parts ------------------------------------------------------------------------------------------
def _locked(plan: Plan) -> Plan:
    return Plan.objects.select_for_update(of=("self",)).select_related("case").get(pk=plan.pk)


def _locked_draft(plan: Plan) -> Plan:
    locked = _locked(plan)
    if locked.state != PlanState.BOZZA:
        raise ValidationError("Il progetto non è più una bozza: gli obiettivi concordati non si cambiano.")
    return locked


def _locked_active(plan: Plan) -> Plan:
    locked = _locked(plan)
    if locked.state != PlanState.ATTIVO:
        raise ValidationError("Questa operazione è possibile solo per un progetto attivo.")
    return locked


def _allow(plan: Plan, move: str) -> None:
    if not can_proceed(getattr(plan, move)):
        state = plan.get_state_display().lower()
        raise ValidationError(f"Lo stato del progetto è «{state}»: questa operazione non è possibile.")


def _validate(plan: Plan) -> None:
    plan.full_clean(exclude=PROTECTED)
    plan.validate_constraints()  # those about the state as well


def _save(plan: Plan, *fields: str) -> Plan:
    _validate(plan)
    plan.save(update_fields=fields)
    return plan


def _check_review(starts_on: date, review_on: date) -> None:
    if review_on <= starts_on:
        raise ValidationError({"review_on": "La verifica viene dopo l'inizio."})


def _check_past(plan: Plan, day: date, field: str) -> None:
    if day > timezone.localdate():
        raise ValidationError({field: "La data non può essere nel futuro."})
    if day < plan.starts_on:
        raise ValidationError({field: f"La data non può precedere l'inizio ({plan.starts_on:%d/%m/%Y})."})


def _record(objective: Objective, finding: Finding) -> None:
    objective.result, objective.evidence = finding.result, finding.evidence
    objective.full_clean()
    objective.save(update_fields=["result", "evidence"])


def _hold_review(plan: Plan, reviewed_on: date | None, next_review_on: date | None, by: User) -> None:
    if reviewed_on is None:
        raise ValidationError({"reviewed_on": "Indicare il giorno della verifica."})
    if next_review_on is None:
        raise ValidationError({"next_review_on": "Indicare il giorno della prossima verifica."})
    _check_past(plan, reviewed_on, "reviewed_on")
    if next_review_on <= reviewed_on:
        raise ValidationError({"next_review_on": "La prossima verifica viene dopo questa."})
    _close_review(plan, f"Verifica del progetto n. {plan.pk} svolta il {reviewed_on:%d/%m/%Y}")
    plan.review_on = next_review_on
    _save(plan, "review_on")
    _open_review(plan, by)


# --- Its deadline ---------------------------------------------------------------------------------------
def _move_review(plan: Plan, review_on: date, reason: str, by: User) -> None:
    for origin in _open_origins(plan):
        cancel_deadlines(origin=origin, reason=reason)
    plan.review_on = review_on
    _save(plan, "review_on")
    _open_review(plan, by)


def _open_review(plan: Plan, by: User) -> None:
    cycle = _reviews(plan).count() + 1
    open_deadline(
        case=plan.case,
        title=REVIEW_TITLE,
        due_on=plan.review_on,
        origin=plan.origin(cycle),
        explanation=f"Data fissata nel progetto n. {plan.pk}.",
        by=by,
    )


def _close_review(plan: Plan, proof: str) -> None:
    for origin in _open_origins(plan):
        fulfil_deadlines(origin=origin, proof=proof)


def _reviews(plan: Plan) -> DeadlineQuerySet:
    return Deadline.objects.filter(case=plan.case_id, origin__startswith=f"plan:{plan.pk}:")


def _open_origins(plan: Plan) -> list[str]:
    return list(_reviews(plan).open().values_list("origin", flat=True))
