"""The clock stood still: pages say so while it lasts, letters when it is over."""

from datetime import datetime, timedelta

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from cases.actions.reminders import remind
from cases.actions.standstill import send_letters
from cases.models import Digest, SweepRun
from cases.moments import ROME
from cases.watchdog import watchdog
from tests.cases.actions.test_digests import Refusing
from tests.conftest import World
from tests.factories.cases import DeadlineFactory

STOPPED = datetime(2026, 11, 20, 14, 30, tzinfo=ROME)


def run(moment: datetime, *, finished: bool = True) -> SweepRun:
    return SweepRun.objects.create(
        name="promemoria", started_at=moment, finished_at=moment if finished else None
    )


@pytest.mark.parametrize(("hours", "still"), [(1, False), (26, False), (26.1, True), (240, True)])
def test_after_twenty_six_hours_of_silence(db: None, hours: float, still: bool):
    run(STOPPED)
    run(STOPPED + timedelta(hours=0.5), finished=False)
    found = watchdog(STOPPED + timedelta(hours=hours)).sweep
    assert (found is not None) is still
    assert found is None or found.since == STOPPED


def test_a_clock_that_never_ran(world: World):
    assert watchdog().sweep is None
    DeadlineFactory(case=world.case)
    assert watchdog().sweep is None
    found = watchdog(timezone.now() + timedelta(hours=27)).sweep
    assert found is not None
    assert found.since is None


@pytest.mark.parametrize(
    ("who", "name", "told"),
    [
        ("coordinator", "cases:today", True),
        ("coordinator", "reports:board", True),
        ("coordinator", "cases:clock", True),
        ("administrator", "cases:today", True),
        ("owner", "cases:today", False),
    ],
)
def test_pages_of_who_leads_say_it_loudly(world: World, sign_in, who: str, name: str, told: bool):
    run(timezone.now() - timedelta(hours=27))
    client = sign_in(getattr(world, who))
    assert ("Il controllo delle scadenze è fermo" in client.get(reverse(name)).text) is told
    run(timezone.now())
    assert "Il controllo delle scadenze è fermo" not in client.get(reverse(name)).text


def test_at_the_next_start_leads_and_administrators_get_one_letter(world: World):
    run(STOPPED)
    again = STOPPED + timedelta(days=3)
    remind(now=again)
    assert send_letters(now=again, connection=Refusing()) == 0
    remind(now=again + timedelta(minutes=30))
    assert send_letters(now=again) == 2
    assert send_letters(now=again) == 0
    assert sorted(message.to[0] for message in mail.outbox) == [
        "admin@ente.example",
        "coordinator@ente.example",
    ]
    assert "dal 20/11/2026 alle 14:30 al 23/11/2026 alle 14:30" in mail.outbox[0].body


def test_a_clock_that_runs_writes_no_letter(world: World):
    for hours in (0, 12, 37, 62):
        remind(now=STOPPED + timedelta(hours=hours))
    assert send_letters() == 0
    assert SweepRun.objects.count() == 4


def test_the_ledger_shows_runs_and_mails_that_do_not_leave(world: World, sign_in):
    run(timezone.now())
    run(timezone.now(), finished=False)
    today = timezone.localdate()
    Digest.objects.create(user=world.owner, day=today, attempts=7)
    Digest.objects.create(user=world.outsider, day=today, attempts=7)
    page = sign_in(world.coordinator).get(reverse("cases:clock")).text
    assert page.count("Non finita") == 1
    assert str(world.owner) in page
    assert str(world.outsider) not in page
    assert sign_in(world.owner).get(reverse("cases:clock")).status_code == 403
