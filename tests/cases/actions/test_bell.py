"""The bell of terms with an exact time: at any hour, once per rung, after any pause, without names."""

from datetime import datetime, time, timedelta

import pytest
import time_machine
from django.core import mail
from django.core.mail.backends.base import BaseEmailBackend
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.actions import set_notifications
from accounts.enums import Role
from accounts.models import Absence, User
from cases.actions.bell import note_urgent, send_urgent
from cases.actions.deadlines import fulfil_deadlines
from cases.actions.standstill import note_bell_standstill
from cases.models import Deadline, SweepRun, UrgentReminder, UrgentStep
from cases.moments import ROME
from cases.tasks import ring_bell
from cases.urgent import at_risk
from cases.urgent_ladder import HourLadder, HourRung, time_left
from cases.watchdog import BELL, watchdog
from courts.actions.emergencies import tick_step
from tests.conftest import member
from tests.factories.cases import DeadlineFactory
from tests.factories.courts import emergency_for

# A Sunday in the small hours: everybody's quiet hours, a holiday, and nobody at work but on call.
DUE = datetime(2027, 2, 7, 4, 15, tzinfo=ROME)
STEPS = {12: "owner", 6: "leads", 3: "leads", 1: "all", 0: "all", -6: "all", -24: "all"}


@pytest.fixture
def rungs(db):
    for hours, audience in STEPS.items():
        UrgentStep.objects.update_or_create(
            hours_before=hours, defaults={"audience": audience, "active": True}
        )


@pytest.fixture
def term(world, rungs) -> Deadline:
    member(Role.RESPONSABILE, world.unit, email="manager@ente.example")
    rows = [
        DeadlineFactory(
            case=case,
            due_on=DUE.date(),
            due_at=DUE,
            origin="emergency:1:trasmissione",
            title="Art. 403: atti",
        )
        for case in (world.case, world.sibling)
    ]
    return rows[0]


def before(hours: float) -> datetime:
    return DUE - timedelta(hours=hours)


def ring(hours: float) -> int:
    note_urgent(now=before(hours))
    return send_urgent(now=before(hours))


def told(deadline: Deadline) -> dict[int, list[str]]:
    rows = UrgentReminder.objects.filter(deadline=deadline).order_by("-step", "user__email")
    found: dict[int, list[str]] = {}
    for step, email in rows.values_list("step", "user__email"):
        found.setdefault(step, []).append(email.partition("@")[0])
    return found


OWNER, LEADS = ["owner"], ["coordinator", "owner"]
ALL = ["coordinator", "manager", "owner"]


def test_every_quarter_of_an_hour_of_a_term_nobody_keeps(world, term):
    mails = sum(ring(minutes / 60) for minutes in range(13 * 60, -30 * 60, -15))
    assert told(term) == {12: OWNER, 6: LEADS, 3: LEADS, 1: ALL, 0: ALL, -6: ALL, -24: ALL}
    assert mails == len(mail.outbox) == 1 + 2 + 2 + 3 * 4  # the siblings share their mails
    assert not UrgentReminder.objects.filter(sent_at=None).exists()
    assert all(row.sent_at == row.created_at for row in UrgentReminder.objects.all())


@pytest.mark.parametrize(
    ("rings", "steps"),
    [
        ((12, 2), [12, 3]),  # the rungs in between count as passed
        ((0.5,), [1]),
        ((-2,), [0]),
        ((-30,), [-24]),
        ((7, 7, 7), [12]),  # nothing twice
    ],
)
def test_after_a_pause_the_latest_rung_once(world, term, rings, steps):
    for hours in rings:
        ring(hours)
    assert list(told(term)) == steps


def test_at_night_and_without_a_name_whatever_the_person_wishes(world, term):
    wish = time(0, 0)
    set_notifications(user=world.owner, daily_email=False, quiet_from=wish, quiet_to=wish.replace(hour=23))
    assert ring(2) == 2
    (letter,) = (message for message in mail.outbox if message.to == [world.owner.email])
    line = "entro le 04:15 del 07/02/2027 (mancano 2 ore): Art. 403: atti · fascicoli"
    assert f"{line} {world.case.reference}, {world.sibling.reference}" in letter.body
    people = (world.case.person, world.sibling.person, world.owner)
    assert [name for p in people for name in (p.first_name, p.last_name) if name in letter.body] == []


class Refusing(BaseEmailBackend):
    def send_messages(self, messages):
        raise ConnectionRefusedError


def test_tried_until_it_leaves_and_not_for_what_is_done(world, term):
    note_urgent(now=before(11))
    assert send_urgent(now=before(11), connection=Refusing()) == 0
    assert set(UrgentReminder.objects.values_list("attempts", "sent_at")) == {(1, None)}
    assert send_urgent(now=before(10)) == 1
    assert send_urgent(now=before(10)) == 0
    note_urgent(now=before(5))
    fulfil_deadlines(origin=term.origin, proof="Ricevuta PEC")
    assert send_urgent(now=before(5)) == 0
    assert note_urgent(now=before(2)).made == 0


def test_who_is_away_is_not_told_and_a_moved_term_has_a_ladder_of_its_own(world, term):
    Absence.objects.create(user=world.owner, starts_on=DUE.date(), ends_on=DUE.date())
    ring(3)
    assert told(term) == {3: ["coordinator"]}
    Absence.objects.all().delete()
    Deadline.objects.filter(origin=term.origin).update(due_at=DUE + timedelta(hours=24))
    ring(-24 + 11)
    assert told(term) == {12: OWNER, 3: ["coordinator"]}


def test_without_anybody_the_administrator_learns_a_number(world, term):
    names = ("owner@ente.example", "coordinator@ente.example", "manager@ente.example")
    User.objects.filter(email__in=names).update(is_active=False)
    ring(2)
    (letter,) = mail.outbox
    assert letter.to == [world.administrator.email]
    assert "2 termini a ore sono senza nessuno al lavoro" in letter.body
    assert world.case.reference not in letter.body


def test_the_ledger_keeps_what_told_and_forgets_the_quiet(world, term):
    for hours in (300, 299, 12, 5):
        ring(hours)
    assert list(SweepRun.objects.filter(name=BELL).values_list("seen", "made")) == [(2, 4), (2, 2)]


def test_a_constant_number_of_queries(world, term):
    note_urgent(now=before(13))
    with CaptureQueriesContext(connection) as few:
        note_urgent(now=before(12))
    for n in range(5):
        DeadlineFactory(case=world.case, due_on=DUE.date(), due_at=DUE, origin=f"prova:{n}:1")
    with CaptureQueriesContext(connection) as many:
        note_urgent(now=before(11.9))
    assert len(many) == len(few) <= 14


# --- The clock change, the banner, the watchdog -----------------------------------------------------------
def test_hours_are_elapsed_hours_on_the_night_the_clocks_change():
    ladder = HourLadder.of([HourRung(3, "owner")])
    due = datetime(2027, 3, 28, 4, 30, tzinfo=ROME)  # 02:30 UTC: at 02:00 it becomes 03:00
    assert ladder.reached(due, datetime(2027, 3, 28, 0, 29, tzinfo=ROME)) is None
    assert ladder.reached(due, datetime(2027, 3, 28, 0, 31, tzinfo=ROME)) is not None


@pytest.mark.parametrize(
    ("hours", "words"),
    [
        (2.5, "mancano 2 ore e 30 minuti"),
        (1, "manca 1 ora"),
        (0, "scaduto da meno di un minuto"),
        (-26, "scaduto da 26 ore"),
    ],
)
def test_the_distance_in_words(hours, words):
    assert time_left(DUE, before(hours)) == words


def test_loud_on_every_page_of_who_answers_until_it_is_done(world, term, sign_in):
    pages = ["/", "/casi/", "/agenda/", reverse("accounts:profile")]
    with time_machine.travel(before(2), tick=False):
        for who in ("owner", "coordinator"):
            client = sign_in(getattr(world, who))
            for page in pages:
                text = client.get(page).text
                assert "Un termine a ore sta per scadere" in text
                assert "04:15 del 7 febbraio: mancano 2 ore" in text
        for who in ("reader", "colleague", "stranger", "outsider", "administrator"):
            assert "termine a ore" not in sign_in(getattr(world, who)).get(pages[0]).text
        fulfil_deadlines(origin=term.origin, proof="Ricevuta PEC")
        assert "termine a ore" not in sign_in(world.owner).get("/").text
    assert at_risk(world.owner, before(13)) is None


def test_the_watchdog_minds_the_bell_while_a_term_runs(world, term, sign_in):
    note_urgent(now=before(20))
    assert watchdog(before(19.6)).bell is None
    assert watchdog(before(19)).bell.since is not None
    with time_machine.travel(before(19), tick=False):
        text = sign_in(world.coordinator).get("/").text
        assert "Gli avvisi dei termini a ore sono fermi" in text
        assert "Gli avvisi dei termini a ore sono fermi" not in sign_in(world.owner).get("/").text
    fulfil_deadlines(origin=term.origin, proof="Ricevuta PEC")
    assert watchdog(before(19)).bell is None


def test_after_a_silent_bell_leads_and_administrators_get_one_letter(world, term):
    note_urgent(now=before(40))
    assert note_bell_standstill(until=before(30)) == 0  # no term was near
    note_urgent(now=before(20))
    assert note_bell_standstill(until=before(19.6)) == 0
    fulfil_deadlines(origin=term.origin, proof="Ricevuta PEC", at=before(19.5))
    with time_machine.travel(before(12), tick=False):
        ring_bell()  # the term was open while the bell stood still
        ring_bell()
    assert sorted(message.to[0].partition("@")[0] for message in mail.outbox) == [
        "admin",
        "coordinator",
        "manager",
    ]
    assert (
        "a ore sono rimasti fermi dal 06/02/2027 alle 08:15 al 06/02/2027 alle 16:15" in mail.outbox[0].body
    )


def test_an_emergency_rings_and_its_next_step_too(world, rungs):
    """Art. 403 c.c. end to end: the transmission rings, the tick silences it, the prosecutor's clock takes over."""
    emergency = emergency_for([world.case], world.owner)
    step = emergency.steps.get(kind="trasmissione")
    note_urgent(now=step.due_at - timedelta(hours=2))
    assert UrgentReminder.objects.filter(deadline__origin=step.origin(), step=3).count() == 2
    tick_step(
        emergency=emergency,
        kind="trasmissione",
        done_at=emergency.oral_notice_at,
        proof="Ricevuta PEC",
        by=world.owner,
    )
    after = emergency.steps.get(kind="richiesta_pm")
    note_urgent(now=after.due_at + timedelta(minutes=1))
    assert UrgentReminder.objects.filter(deadline__origin=after.origin(), step=0).exists()
    assert not UrgentReminder.objects.filter(deadline__origin=step.origin(), step=0).exists()
