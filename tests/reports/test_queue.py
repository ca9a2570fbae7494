"""The queue tells what is due when and whose it is; every choice leaves what it promised."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from reports import queue
from reports.models import Report
from reports.permissions import visible_reports
from tests.factories.reports import MailboxFactory, approved, mandate_for, opened_report

pytestmark = pytest.mark.django_db


@pytest.fixture
def reports(world, report) -> dict[str, Report]:
    """One late and nobody's, one of the owner in a week, one delivered long ago, one in two months."""
    today = timezone.localdate()
    rows = {"delivered": report}
    MailboxFactory(organisation=world.cooperative)
    approved(report, author=world.owner, approver=world.coordinator)
    report.frozen.dispatches.update(state="consegnata", delivered_at=timezone.now())
    for name, days, author in (
        ("late", -2, None),
        ("week", 7, world.owner),
        ("later", 60, world.owner),
    ):
        rows[name] = opened_report(mandate_for([world.case, world.sibling]))
        Report.objects.filter(pk=rows[name].pk).update(due_on=today + timedelta(days=days), author=author)
    return rows


def test_counts_and_choices_agree(world, reports, sign_in):
    seen = queue.with_window(visible_reports(world.coordinator), timezone.localdate())
    counts = queue.counts(seen)

    assert counts.due == {"scadute": 1, "settimana": 1, "mese": 0, "oltre": 1}
    assert [(row.label, row.told) for row in counts.authors] == [
        ("Da assegnare", "1, 1 oltre il termine"),
        (world.owner.get_full_name(), "3"),
    ]
    assert sum(row.number for row in counts.states) == sum(row.number for row in counts.units) == 4
    late = queue.narrowed(seen, {"due": "scadute", "author": queue.NOBODY})
    assert [row.pk for row in late] == [reports["late"].pk]

    page = sign_in(world.coordinator).get(reverse("reports:report_list"), {"due": "scadute", "kind": "x"})
    assert reports["late"].get_absolute_url() in page.text
    assert "1 relazione" in page.text
    assert "Da assegnare (1, 1 oltre il termine)" in page.text
