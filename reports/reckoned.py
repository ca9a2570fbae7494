"""How the day a report is due was reckoned: the explanation of the deadline it answers."""

from django.db.models import Case, CharField, F, OuterRef, QuerySet, Subquery, TextField, Value, When
from django.db.models.functions import Cast, Coalesce, Concat

from cases.models import Deadline
from reports.kinds import FINAL
from reports.models import Report


def explained(reports: QuerySet[Report]) -> QuerySet[Report]:
    """The same reports, each with `why_due`; empty where the day was chosen by a person. No query more."""
    mandate, cycle = Cast(F("mandate"), CharField()), Cast(F("cycle"), CharField())
    origin = Case(
        When(cycle__isnull=False, then=Concat(Value("mandate:"), mandate, Value(":"), cycle)),
        When(kind__in=FINAL.values(), then=Concat(Value("juvenile:"), mandate, Value(":1"))),
    )
    found = Deadline.objects.filter(origin=OuterRef("origin_due")).order_by("pk").values("explanation")[:1]
    rows = reports.annotate(origin_due=origin)
    return rows.annotate(why_due=Coalesce(Subquery(found), Value(""), output_field=TextField()))  # type: ignore[no-redef]
