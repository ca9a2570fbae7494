"""What the plans did in a period, for those who report on it."""

from collections.abc import Iterable
from datetime import date

from peipa.models import Plan, PlanQuerySet


def plans_between(case_ids: Iterable[int], start: date, end: date) -> PlanQuerySet:
    """Plans of these cases active or concluded in the period, both days included, with their objectives.

    Two queries: `plan.objectives.all()` is loaded, each with its area. The caller has passed the gate for
    every one of the cases.
    """
    rows = Plan.objects.alive_between(start, end).filter(case__in=list(case_ids))
    return rows.with_objectives().order_by("starts_on", "pk")
