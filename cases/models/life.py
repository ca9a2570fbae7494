"""How a case came to be and moved: the numbers it is called by, and every change of its state."""

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import Q

from cases.enums import CaseStatus
from cases.models.case import Case
from cases.models.codes import Code


class ReferenceCounter(models.Model):
    """The last reference given in a year. Locked by whoever takes the next one, so that none is skipped."""

    year = models.PositiveSmallIntegerField("anno", primary_key=True)
    last = models.PositiveIntegerField("ultimo numero", default=0)

    class Meta:
        verbose_name = "contatore dei fascicoli"
        verbose_name_plural = "contatori dei fascicoli"

    def __str__(self) -> str:
        return f"{self.year}: {self.last}"


@pghistory.track()
class StatusChange(models.Model):
    """One move of a case from a state to another: when, why, by whom."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="status_changes", verbose_name="caso")
    source = models.CharField("da", max_length=20, choices=CaseStatus.choices)
    target = models.CharField("a", max_length=20, choices=CaseStatus.choices)
    changed_on = models.DateField("dal")
    reason = models.TextField("motivo", blank=True, max_length=2000)
    # Of a closing: why, and where the child is left, in the words of the national flow.
    closure = models.ForeignKey(
        Code, models.PROTECT, related_name="+", verbose_name="motivo di chiusura", null=True, blank=True
    )
    situation = models.ForeignKey(
        Code, models.PROTECT, related_name="+", verbose_name="situazione alla chiusura", null=True, blank=True
    )
    destination = models.CharField("inviato a", max_length=200, blank=True)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="deciso da"
    )
    recorded_at = models.DateTimeField("registrato il", auto_now_add=True)

    class Meta:
        verbose_name = "cambio di stato"
        verbose_name_plural = "cambi di stato"
        ordering = ["-changed_on", "-pk"]
        indexes = [models.Index(fields=["case", "-changed_on"], name="statuschange_case")]
        constraints = [
            models.CheckConstraint(
                name="statuschange_closure_when_closed",
                condition=Q(closure=None, situation=None) | Q(target="chiuso"),
                violation_error_message="Il motivo di chiusura va indicato solo quando il caso si chiude.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_source_display()} → {self.get_target_display()}"


@pghistory.track()
class Assessment(models.Model):
    """What the service found about the child and the family on a day. A later one takes its place, none is changed."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="assessments", verbose_name="caso")
    assessed_on = models.DateField("valutazione del")
    findings = models.ManyToManyField(Code, related_name="+", verbose_name="che cosa emerge")
    note = models.TextField("sintesi", blank=True, max_length=4000)
    assessed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="valutato da"
    )
    recorded_at = models.DateTimeField("registrata il", auto_now_add=True)

    class Meta:
        verbose_name = "valutazione"
        verbose_name_plural = "valutazioni"
        ordering = ["-assessed_on", "-pk"]

    def __str__(self) -> str:
        return f"Valutazione n. {self.pk}"
