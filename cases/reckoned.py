"""How the days on pages were reckoned: the explanation of their deadlines, for whole lists at once."""

from collections.abc import Iterable

from django.db.models import OuterRef, QuerySet, Subquery

from cases.models import Case, Deadline


def explained(cases: QuerySet[Case]) -> QuerySet[Case]:
    """The same cases, each with `why_next`: why its next open deadline falls when it does. No query more."""
    rows = Deadline.objects.open().filter(case=OuterRef("pk")).order_by("due_on", "pk")
    return cases.annotate(why_next=Subquery(rows.values("explanation")[:1]))


def why_by_origin(origins: Iterable[str]) -> dict[str, str]:
    """How the day of the deadlines of each of these origins came about. One query."""
    rows = Deadline.objects.filter(origin__in=list(origins)).order_by()
    return dict(rows.values_list("origin", "explanation"))
