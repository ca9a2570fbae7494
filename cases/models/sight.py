"""Exceptions to who sees a case: restricted cases, barred people, emergency access, requests of colleagues.

The gate reads them (`cases.sight_exceptions`); nobody else decides by them.
"""

from datetime import date, datetime, timedelta

import pghistory
from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Q

from accounts.models import Unit, day_range
from cases.enums import BarrierKind, GlassVerdict, SightOutcome
from cases.models.case import Case
from cases.models.dated import ends_after_start

REASON = 500
MOST_HOURS = timedelta(hours=4)  # handbook safety §5


class Restriction(models.Model):
    """A time during which a case was for its équipe alone, with who decided it and why."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="restrictions", verbose_name="caso")
    reason = models.CharField("motivo", max_length=REASON)
    started_at = models.DateTimeField("dal")
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="deciso da"
    )
    ended_at = models.DateTimeField("al", null=True, blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        verbose_name="tolto da",
        null=True,
        blank=True,
    )
    end_reason = models.CharField("motivo della fine", max_length=REASON, blank=True)

    class Meta:
        verbose_name = "limitazione di accesso"
        verbose_name_plural = "limitazioni di accesso"
        ordering = ["-started_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["case"],
                condition=Q(ended_at=None),
                name="restriction_one_in_force",
                violation_error_message="Il caso è già ad accesso ristretto.",
            )
        ]

    def __str__(self) -> str:
        return f"Limitazione n. {self.pk}"


class BarrierQuerySet(models.QuerySet["Barrier"]):
    def in_force(self, on: date) -> "BarrierQuerySet":
        """Who is barred on a day."""
        return self.filter(Q(valid_to=None) | Q(valid_to__gte=on), valid_from__lte=on)


@pghistory.track()
class Barrier(models.Model):
    """One worker who never sees one case, whatever role, unit, équipe or permission says otherwise."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="barriers", verbose_name="caso")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="persona esclusa"
    )
    kind = models.CharField("causa", max_length=20, choices=BarrierKind.choices)
    reason = models.CharField("motivo", max_length=REASON)
    valid_from = models.DateField("dal")
    valid_to = models.DateField("al", null=True, blank=True)
    registered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="registrata da"
    )
    end_reason = models.CharField("motivo della fine", max_length=REASON, blank=True)

    objects = BarrierQuerySet.as_manager()

    class Meta:
        verbose_name = "persona esclusa dal caso"
        verbose_name_plural = "persone escluse dai casi"
        ordering = ["-valid_from", "-pk"]
        constraints = [
            ends_after_start("barrier_ends_after_start"),
            ExclusionConstraint(
                name="barrier_once_at_a_time",
                expressions=[
                    ("case", RangeOperators.EQUAL),
                    ("user", RangeOperators.EQUAL),
                    (day_range("valid_from", "valid_to"), RangeOperators.OVERLAPS),
                ],
                violation_error_message="Questa persona è già esclusa dal caso in quel periodo.",
            ),
        ]

    def __str__(self) -> str:
        return f"Esclusione n. {self.pk}"


class BreakGlassQuerySet(models.QuerySet["BreakGlass"]):
    def running(self, at: datetime) -> "BreakGlassQuerySet":
        """Those that open their case at a moment."""
        return self.filter(closed_at=None, opened_at__lte=at, expires_at__gt=at)


@pghistory.track()
class BreakGlass(models.Model):
    """One emergency access: one person, one case, a few hours, reading only (handbook safety §5)."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="+", verbose_name="caso")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="chi è entrato"
    )
    # Of the moment: who reviews stays who had to, even if the case moves on.
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="unità del caso")
    reason = models.CharField("motivo", max_length=REASON)
    opened_at = models.DateTimeField("aperto il")
    expires_at = models.DateTimeField("scade il")
    closed_at = models.DateTimeField("chiuso prima il", null=True, blank=True)
    told_at = models.DateTimeField("avvisi inviati il", null=True, blank=True)
    escalated_at = models.DateTimeField("sollecito inviato il", null=True, blank=True)
    attempts = models.PositiveSmallIntegerField("tentativi di avviso", default=0)
    verdict = models.CharField(
        "esito della verifica", max_length=20, choices=GlassVerdict.choices, blank=True
    )
    reviewed_at = models.DateTimeField("verificato il", null=True, blank=True)
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        verbose_name="verificato da",
        null=True,
        blank=True,
    )
    review_note = models.CharField("nota della verifica", max_length=REASON, blank=True)

    objects = BreakGlassQuerySet.as_manager()

    class Meta:
        verbose_name = "accesso d'emergenza"
        verbose_name_plural = "accessi d'emergenza"
        ordering = ["-opened_at", "-pk"]
        indexes = [
            models.Index(
                fields=["user", "expires_at"], name="breakglass_running", condition=Q(closed_at=None)
            ),
            models.Index(fields=["unit", "-opened_at", "-id"], name="breakglass_of_unit"),
            models.Index(fields=["opened_at"], name="breakglass_to_review", condition=Q(verdict="")),
        ]
        constraints = [
            models.CheckConstraint(
                name="breakglass_few_hours",
                condition=Q(expires_at__gt=F("opened_at"))
                & Q(
                    expires_at__lte=F("opened_at")
                    + models.Value(MOST_HOURS, output_field=models.DurationField())
                ),
                violation_error_message="Un accesso d'emergenza dura al massimo quattro ore.",
            ),
            models.CheckConstraint(
                name="breakglass_review_whole",
                condition=Q(verdict="", reviewed_at=None, reviewed_by=None)
                | (~Q(verdict="") & Q(reviewed_at__isnull=False, reviewed_by__isnull=False)),
                violation_error_message="La verifica ha un esito, una data e chi l'ha fatta.",
            ),
            models.CheckConstraint(
                name="breakglass_reviewed_by_another",
                condition=Q(reviewed_by=None) | ~Q(reviewed_by=F("user")),
                violation_error_message="L'accesso lo verifica una persona diversa da chi è entrato.",
            ),
        ]

    def __str__(self) -> str:
        return f"Accesso d'emergenza n. {self.pk}"


class SightRequest(models.Model):
    """A colleague asks to see a case by its reference. Without a case when there is none to be asked for."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="chi chiede"
    )
    reference = models.CharField("riferimento", max_length=20)
    case = models.ForeignKey(
        Case, models.PROTECT, related_name="+", verbose_name="caso", null=True, blank=True, editable=False
    )
    reason = models.CharField("motivo", max_length=REASON)
    created_at = models.DateTimeField("chiesta il")
    outcome = models.CharField("esito", max_length=20, choices=SightOutcome.choices, blank=True)
    until = models.DateField("fino al", null=True, blank=True)
    decided_at = models.DateTimeField("decisa il", null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        verbose_name="decisa da",
        null=True,
        blank=True,
    )
    note = models.CharField("nota", max_length=REASON, blank=True)

    class Meta:
        verbose_name = "richiesta di vedere un caso"
        verbose_name_plural = "richieste di vedere un caso"
        ordering = ["-created_at", "-pk"]
        indexes = [
            models.Index(fields=["case"], name="sightrequest_to_decide", condition=Q(outcome="")),
            models.Index(fields=["user", "-created_at"], name="sightrequest_of_user"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "reference"],
                condition=Q(outcome=""),
                name="sightrequest_one_waiting",
                violation_error_message="Hai già chiesto questo fascicolo.",
            ),
            models.CheckConstraint(
                name="sightrequest_granted_until",
                condition=~Q(outcome="concessa") | Q(until__isnull=False, case__isnull=False),
                violation_error_message="Un accesso concesso ha il suo ultimo giorno.",
            ),
        ]

    def __str__(self) -> str:
        return f"Richiesta n. {self.pk}"
