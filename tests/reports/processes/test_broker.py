"""The broker loses everything in mid-flow: the sweeps finish the job (issue's acceptance; row 3)."""

import pytest
from django.utils import timezone

from reports import tasks
from reports.models import Dispatch, Report, WorkingCopy
from tests.reports import samples
from tests.reports.actions.delivering import approved_for, taken, told

pytestmark = [pytest.mark.processes, pytest.mark.django_db(transaction=True)]


def far_too_long(report: Report) -> WorkingCopy:
    """A working copy as long as a report may be: some five hundred pages."""
    heavy = samples.typical(sections=samples.sections(1_200), sources=samples.sources(900)).to_json()
    values = {"snapshot": heavy, "content_sha256": "0", "requested_at": timezone.now(), "text": ""}
    unmade = {"pdf": None, "pdf_sha256": "", "rendered_at": None, "render_attempts": 0, "render_lease": None}
    return WorkingCopy.objects.update_or_create(report=report, defaults=values | unmade)[0]


def test_a_flushed_broker_costs_time_only(sandbox, world, mailbox, broker, start_worker):
    """Flushed after the approval and again after the PDF: rows 2 and 3."""
    frozen = approved_for(world, "tribunale@pec.giustizia.example")
    dispatch = frozen.dispatches.get()
    broker.ring(tasks.render_report, frozen.pk)
    broker.flush()

    bomb = far_too_long(frozen.report)
    renderer = start_worker("pdf")
    broker.ring(tasks.render_copy, bomb.pk, time_limit=2)
    broker.ring(tasks.render_pending)  # beat
    renderer.until(lambda: broker.waiting("mail"))  # the PDF is there and has rung for its dispatch
    broker.flush()
    frozen.refresh_from_db()
    assert (frozen.pdf is not None, frozen.render_attempts) == (True, 1)
    bomb.refresh_from_db()  # the process that was at it is gone; the worker went on with the next document
    assert (bomb.pdf, bomb.render_attempts) == (None, 1)

    postman = start_worker("default,mail")

    def delivered() -> bool:
        if not broker.waiting("mail"):
            for task in (tasks.send_pending, tasks.read_receipts):
                broker.ring(task)
        return Dispatch.objects.get(pk=dispatch.pk).state == "consegnata"

    postman.until(delivered)
    assert (taken(sandbox, dispatch), told(dispatch)) == (1, set())
