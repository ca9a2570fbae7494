from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from accounts.enums import Role
from cases.actions.reassignment import reassign_cases
from cases.models import Barrier, TeamMember
from tests.factories.accounts import MembershipFactory
from tests.factories.cases import CaseFactory, TeamMemberFactory


def test_every_row_passes_or_says_why_not(world):
    """Bulk reassignment: five rows, one of each fate."""
    today = timezone.localdate()
    MembershipFactory(user=world.coordinator, unit=world.other_unit, role=Role.OPERATORE)
    closed = CaseFactory(unit=world.unit, status="chiuso", closed_on=today)
    already = CaseFactory(unit=world.unit)
    TeamMemberFactory(case=already, user=world.colleague, responsible=True)
    elsewhere = CaseFactory(unit=world.other_unit)
    TeamMemberFactory(case=elsewhere, user=world.coordinator)
    barred = CaseFactory(unit=world.unit)
    kept = {"kind": "parente", "reason": "Zia.", "valid_from": today, "registered_by": world.coordinator}
    Barrier.objects.create(case=barred, user=world.colleague, **kept)
    rows = [world.case, closed, already, elsewhere, barred, world.sibling]
    given = {
        "to": world.colleague,
        "on": today,
        "note": "Ferie lunghe.",
        "stays": False,
        "by": world.coordinator,
    }
    passages = reassign_cases(cases=rows, **given)
    assert [passage.case for passage in passages] == rows
    assert [passage.refusal for passage in passages] == [
        "",
        "Il caso è chiuso.",
        "È già responsabile del caso.",
        "Non coordini l'unità di questo caso.",
        "Questa persona non lavora, oggi, per il titolare del caso.",
        "",
    ]
    now = TeamMember.objects.in_force(today).filter(responsible=True, user=world.colleague)
    assert {row.case_id for row in now} == {world.case.pk, already.pk, world.sibling.pk}
    assert not TeamMember.objects.in_force(today).filter(case=world.case, user=world.owner).exists()
    again = reassign_cases(cases=rows[:1], **given | {"on": today - timedelta(days=1)})
    assert again[0].refusal


@pytest.mark.parametrize("count", [0, 101])
def test_not_none_and_not_too_many(world, count):
    given = {"to": world.colleague, "on": timezone.localdate(), "note": "", "stays": True}
    with pytest.raises(ValidationError, match="da uno a 100"):
        reassign_cases(cases=[world.case] * count, by=world.coordinator, **given)
