"""Orders that appoint somebody: whom they name belongs among those who take part in the proceeding."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.db.models import Q
from django.urls import reverse

from courts.enums import OrderKind, ProceedingRoleKind
from courts.lines import latest_of
from courts.models import Order

ROLE_OF = {
    OrderKind.NOMINA_CURATORE: ProceedingRoleKind.CURATORE_SPECIALE,
    OrderKind.NOMINA_TUTORE: ProceedingRoleKind.TUTORE,
    OrderKind.NOMINA_CTU: ProceedingRoleKind.CTU,
}


@dataclass(frozen=True)
class Appointment:
    """A part that an order gives and nobody has recorded yet."""

    role: str
    url: str


def appointment_to_record(order: Order, case_id: int) -> Appointment | None:
    """What is left to record of an order that appoints; nothing when somebody has the part since then.

    At most three queries, for those orders alone.
    """
    if order.kind not in ROLE_OF:
        return None
    kind = ROLE_OF[OrderKind(order.kind)]
    proceeding = latest_of(order.proceeding)
    since = Q(valid_to=None) | Q(valid_to__gte=order.decided_on)
    if proceeding.roles.filter(since, kind=kind).exists():
        return None
    given = urlencode({"caso": case_id, "ruolo": kind.value, "dal": f"{order.decided_on:%d/%m/%Y}"})
    return Appointment(kind.label, f"{reverse('courts:role_create', args=[proceeding.pk])}?{given}")
