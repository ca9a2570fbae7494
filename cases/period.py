"""What the diary holds of a period, for those who report on it."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta

from django.db.models import QuerySet
from django.utils import timezone

from cases.models import DiaryEntry


def day_bounds(start: date, end: date) -> tuple[datetime, datetime]:
    """From the first moment of `start` to the first moment after `end`, in Rome."""
    return (
        timezone.make_aware(datetime.combine(start, time.min)),
        timezone.make_aware(datetime.combine(end + timedelta(days=1), time.min)),
    )


def entries_between(
    case_ids: Iterable[int], start: date, end: date, include_reserved: bool = False
) -> QuerySet[DiaryEntry]:
    """Diary entries of these cases that happened from `start` to `end`, both days included, oldest first.

    Two queries, however many entries: author and paragraphs are loaded. Reserved entries stay out unless
    asked for by name. The caller has passed the gate for every one of the cases.
    """
    since, until = day_bounds(start, end)
    rows = DiaryEntry.objects.filter(case__in=list(case_ids), occurred_at__gte=since, occurred_at__lt=until)
    if not include_reserved:
        rows = rows.filter(reserved=False)
    return rows.select_related("author").prefetch_related("paragraphs").order_by("occurred_at", "pk")
