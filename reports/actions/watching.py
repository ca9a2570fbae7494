"""The sweep that makes certain what the queue only makes quick."""

from datetime import timedelta

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.utils import timezone

from reports.actions.alarms import close_alarms, raise_alarm
from reports.actions.incoming import watch_mail
from reports.actions.outbox import queue_dispatches
from reports.actions.sending import recover_stuck, resolve_uncertain, without_bytes
from reports.enums import AlarmKind, MailboxState
from reports.models import Alarm, Dispatch, FrozenReport, Mailbox
from reports.pec.states import DispatchState

D = DispatchState
# Handbook safety §6.6: whoever may still deliver it by hand wants to know in the afternoon.
BEFORE_DEADLINE = timedelta(hours=4)


def watch() -> None:
    """Everything that must be noticed by itself, every minute. Safe to run at any time and twice."""
    recover_stuck()
    tell_missing_pdf()
    tell_not_leaving()
    tell_missing_acceptance()
    tell_missing_delivery()
    tell_missing_proof()
    tell_suspended_mailboxes()
    forget_healed_mailboxes()
    retry_without_channel()
    watch_mail()
    resolve_uncertain()  # last: it asks the provider, who may be slow


def _window() -> timedelta:
    return timedelta(minutes=settings.PEC_ACCEPTANCE_MINUTES)


def tell_missing_pdf() -> int:
    """Approved, but no worker has made the PDF within the window (safety §6.14)."""
    rows = FrozenReport.objects.filter(pdf=None, frozen_at__lt=timezone.now() - _window())
    count = 0
    for frozen in rows.select_related("report").defer("snapshot"):
        raise_alarm(kind=AlarmKind.PDF_FAILED, report=frozen.report, note=frozen.render_error)
        count += 1
    return count


def tell_not_leaving() -> int:
    """Tried for half an hour, or with the deadline four hours away, and still here (safety §6.6)."""
    now = timezone.now()
    urgent = Q(attempts__gt=0, frozen__report__due_on__lt=timezone.localdate(now + BEFORE_DEADLINE))
    late = without_bytes().filter(
        urgent | Q(queued_at__lt=now - _window()),
        state__in=[D.IN_CODA.value, D.IN_INVIO.value],
        frozen__pdf__isnull=False,
        mailbox__state=MailboxState.ATTIVA,
    )
    return _tell(late, AlarmKind.UNREACHABLE)


def tell_missing_acceptance() -> int:
    """Sent, but no acceptance within the window (safety §6.19)."""
    late = without_bytes().filter(state=D.INVIATA.value, sent_at__lt=timezone.now() - _window())
    return _tell(late, AlarmKind.NOT_ACCEPTED)


def tell_missing_delivery() -> int:
    """Accepted, but no delivery within the window (safety §6.20)."""
    limit = timezone.now() - timedelta(hours=settings.PEC_DELIVERY_HOURS)
    return _tell(without_bytes().filter(state=D.ACCETTATA.value, accepted_at__lt=limit), AlarmKind.LATE)


def _tell(rows: QuerySet[Dispatch], kind: AlarmKind) -> int:
    count = 0
    for dispatch in rows.filter(replaced_by=None):
        raise_alarm(kind=kind, dispatch=dispatch, note=dispatch.error)
        count += 1
    return count


def tell_missing_proof() -> int:
    """To be delivered by a person, and the deadline is near or past."""
    near = timezone.localdate() + timedelta(days=settings.PROOF_DAYS_BEFORE)
    rows = without_bytes().filter(state=D.DA_DEPOSITARE.value, frozen__report__due_on__lte=near)
    return _tell(rows, AlarmKind.PROOF_MISSING)


def tell_suspended_mailboxes() -> int:
    """Nothing leaves and nothing is read: also when a person suspended it."""
    suspended = Mailbox.objects.filter(state=MailboxState.SOSPESA)
    for mailbox in suspended:
        raise_alarm(kind=AlarmKind.MAILBOX_SUSPENDED, mailbox=mailbox)
    return len(suspended)


def forget_healed_mailboxes() -> int:
    """Mailboxes an administrator has put back to work."""
    healed = Alarm.objects.open().filter(kind=AlarmKind.MAILBOX_SUSPENDED, mailbox__state=MailboxState.ATTIVA)
    return sum(
        close_alarms(kinds=[AlarmKind.MAILBOX_SUSPENDED], mailbox=alarm.mailbox)
        for alarm in healed.select_related("mailbox")
    )


def retry_without_channel() -> int:
    """Approved reports that had nowhere to go: perhaps an administrator has added the address since."""
    stranded = FrozenReport.objects.select_related("report__case__unit", "report__recipient").filter(
        report__alarms__kind=AlarmKind.NO_CHANNEL, report__alarms__closed_at=None
    )
    return sum(_found_channel(frozen) for frozen in stranded.defer("pdf", "snapshot"))


def _found_channel(frozen: FrozenReport) -> bool:
    try:
        before = frozen.dispatches.count()
        return len(queue_dispatches(frozen=frozen)) > before
    except ValidationError:  # an address that is not one: the alarm stands
        return False
