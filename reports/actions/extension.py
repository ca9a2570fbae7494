"""A report follows the day its mandate gives it: an extension, a hearing that moved."""

from datetime import date

from django.db import transaction

from courts.models import Mandate
from reports.enums import PENDING_STATES
from reports.kinds import FINAL
from reports.models import Report


@transaction.atomic
def follow_extension(mandate: Mandate, cycle: int | None, due_on: date) -> None:
    """Give the report of this cycle, or the final one of a project, its new day, as long as it is not approved.

    Art. 154 c.p.c. for the cycles.
    """
    which = {"cycle": cycle} if cycle is not None else {"kind__in": FINAL.values(), "corrects": None}
    rows = Report.objects.select_for_update(of=("self",)).filter(
        mandate=mandate, state__in=sorted(PENDING_STATES), **which
    )
    for report in rows:
        report.due_on = due_on
        report.save(update_fields=["due_on"])
