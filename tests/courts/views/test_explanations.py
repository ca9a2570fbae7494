"""Beside every day the product reckoned stands how it came about: page by page."""

from datetime import UTC, date, datetime

import pytest
import time_machine
from django.urls import reverse
from django.utils.html import escape

from cases.actions.deadlines import cancel_deadlines
from cases.models import Deadline
from courts.actions.ages import keep_age_deadlines
from courts.actions.deadlines import keep_deadlines
from courts.actions.extensions import request_extension
from courts.actions.hearings import fix_hearing
from tests.factories.courts import MandateFactory, emergency_for

pytestmark = pytest.mark.django_db


@pytest.fixture
def pages(world):
    """Each page with the explanations it must carry."""
    with time_machine.travel(datetime(2026, 3, 1, 9, tzinfo=UTC), tick=False):
        case = world.case
        type(case.person).objects.filter(pk=case.person_id).update(birth_date=date(2008, 5, 4))
        mandate = MandateFactory(cases=[case], starts_on=date(2026, 2, 16), every_months=6)
        keep_deadlines(mandate_id=mandate.pk)
        hearing = fix_hearing(
            proceeding=mandate.order.proceeding, at=datetime(2026, 4, 21, 8, tzinfo=UTC), by=world.owner
        )
        keep_age_deadlines()
        emergency = emergency_for([case], world.owner)
        first = Deadline.objects.get(case=case, origin=mandate.origin(1))
        request_extension(
            mandate=mandate,
            cycle=1,
            requested_on=date(2026, 3, 1),
            requested_until=date(2026, 5, 4),
            reason="La scuola risponde tardi.",
            by=world.owner,
        )
        step = emergency.steps.exclude(due_at=None).first().explanation
        told = {name: whys(case, name) for name in ("mandate:", "hearing:", "age:")}
        every = told["mandate:"] + told["hearing:"] + told["age:"]
        yield {
            reverse("courts:mandate_detail", args=[mandate.pk]): told["mandate:"],
            reverse("courts:mandate_extension", args=[mandate.pk]): [first.explanation],
            reverse("courts:mandate_decision", args=[mandate.pk]): [first.explanation],
            reverse("courts:order_detail", args=[mandate.order_id]): told["mandate:"],
            reverse("courts:hearing_detail", args=[hearing.pk]): told["hearing:"],
            reverse("courts:case_ages", args=[case.pk]): told["age:"],
            reverse("courts:case_orders", args=[case.pk]): [first.explanation, step],
            reverse("courts:emergency_detail", args=[emergency.pk]): [step],
            reverse("cases:case_deadlines", args=[case.pk]): every,
            reverse("cases:case_detail", args=[case.pk]): told["hearing:"],
            reverse("cases:deadline_assign", args=[case.pk, first.pk]): [first.explanation],
            **{
                f"{reverse('cases:agenda')}?vista={shape}&giorno={first.due_on}": [first.explanation]
                for shape in ("settimana", "mese", "elenco")
            },
        }


def whys(case, origin: str) -> list[str]:
    found = Deadline.objects.filter(case=case, origin__startswith=origin).values_list(
        "explanation", flat=True
    )
    assert found
    assert all(found)
    return list(found)


def test_every_reckoned_day_says_how_it_came_about(world, sign_in, pages) -> None:
    client = sign_in(world.owner)
    missing = []
    for url, explanations in pages.items():
        response = client.get(url)
        assert response.status_code == 200, url
        shown = response.content.decode()
        missing += [(url, why) for why in explanations if escape(why) not in shown]
    assert missing == []


def test_a_closed_deadline_still_says_it(world, sign_in) -> None:
    mandate = MandateFactory(cases=[world.case], starts_on=date(2026, 2, 16))
    keep_deadlines(mandate_id=mandate.pk)
    cancel_deadlines(origin=mandate.origin(1), reason="Incarico revocato.")
    why = Deadline.objects.get(case=world.case, origin=mandate.origin(1)).explanation
    shown = sign_in(world.owner).get(reverse("cases:case_deadlines", args=[world.case.pk])).content.decode()
    assert escape(why) in shown
