"""After a clock stood still: leads and administrators learn by mail from when to when.

A letter is a row of the ledger of runs: `started_at` when the clock stopped, `finished_at` when the letter
left. One row per person and standstill, so that a letter neither gets lost nor goes twice.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.db.models import Q
from django.template.loader import render_to_string
from django.utils import timezone

from accounts.enums import LEAD_ROLES, Role
from accounts.models import Membership, User
from cases.enums import DeadlineState
from cases.models import Deadline, SweepRun
from cases.watchdog import BELL, BELL_HORIZON, BELL_PATIENCE, PATIENCE, SWEEP

LETTER = "avviso di fermo:"
BELL_LETTER = "avviso di fermo a ore:"


@dataclass(frozen=True)
class Watch:
    """A clock, how long it may be silent, and what is written to people when it was longer."""

    clock: str
    patience: timedelta
    subject: str
    template: str


WATCHES = {
    LETTER: Watch(
        SWEEP,
        PATIENCE,
        "Bandolo: il controllo delle scadenze è rimasto fermo",
        "cases/mail/standstill.txt",
    ),
    BELL_LETTER: Watch(
        BELL,
        BELL_PATIENCE,
        "Bandolo: gli avvisi dei termini a ore sono rimasti fermi",
        "cases/mail/bell_standstill.txt",
    ),
}


def note_standstill(*, until: datetime) -> int:
    """Prepare the letters if the last finished sweep is older than 26 hours. Returns how many.

    Called by the sweep that starts.
    """
    return _note(LETTER, until)


def note_bell_standstill(*, until: datetime | None = None) -> int:
    """The same for the bell, silent for half an hour while some term with an exact time was open and near.

    Called before the bell rings. Returns how many letters were prepared.
    """
    return _note(BELL_LETTER, until or timezone.now())


@transaction.atomic
def _note(letter: str, until: datetime) -> int:
    """The row of the last run stays locked meanwhile: of two that start at once, one writes."""
    watch = WATCHES[letter]
    rows = SweepRun.objects.select_for_update().filter(name=watch.clock, finished_at__isnull=False)
    last = rows.first()
    if last is None or last.finished_at is None or until - last.finished_at <= watch.patience:
        return 0
    if letter == BELL_LETTER and not _had_to_ring(last.finished_at, until):
        return 0
    if SweepRun.objects.filter(name__startswith=letter, started_at=last.finished_at).exists():
        return 0
    people = (
        Membership.objects.in_force(timezone.localdate(until))
        .filter(role__in=[*LEAD_ROLES, Role.AMMINISTRATORE])
        .values_list("user", flat=True)
    )
    letters = [SweepRun(name=f"{letter}{user}", started_at=last.finished_at) for user in set(people)]
    return len(SweepRun.objects.bulk_create(letters))


def _had_to_ring(since: datetime, until: datetime) -> bool:
    """Whether a term with an exact time was near and open at some moment between the two."""
    open_then = Q(state=DeadlineState.OPEN) | Q(closed_at__gt=since)
    return Deadline.objects.filter(open_then, due_at__lte=until + BELL_HORIZON).exists()


def send_letters(*, now: datetime | None = None, connection: BaseEmailBackend | None = None) -> int:
    """Send the letters that have not left yet. Returns how many left; those the mail server refuses are
    tried again by the next run."""
    moment = now or timezone.now()
    names = Q(*(("name__startswith", letter) for letter in WATCHES), _connector=Q.OR)
    waiting = SweepRun.objects.filter(names, finished_at=None)
    return sum(_send(pk, moment, connection) for pk in list(waiting.values_list("pk", flat=True)))


@transaction.atomic
def _send(pk: int, moment: datetime, connection: BaseEmailBackend | None) -> bool:
    row = SweepRun.objects.select_for_update(skip_locked=True).filter(pk=pk, finished_at=None).first()
    if row is None:
        return False  # another worker is at it
    letter, _, user = row.name.rpartition(":")
    watch = WATCHES[f"{letter}:"]
    later = SweepRun.objects.filter(name=watch.clock, started_at__gt=row.started_at).order_by("started_at")
    restarted = later.values_list("started_at", flat=True).first() or moment
    context = {"since": row.started_at, "until": restarted, "base_url": settings.BASE_URL}
    try:
        EmailMessage(
            watch.subject,
            render_to_string(watch.template, context),
            to=[User.objects.get(pk=int(user)).email],
            connection=connection,
        ).send()
    except OSError:  # what SMTP and the network raise
        return False
    row.finished_at = moment
    row.save(update_fields=["finished_at"])
    return True
