"""Reminders that cannot be lost: the ladder as data, a row for each told step, a ledger of runs."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from cases.enums import ReminderAudience
from cases.models.deadlines import Deadline


class EscalationStep(models.Model):
    """One rung of the ladder: so many days before (or after, when negative) the day, somebody is told."""

    days_before = models.SmallIntegerField(
        "giorni prima della scadenza", unique=True, help_text="Negativo: giorni dopo la scadenza."
    )
    audience = models.CharField(
        "chi viene avvisato", max_length=10, choices=ReminderAudience.choices, default=ReminderAudience.OWNER
    )
    active = models.BooleanField("in uso", default=True)

    class Meta:
        verbose_name = "gradino dei promemoria"
        verbose_name_plural = "gradini dei promemoria"
        ordering = ["-days_before"]

    def __str__(self) -> str:
        return f"{self.days_before} giorni"


class Digest(models.Model):
    """One e-mail of one day to one person. The row is made first, the mail follows, and is tried again."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="a chi")
    day = models.DateField("giorno")
    created_at = models.DateTimeField("preparato il", default=timezone.now)
    sent_at = models.DateTimeField("inviato il", null=True, blank=True)
    attempts = models.PositiveSmallIntegerField("tentativi", default=0)

    class Meta:
        verbose_name = "riepilogo giornaliero"
        verbose_name_plural = "riepiloghi giornalieri"
        ordering = ["-day", "user"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "day"],
                name="digest_once_a_day",
                violation_error_message="Il riepilogo di questo giorno esiste già.",
            )
        ]
        indexes = [models.Index(fields=["day"], name="digest_unsent", condition=Q(sent_at=None))]

    def __str__(self) -> str:
        return f"Riepilogo n. {self.pk}"


class Reminder(models.Model):
    """One person was told of one deadline at one rung, once and for all."""

    deadline = models.ForeignKey(Deadline, models.PROTECT, related_name="reminders", verbose_name="scadenza")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="a chi")
    step = models.SmallIntegerField("gradino")
    # Due dates move with extensions: the new date has a ladder of its own.
    due_on = models.DateField("scadenza di allora")
    created_at = models.DateTimeField("quando", default=timezone.now)
    digest = models.ForeignKey(
        Digest, models.PROTECT, related_name="reminders", verbose_name="riepilogo", null=True, blank=True
    )

    class Meta:
        verbose_name = "promemoria"
        verbose_name_plural = "promemoria"
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["deadline", "user", "step", "due_on"],
                name="reminder_once_per_step",
                violation_error_message="Questo promemoria è già stato dato.",
            )
        ]

    def __str__(self) -> str:
        return f"Promemoria n. {self.pk}"


class UrgentStep(models.Model):
    """One rung of the ladder for terms with an exact time: so many hours before (after, when negative)."""

    hours_before = models.SmallIntegerField(
        "ore prima del termine", unique=True, help_text="Zero: alla scadenza. Negativo: ore dopo."
    )
    audience = models.CharField(
        "chi viene avvisato", max_length=10, choices=ReminderAudience.choices, default=ReminderAudience.OWNER
    )
    active = models.BooleanField("in uso", default=True)

    class Meta:
        verbose_name = "gradino degli avvisi urgenti"
        verbose_name_plural = "gradini degli avvisi urgenti"
        ordering = ["-hours_before"]

    def __str__(self) -> str:
        return f"{self.hours_before} ore"


class UrgentReminder(models.Model):
    """One person was told by mail, at once, of one term with an exact time at one rung, once and for all."""

    deadline = models.ForeignKey(
        Deadline, models.PROTECT, related_name="urgent_reminders", verbose_name="scadenza"
    )
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="a chi")
    step = models.SmallIntegerField("gradino, in ore")
    # A term that moves has a ladder of its own.
    due_at = models.DateTimeField("termine di allora")
    created_at = models.DateTimeField("quando", default=timezone.now)
    sent_at = models.DateTimeField("inviato il", null=True, blank=True)
    attempts = models.PositiveSmallIntegerField("tentativi", default=0)

    class Meta:
        verbose_name = "avviso urgente"
        verbose_name_plural = "avvisi urgenti"
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["deadline", "user", "step", "due_at"],
                name="urgent_once_per_step",
                violation_error_message="Questo avviso è già stato dato.",
            )
        ]
        indexes = [models.Index(fields=["user"], name="urgent_unsent", condition=Q(sent_at=None))]

    def __str__(self) -> str:
        return f"Avviso urgente n. {self.pk}"


class SweepRun(models.Model):
    """The ledger of the clock: when a sweep ran and what it did."""

    name = models.CharField("lavoro", max_length=40)
    started_at = models.DateTimeField("iniziato il")
    finished_at = models.DateTimeField("finito il", null=True, blank=True)
    seen = models.PositiveIntegerField("scadenze viste", default=0)
    made = models.PositiveIntegerField("promemoria nuovi", default=0)

    class Meta:
        verbose_name = "esecuzione"
        verbose_name_plural = "registro delle esecuzioni"
        ordering = ["-started_at", "-pk"]
        indexes = [models.Index(fields=["name", "-started_at"], name="sweeprun_latest")]

    def __str__(self) -> str:
        return f"{self.name} {self.started_at:%d/%m/%Y %H:%M}"


class CalendarFeed(models.Model):
    """A private iCalendar address. Only its hash is kept; names never leave by it."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="di chi"
    )
    token_sha256 = models.CharField("impronta", max_length=64, unique=True)
    created_at = models.DateTimeField("creato il", default=timezone.now)
    last_read_at = models.DateTimeField("letto il", null=True, blank=True)
    revoked_at = models.DateTimeField("revocato il", null=True, blank=True)

    class Meta:
        verbose_name = "calendario privato"
        verbose_name_plural = "calendari privati"
        ordering = ["-created_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["user"],
                condition=Q(revoked_at=None),
                name="calendarfeed_one_per_person",
                violation_error_message="C'è già un calendario attivo.",
            )
        ]

    def __str__(self) -> str:
        return f"Calendario n. {self.pk}"
