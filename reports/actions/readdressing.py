"""A report being written goes where its mandate reports to; one sent for approval keeps its addressee."""

from django.db import transaction

from courts.models import Mandate
from reports.enums import WRITABLE_STATES
from reports.models import Report


@transaction.atomic
def follow_office(mandate: Mandate) -> None:
    """Address the reports of this mandate still being written to its office; corrections go where the first went.

    Art. 38 disp. att. c.c.: after a transfer the first office hears the child no more.
    """
    rows = Report.objects.select_for_update(of=("self",)).filter(
        mandate=mandate, corrects=None, state__in=sorted(WRITABLE_STATES)
    )
    for report in rows:
        report.recipient = mandate.recipient
        report.save(update_fields=["recipient"])


def address_again(report: Report) -> None:
    """Let a locked report that is written again go where its mandate reports to today."""
    if report.mandate is not None and report.corrects_id is None:
        report.recipient = report.mandate.recipient
