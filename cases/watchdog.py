"""Does the clock run? What pages and letters say when the sweep of the deadlines stands still."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from accounts.models import Membership
from accounts.permissions import Roles
from cases.enums import DeadlineState
from cases.models import Deadline, Digest, SweepRun, UrgentReminder
from cases.models.deadlines import DeadlineQuerySet

SWEEP = "promemoria"
PATIENCE = timedelta(hours=26)
# The bell of terms counted in hours rings every five minutes.
BELL = "campanella"
BELL_PATIENCE = timedelta(minutes=30)
# Its silence matters while a term ends within this time.
BELL_HORIZON = timedelta(days=1)


@dataclass(frozen=True)
class Standstill:
    """The sweep has not finished since a moment; None when it never has."""

    since: datetime | None


@dataclass(frozen=True)
class Watchdog:
    """What stands still; None for what runs."""

    sweep: Standstill | None = None
    bell: Standstill | None = None


def watchdog(now: datetime | None = None) -> Watchdog:
    """Whether nobody has been told of anything for 26 hours, and whether the bell has not rung for half an
    hour while some open term is counted in hours. One query, one more for each clock that never ran."""
    moment = now or timezone.now()
    near = _near(moment)
    latest = SweepRun.objects.filter(Q(pk=_latest(SWEEP)) | Q(pk=_latest(BELL)))
    runs = {run.name: run for run in latest.annotate(bell_needed=Exists(near))}
    sweep, bell = runs.get(SWEEP), runs.get(BELL)
    ended = sweep.finished_at if sweep else None
    needed = any(run.bell_needed for run in runs.values()) if runs else True
    return Watchdog(
        sweep=_silent(ended, PATIENCE, moment, Deadline.objects.open()),
        bell=_silent(bell.started_at if bell else None, BELL_PATIENCE, moment, near) if needed else None,
    )


def _near(moment: datetime) -> DeadlineQuerySet:
    """Open terms with an exact time that the bell has to mind."""
    return Deadline.objects.open().filter(due_at__lte=moment + BELL_HORIZON)


def _latest(name: str) -> Subquery:
    runs = SweepRun.objects.filter(name=name, finished_at__isnull=False)
    return Subquery(runs.order_by("-started_at", "-pk").values("pk")[:1])


def _silent(
    since: datetime | None, patience: timedelta, moment: datetime, waiting: DeadlineQuerySet
) -> Standstill | None:
    """Silent since a moment for too long; where the clock never ran, something has waited for so long."""
    if since is not None:
        return Standstill(since) if moment - since > patience else None
    return Standstill(None) if waiting.filter(events__pgh_created_at__lt=moment - patience).exists() else None


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
