from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cases.enums import DeadlineState
from cases.models import Deadline
from courts import tasks
from courts.actions.deadlines import keep_deadlines, mandate_cycles_due
from courts.actions.mandates import revoke_mandate
from tests.factories.cases import CaseFactory
from tests.factories.courts import MandateFactory

pytestmark = pytest.mark.django_db
START = date(2026, 1, 7)


def periodic(*cases, **fields):
    return MandateFactory(
        cases=cases, **({"starts_on": START, "first_term_amount": None, "every_months": 6} | fields)
    )


def due_days() -> list[date]:
    return list(Deadline.objects.order_by("due_on").values_list("due_on", flat=True))


def test_keep_deadlines_opens_what_falls_due_within_the_horizon(settings) -> None:
    settings.DEADLINE_HORIZON_DAYS = 200
    case = CaseFactory()
    periodic(case, first_term_amount=30)
    assert keep_deadlines(today=START) == 2
    assert due_days() == [date(2026, 2, 6), date(2026, 7, 7)]
    assert Deadline.objects.filter(case=case, owner=None, state=DeadlineState.OPEN).count() == 2


def test_keep_deadlines_always_opens_the_next_one(settings) -> None:
    settings.DEADLINE_HORIZON_DAYS = 10
    periodic(CaseFactory(), every_months=24)
    assert keep_deadlines(today=START) == 1
    assert due_days() == [date(2028, 1, 7)]


def test_keep_deadlines_twice_makes_nothing_more() -> None:
    periodic(CaseFactory(), CaseFactory())
    assert keep_deadlines(today=START) == 2
    assert keep_deadlines(today=START) == 0


def test_keep_deadlines_completes_what_was_half_done() -> None:
    mandate = periodic(CaseFactory(), CaseFactory())
    keep_deadlines(today=START)
    Deadline.objects.order_by("pk")[0].delete()
    assert keep_deadlines(mandate_id=mandate.pk, today=START) == 1


@pytest.mark.parametrize(("state", "new"), [(DeadlineState.FULFILLED, 1), (DeadlineState.CANCELLED, 0)])
def test_keep_deadlines_does_not_open_a_closed_one_again(state, new) -> None:
    """When those in sight are all delivered, the one after them is the next one owed."""
    periodic(CaseFactory())
    closed = keep_deadlines(today=START)
    Deadline.objects.update(state=state, closed_at=datetime(2026, 3, 1, tzinfo=UTC), proof="prova")
    assert keep_deadlines(today=START) == new
    assert keep_deadlines(today=START) == 0
    assert Deadline.objects.filter(state=state).count() == closed


def test_sweep_with_ten_dead_days_again_and_again_misses_and_doubles_nothing(settings) -> None:
    settings.DEADLINE_HORIZON_DAYS = 5
    periodic(CaseFactory(), first_term_amount=45, every_months=2)
    for day in range(0, 366, 11):  # ten days of every eleven nothing runs
        with time_machine.travel(START + timedelta(days=day), tick=False):
            tasks.keep_deadlines()
            tasks.keep_deadlines()
    assert due_days() == [
        date(2026, 2, 23),
        date(2026, 3, 9),
        date(2026, 5, 7),
        date(2026, 7, 7),
        date(2026, 9, 7),
        date(2026, 11, 9),
        date(2027, 1, 7),
    ]


def test_sweep_after_a_year_of_silence_opens_every_missed_cycle() -> None:
    periodic(CaseFactory(), first_term_amount=45, every_months=2)
    keep_deadlines(today=START + timedelta(days=365))
    assert due_days()[:7] == [
        date(2026, 2, 23),
        date(2026, 3, 9),
        date(2026, 5, 7),
        date(2026, 7, 7),
        date(2026, 9, 7),
        date(2026, 11, 9),
        date(2027, 1, 7),
    ]


def test_sweep_asks_the_database_as_much_for_one_mandate_as_for_many() -> None:
    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as seen:
            keep_deadlines(today=START)
        return len(seen)

    periodic(CaseFactory())
    keep_deadlines(today=START)
    one = queries()
    for _ in range(3):
        periodic(CaseFactory())
    keep_deadlines(today=START)
    assert queries() == one


def test_mandate_cycles_due_are_the_open_ones_in_time(world) -> None:
    soon = periodic(world.case, world.sibling, first_term_amount=30)
    revoked = periodic(world.case, first_term_amount=10)
    keep_deadlines(today=START)
    revoke_mandate(mandate=revoked, reason="Nuovo decreto", by=world.owner)

    assert mandate_cycles_due(date(2026, 1, 6), 30) == []
    found = mandate_cycles_due(date(2026, 1, 7), 30)
    assert [(mandate, cycle.n, cycle.due.due_on) for mandate, cycle in found] == [(soon, 1, date(2026, 2, 6))]
    assert [cycle.n for _, cycle in mandate_cycles_due(date(2026, 12, 1), 30)] == [1, 2]


def test_mandate_cycles_due_leaves_out_the_fulfilled() -> None:
    periodic(CaseFactory())
    keep_deadlines(today=START)
    Deadline.objects.update(
        state=DeadlineState.FULFILLED, closed_at=datetime(2026, 3, 1, tzinfo=UTC), proof="consegna"
    )
    assert mandate_cycles_due(date(2026, 7, 1), 30) == []
