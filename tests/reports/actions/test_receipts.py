"""What each receipt does to its dispatch, read by IMAP from the sandbox. Rows: fault table (safety §6)."""

from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.utils import timezone

from cases.models import Deadline
from config.pec_sandbox.store import INBOX, Store
from reports.actions.receipts import mailboxes_to_read, read_mailbox
from reports.actions.sending import send_dispatch
from reports.actions.watching import watch
from reports.models import Dispatch, Mailbox, Receipt
from tests.reports.actions.delivering import read_everything, read_until, taken, told

pytestmark = pytest.mark.django_db


def sent(dispatch: Dispatch) -> Dispatch:
    assert send_dispatch(dispatch_id=dispatch.pk) == "inviata"
    return dispatch


def inbox(sandbox, dispatch: Dispatch):
    store = Store(sandbox.state / "mail.sqlite3")
    return store, store.folder(dispatch.mailbox.address, INBOX)


@pytest.mark.parametrize(
    ("row", "tag", "letters", "state", "alarms"),
    [
        (8, "non-accettazione", 1, "rifiutata", {"refused"}),
        (22, "casella-piena", 2, "non_consegnata", {"not_delivered"}),
        (20, "preavviso24", 3, "non_consegnata", {"not_delivered"}),
        (21, "preavviso-consegna", 4, "consegnata", set()),
        (23, "doppia", 4, "consegnata", set()),
        (23, "disordine", 2, "consegnata", set()),
        (0, "anomalia", 3, "consegnata", set()),
        (25, "ostile-altra-ca", 2, "accettata", {"quarantine"}),
    ],
)
def test_what_the_provider_says(sandbox, queued, row, tag, letters, state, alarms):
    """Rows 8, 20-23, 25, by SMTP and IMAP; every kind, in any order, stands in test_message_kinds."""
    dispatch = sent(queued(tag))
    store, folder = inbox(sandbox, dispatch)
    sandbox.wait_for(lambda: len(store.rows(folder)) >= letters)
    # The same receipt twice is one proof.
    read_everything(sandbox, dispatch, letters if tag != "doppia" else 2)
    assert (dispatch.state, told(dispatch)) == (state, alarms)
    open_deadlines = Deadline.objects.open().filter(origin=dispatch.frozen.report.mandate.origin(1))
    assert open_deadlines.count() == 0 or state != "consegnata"
    assert read_mailbox(mailbox_id=dispatch.mailbox_id) == 0


def test_a_late_delivery_follows_its_acceptance(sandbox, queued):
    """A provider that takes its time: accettata is shown meanwhile."""
    dispatch = sent(queued("ritardo"))
    read_until(sandbox, dispatch, lambda row: row.state == "accettata")
    read_until(sandbox, dispatch, lambda row: row.state == "consegnata")
    assert dispatch.accepted_at <= dispatch.delivered_at


def test_nothing_for_half_an_hour_is_told(sandbox, queued):
    """Row 19, and that the acceptance ends it."""
    dispatch = sent(queued("ritardo-accettazione"))
    with time_machine.travel(timezone.now() + timedelta(minutes=31), tick=True):
        watch()
    assert told(dispatch) == {"not_accepted"}
    read_until(sandbox, dispatch, lambda row: row.state == "consegnata")
    assert not told(dispatch)


def test_no_delivery_for_twelve_hours_is_told(sandbox, queued):
    """Row 20, when not even the provider's notice comes."""
    dispatch = sent(queued("ostile-troncata"))
    read_everything(sandbox, dispatch, 2)
    with time_machine.travel(timezone.now() + timedelta(hours=13), tick=True):
        watch()
    assert "late" in told(dispatch)


@pytest.mark.parametrize("state", ["in_coda", "in_invio", "incerta", "rifiutata", "non_consegnata"])
def test_a_proof_outranks_whatever_we_believed(sandbox, queued, state):
    """Row 23: receipts that are quicker than our own note, or contradict it."""
    dispatch = sent(queued())
    Dispatch.objects.filter(pk=dispatch.pk).update(state=state, sent_at=None, attempts=1)
    read_everything(sandbox, dispatch, 2)
    assert (dispatch.state, told(dispatch)) == ("consegnata", set())
    assert send_dispatch(dispatch_id=dispatch.pk) is None
    assert taken(sandbox, dispatch) == 1


def test_what_says_nothing_about_the_outcome_leaves_the_worker_its_lease(sandbox, queued):
    """Row 23: a notice between providers comes while the worker still waits for its answer."""
    dispatch = sent(queued("presa-in-carico"))
    store, folder = inbox(sandbox, dispatch)
    sandbox.wait_for(lambda: len(store.rows(folder)) == 3)
    for row in store.rows(folder)[:2]:  # acceptance and delivery get lost
        store.delete(folder, row.uid)
    lease = timezone.now() + timedelta(minutes=1)
    Dispatch.objects.filter(pk=dispatch.pk).update(state="in_invio", attempts=1, lease_until=lease)
    read_everything(sandbox, dispatch, 1)
    assert (dispatch.state, dispatch.lease_until) == ("in_invio", lease)


def test_a_first_notice_after_the_delivery_is_no_alarm(sandbox, queued):
    """Row 23: out of order again; what is delivered is not late."""
    dispatch = sent(queued("preavviso-consegna"))
    store, folder = inbox(sandbox, dispatch)
    sandbox.wait_for(lambda: len(store.rows(folder)) == 4)
    notice = store.raw(folder, 2)
    store.delete(folder, 2)
    store.append(folder, notice)
    read_everything(sandbox, dispatch, 4)
    assert (dispatch.state, told(dispatch)) == ("consegnata", set())


def test_imap_down_is_told_after_a_quarter_of_an_hour_and_caught_up(sandbox, sandbox_faults, queued, mailbox):
    """Row 24: also mail a person has opened meanwhile."""
    dispatch = sent(queued())
    store, folder = inbox(sandbox, dispatch)
    sandbox.wait_for(lambda: len(store.rows(folder)) == 2)
    sandbox_faults(imap="down")
    assert read_mailbox(mailbox_id=mailbox.pk) == 0
    assert not told(dispatch)
    for minutes, alarms in [(14, set()), (16, {"unreachable"}), (48 * 60, {"unreachable"})]:
        with time_machine.travel(timezone.now() + timedelta(minutes=minutes), tick=True):
            read_mailbox(mailbox_id=mailbox.pk)
        assert told(dispatch) == alarms
    sandbox_faults()
    store.set_flags(folder, 2, frozenset({"\\Seen"}))
    assert read_mailbox(mailbox_id=mailbox.pk) == 2
    dispatch.refresh_from_db()
    assert (dispatch.state, told(dispatch)) == ("consegnata", set())


def test_imap_login_refused_suspends_the_mailbox(sandbox_faults, queued, mailbox):
    """Row 9, seen from the reading side."""
    dispatch = queued()
    sandbox_faults(imap="login")
    assert read_mailbox(mailbox_id=mailbox.pk) == 0
    assert (told(dispatch), mailboxes_to_read()) == ({"mailbox_suspended"}, [])


def test_a_renumbered_mailbox_is_read_again_without_doubles(sandbox, queued, mailbox):
    """Row 24: the provider has moved the mailbox; what is known is recognised by its bytes."""
    dispatch = sent(queued())
    read_everything(sandbox, dispatch, 2)
    store, folder = inbox(sandbox, dispatch)
    store.renumber(folder)
    second = sent(queued())
    read_until(sandbox, second, lambda row: row.state == "consegnata")
    assert mailbox.receipts.count() == 4


@pytest.mark.parametrize("trust", ["", "not a certificate"])
def test_without_a_trust_list_nothing_is_read_yet(sandbox, queued, mailbox, trust):
    """A receipt is judged once: better later than never believed."""
    dispatch = sent(queued())
    Mailbox.objects.filter(pk=mailbox.pk).update(trust_pem=trust)
    assert read_mailbox(mailbox_id=mailbox.pk) == 0
    assert told(dispatch) == {"misconfigured"}
    Mailbox.objects.filter(pk=mailbox.pk).update(trust_pem=sandbox.trust_path.read_text())
    read_everything(sandbox, dispatch, 2)
    assert (dispatch.state, told(dispatch)) == ("consegnata", set())


def test_a_receipt_that_breaks_its_own_handling_does_not_stop_the_next(sandbox, queued, mailbox):
    """Row 25: whatever goes wrong with one message, it is kept, told, and the mailbox is read on."""
    broken, sound = sent(queued()), sent(queued())
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE FUNCTION refuse_one() RETURNS trigger LANGUAGE plpgsql AS"
            " $$BEGIN RAISE EXCEPTION 'no' USING ERRCODE = 'data_exception'; END$$;"
            " CREATE TRIGGER refuse_one BEFORE UPDATE ON reports_dispatch FOR EACH ROW"
            f" WHEN (NEW.id = {broken.pk}) EXECUTE FUNCTION refuse_one();"
        )
    read_everything(sandbox, sound, 4)
    assert sound.state == "consegnata"
    aside = Receipt.objects.filter(dispatch=None, mailbox=mailbox)
    assert [row.verdict for row in aside] == ["malformed", "malformed"]
    assert told(broken) == {"quarantine"}


def test_a_second_reader_never_sets_the_place_back(sandbox, queued, mailbox):
    """Two readers of one mailbox: the slower one, further behind, changes nothing."""
    dispatch = sent(queued())
    read_everything(sandbox, dispatch, 2)
    stale = Mailbox.objects.get(pk=mailbox.pk)
    second = sent(queued())
    read_until(sandbox, second, lambda row: row.state == "consegnata")
    Mailbox.objects.filter(pk=mailbox.pk).update(last_uid=stale.last_uid)
    assert read_mailbox(mailbox_id=mailbox.pk) == 0
    stale.refresh_from_db()
    assert (stale.last_uid, mailbox.receipts.count()) == (4, 4)
