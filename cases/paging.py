"""Pages of rows by moment, newest first, that cost the same however deep (keyset paging)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Generic, TypeVar

from django.db import models
from django.db.models import Q, QuerySet

Row = TypeVar("Row", bound=models.Model)
PAGE_SIZE = 25
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)


@dataclass(frozen=True)
class Place:
    """A place between two rows: at this moment and this id."""

    moment: datetime
    pk: int

    def __str__(self) -> str:
        return f"{(self.moment - EPOCH) // MICROSECOND}_{self.pk}"

    @classmethod
    def parse(cls, text: str) -> "Place | None":
        """The place written by `str()`; None for an empty or damaged text (the list starts over)."""
        moment, _, pk = text.partition("_")
        try:
            when = EPOCH + int(moment) * MICROSECOND
            return cls(when, int(pk)) if 0 <= int(pk) < 2**63 else None
        except (ValueError, OverflowError):
            return None


@dataclass(frozen=True)
class Page(Generic[Row]):
    """Some rows and the places where the pages beside them start (None at either end)."""

    rows: Sequence[Row]
    older: Place | None
    newer: Place | None


def page_of(
    rows: QuerySet[Row], moment: str, *, before: str = "", after: str = "", size: int = PAGE_SIZE
) -> Page[Row]:
    """The newest `size` rows, or those just older than `before` or just newer than `after` (texts of `Place`)."""
    older_than, newer_than = Place.parse(before), Place.parse(after)
    if newer_than and not older_than:
        found = list(rows.filter(_beyond(moment, newer_than, "gt")).order_by(moment, "pk")[: size + 1])
        shown = found[:size][::-1]
        more_newer, more_older = len(found) > size, True
    else:
        if older_than:
            rows = rows.filter(_beyond(moment, older_than, "lt"))
        found = list(rows.order_by(f"-{moment}", "-pk")[: size + 1])
        shown = found[:size]
        more_newer, more_older = older_than is not None, len(found) > size
    return Page(
        shown,
        _place(shown[-1], moment) if shown and more_older else None,
        _place(shown[0], moment) if shown and more_newer else None,
    )


def _beyond(moment: str, place: Place, side: str) -> Q:
    # The first condition alone is what the index walks by; the rest settles rows of the same moment.
    return Q(**{f"{moment}__{side}e": place.moment}) & (
        Q(**{f"{moment}__{side}": place.moment}) | Q(**{f"pk__{side}": place.pk})
    )


def _place(row: models.Model, moment: str) -> Place:
    return Place(getattr(row, moment), row.pk)
