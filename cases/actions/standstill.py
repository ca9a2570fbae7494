"""After the clock stood still: leads and administrators learn by mail from when to when.

A letter is a row of the ledger of runs: `started_at` when the clock stopped, `finished_at` when the letter
left. One row per person and standstill, so that a letter neither gets lost nor goes twice.
"""

from datetime import datetime

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone

from accounts.enums import LEAD_ROLES, Role
from accounts.models import Membership, User
from cases.models import SweepRun
from cases.watchdog import PATIENCE, SWEEP

LETTER = "avviso di fermo:"


@transaction.atomic
def note_standstill(*, until: datetime) -> int:
    """Prepare the letters if the last finished sweep is older than 26 hours. Returns how many.

    Called by the sweep that starts. The row of the last one stays locked meanwhile: of two sweeps that start
    at once, one writes.
    """
    rows = SweepRun.objects.select_for_update().filter(name=SWEEP, finished_at__isnull=False)
    last = rows.first()
    if last is None or last.finished_at is None or until - last.finished_at <= PATIENCE:
        return 0
    if SweepRun.objects.filter(name__startswith=LETTER, started_at=last.finished_at).exists():
        return 0
    people = (
        Membership.objects.in_force(timezone.localdate(until))
        .filter(role__in=[*LEAD_ROLES, Role.AMMINISTRATORE])
        .values_list("user", flat=True)
    )
    letters = [SweepRun(name=f"{LETTER}{user}", started_at=last.finished_at) for user in set(people)]
    return len(SweepRun.objects.bulk_create(letters))


def send_letters(*, now: datetime | None = None, connection: BaseEmailBackend | None = None) -> int:
    """Send the letters that have not left yet. Returns how many left; those the mail server refuses are
    tried again by the next run."""
    moment = now or timezone.now()
    waiting = SweepRun.objects.filter(name__startswith=LETTER, finished_at=None)
    return sum(_send(pk, moment, connection) for pk in list(waiting.values_list("pk", flat=True)))


@transaction.atomic
def _send(pk: int, moment: datetime, connection: BaseEmailBackend | None) -> bool:
    row = SweepRun.objects.select_for_update(skip_locked=True).filter(pk=pk, finished_at=None).first()
    if row is None:
        return False  # another worker is at it
    user = User.objects.get(pk=int(row.name.removeprefix(LETTER)))
    restarted = SweepRun.objects.filter(name=SWEEP, started_at__gt=row.started_at).earliest("started_at")
    body = render_to_string(
        "cases/mail/standstill.txt",
        {"since": row.started_at, "until": restarted.started_at, "base_url": settings.BASE_URL},
    )
    try:
        EmailMessage(
            "Bandolo: il controllo delle scadenze è rimasto fermo",
            body,
            to=[user.email],
            connection=connection,
        ).send()
    except OSError:  # what SMTP and the network raise
        return False
    row.finished_at = moment
    row.save(update_fields=["finished_at"])
    return True
