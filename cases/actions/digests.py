"""The daily e-mail: one per person and day, outside quiet hours, tried until it leaves.

The row comes first and the mail after it, while the row is locked: two workers never send the same one. A
process killed between the server's yes and the commit is the one case in which a person may get it twice;
both copies carry the same Message-ID.
"""

from datetime import date, datetime
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.db.models import F, OuterRef, QuerySet, Subquery
from django.template.loader import render_to_string
from django.utils import timezone

from accounts.models import NotificationPreference, User
from accounts.quiet_hours import is_quiet
from cases.digest import Letter, letters_of
from cases.enums import DeadlineState
from cases.models import Digest, Reminder
from cases.ownership import staff_on

DEFAULTS = NotificationPreference()


def send_digests(*, now: datetime | None = None, connection: BaseEmailBackend | None = None) -> int:
    """Write to everybody who has reminders not yet told by mail, or whose mail did not leave. Returns how
    many mails left.

    Nobody gets two on one day (in Rome): what comes later waits for the next. Safe to run at any time and
    twice. Nobody is written to who asked not to be, who is disabled or absent, or whose quiet hours these are.
    """
    moment = now or timezone.now()
    day = timezone.localdate(moment)
    people = _reachable(_waiting_people(moment), moment)
    digests = _prepare(people, day, moment) if people else []
    if not digests:
        return 0
    letters = letters_of(digests, staff_on(day), day)
    return sum(_send(digest.pk, letters[digest.pk], moment, connection) for digest in digests)


def _untold() -> QuerySet[Reminder]:
    """Reminders no mail speaks of yet, however old: a person back from a long absence still gets theirs."""
    return Reminder.objects.filter(digest=None, deadline__state=DeadlineState.OPEN)


def _waiting_people(moment: datetime) -> set[int]:
    """Who has something to be told and got no mail today. Three queries."""
    unsent = Digest.objects.filter(sent_at=None)
    served = Digest.objects.filter(day=timezone.localdate(moment), sent_at__isnull=False)
    people = {*_untold().values_list("user", flat=True), *unsent.values_list("user", flat=True)}
    return people - set(served.values_list("user", flat=True))


def _reachable(people: set[int], moment: datetime) -> list[int]:
    """Those of `people` who may be written to at this moment. One query."""
    rows = User.objects.filter(pk__in=people, is_active=True).values_list(
        "pk",
        "notification_preference__daily_email",
        "notification_preference__quiet_from",
        "notification_preference__quiet_to",
    )
    return [user for user, *wishes in rows if _wants(moment, *wishes)]


def _wants(moment: datetime, daily: Any, quiet_from: Any, quiet_to: Any) -> bool:
    if daily is None:  # no row: the defaults
        daily, quiet_from, quiet_to = DEFAULTS.daily_email, DEFAULTS.quiet_from, DEFAULTS.quiet_to
    return bool(daily) and not is_quiet(quiet_from, quiet_to, moment)


@transaction.atomic
def _prepare(people: list[int], day: date, moment: datetime) -> list[Digest]:
    """The rows of today, with what they tell. One that did not leave on an earlier day becomes today's."""
    late = Digest.objects.filter(user__in=people, sent_at=None).exclude(day=day)
    for digest in late.order_by("pk").select_for_update():
        digest.day = day
        digest.save(update_fields=["day"])
    new = [Digest(user_id=user, day=day, created_at=moment) for user in people]
    Digest.objects.bulk_create(new, ignore_conflicts=True)
    todays = Digest.objects.filter(user__in=people, day=day, sent_at=None)
    _untold().filter(user__in=people).update(
        digest=Subquery(todays.filter(user=OuterRef("user")).values("pk"))
    )
    return list(todays)


def _send(pk: int, letter: Letter, moment: datetime, connection: BaseEmailBackend | None) -> bool:
    # Counted before and apart: an attempt that kills its process is one, too.
    if not Digest.objects.filter(pk=pk, sent_at=None).update(attempts=F("attempts") + 1):
        return False
    with transaction.atomic():
        row = Digest.objects.select_for_update(of=("self",), skip_locked=True)
        digest = row.select_related("user").filter(pk=pk, sent_at=None).first()
        if digest is None:
            return False  # another worker is at it
        if not letter:
            _forget(digest)
            return False
        try:
            _mail(digest, letter, connection).send()
        except OSError:  # what SMTP and the network raise: the next run tries again
            return False
        digest.sent_at = moment
        digest.save(update_fields=["sent_at"])
    return True


def _forget(digest: Digest) -> None:
    """What it had to tell was done meanwhile, or waits until the reader is back at work."""
    Reminder.objects.filter(digest=digest).update(digest=None)
    digest.delete()


def _mail(digest: Digest, letter: Letter, connection: BaseEmailBackend | None) -> EmailMessage:
    return EmailMessage(
        "Bandolo: le tue scadenze di oggi",
        render_to_string("cases/mail/digest.txt", {"letter": letter, "base_url": settings.BASE_URL}),
        to=[digest.user.email],
        connection=connection,
        headers={
            "Message-ID": f"<riepilogo-{digest.pk}@{urlsplit(settings.BASE_URL).hostname}>",
            "Auto-Submitted": "auto-generated",
        },
    )
