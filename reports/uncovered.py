"""Mandates whose next deadline is near and that no report covers yet (handbook courts §8)."""

from collections.abc import Sequence
from datetime import date, timedelta

from django.conf import settings
from django.urls import reverse

from cases.models import Case, Deadline
from courts.actions.deadlines import parse_origin
from courts.findings import Finding
from courts.models import Mandate
from courts.terms.wording import day_of
from reports.enums import ReportState
from reports.models import Report


def uncovered_mandates(case: Case, mandates: Sequence[Mandate], day: date) -> list[Finding]:
    """One finding for each term of these mandates that is past or near and has no report. Two queries."""
    near = day + timedelta(days=settings.REPORT_OPENS_DAYS_BEFORE)
    rows = Deadline.objects.open().filter(case=case, origin__startswith="mandate:").due_by(near)
    due = {parse_origin(row.origin): row for row in rows}
    reports = Report.objects.filter(mandate__in=mandates, covered=case).exclude(state=ReportState.ANNULLATA)
    covered = set(reports.values_list("mandate_id", "cycle"))
    names = {mandate.pk: mandate.get_kind_display() for mandate in mandates}
    return [
        Finding(
            f"«{names[pk]}»: nessuna relazione aperta per la scadenza {day_of(row.due_on, 'del')}.",
            reverse("courts:mandate_detail", args=[pk]),
            alarm=row.due_on < day,
            why=row.explanation,
        )
        for (pk, n), row in sorted(due.items(), key=lambda item: item[1].due_on)
        if pk in names and (pk, n) not in covered
    ]
