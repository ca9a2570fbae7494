"""The bell of terms with an exact time (art. 403 c.c. and whatever else has an hour): every few minutes.

The same promises as the daily sweep: it looks at states, so no pause loses a rung; the database holds one
row per deadline, person, rung and moment, so nothing is told twice. The mail leaves at once, at any hour:
who is on the list of an emergency is not asked about quiet hours.
"""

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime, timedelta
from time import monotonic
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.db.models import F, QuerySet
from django.template.loader import render_to_string
from django.utils import timezone

from cases.enums import DeadlineState
from cases.models import Deadline, SweepRun, UrgentReminder
from cases.ownership import audience, charges_of, staff_on
from cases.urgent_ladder import time_left, urgent_ladder_in_use
from cases.watchdog import BELL

# Runs that told nothing are kept this long in the ledger, those that did for ever.
QUIET_RUNS_KEPT = timedelta(days=7)

Rung = tuple[int, int, int, datetime]  # deadline, person, hours before, moment due


@transaction.atomic
def note_urgent(*, now: datetime | None = None) -> SweepRun:
    """Write down, for every open deadline with an exact time, the latest rung it has reached and whom it tells,
    and the run into the ledger. Safe to run twice, at once and after any pause."""
    moment = now or timezone.now()
    began = monotonic()
    _forget_quiet_runs(moment)
    run = SweepRun(name=BELL, started_at=moment)
    wanted = set(_wanted(run, moment))
    known = UrgentReminder.objects.filter(deadline__in={rung[0] for rung in wanted})
    missing = sorted(wanted - set(known.values_list("deadline", "user", "step", "due_at")))
    UrgentReminder.objects.bulk_create(
        [
            UrgentReminder(deadline_id=deadline, user_id=user, step=step, due_at=due_at, created_at=moment)
            for deadline, user, step, due_at in missing
        ],
        ignore_conflicts=True,  # another bell may be ringing
    )
    run.made = len(missing)
    run.finished_at = moment + timedelta(seconds=monotonic() - began)
    run.save()
    return run


def _wanted(run: SweepRun, moment: datetime) -> Iterator[Rung]:
    ladder = urgent_ladder_in_use()
    horizon = ladder.horizon(moment)
    if horizon is None:
        return
    rows = Deadline.objects.open().filter(due_at__lte=horizon).order_by("pk")
    due = {pk: due_at for pk, due_at in rows.values_list("pk", "due_at") if due_at is not None}
    run.seen = len(due)
    if not due:
        return
    day = timezone.localdate(moment)
    staff = staff_on(day)
    for charge in charges_of(rows.filter(pk__in=due), day):
        rung = ladder.reached(due[charge.pk], moment)
        if rung is not None:
            for user in audience(charge, staff, rung.audience):
                yield charge.pk, user, rung.hours_before, due[charge.pk]


def send_urgent(*, now: datetime | None = None, connection: BaseEmailBackend | None = None) -> int:
    """Send what the bell has noted and no mail has told yet: one mail per person. Returns how many left.

    What the mail server refuses is tried again by the next run. A duty done meanwhile is not told any more.
    """
    moment = now or timezone.now()
    waiting = list(_unsent().values_list("user", "deadline"))
    if not waiting:
        return 0
    day = timezone.localdate(moment)
    staff = staff_on(day)
    charges = charges_of(Deadline.objects.filter(pk__in={deadline for _, deadline in waiting}), day)
    readable = {
        user: {charge.pk for charge in charges if staff.sees(user, charge)}
        for user in {row[0] for row in waiting}
    }
    return sum(_send(user, readable[user], moment, connection) for user in sorted(readable))


def _unsent() -> QuerySet[UrgentReminder]:
    return UrgentReminder.objects.filter(
        sent_at=None, deadline__state=DeadlineState.OPEN, due_at=F("deadline__due_at"), user__is_active=True
    )


def _send(user: int, seen: set[int], moment: datetime, connection: BaseEmailBackend | None) -> bool:
    # Counted before and apart: an attempt that kills its process is one, too.
    _unsent().filter(user=user).update(attempts=F("attempts") + 1)
    with transaction.atomic():
        rows = _unsent().filter(user=user).select_related("deadline__case", "user").order_by("due_at", "pk")
        reminders = list(rows.select_for_update(of=("self",), skip_locked=True))
        if not reminders:
            return False  # another worker is at it
        try:
            _mail(reminders, seen, moment, connection).send()
        except OSError:  # what SMTP and the network raise
            return False
        UrgentReminder.objects.filter(pk__in=[row.pk for row in reminders]).update(sent_at=moment)
    return True


def _mail(
    reminders: list[UrgentReminder], seen: set[int], moment: datetime, connection: BaseEmailBackend | None
) -> EmailMessage:
    """Titles, case numbers and hours. Never a name. To who may not open the case, only that something is due."""
    terms: defaultdict[tuple[str, str, datetime], list[str]] = defaultdict(list)
    # Two rungs noted during an outage of the mail server are one line.
    latest = {row.deadline_id: row for row in reminders if row.deadline_id in seen}
    for row in latest.values():
        terms[row.deadline.origin, row.deadline.title, row.due_at].append(row.deadline.case.reference)
    lines = [
        (title, due_at, time_left(due_at, moment), references)
        for (_, title, due_at), references in terms.items()
    ]
    context = {"lines": lines, "hidden": len({row.deadline_id for row in reminders} - seen)}
    return EmailMessage(
        "Bandolo: un termine a ore richiede attenzione",
        render_to_string("cases/mail/urgent.txt", {**context, "base_url": settings.BASE_URL}),
        to=[reminders[0].user.email],
        connection=connection,
        headers={
            "Message-ID": f"<urgente-{reminders[-1].pk}@{urlsplit(settings.BASE_URL).hostname}>",
            "Auto-Submitted": "auto-generated",
            "X-Priority": "1",
            "Importance": "high",
        },
    )


def _forget_quiet_runs(moment: datetime) -> None:
    SweepRun.objects.filter(name=BELL, made=0, started_at__lt=moment - QUIET_RUNS_KEPT).delete()
