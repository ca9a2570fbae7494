from datetime import date

import pytest

from peipa.enums import PlanState
from peipa.period import plans_between
from tests.factories.peipa import ObjectiveFactory, PlanFactory

START, END = date(2026, 3, 1), date(2026, 8, 31)
S = PlanState


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"state": S.BOZZA}, False),
        ({"state": S.ATTIVO}, True),
        ({"state": S.ATTIVO, "starts_on": date(2026, 9, 1), "review_on": date(2027, 3, 1)}, False),
        ({"state": S.CONCLUSO, "concluded_on": date(2026, 3, 1)}, True),
        ({"state": S.CONCLUSO, "concluded_on": date(2026, 2, 28)}, False),
    ],
)
def test_plan_belongs_to_the_period(world, fields, expected):
    PlanFactory(case=world.case, **fields)
    assert plans_between([world.case.pk], START, END).exists() is expected


def test_other_cases_stay_out(world):
    PlanFactory(case=world.sibling, state=S.ATTIVO)
    assert list(plans_between([world.case.pk], START, END)) == []


@pytest.mark.parametrize("rows", [1, 3])
def test_two_queries_however_many(world, django_assert_num_queries, rows):
    for _ in range(rows):
        plan = PlanFactory(case=world.case, state=S.ATTIVO)
        ObjectiveFactory.create_batch(rows, plan=plan)
    with django_assert_num_queries(2):
        found = plans_between([world.case.pk], START, END)
        names = [row.area.name for plan in found for row in plan.objectives.all()]
    assert len(names) == rows * rows
