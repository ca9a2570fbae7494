"""The private calendar of one person: its secret address, shown once, kept as a fingerprint."""

import hashlib
import secrets
from datetime import timedelta

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from accounts.permissions import roles_of
from cases.models import CalendarFeed

READ_NOTED_EVERY = timedelta(hours=1)


def fingerprint(token: str) -> str:
    """What the table keeps of a secret."""
    return hashlib.sha256(token.encode()).hexdigest()


@transaction.atomic
def renew_feed(*, by: User) -> str:
    """Make a calendar address and end the one before it. Returns its secret, which is never shown again.

    Raises PermissionDenied for who works on no case.
    """
    if not roles_of(by).works_on_cases:
        raise PermissionDenied
    revoke_feed(by=by)
    token = secrets.token_urlsafe(32)
    feed = CalendarFeed(user=by, token_sha256=fingerprint(token))
    feed.full_clean()
    feed.save()
    return token


@transaction.atomic
def revoke_feed(*, by: User) -> bool:
    """End the calendar address of this person at once. Returns whether there was one."""
    User.objects.select_for_update().get(pk=by.pk)  # two windows at once
    rows = CalendarFeed.objects.filter(user=by, revoked_at=None)
    return rows.update(revoked_at=timezone.now()) > 0


def feed_of(token: str) -> CalendarFeed | None:
    """The calendar a secret opens: not revoked, of somebody who still may sign in and works on cases today."""
    rows = CalendarFeed.objects.filter(revoked_at=None, user__is_active=True).select_related("user")
    feed = rows.filter(token_sha256=fingerprint(token)).first()
    return feed if feed is not None and roles_of(feed.user).works_on_cases else None


def note_reading(*, feed: CalendarFeed) -> None:
    """Keep when a calendar was last read, to the hour: the person sees whether somebody still reads it."""
    now = timezone.now()
    if feed.last_read_at is None or now - feed.last_read_at >= READ_NOTED_EVERY:
        feed.last_read_at = now
        feed.save(update_fields=["last_read_at"])
