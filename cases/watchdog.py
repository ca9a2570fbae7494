"""Does the clock run? What pages and letters say when the sweep of the deadlines stands still."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from accounts.models import Membership
from accounts.permissions import Roles
from cases.models import Deadline, Digest, SweepRun

SWEEP = "promemoria"
PATIENCE = timedelta(hours=26)


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


def latest_runs() -> QuerySet[SweepRun]:
    """The sweeps, the latest first."""
    return SweepRun.objects.filter(name=SWEEP)


def failing_digests(roles: Roles) -> QuerySet[Digest]:
    """Mails that did not leave at the first attempt, to people of the units somebody leads or the enti
    somebody administers."""
    reach = Q(unit__in=roles.lead_units) | Q(organisation__in=roles.admin_organisations)
    colleagues = Membership.objects.in_force().filter(reach, user=OuterRef("user"))
    rows = Digest.objects.filter(Exists(colleagues), sent_at=None, attempts__gt=0)
    return rows.select_related("user").order_by("created_at", "pk")
