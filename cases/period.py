"""What the diary holds of a period, for those who report on it."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta

from django.db.models import QuerySet
from django.utils import timezone

from cases.models import DiaryEntry

FIRST_YEAR, LAST_YEAR = 2000, 2100


def day_start(day: date) -> datetime:
    """The first moment of a day in Rome."""
    return timezone.make_aware(datetime.combine(day, time.min))


def day_after(day: date) -> datetime:
    """The first moment in Rome that no longer belongs to `day`."""
    return day_start(day + timedelta(days=1))


def read_day(text: str) -> date | None:
    """The day written as 2026-12-01 in an address; None for anything else, and for days no record can have."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if FIRST_YEAR <= day.year <= LAST_YEAR else None


def entries_between(
    case_ids: Iterable[int], start: date, end: date, include_reserved: bool = False
) -> QuerySet[DiaryEntry]:
    """Diary entries of these cases that happened from `start` to `end`, both days included, oldest first.

    Two queries, however many entries: author and paragraphs are loaded. Reserved entries stay out unless
    asked for by name. The caller has passed the gate for every one of the cases.
    """
    rows = DiaryEntry.objects.filter(
        case__in=list(case_ids), occurred_at__gte=day_start(start), occurred_at__lt=day_after(end)
    )
    if not include_reserved:
        rows = rows.filter(reserved=False)
    return rows.select_related("author").prefetch_related("paragraphs").order_by("occurred_at", "pk")
