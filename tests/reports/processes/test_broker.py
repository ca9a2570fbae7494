"""The broker loses everything in mid-flow: the sweeps finish the job (issue's acceptance; row 3)."""

import pytest

from reports import tasks
from reports.models import Dispatch
from tests.reports.actions.delivering import approved_for, taken, told

pytestmark = [pytest.mark.processes, pytest.mark.django_db(transaction=True)]


def test_a_flushed_broker_costs_time_only(sandbox, world, mailbox, broker, start_worker):
    """Flushed after the approval and again after the PDF: rows 2 and 3."""
    frozen = approved_for(world, "tribunale@pec.giustizia.example")
    dispatch = frozen.dispatches.get()
    broker.ring(tasks.render_report, frozen.pk)
    broker.flush()

    renderer = start_worker("pdf")
    broker.ring(tasks.render_pending)  # beat
    renderer.until(lambda: broker.waiting("mail"))  # the PDF is there and has rung for its dispatch
    broker.flush()
    frozen.refresh_from_db()
    assert (frozen.pdf is not None, frozen.render_attempts) == (True, 1)

    postman = start_worker("default,mail")

    def delivered() -> bool:
        if not broker.waiting("mail"):
            for task in (tasks.send_pending, tasks.read_receipts):
                broker.ring(task)
        return Dispatch.objects.get(pk=dispatch.pk).state == "consegnata"

    postman.until(delivered)
    assert (taken(sandbox, dispatch), told(dispatch)) == (1, set())
