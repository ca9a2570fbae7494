"""Emergency access: who, which case, for how long, what it opens, who is told, who says whether it was right."""

from datetime import datetime, timedelta

import pytest
import time_machine
from django.core import mail
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.access_log import record_access
from accounts.models import Membership
from cases.actions.break_glass import MISSED, break_glass, close_glass, review_glass
from cases.actions.emergency_letters import send_emergency_letters
from cases.actions.sight import bar_person, restrict_case
from cases.emergency_access import known_to, review_due, reviewable_by
from cases.models import BreakGlass
from cases.permissions import get_case, may_change, may_read_secrets, visible_cases
from tests.factories.cases import CaseFactory


def enter(world, who="stranger"):
    return break_glass(reference=world.case.reference, reason="Pronto soccorso.", by=getattr(world, who))


def over(glass):
    then = timezone.now() - timedelta(hours=5)
    BreakGlass.objects.filter(pk=glass.pk).update(opened_at=then, expires_at=then + timedelta(hours=4))
    glass.refresh_from_db()
    return glass


def test_it_opens_one_case_for_reading_only(world):
    enter(world)
    assert set(visible_cases(world.stranger)) == {world.case}
    assert not may_change(world.stranger, [world.case])
    assert not may_read_secrets(world.stranger, world.case)


def test_it_ends_by_itself_after_four_hours(world):
    glass = enter(world)
    with time_machine.travel(glass.expires_at - timedelta(seconds=1)):
        assert get_case(world.stranger, world.case.pk)
    with time_machine.travel(glass.expires_at):
        assert not visible_cases(world.stranger).exists()


def test_the_database_refuses_a_fifth_hour(world):
    glass = enter(world)
    with pytest.raises(IntegrityError), transaction.atomic():
        BreakGlass.objects.filter(pk=glass.pk).update(
            expires_at=glass.opened_at + timedelta(hours=4, seconds=1)
        )


def test_who_entered_may_end_it_sooner_and_nobody_else(world):
    glass = enter(world)
    with pytest.raises(PermissionDenied):
        close_glass(glass=glass, by=world.coordinator)
    close_glass(glass=glass, by=world.stranger)
    assert not visible_cases(world.stranger).exists()


def test_it_ends_with_the_work_for_the_titolare(world):
    enter(world)
    Membership.objects.filter(user=world.stranger).update(valid_to=timezone.localdate() - timedelta(days=1))
    assert not visible_cases(world.stranger).exists()


def test_hidden_is_answered_like_missing(world):
    """Another titolare, a barrier, no such number: the same words."""
    bar_person(
        case=world.case,
        user=world.stranger,
        kind="parente",
        reason="Zia.",
        valid_from=timezone.localdate(),
        siblings=False,
        by=world.coordinator,
    )
    far = CaseFactory(unit=world.far_unit)
    said = set()
    for reference in (world.case.reference, far.reference, "2026/99999"):
        with pytest.raises(ValidationError) as refusal:
            break_glass(reference=reference, reason="x", by=world.stranger)
        said.add(str(refusal.value))
    assert len(said) == 1


def test_a_barrier_ends_an_emergency_access_at_once(world):
    enter(world)
    bar_person(
        case=world.case,
        user=world.stranger,
        kind="parente",
        reason="Zia.",
        valid_from=timezone.localdate(),
        siblings=False,
        by=world.coordinator,
    )
    assert not visible_cases(world.stranger).exists()
    assert not known_to(world.stranger).exists()


@pytest.mark.parametrize("who", ["administrator", "privacy", "disabled"])
def test_who_does_no_casework_has_no_emergency(world, who):
    with pytest.raises(PermissionDenied):
        enter(world, who)


def test_who_sees_the_case_needs_no_emergency(world):
    with pytest.raises(ValidationError, match="puoi già aprire"):
        enter(world, "owner")


def test_guessing_numbers_comes_to_an_end(world):
    for _ in range(5):
        record_access(
            user=world.stranger, action="x", method="POST", status=404, case_ids=[], ip=None, why=MISSED
        )
    with pytest.raises(ValidationError, match="Troppi tentativi"):
        enter(world)


# --- Told ------------------------------------------------------------------------------------------------
def test_the_leads_are_told_by_reference_only_and_once(world):
    enter(world)
    assert send_emergency_letters() == 1
    assert send_emergency_letters() == 0
    (letter,) = mail.outbox
    assert letter.to == [world.coordinator.email]
    assert world.case.reference in letter.body
    words = letter.subject + letter.body + str(letter.extra_headers)
    hidden = [world.case.person.last_name, world.case.person.first_name, "Pronto soccorso"]
    assert [word for word in hidden if word in words] == []


def test_without_a_lead_who_may_know_the_privacy_officer_is_told(world):
    bar_person(
        case=world.case,
        user=world.coordinator,
        kind="conflitto",
        reason="x",
        valid_from=timezone.localdate(),
        siblings=False,
        by=world.coordinator,
    )
    enter(world)
    send_emergency_letters()
    assert [letter.to for letter in mail.outbox] == [[world.privacy.email]]


def test_what_nobody_verifies_in_time_is_chased_once(world):
    glass = enter(world)
    send_emergency_letters()
    mail.outbox.clear()
    late = glass.opened_at + timedelta(days=7)
    assert send_emergency_letters(now=late) == 1
    assert send_emergency_letters(now=late) == 0
    assert {letter.to[0] for letter in mail.outbox} == {world.coordinator.email, world.privacy.email}


@pytest.mark.parametrize(
    ("opened", "due"),
    [
        ("2026-11-20 10:00", "2026-11-24"),
        ("2026-12-23 10:00", "2026-12-28"),
        ("2026-11-21 10:00", "2026-11-24"),
    ],
)
def test_two_working_days_to_verify(opened, due):
    moment = timezone.make_aware(datetime.fromisoformat(opened))
    assert review_due(moment).isoformat() == due


# --- Verified -------------------------------------------------------------------------------------------
def test_verified_by_somebody_else_when_it_is_over(world):
    glass = enter(world)
    assert not reviewable_by(world.coordinator).exists()
    over(glass)
    for nobody in (world.stranger, world.owner, world.outsider, world.administrator):
        with pytest.raises(ValidationError):
            review_glass(glass=glass, verdict="giustificato", note="", by=nobody)
    review_glass(glass=glass, verdict="giustificato", note="", by=world.coordinator)
    with pytest.raises(ValidationError, match="già stato verificato"):
        review_glass(glass=glass, verdict="non_giustificato", note="x", by=world.coordinator)


def test_a_lead_never_verifies_their_own(world):
    restrict_case(case=world.case, reason="x", by=world.coordinator)
    world.case.team.filter(user=world.coordinator).delete()
    glass = over(enter(world, "coordinator"))
    assert not reviewable_by(world.coordinator).exists()
    assert reviewable_by(world.privacy).get() == glass
    with pytest.raises(IntegrityError), transaction.atomic():
        BreakGlass.objects.filter(pk=glass.pk).update(
            verdict="giustificato", reviewed_by=world.coordinator, reviewed_at=timezone.now()
        )


def test_not_justified_needs_words(world):
    glass = over(enter(world))
    with pytest.raises(ValidationError, match="Spiega"):
        review_glass(glass=glass, verdict="non_giustificato", note=" ", by=world.coordinator)
