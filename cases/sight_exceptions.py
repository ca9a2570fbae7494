"""What the access table does not say of one person: barred from which cases, inside which by emergency.

Read together with the roles (`accounts.role_hooks`), so that it costs no question of its own; used by the gate
alone (`cases.permissions`).
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, OuterRef, Q
from django.db.models.functions import JSONObject
from django.utils import timezone

from accounts.permissions import Roles
from accounts.role_hooks import NOW, TODAY
from cases.models import Barrier, BreakGlass, Case

BARRED = "barred_from_cases"
OPENED = "opened_by_emergency"


@dataclass(frozen=True)
class Exceptions:
    """Ids of the cases a person never sees, and case → number of the emergency access that opens it."""

    barred: frozenset[int] = frozenset()
    glasses: Mapping[int, int] = field(default_factory=dict)

    @property
    def principals(self) -> list[str]:
        """The names under which the emergency accesses stand in the access table."""
        return [f"b:{number}" for number in sorted(self.glasses.values())]


def barriers_of_member() -> ArraySubquery:
    """The cases kept from the person of a membership today."""
    rows = Barrier.objects.in_force(TODAY).filter(user=OuterRef("user"))
    return ArraySubquery(rows.order_by().values("case"))


def emergencies_of_member() -> ArraySubquery:
    """The emergency accesses of the person of a membership that run now."""
    rows = BreakGlass.objects.running(NOW).filter(user=OuterRef("user"))
    opened = JSONObject(number=F("pk"), case=F("case"), controller=F("case__unit__controller"))
    return ArraySubquery(rows.order_by().values(opened=opened))


def exceptions_in(roles: Roles) -> Exceptions:
    """The exceptions read with the roles of somebody who works on cases; no query.

    An emergency access lasts until its minute and only for who still works for the titolare of the case.
    """
    if not roles.works_on_cases:
        return Exceptions()
    # The same person stands behind every membership: the first says it all.
    return Exceptions(
        barred=frozenset(roles.noted[BARRED][0]),
        glasses={
            glass["case"]: glass["number"]
            for glass in map(json.loads, roles.noted[OPENED][0])
            if glass["controller"] in roles.controllers
        },
    )


def barred_from(case: Case) -> Q:
    """The condition on users that picks out who is barred from `case` today."""
    rows = Barrier.objects.in_force(timezone.localdate()).filter(case=case)
    return Q(pk__in=rows.values("user"))
