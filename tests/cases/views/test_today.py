from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import Absence, AccessLog
from cases import today_hooks
from cases.models import Reminder, TeamMember
from cases.today_hooks import Panel, Row
from tests.factories.cases import DeadlineFactory, DiaryEntryFactory, DiaryParagraphFactory

TODAY = reverse("cases:today")


def due(case, days, **fields):
    return DeadlineFactory(case=case, due_on=timezone.localdate() + timedelta(days=days), **fields)


@pytest.fixture
def both_due(world):
    """One mandate about both siblings, overdue."""
    return [
        due(case, -3, origin="mandate:7:1", explanation="90 giorni dalla comunicazione.")
        for case in (world.case, world.sibling)
    ]


def test_siblings_under_one_mandate_are_one_row(world, sign_in, both_due):
    page = sign_in(world.owner).get(TODAY)
    (duty,) = page.context["duties"]
    assert duty.cases == [world.case, world.sibling]
    assert "Scaduta da 3 giorni" in page.text
    assert "90 giorni dalla comunicazione." in page.text
    assert page.context["counts"].overdue == 1
    assert AccessLog.objects.get().case_ids == sorted([world.case.pk, world.sibling.pk])


def test_siblings_beyond_the_horizon_are_counted_once_too(world, sign_in):
    for case in (world.case, world.sibling):
        due(case, 100, origin="mandate:7:2")
    assert sign_in(world.owner).get(TODAY).context["counts"].later == 1


def test_overdue_first_then_by_day_up_to_the_horizon(world, sign_in):
    for days in (20, 0, -1, 90, 60):
        due(world.case, days, title=f"tra {days}")
    page = sign_in(world.owner).get(TODAY)
    assert [duty.title for duty in page.context["duties"]] == ["tra -1", "tra 0", "tra 20", "tra 60"]
    counts = page.context["counts"]
    assert (counts.overdue, counts.week, counts.later, counts.cases) == (1, 1, 3, 2)


def test_deadlines_of_others_stay_away(world, sign_in, both_due):
    assert sign_in(world.reader).get(TODAY).context["duties"] == []
    assert sign_in(world.stranger).get(TODAY).context["duties"] == []
    mine = due(world.case, 3, owner=world.reader)
    assert [d.title for d in sign_in(world.reader).get(TODAY).context["duties"]] == [mine.title]


def test_owned_deadline_of_a_case_no_longer_in_sight_is_gone(world, sign_in):
    due(world.case, 3, owner=world.stranger)
    assert sign_in(world.stranger).get(TODAY).context["duties"] == []


def test_ownerless_deadlines_reach_the_lead_only(world, sign_in, both_due):
    TeamMember.objects.filter(case=world.case).update(responsible=False)
    (duty,) = sign_in(world.coordinator).get(TODAY).context["ownerless"]
    assert duty.cases == [world.case]
    assert sign_in(world.owner).get(TODAY).context["ownerless"] == []


def test_deadlines_of_who_is_away_reach_the_lead(world, sign_in, both_due):
    day = timezone.localdate()
    Absence.objects.create(user=world.owner, starts_on=day, ends_on=day)
    (duty,) = sign_in(world.coordinator).get(TODAY).context["ownerless"]
    assert duty.cases == [world.case, world.sibling]


def test_a_reminder_given_today_is_said_on_the_row(world, sign_in):
    told, old, of_another_day = (due(world.case, days) for days in (1, 2, 3))
    for deadline, moment, due_on in (
        (told, timezone.now(), told.due_on),
        (old, timezone.now() - timedelta(days=1), old.due_on),
        (of_another_day, timezone.now(), told.due_on),
    ):
        Reminder.objects.create(deadline=deadline, user=world.owner, step=5, due_on=due_on, created_at=moment)
    page = sign_in(world.owner).get(TODAY)
    assert [duty.reminded for duty in page.context["duties"]] == [True, False, False]
    assert page.text.count("Promemoria di oggi") == 1


def test_recent_entries_without_their_text(world, sign_in):
    entry = DiaryEntryFactory(case=world.case, author=world.owner)
    DiaryParagraphFactory(entry=entry, text="Parole da non mostrare qui.")
    DiaryEntryFactory(case=world.case, occurred_at=timezone.now() + timedelta(days=3))
    page = sign_in(world.owner).get(TODAY)
    assert page.context["entries"] == [entry]
    assert "Parole da non mostrare" not in page.text
    assert sign_in(world.reader).get(TODAY).context["entries"] == []


def test_panels_of_other_apps_alarms_first(world, sign_in, monkeypatch):
    calm = Panel("Da scrivere", [Row("Relazione", "/relazioni/1/", badge="Bozza", tone="draft")])
    alarm = Panel("Allarmi", [Row("Invio incerto", "/relazioni/2/")], alarm=True)
    empty = Panel("Da approvare", empty="Nulla da approvare.")
    made = [lambda user: calm, lambda user: None, lambda user: alarm, lambda user: empty]
    monkeypatch.setattr(today_hooks, "panels", made)
    page = sign_in(world.owner).get(TODAY)
    assert page.context["panels"] == [alarm, calm, empty]
    assert "Nulla da approvare." in page.text


def test_same_queries_for_one_duty_and_many(
    world, sign_in, django_assert_num_queries, django_assert_max_num_queries
):
    due(world.case, 1)
    DiaryEntryFactory(case=world.case)
    client = sign_in(world.coordinator)
    TeamMember.objects.update(responsible=False)
    with django_assert_max_num_queries(20) as few:
        client.get(TODAY)
    for n in range(10):
        due(world.case, n)
        due(world.sibling, n, owner=world.coordinator)
        DiaryEntryFactory(case=world.sibling)
    with django_assert_num_queries(len(few)):
        client.get(TODAY)
