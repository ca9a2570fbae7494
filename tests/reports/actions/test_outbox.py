"""What enters the outbox, once; and how a person sends again."""

from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from courts.enums import Channel
from reports.actions.approval import approve
from reports.actions.outbox import queue_dispatch, send_again
from reports.actions.receipts import read_mailbox
from reports.actions.sending import pending_ids, resolve_uncertain, send_dispatch
from reports.actions.watching import retry_without_channel, watch
from reports.models import Dispatch, FrozenReport, Mailbox
from tests.factories.reports import sandbox_mailbox
from tests.reports.actions.delivering import approved_for, give_pdf, read_until, taken, told

pytestmark = pytest.mark.django_db


def test_approving_twice_queues_once(queued, world):
    """Row 16: the second of two tabs or two approvers sees that it is done."""
    dispatch = queued()
    with pytest.raises(ValidationError):
        approve(report=dispatch.frozen.report, by=world.coordinator)
    assert Dispatch.objects.count() == 1


def test_an_approval_that_is_undone_leaves_nothing(world, mailbox):
    """Row 1: report, frozen text and outbox are one transaction."""
    with transaction.atomic():
        approved_for(world, "tribunale@pec.giustizia.example")
        transaction.set_rollback(True)
    assert not Dispatch.objects.exists()
    assert not FrozenReport.objects.exists()


def test_the_database_knows_one_message_per_report_and_office(queued):
    dispatch = queued()
    twin = Dispatch(
        frozen=dispatch.frozen,
        recipient_office=dispatch.recipient_office,
        recipient=dispatch.recipient,
        mailbox=dispatch.mailbox,
        message_id="<twin@pec.cooperativa.example>",
        subject="x",
        queued_at=timezone.now(),
    )
    with pytest.raises(IntegrityError, match="dispatch_once_per_office"), transaction.atomic():
        twin.save()
    assert queue_dispatch(frozen=dispatch.frozen) == dispatch


def test_without_a_mailbox_the_report_waits_with_an_alarm(world, sandbox, new_mailbox):
    """Approved is approved: an administrator adds what is missing, the sweep goes on."""
    frozen = approved_for(world, "tribunale@pec.giustizia.example")
    assert not frozen.dispatches.exists()
    assert frozen.report.alarms.get().kind == "no_channel"
    assert retry_without_channel() == 0
    sandbox_mailbox(sandbox, new_mailbox(), organisation=world.cooperative)
    watch()
    watch()
    assert frozen.dispatches.get().state == "in_coda"
    assert not frozen.report.alarms.filter(closed_at=None).exists()


def test_an_office_reached_otherwise_is_not_mailed(world, mailbox):
    frozen = approved_for(world, "tribunale@pec.giustizia.example", channel=Channel.PORTALE)
    dispatch = frozen.dispatches.get()
    give_pdf(frozen)
    assert (dispatch.state, dispatch.recipient, pending_ids()) == ("da_depositare", "", [])


def test_sending_again_is_a_new_message_linked_to_the_first(sandbox, queued, world):
    """Row 22: new number, new Message-ID; the first one's alarms end with it."""
    first = queued("casella-piena")
    send_dispatch(dispatch_id=first.pk)
    read_until(sandbox, first, lambda row: row.state == "non_consegnata")
    first.recipient_office.pec = "tribunale@pec.giustizia.example"
    first.recipient_office.save()
    second = send_again(dispatch=first, by=world.coordinator)
    assert (second.replaces, second.message_id != first.message_id) == (first, True)
    assert not told(first)
    with pytest.raises(ValidationError):
        send_again(dispatch=first, by=world.coordinator)
    send_dispatch(dispatch_id=second.pk)
    read_until(sandbox, second, lambda row: row.state == "consegnata")
    watch()
    assert not told(second)


@pytest.mark.parametrize("state", ["in_coda", "in_invio", "inviata", "accettata"])
def test_what_is_on_its_way_is_not_sent_again(queued, world, state):
    dispatch = queued()
    Dispatch.objects.filter(pk=dispatch.pk).update(state=state)
    with pytest.raises(ValidationError):
        send_again(dispatch=dispatch, by=world.coordinator)


def test_a_doubt_that_a_person_has_settled_is_not_tried_again(sandbox, queued, world):
    """Row 5: either the system tries the old message again or a person sends a new one, never both."""
    first = queued("perso-punto")
    send_dispatch(dispatch_id=first.pk)
    second = send_again(dispatch=first, by=world.coordinator)
    with time_machine.travel(timezone.now() + timedelta(hours=1), tick=True):
        read_mailbox(mailbox_id=first.mailbox_id)
        assert resolve_uncertain() == 0
        assert pending_ids() == [second.pk]


def test_receipts_of_a_replaced_message_raise_no_alarm(sandbox, queued, world):
    """Late news about the first message: on its timeline, but nobody can act on it any more."""
    first = queued("casella-piena")
    send_dispatch(dispatch_id=first.pk)
    Dispatch.objects.filter(pk=first.pk).update(state="incerta")
    send_again(dispatch=first, by=world.coordinator)
    read_until(sandbox, first, lambda row: row.state == "non_consegnata")
    assert not told(first)
    assert taken(sandbox, first) == 1


def test_a_mailbox_whose_domain_cannot_send_is_no_way_out(world, mailbox):
    Mailbox.objects.filter(pk=mailbox.pk).update(address="tutela@localhost")
    frozen = approved_for(world, "tribunale@pec.giustizia.example")
    give_pdf(frozen)
    assert (frozen.dispatches.count(), frozen.report.alarms.get().kind) == (0, "no_channel")
