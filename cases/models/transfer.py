"""A case on its way from one unit to another."""

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import F, Q

from accounts.models import Unit
from cases.enums import TransferState
from cases.models.case import Case

NOTE = 4000


class TransferQuerySet(models.QuerySet["CaseTransfer"]):
    def waiting(self) -> "TransferQuerySet":
        """Neither accepted nor refused nor taken back."""
        return self.filter(state=TransferState.PROPOSED)


@pghistory.track()
class CaseTransfer(models.Model):
    """A unit hands a case to another one of the same titolare, which may belong to another ente.

    Until somebody who leads the receiving unit accepts, nothing moves.
    """

    case = models.ForeignKey(Case, models.PROTECT, related_name="transfers", verbose_name="caso")
    from_unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="da")
    to_unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="a")
    note = models.TextField("consegne", max_length=NOTE)
    state = models.CharField(
        "esito", max_length=20, choices=TransferState.choices, default=TransferState.PROPOSED
    )
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="proposto da"
    )
    proposed_at = models.DateTimeField("proposto il", auto_now_add=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        verbose_name="deciso da",
        null=True,
        blank=True,
    )
    decided_at = models.DateTimeField("deciso il", null=True, blank=True)
    answer = models.CharField("risposta", max_length=1000, blank=True)

    objects = TransferQuerySet.as_manager()

    class Meta:
        verbose_name = "trasferimento"
        verbose_name_plural = "trasferimenti"
        ordering = ["-proposed_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["case"],
                condition=Q(state="proposto"),
                name="transfer_one_waiting",
                violation_error_message="Per questo caso c'è già un trasferimento in attesa.",
            ),
            models.CheckConstraint(
                name="transfer_to_another_unit",
                condition=~Q(from_unit=F("to_unit")),
                violation_error_message="Il caso è già in questa unità.",
            ),
            models.CheckConstraint(
                name="transfer_decided_whole",
                condition=Q(state="proposto", decided_by=None, decided_at=None)
                | (~Q(state="proposto") & Q(decided_by__isnull=False, decided_at__isnull=False)),
                violation_error_message="Una decisione ha una data e chi l'ha presa.",
            ),
        ]

    def __str__(self) -> str:
        return f"Trasferimento n. {self.pk}"

    @property
    def tone(self) -> str:
        """The look of its badge."""
        return TransferState(self.state).tone
