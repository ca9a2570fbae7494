"""How the day a report is due was reckoned: the explanation of the deadline it answers."""

from django.db.models import Case, CharField, F, OuterRef, Q, QuerySet, Subquery, TextField, Value, When
from django.db.models.functions import Cast, Coalesce, Concat

from cases.models import Deadline
from reports.kinds import FINAL
from reports.models import Report


def explained(reports: QuerySet[Report]) -> QuerySet[Report]:
    """The same reports, each with `why_due`; empty where the day was chosen by a person. No query more."""
    mandate, cycle = Cast(F("mandate"), CharField()), Cast(F("cycle"), CharField())
    origins = {
        "of_cycle": Case(
            When(cycle__isnull=False, then=Concat(Value("mandate:"), mandate, Value(":"), cycle))
        ),
        "of_end": Case(When(kind__in=FINAL.values(), then=Concat(Value("juvenile:"), mandate, Value(":1")))),
    }
    mine = Q(origin=OuterRef("of_cycle")) | Q(origin=OuterRef("of_end"))
    # A final report may answer both: the one whose day it has speaks first.
    other_day = Case(When(due_on=OuterRef("due_on"), then=0), default=1)
    found = Deadline.objects.filter(mine).annotate(other_day=other_day).order_by("other_day", "pk")
    rows = reports.annotate(**origins)
    return rows.annotate(
        why_due=Coalesce(Subquery(found.values("explanation")[:1]), Value(""), output_field=TextField())
    )  # type: ignore[no-redef]


def why_due(report: Report) -> str:
    """The same for one report."""
    return explained(Report.objects.filter(pk=report.pk)).get().why_due
