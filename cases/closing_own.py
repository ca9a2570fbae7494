"""What our own room says when somebody wants to close a case."""

from django.utils import timezone

from cases.models import Appointment, Case
from cases.transfers import waiting_for


def still_open(case: Case) -> list[str]:
    """A unit that may be about to take the case, and who is still expected."""
    waiting = waiting_for(case)
    asked = (
        [f"È stato proposto il trasferimento a {waiting.to_unit}: va prima deciso o ritirato."]
        if waiting
        else []
    )
    to_come = (
        Appointment.objects.planned().filter(case=case, starts_at__gte=timezone.now()).order_by("starts_at")
    )
    moments = [timezone.localtime(row.starts_at) for row in to_come[:5]]
    return asked + [
        f"C'è un appuntamento in programma il {moment:%d/%m/%Y, %H:%M}: va annullato o spostato."
        for moment in moments
    ]
