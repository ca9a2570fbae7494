"""What the plans add to the *Cronologia* of a case."""

from collections.abc import Iterator

from django.urls import reverse

from accounts.models import User
from cases.chronology_hooks import Event, Kind
from cases.models import Case
from peipa.enums import PlanState
from peipa.models import Plan


def plans(user: User, case: Case) -> Iterator[Event]:
    """Plans that run or ran: a draft has not happened yet."""
    rows = Plan.objects.filter(case=case).exclude(state=PlanState.BOZZA).order_by()
    for pk, title, starts_on, concluded_on in rows.values_list("pk", "title", "starts_on", "concluded_on"):
        url = reverse("peipa:plan_detail", args=[pk])
        yield Event(starts_on, f"Progetto: {title}", url)
        if concluded_on:
            yield Event(concluded_on, f"Progetto concluso: {title}", url, tone="done")


KIND = Kind("Progetti", plans)
