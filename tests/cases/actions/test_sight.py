"""Restricted cases and barred people: seen from the gate, the duties and what the actions refuse."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from accounts.enums import CaseScope
from cases.actions.intake import ChildData, register_intake
from cases.actions.people import add_household_member
from cases.actions.sight import bar_person, end_barrier, lift_restriction, restrict_case
from cases.models import Barrier, Deadline, Restriction, TeamMember
from cases.ownership import Rank, who_answers
from cases.permissions import (
    caseload,
    count_caseload,
    get_case,
    grant,
    leads_of,
    may_change,
    may_read_secrets,
    people_who_may_join,
    visible_cases,
)
from tests.factories.cases import CaseFactory, DeadlineFactory, TeamMemberFactory

TODAY = timezone.localdate


def bar(world, user, **changes):
    given = {"kind": "parente", "reason": "Zia.", "valid_from": TODAY(), "siblings": False} | changes
    return bar_person(case=world.case, user=user, by=world.coordinator, **given)


# --- Restricted cases -----------------------------------------------------------------------------------
def test_a_restricted_case_is_left_to_its_team_and_its_lead_can_undo_it(world):
    world.unit.case_scope = CaseScope.UNIT
    world.unit.save()
    restrict_case(case=world.case, reason="Figlio di un amministratore.", by=world.coordinator)
    world.case.refresh_from_db()
    assert not visible_cases(world.colleague).filter(pk=world.case.pk).exists()
    assert visible_cases(world.coordinator).filter(pk=world.case.pk).exists()
    assert TeamMember.objects.filter(case=world.case, user=world.coordinator).count() == 1
    lift_restriction(case=world.case, reason="Non serve più.", by=world.coordinator)
    assert visible_cases(world.colleague).filter(pk=world.case.pk).exists()
    row = Restriction.objects.get()
    assert (row.started_by, row.ended_by, row.end_reason) == (
        world.coordinator,
        world.coordinator,
        "Non serve più.",
    )


def test_a_case_is_restricted_once_and_opened_once(world):
    with pytest.raises(ValidationError, match="non è ad accesso ristretto"):
        lift_restriction(case=world.case, reason="x", by=world.coordinator)
    restrict_case(case=world.case, reason="x", by=world.coordinator)
    with pytest.raises(ValidationError, match="già ad accesso ristretto"):
        restrict_case(case=world.case, reason="x", by=world.coordinator)


@pytest.mark.parametrize("who", ["owner", "reader", "stranger", "outsider", "administrator"])
def test_only_who_leads_the_unit_decides_who_is_kept_out(world, who):
    user = getattr(world, who)
    with pytest.raises(PermissionDenied):
        restrict_case(case=world.case, reason="x", by=user)
    with pytest.raises(PermissionDenied):
        bar_person(
            case=world.case,
            user=world.colleague,
            kind="parente",
            reason="x",
            valid_from=TODAY(),
            siblings=False,
            by=user,
        )


# --- Barred people --------------------------------------------------------------------------------------
@pytest.mark.parametrize("who", ["owner", "coordinator", "reader", "colleague"])
def test_a_barred_person_sees_nothing_whatever_the_right(world, who):
    user = getattr(world, who)
    world.unit.case_scope = CaseScope.UNIT
    world.unit.save()
    grant(case=world.case, to=user, permission="change_case", by=world.owner)
    grant(case=world.case, to=user, permission="read_secrets", by=world.owner)
    before = {case.pk for case in caseload(user).cases}
    bar(world, user)
    assert {case.pk for case in caseload(user).cases} == before - {world.case.pk}
    assert count_caseload(user) == len(before) - 1
    assert not may_change(user, [world.case])
    assert not may_read_secrets(user, world.case)
    assert user not in people_who_may_join(world.case)
    assert user not in leads_of(world.case)


def test_a_barrier_reaches_the_siblings_and_the_children_who_come_later(world):
    barriers = bar(world, world.owner, siblings=True)
    assert {row.case for row in barriers} == {world.case, world.sibling}
    assert not visible_cases(world.owner).exists()
    (born,) = register_intake(
        unit=world.unit,
        household=world.case.household,
        household_name="",
        children=[ChildData("Nato", "Inventato")],
        adults=[],
        address=None,
        source="",
        reason="",
        opened_on=TODAY(),
        by=world.owner,
    )
    assert not visible_cases(world.owner).filter(pk=born.pk).exists()
    assert visible_cases(world.coordinator).filter(pk=born.pk).exists()


@pytest.mark.parametrize(
    ("kinship", "days", "kept_out"), [("cugino", 0, True), ("cugino", 9, True), ("vicino", 0, False)]
)
def test_a_barrier_goes_with_a_child_into_another_household(world, kinship, days, kept_out):
    """Also one that is still to come."""
    other, begins = CaseFactory(unit=world.unit), TODAY() + timedelta(days=days)
    TeamMemberFactory(case=other, user=world.owner)
    bar(world, world.owner, valid_from=begins)
    add_household_member(
        case=other,
        known=world.case.person,
        first_name="",
        last_name="",
        birth_date=None,
        kinship=kinship,
        cohabiting=True,
        note="",
        valid_from=TODAY(),
        by=world.coordinator,
    )
    assert (
        list(Barrier.objects.filter(case=other).values_list("valid_from", flat=True)) == [begins] * kept_out
    )
    seen = set(visible_cases(world.owner).values_list("pk", flat=True))
    assert {world.case.pk, world.sibling.pk, other.pk} - seen == (
        {world.case.pk} | ({other.pk} if kept_out else set()) if not days else set()
    )


def test_a_barrier_begins_and_ends_with_its_days(world):
    (barrier,) = bar(world, world.owner, valid_from=TODAY() + timedelta(days=1))
    assert get_case(world.owner, world.case.pk) == world.case
    Barrier.objects.filter(pk=barrier.pk).update(valid_from=TODAY() - timedelta(days=9))
    assert not visible_cases(world.owner).filter(pk=world.case.pk).exists()
    yesterday = TODAY() - timedelta(days=1)
    end_barrier(barrier=barrier, valid_to=yesterday, end_reason="Errore.", by=world.coordinator)
    assert visible_cases(world.owner).filter(pk=world.case.pk).exists()


def test_a_barrier_never_ends_before_it_starts_nor_stands_twice(world):
    (barrier,) = bar(world, world.owner)
    with pytest.raises(ValidationError, match="non può precedere"):
        end_barrier(barrier=barrier, valid_to=date(2020, 1, 1), end_reason="x", by=world.coordinator)
    with pytest.raises(ValidationError, match="già esclusa"):
        bar(world, world.owner)


def test_a_lead_may_declare_a_conflict_of_their_own(world):
    bar(world, world.coordinator)
    assert not visible_cases(world.coordinator).filter(pk=world.case.pk).exists()


def test_duties_of_a_barred_person_pass_to_who_may_open_the_case(world):
    for owner in (None, world.owner):
        DeadlineFactory(case=world.case, owner=owner)
    rows, today = Deadline.objects.all(), TODAY()
    assert {answer.rank for answer in who_answers(rows, today).values()} == {Rank.OWNER, Rank.RESPONSIBLE}
    bar(world, world.owner)
    assert {answer.rank for answer in who_answers(rows, today).values()} == {Rank.COORDINATOR}
    assert rows.ownerless(today).count() == 2
    assert rows.unanswered(today).count() == 0
    Barrier.objects.create(
        case=world.case,
        user=world.coordinator,
        kind="conflitto",
        reason="x",
        valid_from=today,
        registered_by=world.coordinator,
    )
    assert {answer.rank for answer in who_answers(rows, today).values()} == {Rank.NOBODY}
    assert rows.unanswered(today).count() == 2
