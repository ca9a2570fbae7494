"""What every page says to who answers for a term with an exact time that is at risk: a number, never a name."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q
from django.http import HttpRequest
from django.utils import timezone

from accounts.models import User
from accounts.permissions import roles_of
from cases.models import Deadline
from cases.permissions import visit, within_sight
from cases.urgent_ladder import time_left, urgent_ladder_in_use

# No rung stands further off than this: it keeps the question cheap on the many pages with nothing to say.
FARTHEST = timedelta(days=3)


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
    under one duty count once. One query, two where something is near. Nothing of a case is shown, so nothing
    is said to the gate.
    """
    moment = now or timezone.now()
    roles = roles_of(user)
    if not roles.works_on_cases:
        return None
    rows = Deadline.objects.open().filter(due_at__lte=moment + FARTHEST)
    own = rows.owned_by(user, timezone.localdate(moment)).values("pk")
    rows = rows.filter(Q(pk__in=own) | Q(case__unit__in=roles.lead_units))
    with visit():
        found = set(within_sight(rows, user).values_list("origin", "due_at"))
    horizon = urgent_ladder_in_use().horizon(moment) if found else None
    moments = [due_at for _, due_at in found if due_at and horizon and due_at <= horizon]
    if not moments:
        return None
    first = min(moments)
    return Urgency(len(moments), first, time_left(first, moment), first <= moment)


def context(request: HttpRequest) -> dict[str, Any]:
    """`urgency` for the frame of every page, asked only where it is drawn."""

    def urgency() -> Urgency | None:
        user = getattr(request, "user", None)
        return at_risk(user) if isinstance(user, User) else None

    return {"urgency": urgency}
