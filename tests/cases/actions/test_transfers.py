"""A case passes to another unit: who decides, what moves, who sees it afterwards."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from accounts.enums import Role
from cases.actions.agenda import plan_appointment
from cases.actions.life import move_case
from cases.actions.transfers import accept_transfer, propose_transfer, refuse_transfer, withdraw_transfer
from cases.models import CaseTransfer
from cases.permissions import visible_cases
from cases.transfers import to_decide
from tests.conftest import member
from tests.factories.accounts import MembershipFactory
from tests.factories.cases import DeadlineFactory, TeamMemberFactory


@pytest.fixture
def lead(world):
    """Coordinates the unit the case goes to."""
    return member(Role.COORDINATORE, world.other_unit, email="lead@ente.example")


@pytest.fixture
def proposal(world, lead):
    return propose_transfer(
        case=world.case, to_unit=world.other_unit, note="Scuola nuova.", by=world.coordinator
    )


def accept(proposal, world, lead, **changes):
    given = {"transfer": proposal, "responsible": world.stranger, "answer": "", "by": lead}
    return accept_transfer(**given | changes)


def sees(world, *people):
    return [who for who in people if visible_cases(getattr(world, who)).filter(pk=world.case.pk).exists()]


def test_nothing_moves_before_the_other_unit_accepts(world, lead, proposal):
    assert sees(world, "owner", "coordinator", "reader", "stranger") == ["owner", "coordinator", "reader"]
    assert not visible_cases(lead).exists()
    assert list(to_decide(lead)) == [proposal]


def test_accepting_moves_the_file_and_ends_the_old_unit_s_sight_at_once(world, lead, proposal):
    both = world.colleague  # works in both units, and stays
    MembershipFactory(user=both, unit=world.other_unit, role=Role.OPERATORE)
    TeamMemberFactory(case=world.case, user=both, valid_from=timezone.localdate())
    mine, theirs = (DeadlineFactory(case=world.case, owner=who) for who in (world.owner, both))
    soon = timezone.now() + timedelta(days=2)
    people = {"cases": [world.case], "by": world.owner, "kind": "colloquio", "starts_at": soon}
    visit = plan_appointment(**people, operators=[world.owner])[0]
    accept(proposal, world, lead)
    assert sees(world, "owner", "coordinator", "reader", "disabled", "stranger", "colleague") == [
        "stranger",
        "colleague",
    ]
    assert visible_cases(lead).filter(pk=world.case.pk).exists()
    team = world.case.team.filter(valid_to=None)
    assert {(row.user, row.responsible) for row in team} == {(world.stranger, True), (both, False)}
    for deadline, owner in ((mine, None), (theirs, both)):
        deadline.refresh_from_db()
        assert deadline.owner == owner
    assert list(visit.operators.all()) == [world.stranger]
    # The sibling's file is another file.
    assert visible_cases(world.owner).filter(pk=world.sibling.pk).exists()


def test_an_access_kept_to_the_equipe_stays_so(world, lead, proposal):
    type(world.case).unscoped.filter(pk=world.case.pk).update(restricted=True)
    accept(proposal, world, lead)
    assert sees(world, "stranger") == ["stranger"]
    assert not visible_cases(lead).exists()


@pytest.mark.parametrize("act", [accept, lambda p, w, _: withdraw_transfer(transfer=p, by=w.coordinator)])
def test_what_is_decided_is_decided_once(world, lead, proposal, act):
    act(proposal, world, lead)
    with pytest.raises((ValidationError, PermissionDenied)):
        accept(proposal, world, lead)


@pytest.mark.parametrize("who", ["owner", "coordinator", "stranger", "outsider", "administrator"])
def test_only_who_leads_the_receiving_unit_decides(world, lead, proposal, who):
    by = getattr(world, who)
    with pytest.raises(PermissionDenied):
        accept(proposal, world, lead, by=by)
    with pytest.raises(PermissionDenied):
        refuse_transfer(transfer=proposal, answer="No", by=by)


@pytest.mark.parametrize("who", ["owner", "reader", "stranger", "outsider"])
def test_only_who_leads_the_unit_proposes(world, who):
    with pytest.raises(PermissionDenied):
        propose_transfer(case=world.case, to_unit=world.other_unit, note="x", by=getattr(world, who))


def test_what_cannot_be_proposed_or_decided(world, lead, proposal):
    def refused(words, action, **given):
        with pytest.raises(ValidationError, match=words):
            action(**given)

    offer = {"case": world.sibling, "note": "x", "by": world.coordinator}
    refused("stesso titolare", propose_transfer, to_unit=world.far_unit, **offer)
    refused("stesso titolare", propose_transfer, to_unit=world.unit, **offer)
    refused(
        "già un trasferimento", propose_transfer, to_unit=world.other_unit, **offer | {"case": world.case}
    )
    refused("perché", refuse_transfer, transfer=proposal, answer=" ", by=lead)
    refused("non può prendere", accept, proposal=proposal, world=world, lead=lead, responsible=world.owner)
    move_case(case=world.case, move="take_charge", on=timezone.localdate(), reason="", by=world.owner)
    closing = {
        "case": world.case,
        "move": "close",
        "on": timezone.localdate(),
        "reason": "",
        "by": world.owner,
    }
    refused("deciso o ritirato", move_case, **closing)
    soon = timezone.now() + timedelta(days=2)
    planned = {"cases": [world.case], "by": world.owner, "kind": "colloquio", "starts_at": soon}
    plan_appointment(**planned, operators=[world.owner])
    refused("appuntamento in programma", move_case, **closing)
    assert refuse_transfer(transfer=proposal, answer="Siamo pieni.", by=lead).state == "rifiutato"
    assert CaseTransfer.objects.waiting().count() == 0
