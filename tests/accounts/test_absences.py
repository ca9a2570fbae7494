"""Absences and wishes about mails, by the action and by the page."""

from datetime import date, time, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from accounts.actions import end_absence, record_absence
from accounts.models import Absence, NotificationPreference
from tests.conftest import World

TODAY = date(2026, 12, 1)
ABSENCES, NOTIFICATIONS = reverse("accounts:absences"), reverse("accounts:notifications")


def day(offset: int) -> date:
    return TODAY + timedelta(days=offset)


@pytest.mark.parametrize(
    ("by", "whose", "allowed"),
    [
        ("owner", "owner", True),
        ("owner", "colleague", False),
        ("coordinator", "owner", True),
        ("coordinator", "stranger", False),
        ("coordinator", "outsider", False),
        ("administrator", "owner", False),
    ],
)
def test_one_s_own_and_those_of_the_unit_one_leads(world: World, by: str, whose: str, allowed: bool):
    def enter() -> Absence:
        return record_absence(
            user=getattr(world, whose), starts_on=TODAY, ends_on=TODAY, by=getattr(world, by), today=TODAY
        )

    if not allowed:
        with pytest.raises(PermissionDenied):
            enter()
        return
    absence = enter()
    end_absence(absence=absence, by=getattr(world, by), today=TODAY)
    assert not Absence.objects.exists()


@pytest.mark.parametrize(
    ("start", "end", "field", "words"),
    [
        (0, -1, "ends_on", "precedere"),
        (-9, -1, "ends_on", "passati"),
        (0, 800, "ends_on", "due anni"),
        (12, 20, "starts_on", "già un'assenza"),
        (15, 15, "starts_on", "già un'assenza"),
    ],
)
def test_impossible_days(world: World, start: int, end: int, field: str, words: str):
    Absence.objects.create(user=world.owner, starts_on=day(10), ends_on=day(15))
    with pytest.raises(ValidationError) as refusal:
        record_absence(user=world.owner, starts_on=day(start), ends_on=day(end), by=world.owner, today=TODAY)
    assert words in str(refusal.value.message_dict[field])


def test_coming_back_early_ends_it_yesterday(world: World):
    absence = Absence.objects.create(user=world.owner, starts_on=day(-5), ends_on=day(5))
    end_absence(absence=absence, by=world.coordinator, today=TODAY)
    absence.refresh_from_db()
    assert absence.ends_on == day(-1)
    with pytest.raises(ValidationError):
        end_absence(absence=absence, by=world.coordinator, today=TODAY)


def test_the_page_takes_and_removes(world: World, sign_in):
    client = sign_in(world.coordinator)
    sent = {"user": world.owner.pk, "starts_on": "2090-01-10", "ends_on": "2090-01-20"}
    assert client.post(ABSENCES, sent).status_code == 302
    assert "10/01/2090" in client.get(ABSENCES).text
    assert "10/01/2090" not in sign_in(world.colleague).get(ABSENCES).text
    end = reverse("accounts:absence_end", args=[Absence.objects.get().pk])
    assert sign_in(world.colleague).post(end).status_code == 404
    assert client.post(end).status_code == 302
    assert not Absence.objects.exists()


@pytest.mark.parametrize("starts_on", ["", "2026-02-31", "31/02/2026", "\0", "9" * 500, "0001-01-01"])
def test_bad_days_are_refused_beside_the_field(world: World, sign_in, starts_on: str):
    sent = {"user": world.owner.pk, "starts_on": starts_on, "ends_on": "2090-01-20"}
    answer = sign_in(world.owner).post(ABSENCES, sent)
    assert answer.status_code == 200
    assert set(answer.context["form"].errors) == {"starts_on"}
    assert 'value="2090-01-20"' in answer.text


def test_somebody_else_cannot_be_chosen(world: World, sign_in):
    sent = {"user": world.coordinator.pk, "starts_on": "2090-01-10", "ends_on": "2090-01-20"}
    answer = sign_in(world.owner).post(ABSENCES, sent)
    assert set(answer.context["form"].errors) == {"user"}


def test_wishes_about_mails(world: World, sign_in):
    client = sign_in(world.owner)
    assert 'value="19:00"' in client.get(NOTIFICATIONS).text
    assert client.post(NOTIFICATIONS, {"quiet_from": "20:00", "quiet_to": "25:00"}).status_code == 200
    assert not NotificationPreference.objects.exists()
    assert client.post(NOTIFICATIONS, {"quiet_from": "20:00", "quiet_to": "08:15"}).status_code == 302
    chosen = NotificationPreference.objects.get(user=world.owner)
    assert (chosen.daily_email, chosen.quiet_from, chosen.quiet_to) == (False, time(20), time(8, 15))
    assert 'value="08:15"' in client.get(NOTIFICATIONS).text
