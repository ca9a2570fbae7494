"""What every page says to who answers for a term with an exact time that is at risk: a number, never a name."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Subquery
from django.http import HttpRequest
from django.utils import timezone

from accounts.models import User
from accounts.permissions import Roles, roles_of
from cases.models import Deadline, TeamMember, UrgentStep
from cases.permissions import visit, within_sight
from cases.urgent_ladder import time_left

# No rung stands further off than this: it keeps the question cheap on the many pages with nothing to say.
FARTHEST = timedelta(days=3)
FIRST_TERM = "first_term_with_hour"


@dataclass(frozen=True)
class Urgency:
    """How many duties are at risk, and the one that ends first."""

    count: int
    due_at: datetime
    left: str
    overdue: bool


def at_risk(user: User, now: datetime | None = None) -> Urgency | None:
    """The open terms with an exact time, on the ladder, that `user` answers for or whose unit `user` leads.

    Reads the rows themselves, not what the bell has told: it is right while the bell stands still. Siblings
    under one duty count once. No query where nothing is near for the titolari of `user`, else one, and a
    second where somebody else is to answer on a case of `user`. Nothing of a case is shown, so nothing is said
    to the gate.
    """
    moment = now or timezone.now()
    roles = roles_of(user)
    if not _something_near(roles, moment):
        return None
    found = _near(user, moment)
    mine = [term for term in found if term.unit in roles.lead_units or term.answered_by(user)]
    unsure = [term.deadline for term in found if term not in mine and term.responsible]
    if unsure:
        # Somebody else was put in charge: is that person at work?
        own = Deadline.objects.filter(pk__in=unsure).owned_by(user, timezone.localdate(moment))
        numbers = set(own.values_list("pk", flat=True))
        mine += [term for term in found if term.deadline in numbers]
    moments = sorted({(term.due_at, term.origin) for term in mine})
    if not moments:
        return None
    first = moments[0][0]
    return Urgency(len(moments), first, time_left(first, moment), first <= moment)


@dataclass(frozen=True)
class _Term:
    deadline: int
    origin: str
    due_at: datetime
    owner: int | None
    unit: int
    responsible: bool
    hours: int | None

    def answered_by(self, user: User) -> bool:
        return self.owner == user.pk or (self.responsible and self.owner is None)


def _near(user: User, moment: datetime) -> list[_Term]:
    """The terms on the ladder that `user` may see. One query, kept simple: every page pays for it."""
    responsible = TeamMember.objects.in_force(timezone.localdate(moment)).filter(
        case=OuterRef("case"), user=user, responsible=True
    )
    highest = UrgentStep.objects.filter(active=True).order_by("-hours_before").values("hours_before")[:1]
    rows = Deadline.objects.open().filter(due_at__lte=moment + FARTHEST)
    with visit():
        found = within_sight(rows, user).annotate(mine=Exists(responsible), hours=Subquery(highest))
        columns = ("pk", "origin", "due_at", "owner", "case__unit", "mine", "hours")
        terms = [_Term(*row) for row in found.values_list(*columns)]
    return [
        term
        for term in terms
        if term.hours is not None and term.due_at <= moment + timedelta(hours=term.hours)
    ]


def first_term_of_member() -> Subquery:
    """The first open term with an exact time of the titolare of a membership, read with the roles."""
    rows = Deadline.objects.open().filter(
        due_at__isnull=False, case__unit__controller=OuterRef("unit__controller")
    )
    return Subquery(rows.order_by("due_at").values("due_at")[:1])


def _something_near(roles: Roles, moment: datetime) -> bool:
    terms = roles.noted[FIRST_TERM] if roles.works_on_cases else ()
    return any(due_at and due_at <= moment + FARTHEST for due_at in terms)


def context(request: HttpRequest) -> dict[str, Any]:
    """`urgency` for the frame of every page, asked only where it is drawn."""

    def urgency() -> Urgency | None:
        user = getattr(request, "user", None)
        return at_risk(user) if isinstance(user, User) else None

    return {"urgency": urgency}
