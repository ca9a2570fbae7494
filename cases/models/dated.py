"""What is true from a day to a day."""

from datetime import date
from typing import TypeVar

from django.db import models
from django.db.models import F, Q

Row = TypeVar("Row", bound=models.Model)


def ends_after_start(name: str) -> models.CheckConstraint:
    """A period may stay open, or have no known start, but never ends before it starts."""
    return models.CheckConstraint(
        name=name,
        condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")),
        violation_error_message="La fine non può precedere l'inizio.",
    )


class DatedQuerySet(models.QuerySet[Row]):
    def as_of(self, day: date) -> "DatedQuerySet[Row]":
        """What was true on `day`: a report prints the household of its own date."""
        begun = Q(valid_from=None) | Q(valid_from__lte=day)
        return self.filter(begun, Q(valid_to=None) | Q(valid_to__gte=day))
