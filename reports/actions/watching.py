"""The sweep that makes certain what the queue only makes quick."""

from datetime import timedelta

from django.conf import settings
from django.db.models import QuerySet
from django.utils import timezone

from reports.actions.alarms import close_alarms, raise_alarm
from reports.actions.outbox import queue_dispatch
from reports.actions.sending import recover_stuck, resolve_uncertain
from reports.enums import AlarmKind, MailboxState
from reports.models import Alarm, Dispatch, FrozenReport
from reports.pec.states import DispatchState

D = DispatchState


def watch() -> None:
    """Everything that must be noticed by itself, every minute. Safe to run at any time and twice."""
    recover_stuck()
    resolve_uncertain()
    tell_missing_acceptance()
    tell_missing_delivery()
    retry_without_channel()
    forget_healed_mailboxes()


def tell_missing_acceptance() -> int:
    """Sent, but no acceptance within the window (safety §6.19)."""
    limit = timezone.now() - timedelta(minutes=settings.PEC_ACCEPTANCE_MINUTES)
    late = Dispatch.objects.filter(state=D.INVIATA.value, sent_at__lt=limit)
    return _tell(late, AlarmKind.NOT_ACCEPTED)


def tell_missing_delivery() -> int:
    """Accepted, but no delivery within the window (safety §6.20)."""
    limit = timezone.now() - timedelta(hours=settings.PEC_DELIVERY_HOURS)
    late = Dispatch.objects.filter(state=D.ACCETTATA.value, accepted_at__lt=limit)
    return _tell(late, AlarmKind.LATE)


def _tell(rows: QuerySet[Dispatch], kind: AlarmKind) -> int:
    count = 0
    for dispatch in rows.select_related("frozen__report"):
        raise_alarm(kind=kind, dispatch=dispatch)
        count += 1
    return count


def retry_without_channel() -> int:
    """Approved reports that had nowhere to go: perhaps an administrator has added the address since."""
    stranded = FrozenReport.objects.select_related("report__case__unit", "report__mandate__recipient").filter(
        dispatches=None, report__alarms__kind=AlarmKind.NO_CHANNEL, report__alarms__closed_at=None
    )
    return sum(queue_dispatch(frozen=frozen) is not None for frozen in stranded)


def forget_healed_mailboxes() -> int:
    """Mailboxes an administrator has put back to work."""
    healed = Alarm.objects.open().filter(kind=AlarmKind.MAILBOX_SUSPENDED, mailbox__state=MailboxState.ATTIVA)
    return sum(
        close_alarms(kinds=[AlarmKind.MAILBOX_SUSPENDED], mailbox=alarm.mailbox)
        for alarm in healed.select_related("mailbox")
    )
