"""What the services add to the *Cronologia* of a case."""

from collections.abc import Iterator

from django.urls import reverse

from accounts.models import User
from cases.chronology_hooks import Event, Kind
from cases.models import Case
from services.catalogue.models import Enrolment


def enrolments(user: User, case: Case) -> Iterator[Event]:
    """Every step of every service: asked for, begun, ended."""
    url = reverse("services:case_services", args=[case.pk])
    rows = Enrolment.objects.filter(case=case).order_by()
    for name, *days in rows.values_list("kind__name", "requested_on", "started_on", "ended_on"):
        for word, day in zip(("richiesto", "avviato", "concluso"), days, strict=True):
            if day:
                yield Event(day, f"{name}: {word}", url)


KIND = Kind("Servizi", enrolments)
