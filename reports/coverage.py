"""Which reports answer a mandate, for its page."""

from accounts.models import User
from cases.panels import Row
from cases.permissions import saw
from courts.models import Mandate
from reports.enums import ReportState
from reports.permissions import visible_reports


def reports_of(mandate: Mandate, user: User) -> list[Row]:
    """The reports under this mandate of which `user` sees every child, the latest first. One query.

    Their children are among those of the mandate, which its page notes; nobody is named here.
    """
    found = list(visible_reports(user).filter(mandate=mandate).order_by("-due_on", "pk"))
    saw(report.case_id for report in found)
    return [
        Row(
            label=f"Relazione: {report.get_kind_display().lower()}",
            url=report.get_absolute_url(),
            note=f"periodo dal {report.period_from:%d/%m/%Y} al {report.period_to:%d/%m/%Y}, "
            f"entro il {report.due_on:%d/%m/%Y}",
            badge=report.get_state_display(),
            tone=ReportState(report.state).tone,
        )
        for report in found
    ]
