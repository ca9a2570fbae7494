"""Emergency access from page to page, as the person and the supervisor meet it."""

from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import AccessLog
from cases.actions.break_glass import MISSED, NOT_FOUND
from cases.models import BreakGlass
from tests.factories.accounts import PASSWORD

URL = "/emergenza/"


def confirmed(client):
    """The client after the password was given anew."""
    assert client.post(reverse("account_reauthenticate"), {"password": PASSWORD, "next": URL}).url == URL
    return client


def entered(world, sign_in, user=None):
    client = confirmed(sign_in(user or world.stranger))
    answer = client.post(URL, {"reference": world.case.reference, "reason": "Pronto soccorso."})
    assert answer.status_code == 302, answer.content.decode()
    return client


def test_the_password_is_asked_anew_even_just_after_sign_in(world, sign_in):
    client = sign_in(world.stranger)
    answer = client.get(URL)
    assert answer.url.startswith(f"{reverse('account_reauthenticate')}?next=")
    answer = client.post(answer.url, {"password": PASSWORD, "next": URL})
    assert answer.url == URL
    assert client.get(URL).status_code == 200


@pytest.mark.parametrize("minutes", [0, 16])
def test_what_was_typed_too_long_ago_is_kept_and_opens_nothing(world, sign_in, minutes):
    client = sign_in(world.stranger)
    if minutes:
        confirmed(client)
    with time_machine.travel(timezone.now() + timedelta(minutes=minutes)):
        answer = client.post(URL, {"reference": world.case.reference, "reason": "Parole scritte."})
    assert answer.status_code == 200
    assert "Parole scritte." in answer.content.decode()
    assert not BreakGlass.objects.exists()


def test_what_is_read_is_marked_and_nothing_can_be_written(world, sign_in):
    client = entered(world, sign_in)
    glass = BreakGlass.objects.get()
    page = client.get(world.case.get_absolute_url())
    assert "sola lettura" in page.content.decode()
    assert client.get(reverse("cases:case_diary", args=[world.case.pk])).status_code == 200
    assert client.get(reverse("cases:diary_create", args=[world.case.pk])).status_code == 403
    assert client.get(world.sibling.get_absolute_url()).status_code == 404
    rows = AccessLog.objects.filter(user_id=world.stranger.pk)
    assert {row.why for row in rows} == {f"emergenza {glass.pk}"}
    assert rows.count() == 4  # entering, the case, the diary, the refusal
    assert client.post(reverse("cases:emergency_end", args=[glass.pk])).status_code == 302
    assert client.get(world.case.get_absolute_url()).status_code == 404


def test_the_supervisor_sees_it_in_oggi_and_verifies_it(world, sign_in):
    client = entered(world, sign_in)
    client.get(world.case.get_absolute_url())
    glass = BreakGlass.objects.get()
    client.post(reverse("cases:emergency_end", args=[glass.pk]))
    lead, url = sign_in(world.coordinator), reverse("cases:emergency_detail", args=[glass.pk])
    assert url in lead.get("/").content.decode()
    page = lead.get(url).content.decode()
    assert "Sintesi del fascicolo" in page
    assert world.case.person.last_name not in page
    assert client.post(url, {"verdict": "giustificato"}).status_code == 403
    assert lead.post(url, {"verdict": "giustificato", "note": ""}).status_code == 302
    glass.refresh_from_db()
    assert (glass.verdict, glass.reviewed_by) == ("giustificato", world.coordinator)
    assert url not in lead.get("/").content.decode()


def test_a_miss_is_logged_and_says_nothing(world, sign_in):
    client = confirmed(sign_in(world.outsider))
    for reference in (world.case.reference, "2026/99999"):
        page = client.post(URL, {"reference": reference, "reason": "x"}).content.decode()
        assert NOT_FOUND in page
        assert world.case.person.last_name not in page
    assert AccessLog.objects.filter(user_id=world.outsider.pk, why=MISSED).count() == 2


def test_the_register_costs_the_same_however_long(world, sign_in):
    entered(world, sign_in)
    lead = sign_in(world.coordinator)
    with CaptureQueriesContext(connection) as few:
        lead.get("/emergenza/registro/")
    for user in (world.colleague, world.reader):
        BreakGlass.objects.create(
            case=world.sibling,
            user=user,
            unit=world.unit,
            reason="x",
            opened_at=BreakGlass.objects.first().opened_at,
            expires_at=BreakGlass.objects.first().expires_at,
        )
    with CaptureQueriesContext(connection) as many:
        assert lead.get("/emergenza/registro/").content.decode().count("<tr>") == 4
    assert len(many) == len(few) < 20


def test_asking_for_a_case_is_answered_with_the_same_bytes(world, sign_in):
    client = sign_in(world.colleague)
    answers = [
        client.post("/richieste/", {"reference": reference, "reason": "x"})
        for reference in (world.case.reference, "2026/99999")
    ]
    assert {(answer.status_code, answer.url, answer.content) for answer in answers} == {
        (302, "/richieste/", b"")
    }
    page = client.get("/richieste/").content.decode()
    assert page.count("In attesa") == 2
