"""What the reports add to the *Cronologia* of a case."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from cases.chronology_hooks import Event, Kind
from cases.models import Case
from reports.enums import ReportKind
from reports.permissions import visible_reports

WORDS_OF_KIND = dict(ReportKind.choices)


def reports(user: User, case: Case) -> Iterator[Event]:
    """Reports approved and deliveries proved, of the reports whose children are all in sight."""
    zone, approved = timezone.get_current_timezone(), set()
    seen = visible_reports(user).filter(covered=case, approved_at__isnull=False).order_by()
    dispatch = "frozen__dispatches"
    names = ("pk", "kind", "approved_at", "recipient__name")
    delivery = (f"{dispatch}__delivered_at", f"{dispatch}__recipient_office__name")
    for pk, kind, approved_at, office, delivered_at, reached in seen.values_list(*names, *delivery):
        title, url = WORDS_OF_KIND.get(kind, kind), reverse("reports:report_detail", args=[pk])
        if pk not in approved:
            at = approved_at.astimezone(zone)
            yield Event(at.date(), f"Approvata: {title}", url, office, at)
        approved.add(pk)
        if delivered_at:
            at = delivered_at.astimezone(zone)
            yield Event(at.date(), f"Consegnata: {title}", url, reached, at, "done")


KIND = Kind("Relazioni", reports)
