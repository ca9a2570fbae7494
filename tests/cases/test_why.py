"""The explanation and the gate are of one mind, for everybody and every case."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.enums import CaseScope
from accounts.models import Membership
from cases.actions.break_glass import break_glass
from cases.actions.sight import bar_person, restrict_case
from cases.models import TeamMember
from cases.permissions import grant, may_change, visible_cases
from cases.why import explain
from tests.factories.cases import TeamMemberFactory

PEOPLE = (
    "owner", "coordinator", "reader", "colleague", "stranger", "outsider", "administrator", "privacy", "disabled",
)  # fmt: skip


def _yesterday():
    return timezone.localdate() - timedelta(days=1)


def _open_unit(world):
    world.unit.case_scope = CaseScope.UNIT
    world.unit.save()


def _bar(world):
    _open_unit(world)
    bar_person(
        case=world.case,
        user=world.owner,
        kind="parente",
        reason="x",
        valid_from=timezone.localdate(),
        siblings=False,
        by=world.coordinator,
    )


CHANGES = {
    "as it is": lambda world: None,
    "unit scope": _open_unit,
    "restricted": lambda world: restrict_case(case=world.case, reason="x", by=world.coordinator),
    "barred": _bar,
    "team over": lambda world: TeamMember.objects.filter(user=world.owner).update(valid_to=_yesterday()),
    "team to come": lambda world: TeamMemberFactory(
        case=world.case, user=world.colleague, valid_from=timezone.localdate() + timedelta(days=1)
    ),
    "work over": lambda world: Membership.objects.filter(user=world.owner).update(valid_to=_yesterday()),
    "team of another titolare": lambda world: TeamMemberFactory(case=world.case, user=world.outsider),
    "grant over": lambda world: grant(
        case=world.case, to=world.colleague, permission="view_case", by=world.owner, until=_yesterday()
    ),
    "emergency": lambda world: break_glass(reference=world.case.reference, reason="x", by=world.stranger),
}


@pytest.mark.parametrize("change", CHANGES)
def test_the_reasons_and_the_gate_agree(world, change):
    CHANGES[change](world)
    for who in PEOPLE:
        user = getattr(world, who)
        for case in (world.case, world.sibling):
            case.refresh_from_db()
            said = explain(user, case)
            sees = visible_cases(user).filter(pk=case.pk).exists()
            assert (said.sees, bool(said.because), bool(said.against)) == (sees, sees, not sees), (who, said)
            assert said.writes == may_change(user, [case]), (who, said)


def test_the_reasons_in_words(world):
    assert explain(world.owner, world.case).because == [
        "Équipe del caso: assistente sociale, responsabile del caso, dal 15/01/2025."
    ]
    assert explain(world.coordinator, world.case).because == [
        "Coordinamento o responsabilità dell'unità «Tutela Minori»."
    ]
    assert explain(world.reader, world.case).because == ["Permesso personale, senza una data di fine."]
    assert explain(world.outsider, world.case).against == ["Oggi non lavora per il titolare del caso."]
    assert explain(world.disabled, world.case).against == ["L'utenza è disattivata."]
