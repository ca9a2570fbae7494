"""What the access table does not say of one person: barred from which cases, inside which by emergency.

Read by the gate alone (`cases.permissions`), once for each request.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.db.models import F, Q, Value
from django.utils import timezone

from accounts.models import User
from cases.models import Barrier, BreakGlass, Case


@dataclass(frozen=True)
class Exceptions:
    """Ids of the cases a person never sees, and case → number of the emergency access that opens it."""

    barred: frozenset[int] = frozenset()
    glasses: Mapping[int, int] = field(default_factory=dict)

    @property
    def principals(self) -> list[str]:
        """The names under which the emergency accesses stand in the access table."""
        return [f"b:{number}" for number in sorted(self.glasses.values())]


def exceptions_of(user: User, controllers: frozenset[int]) -> Exceptions:
    """The exceptions of `user`, who works today for these titolari. One query.

    An emergency access lasts until its minute and only for who still works for the titolare of the case.
    """
    barriers = Barrier.objects.in_force(timezone.localdate()).filter(user=user)
    glasses = BreakGlass.objects.running(timezone.now()).filter(user=user)
    columns = ("number", "case", "controller")
    rows = list(
        barriers.annotate(number=Value(0), controller=Value(0))
        .order_by()
        .values_list(*columns)
        .union(
            glasses.annotate(number=F("pk"), controller=F("case__unit__controller"))
            .order_by()
            .values_list(*columns),
            all=True,
        )
    )
    return Exceptions(
        barred=frozenset(case for number, case, _ in rows if not number),
        glasses={case: number for number, case, controller in rows if number and controller in controllers},
    )


def barred_from(case: Case) -> Q:
    """The condition on users that picks out who is barred from `case` today."""
    rows = Barrier.objects.in_force(timezone.localdate()).filter(case=case)
    return Q(pk__in=rows.values("user"))
