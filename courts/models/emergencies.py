"""Art. 403 c.c.: the emergency removal and its chain of terms, counted to the minute."""

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from accounts.models import Unit
from cases.models import Case, Document
from courts.enums import EmergencyState, EmergencyStepKind
from courts.models.authorities import Office


@pghistory.track()
class Emergency(models.Model):
    """One removal: when the child was brought to safety, who was told, who took the call."""

    cases = models.ManyToManyField(Case, related_name="emergencies", verbose_name="minori")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="unità")
    prosecutor = models.ForeignKey(Office, models.PROTECT, related_name="+", verbose_name="Procura minorile")
    removed_at = models.DateTimeField("messa in sicurezza")
    oral_notice_at = models.DateTimeField("avviso orale")
    oral_notice_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="avviso dato da"
    )
    call_taken_by = models.CharField("chi ha risposto", max_length=150)
    reasons = models.TextField("motivi in breve")
    state = models.CharField(
        "stato", max_length=15, choices=EmergencyState.choices, default=EmergencyState.IN_CORSO
    )
    closed_reason = models.CharField("esito", max_length=300, blank=True)

    class Meta:
        verbose_name = "allontanamento ex art. 403 c.c."
        verbose_name_plural = "allontanamenti ex art. 403 c.c."
        ordering = ["-removed_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="emergency_notice_after_removal",
                condition=Q(oral_notice_at__gte=F("removed_at")),
                violation_error_message="L'avviso orale non può precedere la messa in sicurezza.",
            )
        ]

    def __str__(self) -> str:
        return f"Allontanamento n. {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("courts:emergency_detail", args=[self.pk])


@pghistory.track()
class EmergencyStep(models.Model):
    """One link of the chain. Its clock starts when the link before it is done."""

    emergency = models.ForeignKey(
        Emergency, models.PROTECT, related_name="steps", verbose_name="allontanamento"
    )
    kind = models.CharField("passo", max_length=20, choices=EmergencyStepKind.choices)
    starts_at = models.DateTimeField("decorre da", null=True, blank=True)
    due_at = models.DateTimeField("entro", null=True, blank=True)
    explanation = models.TextField("come è calcolato", blank=True)
    done_at = models.DateTimeField("compiuto", null=True, blank=True)
    proof = models.CharField("prova", max_length=300, blank=True)
    document = models.ForeignKey(
        Document, models.PROTECT, related_name="+", verbose_name="documento", null=True, blank=True
    )
    ticked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="da", null=True, blank=True
    )

    class Meta:
        verbose_name = "passo del 403"
        verbose_name_plural = "passi del 403"
        ordering = ["emergency", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["emergency", "kind"],
                name="emergencystep_once",
                violation_error_message="Questo passo è già registrato.",
            ),
            models.CheckConstraint(
                name="emergencystep_done_with_proof",
                condition=Q(done_at=None) | ~Q(proof=""),
                violation_error_message="Un passo si spunta con la sua prova.",
            ),
        ]

    def __str__(self) -> str:
        return f"Passo n. {self.pk}"

    def origin(self) -> str:
        """The name its deadline carries in `cases.Deadline.origin`."""
        return f"emergency:{self.emergency_id}:{self.kind}"
