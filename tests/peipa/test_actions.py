from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from cases.deadline_links import url_of
from cases.models import Deadline
from peipa import actions
from peipa.actions import Finding
from peipa.enums import Horizon, PlanState, Result
from peipa.models import Objective, Plan
from tests.factories.peipa import ObjectiveFactory, PlanAreaFactory, PlanFactory

S = PlanState
START, REVIEW = date(2026, 2, 1), date(2026, 8, 1)
LATER = timezone.localdate() + timedelta(days=180)


def plan_in(state, case, **fields):
    """A plan with one objective, in a state, as the actions would leave it."""
    plan = PlanFactory(case=case, **fields)
    ObjectiveFactory(plan=plan)
    if state != S.BOZZA:
        plan = actions.activate_plan(plan=plan, by=plan.author)
    if state == S.CONCLUSO:
        plan.objectives.update(result=Result.RAGGIUNTO)
        plan = actions.conclude_plan(plan=plan, concluded_on=REVIEW, outcome="Ben fatto", by=plan.author)
    return plan


def reviews(plan):
    rows = Deadline.objects.filter(origin__startswith=f"plan:{plan.pk}:").order_by("pk")
    return list(rows.values_list("due_on", "state"))


# --- The draft
def test_create_plan_is_a_draft_of_its_author(world):
    made = actions.create_plan(
        case=world.case, title="Crescere", starts_on=START, review_on=REVIEW, by=world.owner, child_voice="Io"
    )
    plan = Plan.objects.get(pk=made.pk)
    assert (plan.case, plan.author, plan.state) == (world.case, world.owner, S.BOZZA)
    assert (plan.title, plan.child_voice, plan.family_voice) == ("Crescere", "Io", "")
    assert reviews(plan) == []


@pytest.mark.parametrize("review_on", [START, START - timedelta(days=1)])
def test_create_plan_with_review_not_after_start_is_refused(world, review_on):
    with pytest.raises(ValidationError) as refused:
        actions.create_plan(
            case=world.case, title="Crescere", starts_on=START, review_on=review_on, by=world.owner
        )
    assert refused.value.message_dict == {"review_on": ["La verifica viene dopo l'inizio."]}


def test_create_plan_on_a_closed_case_is_refused(world):
    type(world.case).unscoped.filter(pk=world.case.pk).update(status="chiuso", closed_on=START)
    case = type(world.case).unscoped.get(pk=world.case.pk)
    with pytest.raises(ValidationError, match="chiuso"):
        actions.create_plan(case=case, title="Crescere", starts_on=START, review_on=REVIEW, by=world.owner)


def test_change_plan_rewrites_a_draft(world):
    plan = plan_in(S.BOZZA, world.case)
    fields = {"title": "Nuovo", "starts_on": date(2026, 3, 1), "review_on": date(2026, 9, 1)}
    actions.change_plan(plan=plan, by=world.owner, family_voice="Noi", **fields)
    plan.refresh_from_db()
    assert {name: getattr(plan, name) for name in fields} == fields
    assert plan.family_voice == "Noi"


def test_objective_is_added_changed_and_removed_in_a_draft(world):
    plan, area = PlanFactory(case=world.case), PlanAreaFactory()
    made = actions.add_objective(
        plan=plan, area=area, title="Prendere l'autobus", horizon=Horizon.BREVE, by=world.owner
    )
    actions.change_objective(objective=made, area=area, title="Andare a scuola da sola", by=world.owner)
    made.refresh_from_db()
    assert (made.title, made.horizon, made.result) == (
        "Andare a scuola da sola",
        Horizon.MEDIO,
        Result.DA_VERIFICARE,
    )
    assert actions.remove_objective(objective=made, by=world.owner) == plan
    assert not Objective.objects.filter(plan=plan).exists()


@pytest.mark.parametrize("state", [S.ATTIVO, S.CONCLUSO])
def test_what_was_agreed_is_not_rewritten(world, state):
    plan = plan_in(state, world.case)
    objective = plan.objectives.get()
    what = {"area": objective.area, "title": "Altro", "by": world.owner}
    dates = {"starts_on": START, "review_on": REVIEW}
    for attempt in (
        lambda: actions.change_plan(plan=plan, title="Altro", by=world.owner, **dates),
        lambda: actions.add_objective(plan=plan, **what),
        lambda: actions.change_objective(objective=objective, **what),
        lambda: actions.remove_objective(objective=objective, by=world.owner),
    ):
        with pytest.raises(ValidationError, match="bozza"):
            attempt()
    assert list(plan.objectives.values_list("title", flat=True)) == [objective.title]


# --- States
def test_activate_opens_the_review_deadline(world):
    plan = plan_in(S.ATTIVO, world.case)
    deadline = Deadline.objects.get(case=world.case, origin=plan.origin(1))
    assert (deadline.title, deadline.due_on) == ("Verifica P.E.I.PA.", REVIEW)
    assert url_of(deadline, world.owner) == plan.get_absolute_url()


def test_activate_without_objectives_is_refused(world):
    with pytest.raises(ValidationError, match="almeno un obiettivo"):
        actions.activate_plan(plan=PlanFactory(case=world.case), by=world.owner)


@pytest.mark.parametrize("state", [S.ATTIVO, S.CONCLUSO])
def test_activate_twice_is_refused(world, state):
    plan = plan_in(state, world.case)
    before = reviews(plan)
    with pytest.raises(ValidationError, match="non è possibile"):
        actions.activate_plan(plan=plan, by=world.owner)
    assert reviews(plan) == before


@pytest.mark.parametrize("state", [S.BOZZA, S.CONCLUSO])
def test_only_an_active_plan_is_concluded_reviewed_or_moved(world, state):
    plan = plan_in(state, world.case)
    for attempt in (
        lambda: actions.conclude_plan(plan=plan, concluded_on=REVIEW, outcome="Fatto", by=world.owner),
        lambda: actions.record_results(plan=plan, findings={}, by=world.owner),
        lambda: actions.change_review_date(plan=plan, review_on=LATER, reason="Ferie", by=world.owner),
    ):
        with pytest.raises(ValidationError, match=r"non è possibile|solo per un progetto attivo"):
            attempt()


def test_conclude_needs_every_result(world):
    plan = plan_in(S.ATTIVO, world.case)
    ObjectiveFactory(plan=plan, result=Result.RAGGIUNTO)
    with pytest.raises(ValidationError, match="ogni obiettivo"):
        actions.conclude_plan(plan=plan, concluded_on=REVIEW, outcome="Fatto", by=world.owner)


def test_conclude_fulfils_the_deadline_with_its_proof(world):
    plan = plan_in(S.CONCLUSO, world.case)
    deadline = Deadline.objects.get(origin=plan.origin(1))
    assert deadline.state == "adempiuta"
    assert deadline.proof == f"Progetto n. {plan.pk} concluso il 01/08/2026 con i risultati registrati"
    plan.refresh_from_db()
    assert (plan.state, plan.concluded_on, plan.outcome) == (S.CONCLUSO, REVIEW, "Ben fatto")


@pytest.mark.parametrize("day", [START - timedelta(days=1), timezone.localdate() + timedelta(days=1)])
def test_conclude_on_an_impossible_day_is_refused(world, day):
    plan = plan_in(S.ATTIVO, world.case)
    plan.objectives.update(result=Result.PARZIALE)
    with pytest.raises(ValidationError) as refused:
        actions.conclude_plan(plan=plan, concluded_on=day, outcome="Fatto", by=world.owner)
    assert set(refused.value.message_dict) == {"concluded_on"}


# --- The review
def test_review_moved_away_and_back_keeps_one_open_deadline(world):
    plan = plan_in(S.ATTIVO, world.case)
    actions.change_review_date(plan=plan, review_on=LATER, reason="Ferie", by=world.owner)
    actions.change_review_date(plan=plan, review_on=REVIEW, reason="Anticipata", by=world.owner)
    assert reviews(plan) == [(REVIEW, "annullata"), (LATER, "annullata"), (REVIEW, "aperta")]
    moved = Deadline.objects.get(origin=plan.origin(1))
    assert moved.proof == f"Verifica spostata al {LATER:%d/%m/%Y}: Ferie"


def test_reviews_of_two_plans_do_not_mix(world):
    first = plan_in(S.ATTIVO, world.case)
    others = [plan_in(S.ATTIVO, world.case) for _ in range(10)]
    actions.change_review_date(plan=first, review_on=LATER, reason="Ferie", by=world.owner)
    assert [reviews(plan) for plan in others] == [[(REVIEW, "aperta")]] * 10


@pytest.mark.parametrize("review_on", [START, REVIEW])
def test_review_moved_to_an_impossible_day_is_refused(world, review_on):
    plan = plan_in(S.ATTIVO, world.case)
    with pytest.raises(ValidationError) as refused:
        actions.change_review_date(plan=plan, review_on=review_on, reason="Ferie", by=world.owner)
    assert set(refused.value.message_dict) == {"review_on"}


def test_results_alone_leave_the_deadline_open(world):
    plan = plan_in(S.ATTIVO, world.case)
    objective = plan.objectives.get()
    findings = {objective.pk: Finding(Result.PARZIALE, "Va a scuola da sola il lunedì")}
    actions.record_results(plan=plan, findings=findings, by=world.owner)
    objective.refresh_from_db()
    assert (objective.result, objective.evidence) == (Result.PARZIALE, "Va a scuola da sola il lunedì")
    assert reviews(plan) == [(REVIEW, "aperta")]


def test_review_held_fulfils_the_deadline_and_opens_the_next(world):
    plan = plan_in(S.ATTIVO, world.case)
    actions.record_results(
        plan=plan, findings={}, reviewed_on=date(2026, 7, 30), next_review_on=LATER, by=world.owner
    )
    assert reviews(plan) == [(REVIEW, "adempiuta"), (LATER, "aperta")]
    assert Deadline.objects.get(origin=plan.origin(1)).proof.endswith("svolta il 30/07/2026")
    plan.refresh_from_db()
    assert plan.review_on == LATER


@pytest.mark.parametrize(
    ("reviewed_on", "next_review_on", "field"),
    [
        (None, LATER, "reviewed_on"),
        (date(2026, 7, 30), None, "next_review_on"),
        (date(2026, 7, 30), date(2026, 7, 30), "next_review_on"),
        (START - timedelta(days=1), LATER, "reviewed_on"),
        (LATER, LATER + timedelta(days=1), "reviewed_on"),
    ],
)
def test_review_on_impossible_days_is_refused(world, reviewed_on, next_review_on, field):
    plan = plan_in(S.ATTIVO, world.case)
    with pytest.raises(ValidationError) as refused:
        actions.record_results(
            plan=plan, findings={}, reviewed_on=reviewed_on, next_review_on=next_review_on, by=world.owner
        )
    assert set(refused.value.message_dict) == {field}
    assert reviews(plan) == [(REVIEW, "aperta")]


def test_results_of_another_plan_or_unknown_are_refused(world):
    plan, other = plan_in(S.ATTIVO, world.case), plan_in(S.ATTIVO, world.sibling)
    own, foreign = plan.objectives.get(), other.objectives.get()
    for pk, result in ((foreign.pk, Result.RAGGIUNTO), (own.pk, "mai visto")):
        with pytest.raises(ValidationError):
            actions.record_results(plan=plan, findings={pk: Finding(result)}, by=world.owner)
    foreign.refresh_from_db()
    assert foreign.result == Result.DA_VERIFICARE
