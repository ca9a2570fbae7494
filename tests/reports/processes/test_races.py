"""Two of everything at the same moment, on connections of their own."""

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta

import psycopg
import pytest
from django.db import OperationalError, connection
from django.db.models import Model
from django.utils import timezone
from psycopg import sql

from reports.actions.receipts import read_mailbox
from reports.actions.sending import recover_stuck, send_dispatch
from reports.actions.watching import retry_without_channel
from reports.models import Dispatch
from tests.factories.reports import sandbox_mailbox
from tests.pec import start_sandbox, stop_sandbox
from tests.reports.actions.delivering import approved_for, read_everything, taken, told

pytestmark = [pytest.mark.processes, pytest.mark.django_db(transaction=True)]


@contextmanager
def holding(row: Model) -> Iterator[psycopg.Connection]:
    """Keep a row locked until the end."""
    database = connection.settings_dict
    with psycopg.connect(
        host=database["HOST"], user=database["USER"], dbname=database["NAME"], password=database["PASSWORD"]
    ) as other:
        table = sql.Identifier(row._meta.db_table)
        other.execute(sql.SQL("SELECT 1 FROM {} WHERE id = %s FOR UPDATE").format(table), [row.pk])
        yield other


def waiting_for_a_lock() -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
            " AND wait_event_type = 'Lock'"
        )
        return int(cursor.fetchone()[0])


def apart(act: Callable[[], object]) -> Callable[[], object]:
    """For a thread: what it does, on a connection that ends with it."""

    def alone() -> object:
        try:
            return act()
        finally:
            connection.close()

    return alone


def together(sandbox, row: Model, act: Callable[[], object], times: int = 2) -> list[object]:
    """Let several threads run into a lock, then let all of them go on."""

    with ThreadPoolExecutor(times) as pool:
        with holding(row):
            running: list[Future[object]] = [pool.submit(apart(act)) for _ in range(times)]
            sandbox.wait_for(lambda: waiting_for_a_lock() == times)
        return [future.result(timeout=60) for future in running]


def test_two_workers_one_row_one_send(sandbox, queued):
    """Row 17: both saw the row in the queue and waited for it; only one may have it."""
    dispatch = queued()
    answers = together(sandbox, dispatch, lambda: send_dispatch(dispatch_id=dispatch.pk), times=3)
    dispatch.refresh_from_db()
    assert sorted(map(str, answers)) == ["None", "None", "inviata"]
    assert (taken(sandbox, dispatch), dispatch.attempts) == (1, 1)


def test_a_worker_that_speaks_while_the_sweep_acts_keeps_its_dispatch(sandbox, queued):
    """Row 4: the sweep saw an old lease; before it could act the worker renewed it and began the body."""
    dispatch = queued()
    Dispatch.objects.filter(pk=dispatch.pk).update(
        state="in_invio", stage="login", attempts=1, lease_until=timezone.now() - timedelta(seconds=1)
    )
    with ThreadPoolExecutor(1) as pool:
        with holding(dispatch) as worker:
            sweep = pool.submit(apart(recover_stuck))
            sandbox.wait_for(waiting_for_a_lock)
            worker.execute(
                "UPDATE reports_dispatch SET stage = 'body', lease_until = now() + interval '1 minute'"
                " WHERE id = %s",
                [dispatch.pk],
            )
        assert sweep.result(timeout=60) == 0
    dispatch.refresh_from_db()
    assert (dispatch.state, dispatch.stage, told(dispatch)) == ("in_invio", "body", set())


def test_two_sweeps_queue_one_dispatch(sandbox, world, new_mailbox):
    """A report without a way out, an administrator who adds it, two watches at once."""
    frozen = approved_for(world, "tribunale@pec.giustizia.example")
    sandbox_mailbox(sandbox, new_mailbox(), organisation=world.cooperative)
    together(sandbox, frozen, retry_without_channel)
    assert frozen.dispatches.count() == 1


def test_two_readers_of_one_mailbox_take_each_receipt_once(sandbox, queued, mailbox):
    """Row 23: read twice at the same moment."""
    dispatch = queued()
    send_dispatch(dispatch_id=dispatch.pk)
    sandbox.wait_for(lambda: len(sandbox.letters(mailbox.address)) == 2)
    answers = together(sandbox, mailbox, lambda: read_mailbox(mailbox_id=mailbox.pk))
    assert (sum(answers), mailbox.receipts.count()) == (2, 2)
    dispatch.refresh_from_db()
    assert dispatch.state == "consegnata"


def test_receipts_quicker_than_the_answer(sandbox, sandbox_faults, queued):
    """Row 23: the provider holds its 250 back until its receipts are read; nothing goes backwards."""
    held = queued("sospeso")
    with ThreadPoolExecutor(1) as pool:
        sending = pool.submit(apart(lambda: send_dispatch(dispatch_id=held.pk)))
        read_everything(sandbox, held, 2)
        assert (held.state, sending.done()) == ("consegnata", False)
        sandbox_faults(answer="now")
        assert sending.result(timeout=60) == "inviata"
    held.refresh_from_db()
    assert (held.state, told(held), taken(sandbox, held)) == ("consegnata", set(), 1)
    assert held.sent_at


def test_the_database_restarts_while_the_provider_answers(sandbox, sandbox_faults, queued):
    """Row 15: what the worker learnt is lost with its connection; the receipts tell it again."""
    held = queued("sospeso")
    with ThreadPoolExecutor(1) as pool:
        sending = pool.submit(apart(lambda: send_dispatch(dispatch_id=held.pk)))
        sandbox.wait_for(lambda: taken(sandbox, held))
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
        sandbox_faults(answer="now")
        with pytest.raises(OperationalError):
            sending.result(timeout=60)
    Dispatch.objects.filter(pk=held.pk, state="in_invio").update(lease_until=timezone.now())
    assert recover_stuck() == 1
    assert told(held) == {"uncertain"}
    read_everything(sandbox, held, 2)
    assert (held.state, told(held), taken(sandbox, held)) == ("consegnata", set(), 1)


def test_a_provider_that_comes_back(world, tmp_path, queued, mailbox):
    """Row 6: nobody listens when the report is approved; queued, and sent when somebody does."""
    gone = start_sandbox(tmp_path / "gone")
    stop_sandbox(gone)
    mailbox.smtp_port, mailbox.imap_port = gone.smtp_port, gone.imap_port
    mailbox.save()
    dispatch = queued()
    assert send_dispatch(dispatch_id=dispatch.pk) == "in_coda"
    back = start_sandbox(
        tmp_path / "gone", "--smtp-port", str(gone.smtp_port), "--imap-port", str(gone.imap_port)
    )
    try:
        Dispatch.objects.filter(pk=dispatch.pk).update(next_try_at=None)
        assert send_dispatch(dispatch_id=dispatch.pk) == "inviata"
        assert taken(back, dispatch) == 1
    finally:
        stop_sandbox(back)
