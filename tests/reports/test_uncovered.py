"""A mandate that no report covers, or that nobody carries out, is told on the checks of the case."""

from datetime import date

import pytest
import time_machine

from accounts.models import Membership
from courts.actions.deadlines import keep_deadlines
from courts.findings import findings
from courts.periods import cycle
from reports.actions.opening import open_report
from tests.factories.courts import MandateFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(date(2026, 5, 10), tick=False) as moved:
        yield moved


def said(case) -> str:
    return "\n".join(found.text for found in findings(case))


def test_a_near_term_without_a_report_is_told_until_one_is_open(world) -> None:
    mandate = MandateFactory(cases=[world.case], starts_on=date(2026, 2, 16), first_term_amount=90)
    keep_deadlines()
    assert "nessuna relazione aperta per la scadenza del 18/05/2026" in said(world.case)
    open_report(mandate=mandate, cycle=cycle(mandate, 1), by=world.owner)
    assert "nessuna relazione aperta" not in said(world.case)


def test_a_far_term_is_not_told(world) -> None:
    MandateFactory(cases=[world.case], starts_on=date(2026, 5, 1), first_term_amount=300)
    keep_deadlines()
    assert "nessuna relazione aperta" not in said(world.case)


def test_an_executor_in_which_nobody_works_is_none(world) -> None:
    MandateFactory(cases=[world.case], executor=world.unit)
    assert "senza esecutore" not in said(world.case)
    Membership.objects.filter(unit=world.unit).update(valid_to=date(2026, 5, 9))
    assert "è senza esecutore" in said(world.case)
