from datetime import date

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError

from cases.closing import reasons_against
from cases.enums import DeadlineState
from cases.models import Deadline
from courts.actions.deadlines import keep_deadlines
from courts.actions.mandates import fulfil_mandate, resume_mandate, revoke_mandate, suspend_mandate
from courts.enums import MandateState
from courts.models import Mandate
from tests.factories.cases import CaseFactory
from tests.factories.courts import MandateFactory

pytestmark = pytest.mark.django_db
ACTIONS = {
    "suspend": suspend_mandate,
    "resume": resume_mandate,
    "revoke": revoke_mandate,
    "fulfil": fulfil_mandate,
}
S = MandateState
ALLOWED = {
    (S.ATTIVO, "suspend"): S.SOSPESO,
    (S.ATTIVO, "fulfil"): S.OTTEMPERATO,
    (S.ATTIVO, "revoke"): S.REVOCATO,
    (S.SOSPESO, "resume"): S.ATTIVO,
    (S.SOSPESO, "fulfil"): S.OTTEMPERATO,
    (S.SOSPESO, "revoke"): S.REVOCATO,
}


@pytest.fixture(autouse=True)
def first_of_march():
    with time_machine.travel(date(2026, 3, 1), tick=False):
        yield


@pytest.fixture
def mandate(world) -> Mandate:
    """Due on 9 February (overdue), 2 March, 29 May, 31 August, 30 November 2026."""
    mandate = MandateFactory(
        cases=[world.case, world.sibling],
        starts_on=date(2025, 11, 29),
        first_term_amount=70,
        every_months=3,
        ends_on=date(2026, 12, 31),
    )
    keep_deadlines(today=date(2026, 3, 1))
    return mandate


def states(mandate: Mandate) -> dict[date, str]:
    rows = Deadline.objects.filter(origin__startswith=f"mandate:{mandate.pk}:").order_by("due_on")
    return dict(rows.values_list("due_on", "state"))


@pytest.mark.parametrize("state", S)
@pytest.mark.parametrize("step", ACTIONS)
def test_every_pair_of_state_and_step(world, state, step) -> None:
    mandate = MandateFactory(cases=[world.case], state=state)
    if (state, step) not in ALLOWED:
        with pytest.raises(ValidationError) as refused:
            ACTIONS[step](mandate=mandate, reason="Perché sì", by=world.owner)
        assert "step" in refused.value.message_dict
        return
    ACTIONS[step](mandate=mandate, reason="Perché sì", by=world.owner)
    assert Mandate.objects.values_list("state", "state_reason").get() == (ALLOWED[state, step], "Perché sì")


@pytest.mark.parametrize("reason", ["", "   "])
def test_a_step_needs_its_reason(world, mandate, reason) -> None:
    with pytest.raises(ValidationError) as refused:
        suspend_mandate(mandate=mandate, reason=reason, by=world.owner)
    assert refused.value.message_dict == {"reason": ["Indicare il motivo."]}


@pytest.mark.parametrize("who", ["reader", "stranger", "outsider", "administrator"])
def test_a_step_is_for_who_may_change_every_child(world, mandate, who) -> None:
    with pytest.raises(PermissionDenied):
        suspend_mandate(mandate=mandate, reason="Perché sì", by=getattr(world, who))


def test_suspension_cancels_what_is_to_come_and_keeps_what_is_overdue(world, mandate) -> None:
    suspend_mandate(mandate=mandate, reason="Decreto di sospensione", by=world.owner)
    assert states(mandate) == {
        date(2026, 2, 9): DeadlineState.OPEN,
        date(2026, 3, 2): DeadlineState.CANCELLED,
        date(2026, 5, 29): DeadlineState.CANCELLED,
        date(2026, 8, 31): DeadlineState.CANCELLED,
    }
    assert keep_deadlines() == 0


def test_resumption_reopens_what_is_still_to_come(world, mandate) -> None:
    suspend_mandate(mandate=mandate, reason="Decreto di sospensione", by=world.owner)
    with time_machine.travel(date(2026, 6, 20), tick=False):
        resume_mandate(mandate=mandate, reason="Nuovo decreto", by=world.owner)
    assert states(mandate) == {
        date(2026, 2, 9): DeadlineState.OPEN,
        date(2026, 3, 2): DeadlineState.CANCELLED,
        date(2026, 5, 29): DeadlineState.CANCELLED,
        date(2026, 8, 31): DeadlineState.OPEN,
        date(2026, 11, 30): DeadlineState.OPEN,
    }


def test_resumption_writes_down_the_cycles_nobody_had_opened(world, mandate) -> None:
    suspend_mandate(mandate=mandate, reason="Decreto di sospensione", by=world.owner)
    with time_machine.travel(date(2026, 12, 10), tick=False):
        resume_mandate(mandate=mandate, reason="Nuovo decreto", by=world.owner)
        assert keep_deadlines() == 0
    assert states(mandate)[date(2026, 11, 30)] == DeadlineState.CANCELLED


@pytest.mark.parametrize("step", ["revoke", "fulfil"])
def test_an_ended_mandate_owes_nothing(world, mandate, step) -> None:
    ACTIONS[step](mandate=mandate, reason="Decreto di chiusura", by=world.owner)
    assert set(states(mandate).values()) == {DeadlineState.CANCELLED}
    assert keep_deadlines() == 0


def test_open_mandates_keep_a_case_from_closing(world, mandate) -> None:
    [reason] = reasons_against(world.case)
    assert reason == "C'è ancora un incarico aperto: indagine psicosociale."
    revoke_mandate(mandate=mandate, reason="Decreto di chiusura", by=world.owner)
    assert reasons_against(world.case) == []
    assert reasons_against(CaseFactory()) == []
