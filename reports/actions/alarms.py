"""Alarms: what keeps a report from its proof of delivery, told once and closed when it heals."""

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from reports.enums import AlarmKind
from reports.models import Alarm, Dispatch, Mailbox, Report


def readable(text: str) -> str:
    """A server's words as a note: one line without control characters, which the database refuses."""
    return "".join(letter if letter.isprintable() else " " for letter in text)[:300]


@transaction.atomic
def raise_alarm(
    *,
    kind: AlarmKind,
    report: Report | None = None,
    dispatch: Dispatch | None = None,
    mailbox: Mailbox | None = None,
    note: str = "",
) -> Alarm:
    """Open an alarm unless the same one is open. Notes hold ids and servers' words, never case text.

    An alarm on a dispatch is always one on its report too.
    """
    if dispatch is not None:
        report = dispatch.frozen.report
    alarm, _ = Alarm.objects.get_or_create(
        kind=kind,
        report=report,
        dispatch=dispatch,
        mailbox=mailbox,
        closed_at=None,
        defaults={"note": readable(note), "opened_at": timezone.now()},
    )
    return alarm


@transaction.atomic
def close_alarms(
    *,
    kinds: list[AlarmKind],
    report: Report | None = None,
    dispatch: Dispatch | None = None,
    mailbox: Mailbox | None = None,
    by: User | None = None,
) -> int:
    """Close what has healed. `by` is None when the system saw it heal. Returns how many."""
    if dispatch is not None:
        report = dispatch.frozen.report
    return (
        Alarm.objects.open()
        .filter(kind__in=kinds, report=report, dispatch=dispatch, mailbox=mailbox)
        .update(closed_at=timezone.now(), closed_by=by)
    )


@transaction.atomic
def acknowledge(*, alarm: Alarm, by: User) -> Alarm:
    """A person has looked at it. Saying so twice keeps the first name and time."""
    current = Alarm.objects.select_for_update().get(pk=alarm.pk)
    if current.closed_at is None:
        current.closed_at, current.closed_by = timezone.now(), by
        current.save(update_fields=["closed_at", "closed_by"])
    return current
