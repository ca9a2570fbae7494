"""The report already open for a term: its deadline leads there instead of to the mandate."""

from collections.abc import Collection

from django.db.models import OuterRef, Subquery
from django.urls import reverse

from accounts.models import User
from cases.deadline_links import Place
from cases.permissions import changeable_cases
from courts.models import Mandate
from reports.enums import ReportState
from reports.kinds import FINAL
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


def final_reports(user: User, places: Collection[Place]) -> dict[Place, str]:
    """By juvenile project, the page of its final report; until there is one, for who may write it, the page
    that opens it. One query.
    """
    numbers = {place.number for place in places}
    reports = visible_reports(user).filter(mandate=OuterRef("pk"), kind__in=FINAL.values(), corrects=None)
    open_ones = reports.exclude(state=ReportState.ANNULLATA).order_by("-pk").values("pk")
    children = changeable_cases(user).filter(mandates=OuterRef("pk")).order_by("pk").values("pk")
    rows = Mandate.objects.filter(pk__in=numbers).annotate(
        report=Subquery(open_ones[:1]), child=Subquery(children[:1])
    )
    found = {}
    for mandate, report, child in rows.values_list("pk", "report", "child"):
        if report is not None:
            found[mandate] = reverse("reports:report_detail", args=[report])
        elif child is not None:
            found[mandate] = f"{reverse('reports:report_open', args=[child])}?incarico={mandate}"
    return {place: found[place.number] for place in places if place.number in found}
