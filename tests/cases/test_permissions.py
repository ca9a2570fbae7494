"""The gate, with everybody in front of it; and django-guardian's five traps (safety.md §2), each by name."""

from datetime import date, timedelta

import pytest
from django.contrib.auth.models import Permission
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils import timezone
from guardian.shortcuts import assign_perm, get_objects_for_user  # noqa: TID251 - its traps are the test

from accounts.enums import CaseScope
from accounts.models import Membership
from cases.models import Case, CaseAccess, CaseUserObjectPermission, TeamMember
from cases.permissions import (
    Cursor,
    caseload,
    count_caseload,
    get_case,
    get_case_to_change,
    grant,
    may_change,
    may_read_secrets,
    principals,
    visible_cases,
    withdraw_grant,
)
from tests.factories.accounts import UserFactory
from tests.factories.cases import CaseFactory, DeadlineFactory, TeamMemberFactory

SEES = {
    "owner": {"case", "sibling"},
    "coordinator": {"case", "sibling"},
    "reader": {"case"},
    "colleague": set(),
    "stranger": set(),
    "outsider": set(),
    "administrator": set(),
    "privacy": set(),
    "disabled": set(),
}


@pytest.mark.parametrize(("who", "sees"), SEES.items())
def test_visible_cases_by_relation(world, who, sees):
    user = getattr(world, who)
    expected = {getattr(world, name).pk for name in sees}
    assert set(visible_cases(user).values_list("pk", flat=True)) == expected
    assert {case.pk for case in caseload(user).cases} == expected
    assert count_caseload(user) == len(expected)


@pytest.mark.parametrize(
    ("who", "allowed"), [("owner", True), ("coordinator", True), ("reader", False), ("stranger", False)]
)
def test_may_change_by_relation(world, who, allowed):
    assert may_change(getattr(world, who), [world.case]) is allowed


def test_may_change_needs_every_case(world):
    grant(case=world.case, to=world.colleague, permission="change_case", by=world.owner)
    assert may_change(world.colleague, [world.case])
    assert not may_change(world.colleague, [world.case, world.sibling])
    assert not may_change(world.colleague, [])


def test_get_case_hidden_and_missing_are_the_same_404(world):
    for pk in (world.case.pk, 999_999_999):
        with pytest.raises(Http404):
            get_case(world.stranger, pk)


def test_get_case_to_change_reader_is_403(world):
    with pytest.raises(PermissionDenied):
        get_case_to_change(world.reader, world.case.pk)


def test_team_membership_ends_sight_on_its_day(world):
    yesterday = timezone.localdate() - timedelta(days=1)
    TeamMember.objects.filter(user=world.owner, case=world.case).update(valid_to=yesterday)
    assert set(visible_cases(world.owner)) == {world.sibling}


def test_team_membership_in_the_future_opens_nothing_yet(world):
    TeamMemberFactory(
        case=world.case, user=world.colleague, valid_from=timezone.localdate() + timedelta(days=1)
    )
    assert not visible_cases(world.colleague).exists()


def test_ended_unit_membership_ends_sight_at_once(world):
    Membership.objects.filter(user=world.owner).update(valid_to=timezone.localdate() - timedelta(days=1))
    assert not visible_cases(world.owner).exists()


def test_unit_scope_opens_the_unit_to_its_operators(world):
    world.unit.case_scope = CaseScope.UNIT
    world.unit.save()
    assert visible_cases(world.colleague).count() == 2
    assert not visible_cases(world.stranger).exists()


def test_restricted_case_is_for_the_team_only(world):
    world.unit.case_scope = CaseScope.UNIT
    world.unit.save()
    world.case.restricted = True
    world.case.save()
    assert world.case not in visible_cases(world.colleague)
    assert world.case not in visible_cases(world.coordinator)
    assert world.case in visible_cases(world.owner)


def test_person_in_team_of_another_titolare_sees_nothing(world):
    TeamMemberFactory(case=world.case, user=world.outsider)
    assert not visible_cases(world.outsider).exists()


def test_withdrawn_grant_ends_sight(world):
    withdraw_grant(case=world.case, to=world.reader, by=world.owner)
    assert not visible_cases(world.reader).exists()
    assert not CaseAccess.objects.filter(principal__startswith=f"g:{world.reader.pk}:").exists()


def test_secrets_are_for_the_responsible_or_a_grant(world):
    assert may_read_secrets(world.owner, world.case)
    assert not may_read_secrets(world.reader, world.case)
    assert not may_read_secrets(world.stranger, world.case)
    grant(case=world.case, to=world.reader, permission="read_secrets", by=world.owner)
    reader = type(world.reader).objects.get(pk=world.reader.pk)
    assert may_read_secrets(reader, world.case)


def test_trap_1_model_level_permission_opens_nothing(world):
    world.stranger.user_permissions.add(Permission.objects.get(codename="view_case"))
    assert get_objects_for_user(world.stranger, "cases.view_case", Case.unscoped.all()).exists()  # the trap
    assert not visible_cases(world.stranger).exists()


def test_trap_2_no_right_outlives_its_case(world):
    orphan = CaseFactory(unit=world.unit)
    grant(case=orphan, to=world.reader, permission="view_case", by=world.coordinator)
    Case.unscoped.filter(pk=orphan.pk).delete()
    assert not CaseUserObjectPermission.objects.filter(content_object_id=orphan.pk).exists()
    assert not CaseAccess.objects.filter(case_id=orphan.pk).exists()


def test_trap_3_inactive_user_sees_nothing(world):
    world.owner.is_active = False
    world.owner.save()
    assert not visible_cases(world.owner).exists()
    assert caseload(world.owner).cases == []


def test_trap_4_rights_are_never_cached(world):
    assert may_change(world.owner, [world.case])
    TeamMember.objects.filter(user=world.owner).update(valid_to=date(2025, 2, 1))
    assert not may_change(world.owner, [world.case])


def test_trap_5_no_anonymous_row_and_no_superuser_sight(world, settings):
    assert settings.ANONYMOUS_USER_NAME is None
    superuser = UserFactory(is_superuser=True, is_staff=True)
    assert principals(superuser) == []
    assert not visible_cases(superuser).exists()
    assert not may_read_secrets(superuser, world.case)
    with pytest.raises(ValueError, match="view_case"):
        grant(case=world.case, to=world.disabled, permission="view_case", by=world.owner)


def test_grants_live_in_the_direct_table(world):
    assign_perm("cases.view_case", world.stranger, world.case)
    assert CaseUserObjectPermission.objects.filter(user=world.stranger).count() == 1


def test_caseload_pages_by_deadline_without_gaps_or_repeats(world):
    days = [date(2026, 12, 1) + timedelta(days=n % 3) for n in range(7)]
    for day in days:
        case = CaseFactory(unit=world.unit)
        TeamMemberFactory(case=case, user=world.coordinator)  # seen twice: by the team and as lead
        DeadlineFactory(case=case, due_on=day)
    seen, cursor = [], None
    while True:
        page = caseload(world.coordinator, after=cursor, limit=2)
        seen += [case.pk for case in page.cases]
        cursor = page.next
        if cursor is None:
            break
    expected = Case.unscoped.order_by("next_deadline", "pk").values_list("pk", flat=True)
    assert seen == list(expected)


@pytest.mark.parametrize("text", ["", "x", "2026-02-31.1", "2026-01-01", "2026-01-01.x"])
def test_cursor_damaged_starts_over(text):
    assert Cursor.parse(text) is None


def test_closed_case_leaves_the_caseload_but_not_the_archive(world):
    Case.unscoped.filter(pk=world.case.pk).update(status="chiuso", closed_on=date(2026, 1, 1))
    assert world.case not in caseload(world.owner).cases
    assert world.case in caseload(world.owner, open_only=False).cases


def test_next_deadline_follows_the_open_deadlines(world):
    late = DeadlineFactory(case=world.case, due_on=date(2027, 3, 1))
    early = DeadlineFactory(case=world.case, due_on=date(2026, 12, 28))
    world.case.refresh_from_db()
    assert world.case.next_deadline == early.due_on
    early.state, early.closed_at, early.proof = "annullata", timezone.now(), "prova"
    early.save()
    world.case.refresh_from_db()
    assert world.case.next_deadline == late.due_on
    late.delete()
    world.case.refresh_from_db()
    assert world.case.next_deadline is None
