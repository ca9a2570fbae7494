import pytest

from cases.closing import reasons_against
from services.catalogue.enums import OPEN_STATES, EnrolmentState
from tests.factories.services import EnrolmentFactory


@pytest.mark.parametrize("state", list(EnrolmentState))
def test_open_enrolment_keeps_the_case_open(world, state):
    enrolment = EnrolmentFactory(case=world.case, state=state)
    reasons = [reason for reason in reasons_against(world.case) if enrolment.kind.name in reason]
    assert bool(reasons) is (state in OPEN_STATES)
    assert reasons_against(world.sibling) == []
