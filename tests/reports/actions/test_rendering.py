"""The PDF of an approved report: made once, retried, told when it does not come (rows 14 and 2)."""

import hashlib
from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from reports import tasks
from reports.actions.rendering import pending_ids, render_report
from reports.actions.watching import watch
from reports.models import FrozenReport
from reports.worker import render_limits
from tests.factories.reports import mandate_for, opened_report
from tests.reports.actions.delivering import approved_for

pytestmark = pytest.mark.django_db


@pytest.fixture
def frozen(world, mailbox) -> FrozenReport:
    return approved_for(world, "tribunale@pec.giustizia.example")


def after(**amount: float) -> time_machine.travel:
    return time_machine.travel(timezone.now() + timedelta(**amount), tick=True)


def kinds(frozen: FrozenReport) -> list[str]:
    return list(frozen.report.alarms.filter(closed_at=None).values_list("kind", flat=True))


def test_the_pdf_is_made_once(frozen):
    assert pending_ids() == [frozen.pk]
    assert render_report(frozen_id=frozen.pk)
    assert not render_report(frozen_id=frozen.pk)
    frozen.refresh_from_db()
    assert frozen.pdf_sha256 == hashlib.sha256(frozen.pdf).hexdigest()
    assert (pending_ids(), frozen.render_attempts, frozen.render_lease) == ([], 1, None)


def test_a_killed_worker_gives_the_report_back_after_its_lease(frozen, settings):
    """Row 14: nobody else touches it meanwhile; a third worker lost on it is told."""
    lease = timedelta(seconds=settings.RENDER_LEASE)
    row = FrozenReport.objects.filter(pk=frozen.pk)
    row.update(render_attempts=1, render_lease=timezone.now() + lease)
    assert (pending_ids(), render_report(frozen_id=frozen.pk)) == ([], False)
    row.update(render_attempts=2)
    with after(seconds=settings.RENDER_LEASE + 1):
        assert pending_ids() == [frozen.pk]
        assert render_report(frozen_id=frozen.pk)
    # Told when it began, healed when it worked.
    assert list(frozen.report.alarms.values_list("kind", flat=True)) == ["pdf_failed"]
    assert not kinds(frozen)


def test_a_text_that_cannot_be_printed_is_told_and_tried_later(world):
    """Row 14: the step fails; nothing is sent."""
    report = opened_report(mandate_for([world.case]))
    broken = FrozenReport.objects.create(
        report=report, snapshot="{}", snapshot_sha256="0" * 64, frozen_at=timezone.now()
    )
    assert not render_report(frozen_id=broken.pk)
    broken.refresh_from_db()
    assert (broken.pdf, kinds(broken), pending_ids()) == (None, ["pdf_failed"], [])
    with after(minutes=6):
        assert pending_ids() == [broken.pk]


def test_a_pdf_that_nobody_makes_is_told(frozen):
    """No rendering worker at all: half an hour, then somebody knows; the PDF ends it."""
    watch()
    assert not kinds(frozen)
    with after(minutes=31):
        watch()
        watch()
    assert kinds(frozen) == ["pdf_failed"]
    assert render_report(frozen_id=frozen.pk)
    assert not kinds(frozen)


def test_the_task_has_the_time_limit_of_its_process():
    assert tasks.render_report.time_limit == render_limits().seconds == 30
