"""A deadline whose report is open leads to that report, for who may see it."""

from datetime import date

import pytest
import time_machine
from django.urls import reverse

from cases.deadline_links import url_of
from cases.models import Deadline
from courts.actions.deadlines import keep_deadlines
from courts.actions.juvenile import write_project
from courts.enums import MandateKind
from courts.periods import cycle
from reports.actions.fulfilment import origins_of
from reports.actions.opening import open_by_hand, open_report
from reports.enums import ReportKind, ReportState
from reports.models import Report
from reports.reckoned import why_due
from tests.factories.courts import MandateFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(date(2026, 5, 10), tick=False) as moved:
        yield moved


def mandate_of(world, days=90):
    mandate = MandateFactory(
        cases=[world.case, world.sibling],
        starts_on=date(2026, 2, 16),
        first_term_amount=days,
        every_months=3,
    )
    keep_deadlines(mandate_id=mandate.pk)
    return mandate


def leads_to(mandate, n, user, case) -> str:
    row = Deadline.objects.select_related("case").get(origin=mandate.origin(n), case=case)
    return url_of(row, user)


def test_the_cycle_with_a_report_leads_there_for_who_sees_every_child(world) -> None:
    mandate = mandate_of(world)
    page = reverse("courts:mandate_detail", args=[mandate.pk])
    assert leads_to(mandate, 1, world.owner, world.case) == page
    report = open_report(mandate=mandate, cycle=cycle(mandate, 1), by=world.owner)
    assert leads_to(mandate, 1, world.owner, world.case) == report.get_absolute_url()
    assert leads_to(mandate, 1, world.coordinator, world.sibling) == report.get_absolute_url()
    assert leads_to(mandate, 2, world.owner, world.case) == page  # the next term has no report yet
    assert leads_to(mandate, 1, world.reader, world.case) == page  # sees one child of the two
    Report.objects.filter(pk=report.pk).update(state=ReportState.ANNULLATA)
    assert leads_to(mandate, 1, world.owner, world.case) == page


def test_the_end_of_a_juvenile_project_leads_to_its_final_report(world, sign_in) -> None:
    mandate = MandateFactory(
        cases=[world.case], kind=MandateKind.PROGETTO_MAP, starts_on=date(2026, 2, 16), every_months=3
    )
    parts = dict.fromkeys(("family_involvement", "commitments", "roles", "reparation"), "Testo.")
    days = {"starts_on": date(2026, 3, 2), "ends_on": date(2026, 9, 30), "hearing_on": None}
    write_project(mandate=mandate, by=world.owner, **days, **parts)
    row = Deadline.objects.select_related("case").get(origin=mandate.final_origin())
    form = reverse("reports:report_open", args=[world.case.pk]) + f"?incarico={mandate.pk}"
    assert (url_of(row, world.owner), url_of(row, world.reader)) == (form, mandate.get_absolute_url())
    page = sign_in(world.owner).get(form).text
    assert '<option value="map_finale" selected>' in page
    assert f'value="{row.due_on}"' in page
    report = open_by_hand(
        case=world.case,
        children=[],
        kind=ReportKind.MAP_FINALE,
        recipient=mandate.recipient,
        period_from=date(2026, 3, 2),
        period_to=date(2026, 5, 10),
        due_on=row.due_on,
        mandate=mandate,
        by=world.owner,
    )
    assert url_of(row, world.reader) == report.get_absolute_url()
    assert origins_of(report) == [row.origin]  # what its delivery fulfils
    assert why_due(report) == row.explanation


def test_every_list_links_the_report_and_asks_once(
    world, sign_in, django_assert_num_queries, django_assert_max_num_queries
) -> None:
    client, day = sign_in(world.owner), {"giorno": "2026-05-18", "vista": "settimana"}
    pages = [
        (reverse("cases:case_deadlines", args=[world.case.pk]), {}),
        (reverse("cases:agenda"), day),
        (reverse("cases:today"), {}),
    ]
    mandates = [mandate_of(world)]
    reports = [open_report(mandate=mandates[0], cycle=cycle(mandates[0], 1), by=world.owner)]
    for url, query in pages:
        client.get(url, query)
    asked = []
    for url, query in pages:
        with django_assert_max_num_queries(20) as few:  # with the savepoint's two
            client.get(url, query)
        asked.append(len(few))
    mandates += [mandate_of(world), mandate_of(world)]
    reports += [open_report(mandate=row, cycle=cycle(row, 1), by=world.owner) for row in mandates[1:]]
    for (url, query), count in zip(pages, asked, strict=True):
        with django_assert_num_queries(count):
            page = client.get(url, query).text
        assert all(f'href="{report.get_absolute_url()}"' in page for report in reports), url
