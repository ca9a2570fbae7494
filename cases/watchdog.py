"""Does the clock run? What pages and letters say when the sweep of the deadlines stands still."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from accounts.models import Membership
from accounts.permissions import Roles
from cases.enums import DeadlineState
from cases.models import Deadline, Digest, SweepRun, UrgentReminder

SWEEP = "promemoria"
PATIENCE = timedelta(hours=26)
# The bell of terms counted in hours rings every five minutes.
BELL = "campanella"
BELL_PATIENCE = timedelta(minutes=30)


@dataclass(frozen=True)
class Standstill:
    """The sweep has not finished since a moment; None when it never has."""

    since: datetime | None


def last_finished() -> SweepRun | None:
    """The latest sweep that came to its end."""
    return SweepRun.objects.filter(name=SWEEP, finished_at__isnull=False).first()


def standstill(now: datetime | None = None) -> Standstill | None:
    """Whether nobody has been told of anything for 26 hours. One query, two where no sweep ever ran."""
    moment = now or timezone.now()
    last = last_finished()
    if last is not None:
        ended = last.finished_at or last.started_at
        return Standstill(ended) if moment - ended > PATIENCE else None
    waiting = Deadline.objects.open().filter(events__pgh_created_at__lt=moment - PATIENCE)
    return Standstill(None) if waiting.exists() else None


def bell_standstill(now: datetime | None = None) -> Standstill | None:
    """Whether the bell has not rung for half an hour while some open term is counted in hours. One query
    where none is."""
    moment = now or timezone.now()
    waiting = Deadline.objects.open().filter(due_at__lte=moment + timedelta(days=1))
    if not waiting.exists():
        return None
    last = SweepRun.objects.filter(name=BELL, finished_at__isnull=False).first()
    if last is not None:
        return Standstill(last.started_at) if moment - last.started_at > BELL_PATIENCE else None
    known = waiting.filter(events__pgh_created_at__lt=moment - BELL_PATIENCE)
    return Standstill(None) if known.exists() else None


def latest_runs(name: str = SWEEP) -> QuerySet[SweepRun]:
    """The runs of a sweep, the latest first."""
    return SweepRun.objects.filter(name=name)


def failing_digests(roles: Roles) -> QuerySet[Digest]:
    """Mails that did not leave at the first attempt, to people of the units somebody leads or the enti
    somebody administers."""
    rows = Digest.objects.filter(Exists(_colleagues(roles)), sent_at=None, attempts__gt=0)
    return rows.select_related("user").order_by("created_at", "pk")


def late_urgent(roles: Roles) -> QuerySet[UrgentReminder]:
    """Urgent mails that did not leave at the first attempt, about terms still open, to the same people."""
    rows = UrgentReminder.objects.filter(Exists(_colleagues(roles)), sent_at=None, attempts__gt=0)
    rows = rows.filter(deadline__state=DeadlineState.OPEN)
    return rows.select_related("user").order_by("created_at", "pk")


def _colleagues(roles: Roles) -> QuerySet[Membership]:
    reach = Q(unit__in=roles.lead_units) | Q(organisation__in=roles.admin_organisations)
    return Membership.objects.in_force().filter(reach, user=OuterRef("user"))
