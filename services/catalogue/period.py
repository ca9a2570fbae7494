"""What the services did in a period, for those who report on it."""

from collections.abc import Iterable
from datetime import date

from services.catalogue.models import Enrolment, EnrolmentQuerySet


def enrolments_between(case_ids: Iterable[int], start: date, end: date) -> EnrolmentQuerySet:
    """Enrolments of these cases that were requested, running or ended in the period, both days included.

    One query, with kind and mandate loaded. The caller has passed the gate for every one of the cases.
    """
    rows = Enrolment.objects.alive_between(start, end).filter(case__in=list(case_ids))
    return rows.select_related("kind", "mandate").order_by("kind__position", "requested_on", "pk")
