"""Every way a send can end, at the real SMTP sandbox. Rows are those of the fault table (safety §6)."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.db import transaction
from django.utils import timezone

from reports.actions.receipts import read_mailbox
from reports.actions.sending import pending_ids, recover_stuck, resolve_uncertain, send_dispatch
from reports.actions.watching import watch
from reports.enums import MailboxState
from reports.models import Alarm, Dispatch, Mailbox
from reports.pec.states import DispatchState
from reports.pec.transport import Stage
from tests.reports.actions.delivering import approved_for, give_pdf, read_everything, taken, told

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)
ROME = ZoneInfo("Europe/Rome")
BEFORE_THE_BODY = [Stage.CONNECT, Stage.HELLO, Stage.TLS, Stage.LOGIN, Stage.MAIL, Stage.RCPT, Stage.DATA]


def later(**amount: float) -> time_machine.travel:
    """The clock so much further on, and running."""
    return time_machine.travel(timezone.now() + timedelta(**amount), tick=True)


def in_doubt(dispatch: Dispatch, *, stage: Stage) -> None:
    """What a worker leaves that was killed in this stage, once its lease is over."""
    Dispatch.objects.filter(pk=dispatch.pk).update(
        state="in_invio", stage=stage.value, attempts=1, lease_until=timezone.now() - MINUTE
    )


@pytest.mark.parametrize(
    ("row", "tag", "state", "alarms", "times"),
    [
        (7, "rcpt450sempre", "in_coda", set(), 0),
        (8, "rcpt550", "rifiutata", {"refused"}, 0),
        (10, "data451", "in_coda", set(), 0),
        (10, "data554", "rifiutata", {"refused"}, 0),
        (10, "punto451", "in_coda", set(), 0),
        (10, "punto552", "rifiutata", {"refused"}, 0),
        (11, "taglio-corpo", "incerta", {"uncertain"}, 0),
        (11, "perso-punto", "incerta", {"uncertain"}, 0),
        (11, "taglio-punto", "incerta", {"uncertain"}, 1),
        (11, "punto421", "incerta", {"uncertain"}, 1),
        (12, "taglio-quit", "inviata", set(), 1),
    ],
)
def test_faults_of_one_message(sandbox, queued, row, tag, state, alarms, times):
    """Rows 7, 8, 10, 11, 12: what the provider's answer, or its absence, makes of the dispatch."""
    dispatch = queued(tag)
    assert send_dispatch(dispatch_id=dispatch.pk) == state
    dispatch.refresh_from_db()
    assert (dispatch.state, told(dispatch), taken(sandbox, dispatch)) == (state, alarms, times)
    assert dispatch.steps.last().state == state
    # Whatever it was: without a clock or a proof that moves it on, nothing is tried again.
    assert send_dispatch(dispatch_id=dispatch.pk) is None
    assert taken(sandbox, dispatch) == times


@pytest.mark.parametrize(
    ("row", "faults", "state"),
    [
        (6, {"banner": "cut"}, "in_coda"),
        (6, {"banner": "421"}, "in_coda"),
        (6, {"banner": "554"}, "in_coda"),
        (9, {"auth": "454"}, "in_coda"),
        (6, {"mail": "451"}, "in_coda"),
        (8, {"mail": "550"}, "rifiutata"),
    ],
)
def test_faults_of_the_whole_server(sandbox, sandbox_faults, queued, row, faults, state):
    """Rows 6, 8 and the temporary half of 9."""
    dispatch = queued()
    sandbox_faults(**faults)
    assert send_dispatch(dispatch_id=dispatch.pk) == state
    assert dispatch.pk not in pending_ids()
    assert taken(sandbox, dispatch) == 0


@pytest.mark.usefixtures("before_the_deadline")
def test_every_try_waits_longer(sandbox, sandbox_faults, queued):
    """Row 6: 1, 5, 15, 30, 60 minutes, then hourly; told after half an hour; sent when the server is back."""
    dispatch = queued()
    sandbox_faults(banner="cut")
    waits = []
    moment = timezone.now()
    for _ in range(6):
        with time_machine.travel(moment, tick=False):
            assert send_dispatch(dispatch_id=dispatch.pk) == "in_coda"
            watch()
            dispatch.refresh_from_db()
        waits.append((dispatch.next_try_at - moment) // MINUTE)
        assert ("unreachable" in told(dispatch)) == (moment - dispatch.queued_at > 30 * MINUTE)
        moment = dispatch.next_try_at
    assert waits == [1, 5, 15, 30, 60, 60]
    sandbox_faults()
    with time_machine.travel(moment, tick=True):
        assert pending_ids() == [dispatch.pk]
        assert send_dispatch(dispatch_id=dispatch.pk) == "inviata"
    assert not told(dispatch)
    assert taken(sandbox, dispatch) == 1


def test_four_hours_before_the_deadline_one_failure_is_enough(sandbox_faults, queued):
    """Row 6: the other condition for the alarm."""
    dispatch = queued()
    due = dispatch.frozen.report.due_on
    sandbox_faults(banner="cut")
    evening = datetime(due.year, due.month, due.day, 19, 59, tzinfo=ROME)
    Dispatch.objects.filter(pk=dispatch.pk).update(queued_at=evening)
    with time_machine.travel(evening, tick=False):
        send_dispatch(dispatch_id=dispatch.pk)
        watch()
        assert not told(dispatch)
    with time_machine.travel(evening + MINUTE, tick=False):
        watch()
        assert told(dispatch) == {"unreachable"}


def test_greylisting_passes_at_the_second_try(sandbox, queued):
    """Row 7."""
    dispatch = queued("tribunale+rcpt450@pec.giustizia.example")
    assert send_dispatch(dispatch_id=dispatch.pk) == "in_coda"
    with later(minutes=1):
        assert send_dispatch(dispatch_id=dispatch.pk) == "inviata"
    assert taken(sandbox, dispatch) == 1


@pytest.mark.usefixtures("before_the_deadline")
def test_refused_credentials_suspend_the_mailbox_once(sandbox, sandbox_faults, queued, mailbox):
    """Row 9: one alarm, no storm; an administrator puts the mailbox back to work and everything leaves."""
    first, second = queued(), queued()
    sandbox_faults(auth="535")
    assert send_dispatch(dispatch_id=first.pk) == "in_coda"
    assert send_dispatch(dispatch_id=second.pk) is None
    watch()
    assert list(Alarm.objects.open().values_list("kind", "mailbox", "dispatch")) == [
        ("mailbox_suspended", mailbox.pk, None)
    ]
    assert (pending_ids(), read_mailbox(mailbox_id=mailbox.pk)) == ([], 0)
    sandbox_faults()
    Mailbox.objects.filter(pk=mailbox.pk).update(state=MailboxState.ATTIVA)
    watch()
    assert not told(first)
    assert [send_dispatch(dispatch_id=pk) for pk in pending_ids()] == ["inviata", "inviata"]


def test_a_mailbox_without_encryption_to_elsewhere_sends_nothing(queued, mailbox):
    """A mistake in the set-up is an administrator's alarm; the report waits."""
    dispatch = queued()
    Mailbox.objects.filter(pk=mailbox.pk).update(smtp_host="smtp.pec.example")
    assert send_dispatch(dispatch_id=dispatch.pk) == "in_coda"
    assert told(dispatch) == {"misconfigured"}
    Mailbox.objects.filter(pk=mailbox.pk).update(smtp_host="127.0.0.1")
    read_mailbox(mailbox_id=mailbox.pk)
    assert not told(dispatch)
    with later(minutes=1):
        assert send_dispatch(dispatch_id=dispatch.pk) == "inviata"


def test_without_its_pdf_nothing_leaves(sandbox, world, mailbox):
    """Row 14: never without attachment; sent when the PDF is there."""
    frozen = approved_for(world, "tribunale@pec.giustizia.example")
    dispatch = frozen.dispatches.get()
    assert (pending_ids(), send_dispatch(dispatch_id=dispatch.pk)) == ([], None)
    assert (dispatch.attempts, taken(sandbox, dispatch)) == (0, 0)
    give_pdf(frozen)
    assert pending_ids() == [dispatch.pk]


def test_a_message_that_is_too_big_is_told_before_any_connection(sandbox, queued, settings):
    """Row 27: approval refuses what is too heavy; here the provider's limit shrinks after it."""
    dispatch = queued()
    settings.PEC_MAX_MESSAGE_BYTES = 1000
    assert send_dispatch(dispatch_id=dispatch.pk) == "rifiutata"
    assert told(dispatch) == {"refused"}
    dispatch.refresh_from_db()
    assert (dispatch.stage, dispatch.message) == ("", None)


def test_the_same_bytes_leave_at_every_try(sandbox, queued):
    """Invariant d, and one Message-ID for good."""
    dispatch = queued("punto451")
    send_dispatch(dispatch_id=dispatch.pk)
    dispatch.refresh_from_db()
    first = bytes(dispatch.message)
    with later(minutes=1):
        send_dispatch(dispatch_id=dispatch.pk)
    dispatch.refresh_from_db()
    assert (bytes(dispatch.message), dispatch.attempts) == (first, 2)
    assert dispatch.message_id.encode() in first


# --- After a crash --------------------------------------------------------------------------------------
@pytest.mark.parametrize("stage", BEFORE_THE_BODY)
def test_a_worker_lost_before_the_body_costs_nothing(sandbox, queued, stage):
    """Row 4: sent once, right after the lease."""
    dispatch = queued()
    in_doubt(dispatch, stage=stage)
    assert recover_stuck() == 1
    assert send_dispatch(dispatch_id=dispatch.pk) == "inviata"
    assert (taken(sandbox, dispatch), told(dispatch)) == (1, set())


@pytest.mark.parametrize("stage", [Stage.BODY, Stage.DOT])
def test_a_worker_lost_in_the_body_leaves_a_doubt(sandbox, queued, stage):
    """Row 5: told at once; no trace after 30 min of reading, one more try; a second doubt is a person's."""
    dispatch = queued("perso-punto")
    in_doubt(dispatch, stage=stage)
    assert recover_stuck() == 1
    assert (told(dispatch), resolve_uncertain()) == ({"uncertain"}, 0)
    with later(minutes=31):
        assert resolve_uncertain() == 0  # nobody has read the receipts since
        read_mailbox(mailbox_id=dispatch.mailbox_id)
        assert resolve_uncertain() == 1
        assert send_dispatch(dispatch_id=dispatch.pk) == "incerta"
    with later(minutes=120):
        read_mailbox(mailbox_id=dispatch.mailbox_id)
        resolve_uncertain()
        assert resolve_uncertain() == 0
    dispatch.refresh_from_db()
    assert (dispatch.state, dispatch.next_try_at, told(dispatch)) == ("incerta", None, {"uncertain"})
    assert taken(sandbox, dispatch) == 0


def test_a_second_try_that_works_ends_the_doubt(sandbox, queued):
    """Row 5: the message never arrived; the same Message-ID is sent once more."""
    dispatch = queued()
    in_doubt(dispatch, stage=Stage.BODY)
    recover_stuck()
    with later(minutes=31):
        read_mailbox(mailbox_id=dispatch.mailbox_id)
        watch()
        assert send_dispatch(dispatch_id=dispatch.pk) == "inviata"
    assert (taken(sandbox, dispatch), told(dispatch)) == (1, set())


def test_a_copy_in_sent_means_that_it_left(sandbox, queued):
    """Row 5: taken, and no receipt ever comes; found among the sent, so not sent again, and row 19 watches."""
    dispatch = queued("muto")
    send_dispatch(dispatch_id=dispatch.pk)
    in_doubt(dispatch, stage=Stage.DOT)
    recover_stuck()
    with later(minutes=31):
        read_mailbox(mailbox_id=dispatch.mailbox_id)
        assert resolve_uncertain() == 1
    dispatch.refresh_from_db()
    assert dispatch.state == "inviata"
    with later(minutes=62):
        watch()
        assert "not_accepted" in told(dispatch)
    assert taken(sandbox, dispatch) == 1


@pytest.mark.parametrize("tag", ["taglio-punto", "punto421"])
def test_receipts_end_the_doubt(sandbox, queued, tag):
    """Rows 5 and 11: the provider had it; its receipts say so, nobody sends it again."""
    dispatch = queued(tag)
    assert send_dispatch(dispatch_id=dispatch.pk) == "incerta"
    read_everything(sandbox, dispatch, 2)
    with later(minutes=31):
        read_mailbox(mailbox_id=dispatch.mailbox_id)
        watch()
    assert (dispatch.state, told(dispatch), taken(sandbox, dispatch)) == ("consegnata", set(), 1)


def test_a_dispatch_without_a_lease_is_not_forgotten(queued):
    """A row in sending must always end: no lease counts as an old one."""
    dispatch = queued()
    Dispatch.objects.filter(pk=dispatch.pk).update(state="in_invio", attempts=1, lease_until=None)
    assert recover_stuck() == 1
    dispatch.refresh_from_db()
    assert dispatch.state == DispatchState.IN_CODA


@pytest.mark.django_db(transaction=True)
def test_sending_refuses_an_outer_transaction(sandbox, queued):
    """Stage marks that are not committed before the body are worth nothing."""
    dispatch = queued()
    with pytest.raises(RuntimeError), transaction.atomic():
        send_dispatch(dispatch_id=dispatch.pk)
    dispatch.refresh_from_db()
    assert (dispatch.state, taken(sandbox, dispatch)) == ("in_coda", 0)
