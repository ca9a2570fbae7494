from datetime import date

import pytest

from services.catalogue.enums import EnrolmentState
from services.catalogue.period import enrolments_between
from tests.factories.services import EnrolmentFactory

START, END = date(2026, 3, 1), date(2026, 8, 31)
S = EnrolmentState


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"requested_on": date(2026, 8, 31)}, True),
        ({"requested_on": date(2026, 9, 1)}, False),
        ({"state": S.ATTIVO, "started_on": date(2026, 1, 15)}, True),
        ({"state": S.CONCLUSO, "started_on": date(2026, 1, 15), "ended_on": date(2026, 3, 1)}, True),
        ({"state": S.CONCLUSO, "started_on": date(2026, 1, 15), "ended_on": date(2026, 2, 28)}, False),
        ({"state": S.RINUNCIATO, "ended_on": date(2026, 4, 1)}, True),
    ],
)
def test_enrolment_belongs_to_the_period(world, fields, expected):
    EnrolmentFactory(case=world.case, **fields)
    assert enrolments_between([world.case.pk], START, END).exists() is expected


def test_other_cases_stay_out(world):
    EnrolmentFactory(case=world.sibling)
    assert list(enrolments_between([world.case.pk], START, END)) == []


@pytest.mark.parametrize("rows", [1, 3])
def test_one_query_however_many(world, django_assert_num_queries, rows):
    for _ in range(rows):
        EnrolmentFactory(case=world.case)
    with django_assert_num_queries(1):
        found = list(enrolments_between([world.case.pk], START, END))
        assert [row.kind.name for row in found] == [found[0].kind.name] * rows
