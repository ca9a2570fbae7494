import pytest

from cases.closing import reasons_against
from peipa.enums import PlanState
from tests.factories.peipa import PlanFactory


@pytest.mark.parametrize(("state", "blocks"), [(PlanState.BOZZA, False), (PlanState.ATTIVO, True)])
def test_active_plan_keeps_the_case_open(world, state, blocks):
    plan = PlanFactory(case=world.case, state=state)
    assert any(plan.title in reason for reason in reasons_against(world.case)) is blocks
    assert reasons_against(world.sibling) == []
