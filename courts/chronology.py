"""What the courts add to the *Cronologia* of a case."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from cases.chronology_hooks import Event, Kind
from cases.models import Case
from courts.enums import HearingState, OrderKind
from courts.models import Hearing, Order
from courts.permissions import visible_proceedings

WORDS_OF_ORDER = dict(OrderKind.choices)
WORDS_OF_HEARING = dict(HearingState.choices)


def orders(user: User, case: Case) -> Iterator[Event]:
    """Orders about the case, on the day they were decided."""
    rows = Order.objects.filter(cases=case).order_by()
    names = ("pk", "kind", "decided_on", "received_on", "proceeding__office__name")
    for pk, kind, decided_on, received_on, office in rows.values_list(*names):
        note = f"{office}, ricevuto il {received_on:%d/%m/%Y}"
        url = reverse("courts:order_detail", args=[pk])
        yield Event(decided_on, f"Provvedimento: {WORDS_OF_ORDER.get(kind, kind)}", url, note, tone="now")


def hearings(user: User, case: Case) -> Iterator[Event]:
    """Hearings of the proceedings about the case."""
    zone, now = timezone.get_current_timezone(), timezone.now()
    about = visible_proceedings(user).filter(cases=case)
    rows = Hearing.objects.filter(proceeding__in=about).order_by()
    names = ("pk", "at", "state", "purpose", "proceeding__office__name")
    for pk, moment, state, purpose, office in rows.values_list(*names):
        at = moment.astimezone(zone)
        note = " · ".join(part for part in (office, purpose, WORDS_OF_HEARING.get(state, state)) if part)
        url = reverse("courts:hearing_detail", args=[pk])
        yield Event(at.date(), "Udienza", url, note, at, "waiting" if moment > now else "now")


KINDS = {
    "provvedimenti": Kind("Provvedimenti", orders),
    "udienze": Kind("Udienze", hearings),
}
