"""Beside every day the product reckoned stands how it came about: page by page."""

import re
from datetime import UTC, date, datetime

import pytest
import time_machine
from django.conf import settings
from django.urls import reverse
from django.utils.html import escape

from cases.actions.deadlines import cancel_deadlines
from cases.models import Deadline
from courts.actions.ages import keep_age_deadlines
from courts.actions.deadlines import keep_deadlines
from courts.actions.extensions import request_extension
from courts.actions.hearings import fix_hearing
from courts.periods import cycle
from peipa.actions import activate_plan
from reports.actions.opening import open_report
from tests.factories.cases import DiaryEntryFactory
from tests.factories.courts import MandateFactory, emergency_for
from tests.factories.peipa import ObjectiveFactory
from tests.factories.records import copies_of

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
        report = open_report(mandate=mandate, cycle=cycle(mandate, 1), by=world.owner)
        activate_plan(plan=ObjectiveFactory(plan__case=case).plan, by=world.owner)
        copies_of(case, world.owner, DiaryEntryFactory(case=case))
        step = emergency.steps.exclude(due_at=None).first().explanation
        told = {name: whys(case, name) for name in ("mandate:", "hearing:", "age:", "plan:", "records:")}
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
            reverse("cases:case_list"): [step],
            reverse("cases:case_records", args=[case.pk]): told["records:"],
            reverse("reports:report_list"): [first.explanation],
            reverse("reports:case_reports", args=[case.pk]): [first.explanation],
            reverse("reports:report_detail", args=[report.pk]): [first.explanation],
            reverse("peipa:case_plans", args=[case.pk]): told["plan:"],
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


RECKONED = re.compile(r"{{[^}]*\b(due_on|due_at|next_deadline|review_on)\b[^}]*}}|{{ ?[\w.]+\.due ?}}")
EXPLAINED = re.compile(r"_why\.html|_due\.html|explanation")
ELSEWHERE = {
    "cases/_why.html": "the explanation itself",
    "shell/_urgency.html": "one line on top of every page, it leads to the list that explains",
    "peipa/plan_results.html": "recalls in a sentence the day its own plan's page explains",
    "reports/pdf/_cover.html": "the table of mandates in the same document explains",
    "reports/pdf/_services.html": "a review agreed in a plan, told to the court as it is",
}


def test_no_page_prints_a_reckoned_day_alone() -> None:
    """Mails carry no explanation: it may quote the record, and each line of theirs leads to *Oggi*."""
    folder = settings.BASE_DIR / "templates"
    pages = {path.relative_to(folder).as_posix(): path.read_text() for path in folder.rglob("*.html")}
    alone = [name for name, text in pages.items() if RECKONED.search(text) and not EXPLAINED.search(text)]
    assert sorted(set(alone) - set(ELSEWHERE)) == []


def test_a_closed_deadline_still_says_it(world, sign_in) -> None:
    mandate = MandateFactory(cases=[world.case], starts_on=date(2026, 2, 16))
    keep_deadlines(mandate_id=mandate.pk)
    cancel_deadlines(origin=mandate.origin(1), reason="Incarico revocato.")
    why = Deadline.objects.get(case=world.case, origin=mandate.origin(1)).explanation
    shown = sign_in(world.owner).get(reverse("cases:case_deadlines", args=[world.case.pk])).content.decode()
    assert escape(why) in shown
