"""What of the record goes into the frozen report."""

from datetime import UTC, date, datetime, time

import pytest
from django.utils import timezone

from reports.gathering import gather
from tests.factories.cases import DiaryEntryFactory
from tests.factories.peipa import ObjectiveFactory, PlanFactory
from tests.factories.reports import mandate_for, opened_report
from tests.factories.services import EnrolmentFactory


@pytest.mark.parametrize("several", [True, False])
def test_services_plans_and_sources_say_whose_they_are_where_there_are_several_children(world, several):
    children = [world.case, world.sibling] if several else [world.case]
    for case in children:
        EnrolmentFactory(case=case, requested_on=date(2026, 6, 5))
        plan = PlanFactory(case=case, author=world.owner, starts_on=date(2026, 7, 1), state="attivo")
        ObjectiveFactory(plan=plan)

    report = opened_report(mandate_for(children))
    DiaryEntryFactory(case=world.case, occurred_at=datetime.combine(report.period_from, time(12), UTC))

    found = gather(report, at=timezone.now())

    names = {case.person.full_name for case in children} if several else {""}
    assert {row.child for row in found.services} == names
    assert {row.child for row in found.plans} == names
    assert [row.children for row in found.sources] == [(world.case.person.full_name,) if several else ()]
