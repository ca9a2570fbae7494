"""Several approved at once: only what was read in the version that waits, each with its own outcome."""

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from config.rehearsal.rows import Outbox
from reports.actions.approval import withdraw
from reports.actions.bulk import (
    NOT_READ,
    NOT_YOURS,
    decide,
    next_item,
    note_reading,
    start_batch,
    waiting_batches,
)
from reports.actions.copies import last_copy
from reports.actions.weight import message_bytes, too_heavy
from reports.models import BatchItem, Report
from tests.factories.reports import (
    mandate_for,
    opened_report,
    outlines_of_the_product,
    ready,
    submitted,
)

pytestmark = pytest.mark.django_db


def waiting(world) -> Report:
    return ready(submitted(opened_report(mandate_for([world.case])), world.owner))


def outcome(batch) -> list[tuple[str, str]]:
    while (item := next_item(batch_id=batch.pk)) is not None:
        decide(item_id=item)
    return list(batch.items.values_list("state", "reason"))


def test_each_report_has_its_own_outcome(world, settings):
    read, unread, again, taken_back = (waiting(world) for _ in range(4))
    for report in (read, again, taken_back):
        note_reading(report=report, by=world.coordinator)
    submitted_again(again, world)
    withdraw(report=taken_back, by=world.owner)
    batch = start_batch(reports=[read, unread, again, taken_back], by=world.coordinator)
    assert waiting_batches() == [batch.pk]
    first, second, third, fourth = outcome(batch)
    assert first == ("approvata", "")
    assert (second, third) == (("non_approvata", NOT_READ), ("non_approvata", NOT_READ))
    assert fourth[0] == "non_approvata"
    assert "Bozza" in fourth[1]
    assert waiting_batches() == []
    assert decide(item_id=batch.items.first().pk) is None


def submitted_again(report: Report, world) -> None:
    ready(submitted(withdraw(report=report, by=world.owner), world.owner))


def test_the_author_approves_nothing_and_nothing_is_no_batch(world):
    report = waiting(world)
    note_reading(report=report, by=world.owner)
    batch = start_batch(reports=[report], by=world.owner)
    assert outcome(batch) == [("non_approvata", NOT_YOURS)]
    with pytest.raises(ValidationError):
        start_batch(reports=[], by=world.coordinator)


def test_what_is_too_heavy_is_refused_before_the_approval(world, sign_in, settings):
    """Row 27: told in words, to the writer at the sending for approval already, and approved nowhere."""
    report = waiting(world)
    assert too_heavy(report, last_copy(report)) == []
    settings.PEC_MAX_MESSAGE_BYTES = message_bytes(0) - 1
    writer = sign_in(world.owner)
    assert "Troppo pesante per la PEC" in writer.get(report.get_absolute_url()).text
    writer.post(reverse("reports:withdraw", args=[report.pk]))
    told = writer.post(reverse("reports:submit", args=[report.pk]), follow=True)
    assert "ne accetta al massimo" in told.text
    report = ready(Report.objects.get(pk=report.pk))
    note_reading(report=report, by=world.coordinator)
    batch = start_batch(reports=[report], by=world.coordinator)
    state, reason = outcome(batch)[0]
    assert (state, "al massimo" in reason) == ("non_approvata", True)


def test_the_page_of_a_great_batch_asks_no_more_than_that_of_a_small_one(sign_in):
    """Hundreds on one day: every report has its line, for as many questions as three of them."""
    outlines_of_the_product()
    outbox = Outbox.at(smtp_port=1, imap_port=1, trust="")
    client = sign_in(outbox.lead)
    batch = start_batch(reports=Report.objects.filter(pk__in=sent(outbox, 3)), by=outbox.lead)
    few = statements(client, batch)
    rows = [BatchItem(batch=batch, report_id=pk, state="approvata") for pk in sent(outbox, 40)]
    BatchItem.objects.bulk_create(rows)
    assert statements(client, batch) == few < 20
    page = client.get(reverse("reports:batch", args=[batch.pk])).text
    assert "Approvazione di 43 relazioni" in page
    assert "hx-trigger" in page


def sent(outbox: Outbox, number: int) -> list[int]:
    """So many reports in the outbox, each about the child of its case."""
    return [row.frozen.report_id for row in outbox.fill(["tribunale"] * number)]


def statements(client, batch) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert client.get(reverse("reports:batch", args=[batch.pk])).status_code == 200
    return len(queries)
