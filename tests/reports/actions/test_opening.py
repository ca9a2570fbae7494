"""Reports opened by hand: every kind, with its outline, and no deadline of its own."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from courts.actions.deadlines import keep_deadlines
from courts.actions.juvenile import write_project
from courts.enums import MandateKind
from reports.actions.fulfilment import origins_of
from reports.actions.opening import open_by_hand, open_due_reports
from reports.enums import ReportKind
from reports.gathering import gather
from reports.models import Report
from reports.reckoned import why_due
from tests.factories.cases import DiaryEntryFactory, DiaryParagraphFactory
from tests.factories.courts import OfficeFactory
from tests.factories.reports import mandate_for


def values(world, **changes):
    today = timezone.localdate()
    return {
        "case": world.case,
        "children": [],
        "kind": ReportKind.SEGNALAZIONE_PMM,
        "recipient": OfficeFactory(),
        "period_from": today - timedelta(days=90),
        "period_to": today,
        "due_on": today + timedelta(days=5),
        "by": world.owner,
    } | changes


def test_every_kind_opens_fills_and_prints(world):
    row = DiaryEntryFactory(case=world.case, author=world.owner, occurred_at=timezone.now())
    DiaryParagraphFactory(entry=row, text="È arrivato a scuola da solo.")
    given = values(world)
    for kind in ReportKind:
        report = open_by_hand(**given | {"kind": kind})
        assert report.outline.kind == kind
        assert gather(report, at=timezone.now()).proceedings == ()
    assert report.blocks.exists()


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"period_from": timezone.localdate() + timedelta(days=1)}, "period_to"),
        ({"period_to": timezone.localdate() + timedelta(days=1)}, "period_to"),
        ({"mandate": "other"}, "mandate"),
    ],
)
def test_what_does_not_fit_is_refused_beside_the_field(world, changes, field):
    if "mandate" in changes:
        changes = {"mandate": mandate_for([world.sibling])}
    with pytest.raises(ValidationError) as refusal:
        open_by_hand(**values(world, **changes))
    assert field in refusal.value.message_dict


def test_the_page_opens_a_report_about_siblings(world, sign_in):
    url = reverse("reports:report_open", args=[world.case.pk])
    client = sign_in(world.owner)
    assert "Altri minori della relazione" in client.get(url).text
    given = values(world)
    sent = {
        "kind": "urgente",
        "recipient": given["recipient"].pk,
        "children": [world.sibling.pk],
        "period_from": given["period_from"].isoformat(),
        "period_to": "2026-02-31",
        "due_on": given["due_on"].isoformat(),
    }
    assert "valida" in client.post(url, sent).text
    answer = client.post(url, sent | {"period_to": given["period_to"].isoformat()})
    report = Report.objects.get()
    assert answer.url == report.get_absolute_url()
    assert set(report.covered.all()) == {world.case, world.sibling}
    assert report.cycle is None


def test_the_final_report_of_a_juvenile_project_opens_once_and_answers_the_last_period_too(world):
    """Art. 28 D.P.R. 448/1988: due before the hearing, while the last period of the mandate ends after it."""
    mandate = mandate_for(
        [world.case],
        kind=MandateKind.PROGETTO_MAP,
        starts_on=date(2026, 2, 16),
        first_term_amount=None,
        every_months=3,
        ends_on=date(2026, 9, 30),
    )
    parts = dict.fromkeys(("family_involvement", "commitments", "roles", "reparation"), "Testo.")
    project = {"starts_on": date(2026, 3, 2), "ends_on": date(2026, 9, 30), **parts, "by": world.owner}
    write_project(mandate=mandate, hearing_on=date(2026, 8, 25), **project)
    keep_deadlines(mandate_id=mandate.pk, today=date(2026, 7, 15))
    kinds = {report.kind for report in open_due_reports(today=date(2026, 7, 15))}
    assert kinds == {ReportKind.MAP_AVVIO, ReportKind.MAP_FINALE}
    assert open_due_reports(today=date(2026, 7, 25)) == []
    write_project(mandate=mandate, hearing_on=date(2026, 8, 20), **project)  # it moved
    report = Report.objects.get(kind=ReportKind.MAP_FINALE)
    assert (report.due_on, report.period_from) == (date(2026, 8, 5), date(2026, 3, 2))
    assert origins_of(report) == [mandate.origin(2), mandate.final_origin()]
    assert why_due(report).startswith("15 giorni prima")
