"""The daily e-mail: one a day, outside quiet hours, without names, tried until it leaves."""

from datetime import date, datetime, timedelta

import pytest
from django.core import mail
from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.backends.locmem import EmailBackend
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.actions import set_notifications
from accounts.enums import Role
from accounts.models import Absence
from cases.actions.deadlines import fulfil_deadlines
from cases.actions.digests import send_digests
from cases.actions.reminders import remind
from cases.models import Deadline, Digest, Reminder, TeamMember
from cases.moments import ROME
from tests.conftest import World, member
from tests.factories.cases import DeadlineFactory, TeamMemberFactory

DUE = date(2026, 12, 28)


class Refusing(BaseEmailBackend):
    """A mail server that is away."""

    def send_messages(self, messages):
        raise ConnectionRefusedError


def at(days_before: int, hour: int = 9, minute: int = 0) -> datetime:
    day = DUE - timedelta(days=days_before)
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=ROME)


def receivers() -> list[str]:
    return sorted(to.partition("@")[0] for message in mail.outbox for to in message.to)


@pytest.fixture
def reminded(world: World, ladder: None) -> Deadline:
    """Told to the owner at half past eight, ten days before."""
    for case in (world.case, world.sibling):
        DeadlineFactory(case=case, due_on=DUE, origin="mandate:7:1", title="Relazione: indagine psicosociale")
    remind(now=at(10, 8, 30))
    return Deadline.objects.earliest("pk")


def test_numbers_titles_and_references_never_names(world: World, reminded: Deadline):
    DeadlineFactory(case=world.case, due_on=DUE - timedelta(days=11), title="Registrare le visite")
    remind(now=at(10, 8, 40))
    assert send_digests(now=at(10)) == 2  # of the overdue one the coordinator is told, too
    (letter,) = (message for message in mail.outbox if message.to == [world.owner.email])
    body = letter.body
    assert "ci sono 2 scadenze da ricordare: 1 scaduta, 0 per oggi, 1 in arrivo" in body
    assert f"28/12/2026: Relazione: indagine psicosociale · fascicoli {world.case.reference}, " in body
    assert f"17/12/2026 (scaduta): Registrare le visite · fascicolo {world.case.reference}" in body
    for person in (world.case.person, world.sibling.person):
        assert person.last_name not in letter.message().as_string()
        assert person.first_name not in letter.message().as_string()
    assert world.case.reference not in letter.subject


def test_one_a_day_what_comes_later_waits(world: World, reminded: Deadline):
    assert send_digests(now=at(10)) == 1
    DeadlineFactory(case=world.case, due_on=DUE, title="Altra")
    remind(now=at(10, 12))
    assert [send_digests(now=at(10, hour)) for hour in (9, 12, 18)] == [0, 0, 0]
    assert send_digests(now=at(9)) == 1
    assert Digest.objects.filter(user=world.owner).count() == 2
    assert "Altra" in mail.outbox[-1].body
    assert "indagine" not in mail.outbox[-1].body


def test_quiet_hours_and_wishes(world: World, reminded: Deadline):
    assert send_digests(now=at(10, 7, 29)) == 0
    assert send_digests(now=at(10, 19)) == 0
    assert send_digests(now=at(10, 3)) == 0
    opening = {"quiet_from": at(1, 8).time(), "quiet_to": at(1, 12).time()}
    set_notifications(user=world.owner, daily_email=True, **opening)
    assert send_digests(now=at(10, 9)) == 0
    set_notifications(user=world.owner, daily_email=False, **opening)
    assert send_digests(now=at(10, 15)) == 0
    assert Digest.objects.count() == 0
    set_notifications(user=world.owner, daily_email=True, **opening)
    assert send_digests(now=at(10, 15)) == 1


def test_a_mail_that_does_not_leave_is_tried_until_it_does(world: World, reminded: Deadline):
    for hour in (9, 10, 11):
        assert send_digests(now=at(10, hour), connection=Refusing()) == 0
    digest = Digest.objects.get()
    assert (digest.attempts, digest.sent_at, digest.day) == (3, None, at(10).date())
    remind(now=at(5))
    assert send_digests(now=at(5)) == 1
    digest.refresh_from_db()
    assert (digest.attempts, digest.sent_at, digest.day) == (4, at(5), at(5).date())
    assert receivers() == ["owner"]
    assert Reminder.objects.filter(digest=digest).count() == 4  # both rungs, both siblings
    assert mail.outbox[0].body.count("indagine") == 1


def test_one_refused_address_does_not_stop_the_others(world: World, reminded: Deadline):
    class Picky(EmailBackend):
        def send_messages(self, messages):
            if world.owner.email in messages[0].to:
                raise OSError
            return super().send_messages(messages)

    remind(now=at(2))
    assert send_digests(now=at(2), connection=Picky()) == 1
    assert receivers() == ["coordinator"]
    assert Digest.objects.get(sent_at=None).user == world.owner


def test_what_was_done_meanwhile_is_not_told(world: World, reminded: Deadline):
    assert send_digests(now=at(10), connection=Refusing()) == 0
    fulfil_deadlines(origin=reminded.origin, proof="Ricevuta di consegna n. 1")
    assert send_digests(now=at(10, 10)) == 0
    assert mail.outbox == []
    assert not Digest.objects.exists()


def test_who_is_away_is_written_to_when_back(world: World, reminded: Deadline):
    Absence.objects.create(user=world.owner, starts_on=at(9).date(), ends_on=at(6).date())
    assert send_digests(now=at(10), connection=Refusing()) == 0
    assert [send_digests(now=at(days)) for days in (9, 8, 7, 6, 5, 4)] == [0, 0, 0, 0, 1, 0]
    assert receivers() == ["owner"]


def test_who_left_the_case_is_told_nothing_of_it(world: World, reminded: Deadline):
    TeamMember.objects.filter(user=world.owner).update(valid_to=at(11).date())
    TeamMemberFactory(case=world.case, user=world.colleague, responsible=True, valid_from=at(10).date())
    remind(now=at(10, 8, 50))
    send_digests(now=at(10))
    assert "owner" not in receivers()
    assert "colleague" in receivers()


def test_the_administrator_is_told_a_number(world: World, ladder: None):
    DeadlineFactory(case=world.case, due_on=DUE, title="Relazione")
    for user in (world.owner, world.coordinator):
        Absence.objects.create(user=user, starts_on=DUE, ends_on=DUE)
    remind(now=at(0))
    assert send_digests(now=at(0)) == 1
    assert receivers() == ["admin"]
    assert "Una scadenza è rimasta senza responsabile" in mail.outbox[0].body
    assert world.case.reference not in mail.outbox[0].body
    assert "Relazione" not in mail.outbox[0].body


def test_preparing_costs_the_same_for_one_and_for_many(world: World, reminded: Deadline):
    with CaptureQueriesContext(connection) as one:
        send_digests(now=at(10))
    people = [member(Role.OPERATORE, world.unit) for _ in range(4)]
    for user in people:
        TeamMemberFactory(case=world.case, user=user)
        DeadlineFactory(case=world.case, due_on=DUE, owner=user)
    remind(now=at(9))
    with CaptureQueriesContext(connection) as four:
        assert send_digests(now=at(9)) == 4
    per_mail = 5  # count the attempt, savepoint, lock, mark, release
    assert len(four) == len(one) + 3 * per_mail
