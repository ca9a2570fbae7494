from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.factories.cases import DeadlineFactory, DiaryEntryFactory

AGENDA = reverse("cases:agenda")
ROME = ZoneInfo("Europe/Rome")


def test_month_grouped_by_day(world, sign_in):
    for case in (world.case, world.sibling):
        DeadlineFactory(case=case, due_on=date(2027, 1, 7), origin="mandate:7:1")
    DeadlineFactory(case=world.case, due_on=date(2027, 1, 31))
    DeadlineFactory(case=world.case, due_on=date(2027, 2, 1))
    page = sign_in(world.owner).get(AGENDA, {"mese": "2027-01"})
    days = page.context["days"]
    assert [day for day, _ in days] == [date(2027, 1, 7), date(2027, 1, 31)]
    assert days[0][1].duties[0].cases == [world.case, world.sibling]
    assert page.context["previous_url"] == "?mese=2026-12"
    assert page.context["next_url"] == "?mese=2027-02"


def test_entries_written_ahead_fall_on_their_roman_day(world, sign_in):
    last_minutes = datetime(2030, 5, 31, 23, 30, tzinfo=ROME)
    entry = DiaryEntryFactory(case=world.case, occurred_at=last_minutes)
    client = sign_in(world.owner)
    ((day, what),) = client.get(AGENDA, {"mese": "2030-05"}).context["days"]
    assert (day, what.entries) == (date(2030, 5, 31), [entry])
    assert client.get(AGENDA, {"mese": "2030-06"}).context["days"] == []


def test_entries_of_the_past_are_in_the_diary_not_here(world, sign_in):
    DiaryEntryFactory(case=world.case, occurred_at=timezone.now() - timedelta(minutes=1))
    assert sign_in(world.owner).get(AGENDA).context["days"] == []


def test_the_unit_is_for_its_leads(world, sign_in):
    DeadlineFactory(case=world.case, due_on=date(2027, 1, 7))
    query = {"mese": "2027-01", "chi": "unita"}
    assert len(sign_in(world.coordinator).get(AGENDA, query).context["days"]) == 1
    assert sign_in(world.coordinator).get(AGENDA, {"mese": "2027-01"}).context["days"] == []
    assert sign_in(world.reader).get(AGENDA, query).context["days"] == []
    assert sign_in(world.stranger).get(AGENDA, query).context["days"] == []


@pytest.mark.parametrize("month", ["", "2026", "2026-13", "0001-01", "9999-12", "x-y", "2026-0²", "2026-1-1"])
def test_unreadable_month_is_this_month(world, sign_in, month):
    page = sign_in(world.owner).get(AGENDA, {"mese": month})
    assert page.context["month"] == timezone.localdate().replace(day=1)


def test_same_queries_for_one_row_and_many(
    world, sign_in, django_assert_num_queries, django_assert_max_num_queries
):
    client, query = sign_in(world.coordinator), {"mese": "2030-01", "chi": "unita"}
    DeadlineFactory(case=world.case, due_on=date(2030, 1, 7))
    DiaryEntryFactory(case=world.case, occurred_at=datetime(2030, 1, 9, 9, tzinfo=ROME))
    with django_assert_max_num_queries(20) as few:
        client.get(AGENDA, query)
    for day in range(1, 9):
        DeadlineFactory(case=world.sibling, due_on=date(2030, 1, day))
        DiaryEntryFactory(case=world.sibling, occurred_at=datetime(2030, 1, day, 9, tzinfo=ROME))
    with django_assert_num_queries(len(few)):
        client.get(AGENDA, query)
