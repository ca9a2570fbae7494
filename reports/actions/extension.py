"""A report follows the extension its mandate was granted."""

from datetime import date

from django.db import transaction

from courts.models import Mandate
from reports.enums import PENDING_STATES
from reports.models import Report


@transaction.atomic
def follow_extension(mandate: Mandate, cycle: int, due_on: date) -> None:
    """Give the report of this cycle its new day, as long as it is not approved. Art. 154 c.p.c."""
    rows = Report.objects.select_for_update(of=("self",)).filter(
        mandate=mandate, cycle=cycle, state__in=sorted(PENDING_STATES)
    )
    for report in rows:
        report.due_on = due_on
        report.save(update_fields=["due_on"])
