"""Which reports answer a mandate, and which mandates a report has to answer."""

from django.db.models import Q

from accounts.models import User
from cases.models import Case
from cases.panels import Row
from cases.permissions import saw
from courts.enums import MandateState
from courts.models import Mandate
from reports.enums import ReportState
from reports.models import Report
from reports.permissions import visible_reports
from reports.reckoned import explained


def reports_of(mandate: Mandate, user: User) -> list[Row]:
    """The reports under this mandate of which `user` sees every child, the latest first. One query.

    Their children are among those of the mandate, which its page notes; nobody is named here.
    """
    found = list(explained(visible_reports(user).filter(mandate=mandate)).order_by("-due_on", "pk"))
    saw(report.case_id for report in found)
    return [
        Row(
            label=f"Relazione: {report.get_kind_display().lower()}",
            url=report.get_absolute_url(),
            note=f"periodo dal {report.period_from:%d/%m/%Y} al {report.period_to:%d/%m/%Y}, "
            f"entro il {report.due_on:%d/%m/%Y}",
            why=report.why_due,
            badge=report.get_state_display(),
            tone=ReportState(report.state).tone,
        )
        for report in found
    ]


# A mandate that a later order took back asks nothing any more.
GONE = (MandateState.REVOCATO, MandateState.SUPERATO)


def mandates_asked(report: Report, cases: list[Case]) -> list[Mandate]:
    """The mandates of the same proceeding about these children, in force at some time of the period.

    The judge wants to hear of each of them (art. 473-bis.27 c.1 c.p.c.). None for a report outside any mandate.
    One query.
    """
    if report.mandate_id is None:
        return []
    rows = Mandate.objects.filter(
        order__proceeding__orders__mandates=report.mandate_id,
        cases__in=[case.pk for case in cases],
        starts_on__lte=report.period_to,
    )
    alive = rows.filter(Q(ends_on=None) | Q(ends_on__gte=report.period_from))
    return list(
        alive.exclude(~Q(pk=report.mandate_id), state__in=GONE).distinct().order_by("starts_on", "pk")
    )
