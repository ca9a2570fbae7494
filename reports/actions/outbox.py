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

D = DispatchState
# States after which a person may send the report again, as a new message.
REPEATABLE = {D.RIFIUTATA, D.NON_CONSEGNATA, D.INCERTA}
# How a report reaches an office without certified mail; the proof is a file a person brings.
MANUAL_CHANNELS = [channel for channel in Channel if channel is not Channel.PEC]


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


def offices_of(report: Report) -> list[Office]:
    """Every office that receives the report: its own first, then the others."""
    others = report.addressees.select_related("office")
    return [report.recipient, *(row.office for row in others)]


@transaction.atomic
def queue_dispatches(*, frozen: FrozenReport, at: datetime | None = None) -> list[Dispatch]:
    """One dispatch per office, each with its own state (safety §6.13). Safe to run twice.

    Without a mailbox of the ente or a PEC address of the office there is an alarm instead, and the sweep
    tries again: the report is approved, not lost.
    """
    report = frozen.report
    queued, stranded = [], []
    for office in offices_of(report):
        dispatch = queue_dispatch(frozen=frozen, office=office, at=at)
        if dispatch is None:
            stranded.append(office)
        else:
            queued.append(dispatch)
    if stranded:
        note = ", ".join(f"Ufficio n. {office.pk}" for office in stranded)
        raise_alarm(kind=AlarmKind.NO_CHANNEL, report=report, note=note)
    else:
        close_alarms(kinds=[AlarmKind.NO_CHANNEL], report=report)
    return queued


@transaction.atomic
def queue_dispatch(
    *,
    frozen: FrozenReport,
    office: Office | None = None,
    at: datetime | None = None,
    replaces: Dispatch | None = None,
    channel: Channel | None = None,
) -> Dispatch | None:
    """Put the report for one office (its own, unless another is named) into the outbox.

    The channel is the office's own unless a person chose another. None when certified mail has no way out.
    """
    office = office or frozen.report.recipient
    # Two sweeps at once: the second finds what the first has queued.
    FrozenReport.objects.select_for_update(no_key=True).only("pk").get(pk=frozen.pk)
    queued = Dispatch.objects.filter(frozen=frozen, recipient_office=office, replaces=replaces).first()
    if queued is not None:
        return queued
    dispatch = Dispatch(
        frozen=frozen,
        recipient_office=office,
        channel=channel or office.channel,
        subject=subject_for(frozen.report, office),
        replaces=replaces,
        queued_at=at or timezone.now(),
    )
    if dispatch.is_certified and not _address(dispatch):
        return None
    dispatch.state = (D.IN_CODA if dispatch.is_certified else D.DA_DEPOSITARE).value
    dispatch.full_clean(exclude=["message"])
    dispatch.save()
    note_step(dispatch, DispatchState(dispatch.state), at=dispatch.queued_at)
    return dispatch


def _address(dispatch: Dispatch) -> bool:
    """Give a certified dispatch its mailbox, address and Message-ID; False when one is missing."""
    mailbox = mailbox_for(dispatch.frozen.report)
    dispatch.mailbox = mailbox
    dispatch.recipient = dispatch.recipient_office.pec
    dispatch.message_id = _message_id(mailbox)
    return bool(dispatch.recipient and dispatch.message_id)


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
def send_again(*, dispatch: Dispatch, by: User, channel: Channel | None = None) -> Dispatch:
    """After a refusal, a failed delivery or in doubt: a new dispatch with a new Message-ID, linked to the first.

    With `channel` it goes another way, for instance by hand. From then on nothing tries the first again.
    Raises ValidationError while the first is on its way, and when it was repeated already.
    """
    dispatch = (
        Dispatch.objects.select_for_update(of=("self",))
        .select_related("recipient_office")
        .get(pk=dispatch.pk)
    )
    if DispatchState(dispatch.state) not in REPEATABLE or hasattr(dispatch, "replaced_by"):
        raise ValidationError("Questo invio non si può ripetere.")
    repeated = queue_dispatch(
        frozen=dispatch.frozen, office=dispatch.recipient_office, replaces=dispatch, channel=channel
    )
    if repeated is None:
        raise ValidationError("Manca il recapito PEC del destinatario o la casella dell'ente.")
    close_alarms(kinds=list(AlarmKind), dispatch=dispatch, by=by)
    return repeated
