"""The sweep: what is told, to whom, once, and after any pause."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, timedelta
from threading import Barrier

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.enums import Role
from accounts.models import Absence
from cases.actions.deadlines import fulfil_deadlines
from cases.actions.reminders import remind
from cases.models import Deadline, EscalationStep, Reminder, SweepRun
from cases.moments import ROME
from tests.conftest import World, build_world, member
from tests.factories.cases import DeadlineFactory

DUE = date(2026, 12, 28)


def days_before(days: int, hour: int = 8) -> datetime:
    day = DUE - timedelta(days=days)
    return datetime(day.year, day.month, day.day, hour, 10, tzinfo=ROME)


def told() -> list[tuple[str, int]]:
    """Who was told at which rung, in the order of the telling."""
    rows = Reminder.objects.order_by("created_at", "user__email")
    return [(email.partition("@")[0], step) for email, step in rows.values_list("user__email", "step")]


@pytest.fixture
def deadline(world: World, ladder: None) -> Deadline:
    return DeadlineFactory(case=world.case, due_on=DUE)


def test_every_day_of_a_deadline_nobody_fulfils(world: World, deadline: Deadline):
    member(Role.RESPONSABILE, world.unit, email="manager@ente.example")
    for left in range(12, -30, -1):
        remind(now=days_before(left))
    owner, lead, manager = "owner", "coordinator", "manager"
    assert told() == [
        (owner, 10),
        (owner, 5),
        (lead, 2),
        (owner, 2),
        (lead, 1),
        (owner, 1),
        (lead, 0),
        (owner, 0),
        (lead, -1),
        (manager, -1),
        (owner, -1),
        (lead, -7),
        (manager, -7),
        (owner, -7),
        (lead, -14),
        (manager, -14),
        (owner, -14),
    ]


@pytest.mark.parametrize(
    ("dead", "rungs"),
    [
        (range(9, 0, -1), [10, 0]),  # the rungs in between count as passed
        (range(5, 2, -1), [10, 2, 1, 0]),
        (range(12, -3, -1), [-1]),  # dead all along: told at the first sight, once
        (range(10, 5, -1), [5, 2, 1, 0]),
    ],
)
def test_after_a_pause_the_latest_rung_is_told_once(
    world: World, deadline: Deadline, dead: range, rungs: list[int]
):
    last = min(-3, 0) if -1 in rungs else 0
    for left in range(12, last - 1, -1):
        if left not in dead:
            remind(now=days_before(left))
    assert [rung for who, rung in told() if who == "owner"] == rungs


def test_running_twice_tells_once_and_keeps_its_ledger(world: World, deadline: Deadline):
    runs = [remind(now=days_before(10, hour)) for hour in (8, 8, 9, 23)]
    assert told() == [("owner", 10)]
    assert [(run.seen, run.made) for run in runs] == [(1, 1), (1, 0), (1, 0), (1, 0)]
    assert all(run.finished_at for run in SweepRun.objects.filter(name="promemoria"))


def test_a_moved_due_date_has_a_ladder_of_its_own(world: World, deadline: Deadline):
    remind(now=days_before(2))
    deadline.due_on = DUE + timedelta(days=8)
    deadline.save()
    remind(now=days_before(2, hour=9))
    rows = Reminder.objects.filter(user=world.owner).order_by("pk").values_list("step", "due_on")
    assert list(rows) == [(2, DUE), (10, DUE + timedelta(days=8))]


def test_what_is_fulfilled_is_not_told(world: World, deadline: Deadline):
    fulfil_deadlines(origin=deadline.origin, proof="Ricevuta di consegna n. 1")
    assert remind(now=days_before(0)).seen == 0
    assert told() == []


def test_who_comes_back_learns_of_the_rung_told_to_others(world: World, deadline: Deadline):
    away = DUE - timedelta(days=5)
    Absence.objects.create(user=world.owner, starts_on=away, ends_on=away)
    remind(now=days_before(5))
    remind(now=days_before(4))
    assert told() == [("coordinator", 5), ("owner", 5)]


def test_nobody_at_work_alarms_the_administrator(world: World, deadline: Deadline):
    for user in (world.owner, world.coordinator):
        Absence.objects.create(user=user, starts_on=DUE, ends_on=DUE)
    remind(now=days_before(0))
    assert told() == [("admin", 0)]


def test_the_day_is_that_of_rome(world: World, deadline: Deadline):
    remind(now=datetime(2026, 12, 17, 22, 59, tzinfo=ROME))  # eleven days before
    assert told() == []
    remind(now=datetime(2026, 12, 18, 0, 1, tzinfo=ROME))  # still the 17th in UTC
    assert told() == [("owner", 10)]


def test_queries_do_not_grow_within_a_batch(world: World, ladder: None):
    DeadlineFactory(case=world.case, due_on=DUE)
    with CaptureQueriesContext(connection) as few:
        remind(now=days_before(10))
    DeadlineFactory.create_batch(40, case=world.sibling, due_on=DUE)
    with CaptureQueriesContext(connection) as many:
        assert remind(now=days_before(10, hour=9)).made == 40
    assert len(many) == len(few)


def test_two_sweeps_at_once_tell_once(transactional_db: None):
    EscalationStep.objects.all().delete()  # such a test may find the ladder, or empty tables
    EscalationStep.objects.create(days_before=10, audience="leads")
    world = build_world()
    DeadlineFactory.create_batch(20, case=world.case, due_on=DUE)
    start = Barrier(4)

    def sweep(hour: int) -> int:
        try:
            start.wait(timeout=30)
            return remind(now=days_before(10, hour)).made
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as threads:
        list(threads.map(sweep, (8, 8, 9, 9)))
    assert Reminder.objects.count() == 20 * 2
    assert SweepRun.objects.exclude(finished_at=None).count() == 4
