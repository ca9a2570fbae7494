"""Deliveries that a person makes: only the proof delivers, a wrong one is corrected, nothing is erased."""

import hashlib
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from cases.models import Deadline
from cases.uploads import CheckedFile
from courts.actions.deadlines import keep_deadlines
from courts.enums import Channel
from reports.actions.addressees import add_addressee, remove_addressee
from reports.actions.outbox import send_again
from reports.actions.proofs import correct_proof, proof_words, prove_delivery
from reports.actions.sending import pending_ids, send_dispatch
from reports.actions.watching import watch
from reports.evidence import bundle
from reports.models import Dispatch, DispatchProof
from tests.factories.courts import OfficeFactory
from tests.factories.reports import TODAY, approved, mandate_for, opened_report
from tests.reports.actions.delivering import PDF, approved_for, give_pdf, told

pytestmark = pytest.mark.django_db
ROME = ZoneInfo("Europe/Rome")
FILE = CheckedFile(PDF, "application/pdf", len(PDF), hashlib.sha256(PDF).hexdigest())


def by_channel(world, channel: Channel) -> Dispatch:
    frozen = approved_for(world, "", channel=channel)
    keep_deadlines(mandate_id=frozen.report.mandate_id, today=TODAY)
    give_pdf(frozen)
    return frozen.dispatches.get()


def prove(dispatch: Dispatch, by, **values) -> DispatchProof:
    given = {"file": FILE, "done_at": timezone.now(), "performed_by": "Messo", "protocol": "77/2026"} | values
    return prove_delivery(dispatch=dispatch, by=by, **given)


def deadlines(dispatch: Dispatch):
    report = dispatch.frozen.report
    return Deadline.objects.filter(origin=report.mandate.origin(report.cycle))


@pytest.mark.parametrize("channel", [Channel.PCT, Channel.PORTALE, Channel.A_MANO, Channel.VIA_USSM])
def test_only_the_proof_delivers(world, channel):
    """The same ledger, no mailbox needed, nothing for the sender to do; the deadline waits for the file."""
    dispatch = by_channel(world, channel)
    assert (dispatch.state, dispatch.mailbox, dispatch.message_id) == ("da_depositare", None, "")
    watch()
    assert (pending_ids(), send_dispatch(dispatch_id=dispatch.pk)) == ([], None)
    assert deadlines(dispatch).open().count() == 1
    proof = prove(dispatch, world.owner)
    dispatch.refresh_from_db()
    assert (dispatch.state, dispatch.delivered_at) == ("consegnata", proof.done_at)
    deadline = deadlines(dispatch).get()
    assert (deadline.state, deadline.proof, deadline.closed_at) == (
        "adempiuta",
        proof_words(proof),
        proof.done_at,
    )
    assert f"invio-1/prove/{proof.pk}.pdf".encode() in bundle(dispatch.frozen, b"%PDF-")


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"done_at": timezone.now() + timedelta(hours=2)}, "futuro"),
        ({"done_at": timezone.now() - timedelta(days=2)}, "precedere"),
        ({"protocol": ""}, "numero di deposito"),
        ({"performed_by": ""}, "vuoto"),
    ],
)
def test_a_proof_must_be_possible(world, values, words):
    dispatch = by_channel(world, Channel.PORTALE)
    with pytest.raises(ValidationError, match=words):
        prove(dispatch, world.owner, **values)
    dispatch.refresh_from_db()
    assert dispatch.state == "da_depositare"


def test_a_wrong_proof_is_corrected_by_a_new_one(world):
    dispatch = by_channel(world, Channel.A_MANO)
    wrong = prove(dispatch, world.owner, protocol="")
    with pytest.raises(ValidationError):
        prove(dispatch, world.owner)
    right = correct_proof(
        proof=wrong,
        by=world.coordinator,
        reason="Caricato il file di un altro fascicolo",
        file=FILE,
        done_at=timezone.now(),
        performed_by="Messo",
        protocol="12/2026",
    )
    assert deadlines(dispatch).get().proof == proof_words(right)
    assert list(dispatch.proofs.values_list("pk", flat=True)) == [wrong.pk, right.pk]
    assert "Caricato il file" in dispatch.steps.last().note
    with pytest.raises(ValidationError, match="già stata corretta"):
        correct_proof(
            proof=wrong, by=world.owner, reason="x", file=FILE, done_at=timezone.now(), performed_by="y"
        )
    for change in (lambda: DispatchProof.objects.update(protocol="1"), lambda: wrong.delete()):
        with pytest.raises(IntegrityError), transaction.atomic():
            change()


def test_who_only_reads_brings_no_proof(world):
    dispatch = by_channel(world, Channel.A_MANO)
    with pytest.raises(PermissionDenied):
        prove(dispatch, world.reader)


def test_certified_mail_is_not_proved_by_a_file_but_may_go_another_way(queued, world):
    dispatch = queued()
    with pytest.raises(ValidationError, match="ricevute"):
        prove(dispatch, world.owner)
    Dispatch.objects.filter(pk=dispatch.pk).update(state="non_consegnata")
    other = send_again(dispatch=dispatch, by=world.coordinator, channel=Channel.A_MANO)
    assert (other.state, other.replaces, other.recipient_office) == (
        "da_depositare",
        dispatch,
        dispatch.recipient_office,
    )
    prove(other, world.owner)


@pytest.mark.usefixtures("before_the_deadline")
def test_a_missing_proof_is_told_before_the_deadline(world):
    dispatch = by_channel(world, Channel.A_MANO)
    watch()
    assert told_of(dispatch) == set()
    due = dispatch.frozen.report.due_on
    with time_machine.travel(datetime(due.year, due.month, due.day, 9, tzinfo=ROME) - timedelta(days=3)):
        watch()
        assert told_of(dispatch) == {"proof_missing"}
        prove(dispatch, world.owner)
    assert told_of(dispatch) == set()


def test_two_addressees_two_messages_and_the_deadline_waits_for_the_principal_one(world, mailbox):
    """Row 13: each with its own state; a copy for information does not hold the deadline."""
    report = opened_report(mandate_for([world.case], recipient=OfficeFactory(channel=Channel.A_MANO, pec="")))
    keep_deadlines(mandate_id=report.mandate_id, today=TODAY)
    principal = OfficeFactory(channel=Channel.PORTALE, pec="")
    copy = OfficeFactory(channel=Channel.VIA_USSM, pec="")
    add_addressee(report=report, office=principal, principal=True, by=world.owner)
    row = add_addressee(report=report, office=copy, principal=False, by=world.owner)
    with pytest.raises(ValidationError):
        add_addressee(report=report, office=report.mandate.recipient, principal=True, by=world.owner)
    frozen = approved(report, author=world.owner, approver=world.coordinator)
    give_pdf(frozen)
    first, second, third = frozen.dispatches.order_by("pk")
    with pytest.raises(ValidationError):
        remove_addressee(addressee=row, by=world.owner)
    with pytest.raises(IntegrityError), transaction.atomic():
        row.delete()
    prove(first, world.owner)
    assert deadlines(first).open().count() == 1
    prove(third, world.owner)
    assert deadlines(first).open().count() == 1
    prove(second, world.owner)
    assert deadlines(first).open().count() == 0
    assert not told_of(first)


def told_of(dispatch: Dispatch) -> set[str]:
    return {alarm.kind for alarm in dispatch.frozen.report.alarms.filter(closed_at=None)}


def test_an_address_that_is_missing_for_one_office_holds_the_other_not_back(world, mailbox):
    """One alarm names the office without a way out; the sweep queues it when it has one."""
    report = opened_report(mandate_for([world.case]))
    other = OfficeFactory()
    add_addressee(report=report, office=other, principal=True, by=world.owner)
    type(other).objects.filter(pk=other.pk).update(channel=Channel.A_MANO)
    frozen = approved(report, author=world.owner, approver=world.coordinator)
    assert sorted(frozen.dispatches.values_list("state", flat=True)) == ["da_depositare", "in_coda"]
    assert not told(frozen.dispatches.get(state="in_coda"))
