"""Emergency accesses as people read them: who entered which case, why, and whether somebody looked at it.

Whoever verifies learns the reference, the person and the reason; never what the case holds.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import holidays
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from accounts.models import AccessLog, User
from accounts.permissions import Roles, roles_of
from cases.access_wording import words_for
from cases.models import Barrier, BreakGlass
from cases.panels import Panel, Row
from cases.permissions import emergencies_of, saw

REVIEW_DAYS = 2  # working days, handbook safety §5
MOST_ROWS = 10


@dataclass(frozen=True)
class Opened:
    """One thing read or tried during an emergency access."""

    at: datetime
    what: str
    refused: bool


def review_due(opened_at: datetime) -> date:
    """The day by which an emergency access is to be verified: two working days after it."""
    day, left = timezone.localdate(opened_at), REVIEW_DAYS
    italian = holidays.country_holidays("IT")
    while left:
        day += timedelta(days=1)
        left -= day.weekday() < 5 and day not in italian
    return day


def _answers_for(roles: Roles) -> Q:
    entities = roles.privacy_organisations
    return (
        Q(unit__in=roles.lead_units) | Q(unit__controller__in=entities) | Q(unit__organisation__in=entities)
    )


def known_to(user: User) -> QuerySet[BreakGlass]:
    """The emergency accesses `user` may know of: the own ones, those of the units the person leads, those of
    the ente whose privacy officer the person is. Never on a case the person is barred from.
    """
    barred = Barrier.objects.in_force(timezone.localdate()).filter(case=OuterRef("case"), user=user)
    rows = BreakGlass.objects.filter(Q(user=user) | _answers_for(roles_of(user)))
    return rows.exclude(Exists(barred)).select_related("case", "user", "unit", "reviewed_by")


def reviewable_by(user: User) -> QuerySet[BreakGlass]:
    """Those `user` may verify: of somebody else, and over."""
    over = Q(expires_at__lte=timezone.now()) | Q(closed_at__isnull=False)
    answered_for = BreakGlass.objects.filter(_answers_for(roles_of(user))).values("pk")
    return known_to(user).filter(over, pk__in=answered_for, verdict="").exclude(user=user)


def opened_during(glass: BreakGlass) -> Sequence[Opened]:
    """Everything the access log marks as read under an emergency access, oldest first."""
    rows = AccessLog.objects.filter(
        case_ids__contains=[glass.case_id],
        user_id=glass.user_id,
        at__gte=glass.opened_at,
        at__lte=glass.expires_at + timedelta(minutes=1),
        why__startswith="emergenza",
    )
    return [
        Opened(row.at, words_for(row.action), row.status == 403) for row in rows.order_by("at", "pk")[:500]
    ]


def is_running(glass: BreakGlass, at: datetime | None = None) -> bool:
    """Whether it opens its case at a moment (now unless given)."""
    moment = at or timezone.now()
    return glass.closed_at is None and glass.opened_at <= moment < glass.expires_at


def panel_of(user: User) -> Panel | None:
    """For *Oggi*: the person's own accesses that run, and those that wait for the person's verification."""
    running = emergencies_of(user)
    rows = [
        Row(
            f"Fascicolo {glass.case.reference}",
            glass.case.get_absolute_url(),
            f"aperto in emergenza, sola lettura, fino alle {timezone.localtime(glass.expires_at):%H:%M}",
            "In corso",
            "waiting",
        )
        for glass in running
    ]
    waiting = list(reviewable_by(user).order_by("opened_at")[:MOST_ROWS]) if roles_of(user).lead_units else []
    rows += [_to_verify(glass) for glass in waiting]
    if not rows:
        return None
    saw(glass.case_id for glass in [*running, *waiting])
    late = any(review_due(glass.opened_at) < timezone.localdate() for glass in waiting)
    return Panel(
        "Accessi d'emergenza", rows, url=reverse("cases:emergency_register"), url_label="Registro", alarm=late
    )


def _to_verify(glass: BreakGlass) -> Row:
    due = review_due(glass.opened_at)
    late = due < timezone.localdate()
    return Row(
        f"Fascicolo {glass.case.reference}: da verificare",
        reverse("cases:emergency_detail", args=[glass.pk]),
        f"aperto da {glass.user} il {timezone.localtime(glass.opened_at):%d/%m/%Y alle %H:%M}; "
        f"verifica entro il {due:%d/%m/%Y}",
        "In ritardo" if late else "Da verificare",
        "alarm" if late else "waiting",
    )
