"""The private calendar: what leaves, for how long, and for nobody else."""

from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar

from accounts.models import AccessLog, Membership, User
from cases.actions.agenda import cancel_appointment, change_appointment, plan_appointment
from cases.actions.calendar import fingerprint, renew_feed
from cases.actions.deadlines import fulfil_deadlines
from cases.enums import EntryKind
from cases.models import CalendarFeed, TeamMember
from cases.moments import ROME
from courts.models import Hearing
from tests.factories.cases import DeadlineFactory
from tests.factories.courts import ProceedingFactory

PAGE, FEED = reverse("cases:calendar"), reverse("cases:calendar_feed")
SOON = timezone.localdate() + timedelta(days=20)
WORDS = "Casa dei nonni paterni"


def at(hour: int) -> datetime:
    return datetime(SOON.year, SOON.month, SOON.day, hour, tzinfo=ROME)


def read(token: str, **headers: str):
    return Client().get(FEED, {"chiave": token}, headers=headers)


def events(answer) -> dict[str, tuple[str, object]]:
    found = Calendar.from_ical(answer.content).walk("VEVENT")
    return {str(event["UID"]): (str(event["SUMMARY"]), event.decoded("DTSTART")) for event in found}


@pytest.fixture
def planned(world):
    """One of each kind on both siblings."""
    for case in (world.case, world.sibling):
        DeadlineFactory(case=case, due_on=SOON, origin="mandate:7:1", title=f"Titolo {WORDS}")
    proceeding = ProceedingFactory(cases=[world.case])
    Hearing.objects.create(proceeding=proceeding, at=at(9), place=WORDS, purpose=WORDS)
    return plan_appointment(
        cases=[world.case, world.sibling],
        by=world.owner,
        kind=EntryKind.VISITA_DOMICILIARE,
        starts_at=at(15),
        operators=[world.owner],
        place=WORDS,
        participants=WORDS,
    )[0]


def test_kind_number_time_and_link_and_nothing_else(world, planned, settings):
    settings.BASE_URL = "https://bandolo.ente.example"
    answer = read(renew_feed(by=world.owner))
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    one, both = world.case.reference, f"{world.case.reference}, {world.sibling.reference}"
    assert sorted(events(answer).values(), key=str) == sorted(
        [
            (f"Scadenza · fascicoli {both}", SOON),
            (f"Udienza · fascicolo {one}", at(9)),
            (f"Visita domiciliare · fascicoli {both}", at(15)),
        ],
        key=str,
    )
    text = answer.content.decode().replace("\r\n ", "")
    assert "TZID=Europe/Rome:" in text
    assert f"URL:https://bandolo.ente.example/casi/{world.case.pk}/appuntamenti/{planned.pk}/" in text
    people = [case.person for case in (world.case, world.sibling)]
    names = [
        name for person in [*people, *User.objects.all()] for name in (person.first_name, person.last_name)
    ]
    assert [word for word in (*names, WORDS.split()[-1], "@ente.example") if word in text] == []


def test_an_event_keeps_its_uid_when_moved_and_vanishes_when_called_off_or_done(world, planned):
    token = renew_feed(by=world.owner)
    before = events(read(token))
    change_appointment(
        appointment=planned, by=world.owner, kind=planned.kind, starts_at=at(17), operators=[world.owner]
    )
    moved = events(read(token))
    assert before.keys() == moved.keys()
    assert at(17) in [when for _, when in moved.values()]
    cancel_appointment(appointment=planned, reason="No", by=world.owner)
    fulfil_deadlines(origin="mandate:7:1", proof="Ricevuta")
    assert [words.split(" · ")[0] for words, _ in events(read(token)).values()] == ["Udienza"]


def test_an_unchanged_calendar_is_sent_and_logged_once(world, planned):
    token = renew_feed(by=world.owner)
    first = read(token)
    row = AccessLog.objects.get()
    assert (row.user_id, row.action, row.status) == (world.owner.pk, "cases:calendar_feed", 200)
    assert row.case_ids == sorted([world.case.pk, world.sibling.pk])
    again = read(token, if_none_match=first["ETag"])
    assert (again.status_code, again.content) == (304, b"")
    assert AccessLog.objects.count() == 1
    assert CalendarFeed.objects.get().last_read_at is not None
    DeadlineFactory(case=world.case, due_on=SOON)
    assert read(token, if_none_match=first["ETag"]).status_code == 200


def disabled(world):
    User.objects.filter(pk=world.owner.pk).update(is_active=False)


def out_of_the_unit(world):
    Membership.objects.filter(user=world.owner).update(valid_to=timezone.localdate() - timedelta(days=1))


def revoked(world):
    CalendarFeed.objects.update(revoked_at=timezone.now())


def renewed(world):
    renew_feed(by=world.owner)


@pytest.mark.parametrize("end", [disabled, out_of_the_unit, revoked, renewed])
def test_a_calendar_that_ended_is_a_page_that_never_was(world, planned, end):
    token = renew_feed(by=world.owner)
    assert read(token).status_code == 200
    end(world)
    answer = read(token)
    never = [read("x" * 43), Client().get(FEED), Client().get("/questa-pagina-non-esiste/")]
    assert {(page.status_code, page.content) for page in (answer, *never)} == {(404, answer.content)}


def test_a_case_no_longer_seen_leaves_the_calendar(world, planned):
    token = renew_feed(by=world.owner)
    TeamMember.objects.filter(user=world.owner, case=world.sibling).update(
        valid_to=timezone.localdate() - timedelta(days=1)
    )
    assert world.sibling.reference not in read(token).content.decode()


def test_the_address_is_shown_once_and_kept_as_a_fingerprint(world, sign_in):
    client = sign_in(world.owner)
    assert "Nessun calendario attivo" in client.get(PAGE).text
    made = client.post(PAGE)
    token = made.context["address"].partition("?chiave=")[2]
    assert token in made.text
    assert made["Cache-Control"].count("no-store") == 1
    assert token not in client.get(PAGE).text
    assert CalendarFeed.objects.get().token_sha256 == fingerprint(token)
    assert read(token).status_code == 200
    client.post(reverse("cases:calendar_revoke"))
    assert read(token).status_code == 404
    assert sign_in(world.administrator).post(PAGE).status_code == 403


def test_few_queries_however_much_is_in_it(
    world, planned, django_assert_num_queries, django_assert_max_num_queries
):
    token = renew_feed(by=world.owner)
    read(token)
    with django_assert_max_num_queries(4):  # one of them ours
        read("x" * 43)
    with django_assert_max_num_queries(14) as few:
        read(token)
    for day in range(1, 5):
        DeadlineFactory(case=world.case, due_on=SOON + timedelta(days=day))
        Hearing.objects.create(
            proceeding=ProceedingFactory(cases=[world.case]), at=at(9) + timedelta(days=day)
        )
    with django_assert_num_queries(len(few)):
        read(token)
