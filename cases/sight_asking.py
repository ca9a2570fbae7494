"""Requests of colleagues as people read them."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from accounts.permissions import roles_of
from cases.enums import SightOutcome
from cases.models import SightRequest, TeamMember
from cases.panels import Panel, Row
from cases.permissions import changeable_cases, saw

LAPSE_DAYS = 15
MOST_SHOWN = 50


@dataclass(frozen=True)
class OwnRequest:
    """One's own request. Until granted or lapsed it waits: a refusal must not tell that the case exists."""

    reference: str
    created_at: datetime
    state: str
    tone: str
    until: date | None = None


def to_decide(user: User) -> QuerySet[SightRequest]:
    """The requests `user` may answer: on cases the person changes and is responsible for, or whose unit leads."""
    responsible = TeamMember.objects.in_force(timezone.localdate()).filter(
        case=OuterRef("case"), user=user, responsible=True
    )
    mine = Q(Exists(responsible)) | Q(case__unit__in=roles_of(user).lead_units)
    fresh = timezone.now() - timedelta(days=LAPSE_DAYS)
    rows = SightRequest.objects.filter(outcome="", created_at__gte=fresh, case__in=changeable_cases(user))
    return rows.filter(mine).exclude(user=user).select_related("case", "user").order_by("created_at", "pk")


def own_requests(user: User) -> list[OwnRequest]:
    """What the person asked for, newest first."""
    return [_own(row) for row in SightRequest.objects.filter(user=user)[:MOST_SHOWN]]


def _own(row: SightRequest) -> OwnRequest:
    if row.outcome == SightOutcome.GRANTED and row.until:
        over = row.until < timezone.localdate()
        word, tone = ("Finito", "stopped") if over else ("Concesso", "done")
        return OwnRequest(row.reference, row.created_at, word, tone, row.until)
    lapsed = row.created_at < timezone.now() - timedelta(days=LAPSE_DAYS)
    word, tone = ("Non concesso", "stopped") if lapsed else ("In attesa", "waiting")
    return OwnRequest(row.reference, row.created_at, word, tone)


def panel_of(user: User) -> Panel | None:
    """For *Oggi*: what colleagues ask this person."""
    waiting = list(to_decide(user)[:MOST_SHOWN])
    if not waiting:
        return None
    saw(row.case_id for row in waiting if row.case_id)
    rows = [
        Row(
            f"{row.user} chiede il fascicolo {row.reference}",
            reverse("cases:sight_decide", args=[row.pk]),
            f"il {timezone.localtime(row.created_at):%d/%m/%Y}",
            "Da decidere",
            "waiting",
        )
        for row in waiting
    ]
    return Panel("Richieste di vedere un fascicolo", rows)
