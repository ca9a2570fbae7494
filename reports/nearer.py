"""The report already open for a term: its deadline leads there instead of to the mandate."""

from collections.abc import Collection

from django.urls import reverse

from accounts.models import User
from cases.deadline_links import Place
from reports.enums import ReportState
from reports.permissions import visible_reports


def open_reports(user: User, places: Collection[Place]) -> dict[Place, str]:
    """By mandate and cycle, the page of the report that answers it, when `user` sees every child in it.

    Cancelled reports and corrections of a report do not count. One query.
    """
    rows = visible_reports(user).filter(
        mandate__in={place.number for place in places}, cycle__isnull=False, corrects=None
    )
    found = rows.exclude(state=ReportState.ANNULLATA).values_list("mandate_id", "cycle", "pk")
    return {
        place: reverse("reports:report_detail", args=[pk])
        for mandate_id, cycle, pk in found
        if (place := Place("mandate", mandate_id, cycle)) in places
    }
