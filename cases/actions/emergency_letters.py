"""Telling the people who answer for a unit that somebody entered one of its cases in an emergency.

By reference only. The row comes first; the mail is tried until it leaves, by the doorbell and by the sweep.
A process killed between the server's yes and the commit sends it again with the same Message-ID.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.template.loader import render_to_string
from django.utils import timezone

from accounts.enums import Role
from accounts.models import Membership, User
from cases.emergency_access import REVIEW_DAYS, review_due
from cases.models import BreakGlass
from cases.permissions import leads_of


def send_emergency_letters(*, now: datetime | None = None, connection: BaseEmailBackend | None = None) -> int:
    """Tell of every emergency access nobody was told of, and chase those not verified in time. Returns how many
    accesses were told. Safe to run at any time and twice."""
    moment = now or timezone.now()
    untold = BreakGlass.objects.filter(told_at=None)
    overdue = BreakGlass.objects.filter(
        verdict="", escalated_at=None, opened_at__lt=moment - timedelta(days=REVIEW_DAYS)
    )
    late = [row.pk for row in overdue if review_due(row.opened_at) < timezone.localdate(moment)]
    told = [_tell(pk, "told_at", moment, connection) for pk in untold.values_list("pk", flat=True)]
    chased = [_tell(pk, "escalated_at", moment, connection) for pk in late]
    return sum(told) + sum(chased)


def _tell(pk: int, stamp: str, moment: datetime, connection: BaseEmailBackend | None) -> bool:
    # Counted before and apart: an attempt that kills its process is one, too.
    if not BreakGlass.objects.filter(pk=pk, **{stamp: None}).update(attempts=F("attempts") + 1):
        return False
    with transaction.atomic():
        rows = BreakGlass.objects.select_for_update(of=("self",), skip_locked=True)
        glass = rows.select_related("case__unit", "user", "unit").filter(pk=pk, **{stamp: None}).first()
        if glass is None:
            return False  # another worker is at it
        chasing = stamp == "escalated_at"
        try:
            for person in _supervisors(glass, chasing=chasing):
                _letter(glass, person, chasing, connection).send()
        except OSError:  # what SMTP and the network raise: the next run tries again
            return False
        setattr(glass, stamp, moment)
        glass.save(update_fields=[stamp])
    return True


def _supervisors(glass: BreakGlass, *, chasing: bool) -> Iterable[User]:
    """Who leads the unit; when chasing, or when nobody leads it, also the privacy officers of the enti."""
    leads = leads_of(glass.case).exclude(pk=glass.user_id)
    if leads.exists() and not chasing:
        return leads.order_by("pk")
    return (leads | _privacy_officers(glass)).distinct().order_by("pk")


def _privacy_officers(glass: BreakGlass) -> QuerySet[User]:
    enti = [glass.unit.controller_id, glass.unit.organisation_id]
    rows = Membership.objects.in_force().filter(role=Role.REFERENTE_PRIVACY, organisation__in=enti)
    return User.objects.filter(Q(pk__in=rows.values("user"))).exclude(pk=glass.user_id)


def _letter(glass: BreakGlass, to: User, chasing: bool, connection: BaseEmailBackend | None) -> EmailMessage:
    context = {
        "glass": glass,
        "chasing": chasing,
        "due": review_due(glass.opened_at),
        "base_url": settings.BASE_URL,
    }
    kind = "sollecito" if chasing else "emergenza"
    return EmailMessage(
        "Bandolo: accesso d'emergenza ancora da verificare"
        if chasing
        else "Bandolo: accesso d'emergenza a un fascicolo",
        render_to_string("cases/mail/emergency.txt", context),
        to=[to.email],
        connection=connection,
        headers={
            "Message-ID": f"<{kind}-{glass.pk}-{to.pk}@{urlsplit(settings.BASE_URL).hostname}>",
            "Auto-Submitted": "auto-generated",
        },
    )
