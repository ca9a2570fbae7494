"""Files that can be taken away again: put into the wrong record, they show nowhere, and that they were there stays."""

from typing import TypeVar

from django.conf import settings
from django.db import models
from django.db.models import Q

Row = TypeVar("Row", bound=models.Model)
# Of a tracked model the history leaves them out: taken away once and for good, the row itself says it all.
WITHDRAWAL = ["withdrawn_at", "withdrawn_by", "withdrawn_reason"]


class KeptManager(models.Manager[Row]):
    """Only what has not been taken away."""

    def get_queryset(self) -> models.QuerySet[Row]:
        return super().get_queryset().filter(withdrawn_at=None)


def withdrawn_whole(name: str, what: str) -> models.CheckConstraint:
    """Taken away by somebody, at a moment and for a reason; or not at all. `what`: the thing, in Italian."""
    return models.CheckConstraint(
        name=name,
        condition=Q(withdrawn_at=None, withdrawn_by=None, withdrawn_reason="")
        | (Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False) & ~Q(withdrawn_reason="")),
        violation_error_message=f"Di un {what} tolto si dice perché.",
    )


class Withdrawable(models.Model):
    """A file that may have been taken away. `objects` and the managers of relations leave such rows out: every
    list, search, copy and address reads those. `with_withdrawn` is for the line that says so, and for the lock.
    """

    withdrawn_at = models.DateTimeField("tolto il", null=True, editable=False)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        verbose_name="tolto da",
        null=True,
        editable=False,
    )
    withdrawn_reason = models.CharField("perché è stato tolto", max_length=300, blank=True, editable=False)

    objects = KeptManager()
    with_withdrawn = models.Manager()  # noqa: DJ012 - a manager too

    class Meta:
        abstract = True
