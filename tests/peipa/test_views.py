from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import AccessLog
from cases.models import Deadline
from peipa import actions
from peipa.enums import PlanState, Result
from peipa.models import Objective, Plan
from tests.factories.peipa import ObjectiveFactory, PlanAreaFactory, PlanFactory

READ = {"owner": 200, "coordinator": 200, "reader": 200, "colleague": 404, "stranger": 404, "outsider": 404}
WRITE = READ | {"reader": 403}
CASE_PAGES = {"case_plans": READ, "plan_create": WRITE}
PLAN_PAGES = {
    "plan_detail": READ,
    "plan_change": WRITE,
    "plan_activate": WRITE,
    "plan_review_date": WRITE,
    "plan_results": WRITE,
    "plan_conclude": WRITE,
    "objective_create": WRITE,
}
OBJECTIVE_PAGES = {"objective_change": WRITE, "objective_remove": WRITE}
PAGES = [
    (page, who, status)
    for pages in (CASE_PAGES, PLAN_PAGES, OBJECTIVE_PAGES)
    for page, table in pages.items()
    for who, status in table.items()
]


def at(page, target):
    return reverse(f"peipa:{page}", args=[target.pk])


def target_of(page, objective):
    if page in CASE_PAGES:
        return objective.plan.case
    return objective.plan if page in PLAN_PAGES else objective


@pytest.fixture
def objective(world):
    return ObjectiveFactory(plan__case=world.case, plan__author=world.owner)


@pytest.fixture
def active(objective):
    return actions.activate_plan(plan=objective.plan, by=objective.plan.author)


# --- Who gets in
@pytest.mark.parametrize(("page", "who", "status"), PAGES)
def test_page_by_relation(world, sign_in, objective, page, who, status):
    url = at(page, target_of(page, objective))
    assert sign_in(getattr(world, who)).get(url).status_code == status


@pytest.mark.parametrize("page", [*CASE_PAGES, *PLAN_PAGES, *OBJECTIVE_PAGES])
def test_anonymous_goes_to_sign_in(client, objective, page):
    answer = client.get(at(page, target_of(page, objective)))
    assert (answer.status_code, answer["Location"].partition("?")[0]) == (302, reverse("account_login"))


@pytest.mark.parametrize("page", ["plan_activate", "objective_remove"])
def test_confirmation_by_reader_changes_nothing(world, sign_in, objective, page):
    answer = sign_in(world.reader).post(at(page, target_of(page, objective)))
    objective.plan.refresh_from_db()
    assert (answer.status_code, objective.plan.state) == (403, PlanState.BOZZA)
    assert Objective.objects.filter(pk=objective.pk).exists()


def test_plan_page_is_in_the_access_log(world, sign_in, objective):
    sign_in(world.reader).get(objective.plan.get_absolute_url())
    assert AccessLog.objects.get(action="peipa:plan_detail").case_ids == [world.case.pk]


def test_buttons_follow_the_state_and_the_rights(world, sign_in, objective):
    plan = objective.plan
    draft, running = at("plan_activate", plan), at("plan_conclude", plan)

    def shown(user):
        page = sign_in(user).get(plan.get_absolute_url()).content.decode()
        return (draft in page, running in page)

    assert (shown(world.owner), shown(world.reader)) == ((True, False), (False, False))
    actions.activate_plan(plan=plan, by=world.owner)
    assert (shown(world.owner), shown(world.reader)) == ((False, True), (False, False))


# --- The whole life, as a person does it
def test_plan_from_draft_to_conclusion(world, sign_in):
    client, area = sign_in(world.owner), PlanAreaFactory()
    data = {"title": "Crescere", "starts_on": "2026-02-01", "review_on": "2026-08-01", "child_voice": "Io"}
    client.post(at("plan_create", world.case), data)
    plan = Plan.objects.get(case=world.case)
    client.post(at("plan_change", plan), data | {"title": "Crescere insieme", "family_voice": "Noi"})
    client.post(at("objective_create", plan), {"area": area.pk, "horizon": "breve", "title": "Autobus"})
    client.post(at("objective_create", plan), {"area": area.pk, "horizon": "breve", "title": "Di troppo"})
    first, extra = Objective.objects.filter(plan=plan)
    client.post(
        at("objective_change", first), {"area": area.pk, "horizon": "lungo", "title": "Autobus da sola"}
    )
    client.post(at("objective_remove", extra))
    client.post(at("plan_activate", plan))
    client.post(at("plan_review_date", plan), {"review_on": "2026-09-01", "reason": "Ferie"})
    client.post(
        at("plan_results", plan), {f"result_{first.pk}": "raggiunto", f"evidence_{first.pk}": "Ogni giorno"}
    )
    answer = client.post(at("plan_conclude", plan), {"concluded_on": "2026-09-02", "outcome": "Bene"})
    assert (answer.status_code, answer["Location"]) == (302, plan.get_absolute_url())
    plan.refresh_from_db()
    assert (plan.state, plan.title, plan.family_voice) == (PlanState.CONCLUSO, "Crescere insieme", "Noi")
    assert list(plan.objectives.values_list("title", "horizon", "result", "evidence")) == [
        ("Autobus da sola", "lungo", Result.RAGGIUNTO, "Ogni giorno")
    ]
    assert list(Deadline.objects.order_by("pk").values_list("due_on", "state")) == [
        (date(2026, 8, 1), "annullata"),
        (date(2026, 9, 1), "adempiuta"),
    ]
    assert "Ogni giorno" in client.get(plan.get_absolute_url()).content.decode()


def test_plan_page_groups_the_objectives_by_area(world, sign_in, objective):
    unused = PlanAreaFactory(name="Area dismessa", active=False)
    groups = sign_in(world.owner).get(objective.plan.get_absolute_url()).context["areas"]
    shown = {group.area: group.objectives for group in groups}
    assert shown[objective.area] == [objective]
    assert unused not in shown
    ObjectiveFactory(plan=objective.plan, area=unused)
    groups = sign_in(world.owner).get(objective.plan.get_absolute_url()).context["areas"]
    assert unused in {group.area for group in groups}


def test_review_held_on_the_page_opens_the_next(world, sign_in, active):
    objective, following = active.objectives.get(), timezone.localdate() + timedelta(days=90)
    data = {
        f"result_{objective.pk}": "parziale",
        "reviewed_on": "2026-07-30",
        "next_review_on": str(following),
    }
    sign_in(world.owner).post(at("plan_results", active), data)
    assert list(Deadline.objects.order_by("pk").values_list("due_on", "state")) == [
        (date(2026, 8, 1), "adempiuta"),
        (following, "aperta"),
    ]


# --- Wrong input
@pytest.mark.parametrize(
    ("field", "value", "error"),
    [
        ("review_on", "2026-02-01", "La verifica viene dopo l'inizio."),
        ("review_on", "2026-01-31", "La verifica viene dopo l'inizio."),
        ("review_on", "31/02/2026", "Inserisci una data valida."),
        ("starts_on", "31/02/2026", "Inserisci una data valida."),
        ("title", "a\x00b", "I caratteri null non sono ammessi."),
        ("title", "a" * 201, "Assicurati che questo valore non contenga più di 200 caratteri (ne ha 201)."),
    ],
)
def test_wrong_plan_is_told_beside_its_field(world, sign_in, field, value, error):
    data = {
        "title": "Crescere",
        "starts_on": "2026-02-01",
        "review_on": "2026-08-01",
        "child_voice": "Da non perdere",
    }
    answer = sign_in(world.owner).post(at("plan_create", world.case), data | {field: value})
    form = answer.context["form"]
    assert (answer.status_code, form.errors) == (200, {field: [error]})
    assert (form[field].value(), form["child_voice"].value()) == (value, "Da non perdere")
    assert not Plan.objects.exists()


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({"reviewed_on": "31/02/2026"}, "reviewed_on"),
        ({"reviewed_on": "2026-07-30"}, "next_review_on"),
        ({"next_review_on": "2026-12-31"}, "reviewed_on"),
        ({"reviewed_on": "2026-07-30", "next_review_on": "2026-07-01"}, "next_review_on"),
    ],
)
def test_wrong_review_is_told_beside_its_field(world, sign_in, active, data, field):
    objective = active.objectives.get()
    typed = {f"result_{objective.pk}": "parziale", f"evidence_{objective.pk}": "Da non perdere"}
    form = sign_in(world.owner).post(at("plan_results", active), typed | data).context["form"]
    assert set(form.errors) == {field}
    assert form[f"evidence_{objective.pk}"].value() == "Da non perdere"
    objective.refresh_from_db()
    assert objective.result == Result.DA_VERIFICARE


def test_result_nobody_knows_is_told_beside_its_field(world, sign_in, active):
    objective = active.objectives.get()
    answer = sign_in(world.owner).post(at("plan_results", active), {f"result_{objective.pk}": "mai visto"})
    assert set(answer.context["form"].errors) == {f"result_{objective.pk}"}


def test_activation_without_objectives_is_told(world, sign_in):
    plan = PlanFactory(case=world.case)
    answer = sign_in(world.owner).post(at("plan_activate", plan))
    assert "almeno un obiettivo" in answer.content.decode()


def test_conclusion_without_results_is_told_and_nothing_is_lost(world, sign_in, active):
    data = {"concluded_on": "2026-08-01", "outcome": "Da non perdere"}
    answer = sign_in(world.owner).post(at("plan_conclude", active), data)
    assert "il risultato di ogni obiettivo" in answer.content.decode()
    assert answer.context["form"]["outcome"].value() == "Da non perdere"


@pytest.mark.parametrize("junk", ["x", "-1", "\x00", "9" * 30])
def test_area_in_the_address_fills_the_form_or_is_ignored(world, sign_in, objective, junk):
    client, url = sign_in(world.owner), at("objective_create", objective.plan)
    page = client.get(url, {"area": objective.area_id}).content.decode()
    assert f'<option value="{objective.area_id}" selected>' in page
    assert client.get(url, {"area": junk}).status_code == 200


# --- Cost
def queries(client, url):
    with CaptureQueriesContext(connection) as captured:
        assert client.get(url).status_code == 200
    return len(captured)


@pytest.mark.parametrize("page", ["case_plans", "plan_detail", "plan_results"])
def test_number_of_queries_does_not_grow(world, sign_in, active, page):
    client, url = sign_in(world.owner), at(page, world.case if page == "case_plans" else active)
    client.get(url)
    one = queries(client, url)
    ObjectiveFactory.create_batch(2, plan=active)
    for _ in range(2):
        ObjectiveFactory(plan__case=world.case)
    assert (queries(client, url), one < 20) == (one, True)
