"""The outbox: one row per recipient, written with the approval, its Message-ID fixed for good."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from courts.enums import Channel
from courts.lines import heard_by
from courts.models import Office
from courts.subject_template import filled
from reports.actions.alarms import close_alarms, raise_alarm, readable
from reports.enums import AlarmKind
from reports.models import Dispatch, DispatchStep, FrozenReport, Mailbox, Report
from reports.pec.message import CompositionError, new_message_id
from reports.pec.states import DispatchState

# States after which a person may send the report again, as a new message.
REPEATABLE = {DispatchState.RIFIUTATA, DispatchState.NON_CONSEGNATA, DispatchState.INCERTA}


def mailbox_for(report: Report) -> Mailbox | None:
    """The certified mailbox that sends: the unit's ente, otherwise the titolare."""
    unit = report.case.unit
    boxes = {
        box.organisation_id: box
        for box in Mailbox.objects.filter(organisation__in=[unit.organisation_id, unit.controller_id])
    }
    return boxes.get(unit.organisation_id) or boxes.get(unit.controller_id)


def subject_for(report: Report, office: Office) -> str:
    """The subject an office asks for, from a closed list of placeholders that hold no personal data."""
    values = {
        "numero": heard_by(report.mandate.order.proceeding, office).label if report.mandate else "",
        "atto": report.get_kind_display(),
        "riferimento": f"{report.pk}/{report.cycle or 0}",
    }
    return filled(office.subject_template, values)[:300]


@transaction.atomic
def queue_dispatch(
    *, frozen: FrozenReport, at: datetime | None = None, replaces: Dispatch | None = None
) -> Dispatch | None:
    """Put one message to the report's office into the outbox.

    Without a mailbox of the ente or a PEC address of the office there is an alarm instead, and the sweep
    tries again: the report is approved, not lost.
    """
    report = frozen.report
    office = report.recipient
    mailbox = mailbox_for(report)
    message_id = _message_id(mailbox)
    if mailbox is None or not message_id or office.channel != Channel.PEC or not office.pec:
        raise_alarm(kind=AlarmKind.NO_CHANNEL, report=report, note=f"Ufficio n. {office.pk}")
        return None
    close_alarms(kinds=[AlarmKind.NO_CHANNEL], report=report)
    # Two sweeps at once: the second finds what the first has queued.
    FrozenReport.objects.select_for_update(no_key=True).only("pk").get(pk=frozen.pk)
    queued = Dispatch.objects.filter(frozen=frozen, recipient_office=office, replaces=replaces).first()
    if queued is not None:
        return queued
    now = at or timezone.now()
    dispatch = Dispatch(
        frozen=frozen,
        recipient_office=office,
        recipient=office.pec,
        mailbox=mailbox,
        message_id=message_id,
        subject=subject_for(report, office),
        replaces=replaces,
        queued_at=now,
    )
    dispatch.full_clean(exclude=["message"])
    dispatch.save()
    note_step(dispatch, DispatchState.IN_CODA, at=now)
    return dispatch


def _message_id(mailbox: Mailbox | None) -> str:
    """Fixed here for good; empty when the mailbox's address cannot send."""
    try:
        return new_message_id(mailbox.address.rpartition("@")[2]) if mailbox else ""
    except CompositionError:
        return ""


def note_step(
    dispatch: Dispatch, state: DispatchState, *, at: datetime | None = None, note: str = ""
) -> None:
    """Add a line to the timeline of a dispatch."""
    DispatchStep.objects.create(
        dispatch=dispatch, at=at or timezone.now(), state=state.value, note=readable(note)
    )


@transaction.atomic
def send_again(*, dispatch: Dispatch, by: User) -> Dispatch:
    """After a refusal, a failed delivery or in doubt: a new message with a new Message-ID, linked to the first.

    From then on nothing tries the first again. Raises ValidationError while the first is on its way, and
    when it was repeated already.
    """
    dispatch = Dispatch.objects.select_for_update(of=("self",)).get(pk=dispatch.pk)
    if DispatchState(dispatch.state) not in REPEATABLE or hasattr(dispatch, "replaced_by"):
        raise ValidationError("Questo invio non si può ripetere.")
    repeated = queue_dispatch(frozen=dispatch.frozen, replaces=dispatch)
    if repeated is None:
        raise ValidationError("Manca il recapito PEC del destinatario o la casella dell'ente.")
    close_alarms(kinds=list(AlarmKind), dispatch=dispatch, by=by)
    return repeated
