"""A worker killed with -9 while it sends: the message is neither lost nor sent twice (issue's acceptance)."""

import pytest

from reports import tasks
from reports.actions.receipts import read_mailbox
from reports.actions.sending import send_dispatch
from reports.models import Dispatch
from tests.reports.actions.delivering import taken, told

pytestmark = [pytest.mark.processes, pytest.mark.django_db(transaction=True)]
# Leases of one second and no wait for a trace, so that recovery is at hand.
IMPATIENT = {"BANDOLO_PEC_LEASE": "1", "BANDOLO_PEC_BODY_LEASE": "1"}


def state(dispatch: Dispatch) -> str:
    dispatch.refresh_from_db()
    return dispatch.state


def test_killed_between_acceptance_and_note(sandbox, queued, broker, start_worker):
    """Row 5: the provider has the message, the worker dies before it can write that down."""
    dispatch = queued("sospeso")
    first = start_worker(**IMPATIENT)
    broker.ring(tasks.send_dispatch, dispatch.pk)
    first.until(lambda: taken(sandbox, dispatch))
    first.kill()
    assert (state(dispatch), dispatch.stage) == ("in_invio", "dot")

    # What the dead worker had not acknowledged comes again, and so does every sweep.
    second = start_worker(**IMPATIENT)
    seen = set()

    def reconciled() -> bool:
        if not broker.waiting("mail"):
            for task in (tasks.watch_dispatches, tasks.send_pending, tasks.read_receipts):
                broker.ring(task)
            broker.ring(tasks.send_dispatch, dispatch.pk)
        seen.add(state(dispatch))
        return dispatch.state == "consegnata"

    second.until(reconciled)
    assert seen <= {"in_invio", "incerta", "accettata", "consegnata"}
    assert (taken(sandbox, dispatch), told(dispatch)) == (1, set())
    assert dispatch.accepted_at


def test_killed_before_the_body(sandbox, sandbox_faults, queued, broker, start_worker):
    """Row 4: nothing has left; sent once when the lease is over, which the stage mark proves."""
    dispatch = queued()
    sandbox_faults(banner="hang")
    first = start_worker(**IMPATIENT)
    broker.ring(tasks.send_dispatch, dispatch.pk)
    first.until(lambda: state(dispatch) == "in_invio" and dispatch.stage == "connect")
    first.kill()
    sandbox_faults()
    assert taken(sandbox, dispatch) == 0

    second = start_worker(**IMPATIENT)

    def delivered() -> bool:
        if not broker.waiting("mail"):
            for task in (tasks.watch_dispatches, tasks.send_pending, tasks.read_receipts):
                broker.ring(task)
        return state(dispatch) == "consegnata"

    second.until(delivered)
    assert (taken(sandbox, dispatch), dispatch.attempts, told(dispatch)) == (1, 2, set())


def test_killed_and_without_receipts_it_stands_as_uncertain(sandbox, queued, broker, start_worker):
    """Row 5: no proof of anything: parked, with an alarm, and not sent again by itself."""
    dispatch = queued()
    Dispatch.objects.filter(pk=dispatch.pk).update(state="in_invio", stage="dot", attempts=1)
    worker = start_worker(**IMPATIENT)
    broker.ring(tasks.watch_dispatches)
    worker.until(lambda: state(dispatch) == "incerta")
    assert told(dispatch) == {"uncertain"}
    read_mailbox(mailbox_id=dispatch.mailbox_id)
    assert send_dispatch(dispatch_id=dispatch.pk) is None
    assert taken(sandbox, dispatch) == 0


def test_asked_to_stop_it_finishes_what_it_has_begun(holding_sandbox, held, broker, start_worker):
    """Row 18: a deploy while the provider takes its time."""
    worker = start_worker()
    broker.ring(tasks.send_dispatch, held.pk)
    worker.until(lambda: taken(holding_sandbox, held))
    assert state(held) == "in_invio"
    assert worker.stop() == 0
    assert (state(held), taken(holding_sandbox, held), told(held)) == ("inviata", 1, set())
