"""What somebody plans to do: visits, talks, meetings. Once done, each becomes an entry of the diary."""

from datetime import datetime, timedelta
from uuid import uuid4

import pghistory
from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse

from cases.enums import PLANNED_KINDS, EntryKind
from cases.models.case import Case
from cases.models.record import DiaryEntry


class AppointmentQuerySet(models.QuerySet["Appointment"]):
    def planned(self) -> "AppointmentQuerySet":
        """Neither done nor called off."""
        return self.filter(entry=None, cancelled_at=None)


@pghistory.track()
class Appointment(models.Model):
    """Something planned about one case. Siblings seen together have a row each and one `batch`.

    It is done when it has its diary entry and called off when it has its moment: nothing else is a state.
    """

    case = models.ForeignKey(Case, models.PROTECT, related_name="appointments", verbose_name="caso")
    batch = models.UUIDField("incontro", default=uuid4, editable=False)
    kind = models.CharField(
        "tipo",
        max_length=30,
        choices=[(kind.value, kind.label) for kind in EntryKind if kind in PLANNED_KINDS],
    )
    starts_at = models.DateTimeField("quando")
    minutes = models.PositiveSmallIntegerField(
        "durata in minuti", default=60, validators=[MinValueValidator(5), MaxValueValidator(24 * 60)]
    )
    place = models.CharField("luogo", max_length=120, blank=True)
    participants = models.CharField("con chi", max_length=300, blank=True)
    operators = models.ManyToManyField(
        settings.AUTH_USER_MODEL, related_name="+", verbose_name="chi va per il servizio"
    )
    planned_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="fissato da"
    )
    created_at = models.DateTimeField("fissato il", auto_now_add=True)
    entry = models.OneToOneField(
        DiaryEntry,
        models.PROTECT,
        related_name="appointment",
        verbose_name="annotazione di diario",
        null=True,
        blank=True,
    )
    cancelled_at = models.DateTimeField("annullato il", null=True, blank=True)
    cancel_reason = models.CharField("motivo", max_length=200, blank=True)

    objects = AppointmentQuerySet.as_manager()

    class Meta:
        verbose_name = "appuntamento"
        verbose_name_plural = "appuntamenti"
        ordering = ["starts_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["batch", "case"],
                name="appointment_once_per_case",
                violation_error_message="Questo appuntamento è già nel fascicolo.",
            ),
            models.CheckConstraint(
                name="appointment_done_or_cancelled",
                condition=Q(entry=None) | Q(cancelled_at=None),
                violation_error_message="Un appuntamento svolto non si annulla.",
            ),
        ]
        indexes = [models.Index(fields=["case", "starts_at"], name="appointment_by_case")]

    def __str__(self) -> str:
        return f"Appuntamento n. {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("cases:appointment_detail", args=[self.case_id, self.pk])

    @property
    def ends_at(self) -> datetime:
        return self.starts_at + timedelta(minutes=self.minutes)

    @property
    def is_planned(self) -> bool:
        return self.entry_id is None and self.cancelled_at is None
