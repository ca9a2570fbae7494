"""Reading the caseload for the list of cases: with a search word, and with who answers for each row."""

from collections.abc import Iterable

from django.db.models import Q, QuerySet, Value
from django.db.models.functions import Coalesce
from django.utils import timezone

from accounts.models import User
from cases.models import Case, TeamMember
from cases.permissions import NO_DEADLINE, Cursor, Page, caseload, count_caseload, saw, visible_cases
from cases.reckoned import explained


def page_of_cases(user: User, *, text: str, open_only: bool, after: Cursor | None, limit: int) -> Page:
    """One page of the cases of `user`, soonest deadline first, cut to a surname or a reference."""
    if not text:
        return caseload(user, open_only=open_only, after=after, limit=limit)
    rows = explained(_found(user, text, open_only)).annotate(
        sort=Coalesce("next_deadline", Value(NO_DEADLINE))
    )
    if after:
        rows = rows.filter(Q(sort__gt=after.deadline) | Q(sort=after.deadline, pk__gt=after.case_id))
    cases = list(rows.select_related("person", "unit").order_by("sort", "pk")[: limit + 1])
    shown = cases[:limit]
    saw(case.pk for case in shown)
    last = shown[-1] if len(cases) > limit else None
    return Page(shown, Cursor(last.next_deadline or NO_DEADLINE, last.pk) if last else None)


def count_of_cases(user: User, *, text: str, open_only: bool, cap: int) -> int:
    """How many cases the list has, counted up to `cap` + 1."""
    if not text:
        return count_caseload(user, open_only=open_only, cap=cap)
    return _found(user, text, open_only)[: cap + 1].count()


def responsible_of(cases: Iterable[Case]) -> dict[int, str]:
    """Who answers today for each of these cases, by case id. One query."""
    rows = TeamMember.objects.in_force(timezone.localdate()).filter(case__in=list(cases), responsible=True)
    return {row.case_id: str(row.user) for row in rows.select_related("user").order_by()}


def _found(user: User, text: str, open_only: bool) -> QuerySet[Case]:
    rows = visible_cases(user).filter(
        Q(person__last_name__unaccent__istartswith=text) | Q(reference__startswith=text)
    )
    return rows.filter(closed_on=None) if open_only else rows
