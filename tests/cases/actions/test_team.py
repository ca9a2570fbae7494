from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from cases.actions.team import add_to_team, hand_over, leave_team, let_read, stop_reading
from cases.models import TeamMember
from cases.permissions import may_change, visible_cases

START = date(2025, 1, 15)


def rows(case):
    """The équipe as (email, responsible, from, to), oldest first, without the disabled twin."""
    found = TeamMember.objects.filter(case=case).exclude(user__is_active=False).order_by("valid_from", "pk")
    return [(row.user.email.split("@")[0], row.responsible, row.valid_from, row.valid_to) for row in found]


def add(world, user, **changes):
    given = {"role": "educatore", "valid_from": timezone.localdate(), "note": "", "by": world.owner}
    return add_to_team(**{"case": world.case, "user": user, **given, **changes})


def hand(world, to, on, **changes):
    given = {"role": "assistente_sociale", "note": "Scuola giovedì.", "stays": False, "by": world.owner}
    return hand_over(**{"case": world.case, "to": to, "on": on, **given, **changes})


def test_add_to_team_opens_the_case(world):
    add(world, world.colleague)
    assert may_change(world.colleague, [world.case])
    assert not may_change(world.colleague, [world.sibling])


def test_add_to_team_colleague_of_another_unit_of_the_titolare(world):
    add(world, world.stranger)
    assert may_change(world.stranger, [world.case])


@pytest.mark.parametrize("who", ["outsider", "administrator", "privacy", "disabled"])
def test_add_to_team_only_who_works_for_the_titolare(world, who):
    with pytest.raises(ValidationError, match="non lavora"):
        add(world, getattr(world, who))


def test_add_to_team_twice_is_refused(world):
    add(world, world.colleague)
    with pytest.raises(ValidationError, match="già nell'équipe"):
        add(world, world.colleague, valid_from=timezone.localdate() + timedelta(days=3))


def test_leave_team_ends_sight_the_day_after(world):
    member = add(world, world.colleague, valid_from=START)
    yesterday = timezone.localdate() - timedelta(days=1)
    leave_team(case=world.case, member=member, valid_to=yesterday, note="Trasferita", by=world.owner)
    assert not visible_cases(world.colleague).exists()
    member.refresh_from_db()
    assert (member.valid_to, member.note) == (yesterday, "Trasferita")


def test_leave_team_before_start_is_refused(world):
    member = add(world, world.colleague, valid_from=START)
    with pytest.raises(ValidationError, match="precedere l'inizio"):
        leave_team(case=world.case, member=member, valid_to=date(2025, 1, 1), note="", by=world.owner)


def test_leave_team_responsible_hands_over_first(world):
    member = TeamMember.objects.get(case=world.case, user=world.owner)
    with pytest.raises(ValidationError, match="passaggio"):
        leave_team(case=world.case, member=member, valid_to=timezone.localdate(), note="", by=world.owner)


def test_hand_over_ends_the_former_the_day_before(world):
    hand(world, world.colleague, date(2026, 3, 2))
    assert rows(world.case) == [
        ("owner", True, START, date(2026, 3, 1)),
        ("colleague", True, date(2026, 3, 2), None),
    ]
    assert not may_change(world.owner, [world.case])
    assert TeamMember.objects.get(case=world.case, user=world.colleague).note == "Scuola giovedì."


def test_hand_over_former_may_stay(world):
    hand(world, world.colleague, date(2026, 3, 2), stays=True)
    assert rows(world.case) == [
        ("owner", True, START, date(2026, 3, 1)),
        ("owner", False, date(2026, 3, 2), None),
        ("colleague", True, date(2026, 3, 2), None),
    ]


def test_hand_over_to_a_member_of_the_team(world):
    add(world, world.colleague, valid_from=date(2025, 6, 1))
    hand(world, world.colleague, date(2026, 3, 2))
    assert rows(world.case) == [
        ("owner", True, START, date(2026, 3, 1)),
        ("colleague", False, date(2025, 6, 1), date(2026, 3, 1)),
        ("colleague", True, date(2026, 3, 2), None),
    ]


@pytest.mark.parametrize(("stays", "end"), [(True, None), (False, START)])
def test_hand_over_on_the_very_first_day_corrects_in_place(world, stays, end):
    hand(world, world.colleague, START, stays=stays)
    assert rows(world.case) == [("owner", False, START, end), ("colleague", True, START, None)]


def test_hand_over_to_a_member_since_the_same_day(world):
    add(world, world.colleague, valid_from=date(2026, 3, 2))
    hand(world, world.colleague, date(2026, 3, 2))
    assert rows(world.case)[1] == ("colleague", True, date(2026, 3, 2), None)


def test_hand_over_where_nobody_is_responsible(world):
    TeamMember.objects.filter(case=world.case, user=world.owner).delete()
    hand(world, world.colleague, date(2026, 3, 2), by=world.coordinator)
    assert rows(world.case) == [("colleague", True, date(2026, 3, 2), None)]


def test_hand_over_refused(world):
    with pytest.raises(ValidationError, match="già responsabile"):
        hand(world, world.owner, date(2026, 3, 2))
    with pytest.raises(ValidationError, match="non lavora"):
        hand(world, world.outsider, date(2026, 3, 2))
    with pytest.raises(ValidationError, match="già cambiata"):
        hand(world, world.colleague, date(2024, 3, 2))


def test_let_read_and_stop_reading(world):
    with pytest.raises(ValidationError, match="nel passato"):
        let_read(case=world.case, to=world.colleague, by=world.owner, until=date(2020, 1, 1))
    let_read(case=world.case, to=world.colleague, by=world.owner)
    assert set(visible_cases(world.colleague)) == {world.case}
    assert not may_change(world.colleague, [world.case])
    stop_reading(case=world.case, to=world.colleague, by=world.owner)
    assert not visible_cases(world.colleague).exists()
    with pytest.raises(ValidationError, match="non lavora"):
        let_read(case=world.case, to=world.outsider, by=world.owner)


@pytest.mark.parametrize("who", ["reader", "stranger", "administrator", "disabled"])
def test_everything_needs_the_right_to_change(world, who):
    by, today = getattr(world, who), timezone.localdate()
    member = TeamMember.objects.get(case=world.case, user=world.disabled)
    with pytest.raises(PermissionDenied):
        add(world, world.colleague, by=by)
    with pytest.raises(PermissionDenied):
        leave_team(case=world.case, member=member, valid_to=today, note="", by=by)
    with pytest.raises(PermissionDenied):
        hand(world, world.colleague, today, by=by)
    with pytest.raises(PermissionDenied):
        let_read(case=world.case, to=world.colleague, by=by)
    with pytest.raises(PermissionDenied):
        stop_reading(case=world.case, to=world.reader, by=by)
