"""Enti, units, people, their dated roles, and the log of who read what."""

from datetime import date, time
from typing import Any

import pghistory
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, RangeOperators
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Func, Q, Value
from django.utils import timezone

from accounts.enums import UNIT_ROLES, CaseScope, OrganisationKind, Profession, Role


def day_range(start: str, end: str) -> Func:
    """SQL for the days from `start` to `end`, both included; an empty end means "still"."""
    return Func(F(start), F(end), Value("[]"), function="DATERANGE")


class Organisation(models.Model):
    """An ente: a Comune that holds the record (titolare) or a cooperative that keeps it (gestore)."""

    name = models.CharField("nome", max_length=200, unique=True)
    kind = models.CharField("tipo", max_length=20, choices=OrganisationKind.choices)
    letterhead_lines = models.TextField(
        "intestazione",
        blank=True,
        help_text="Indirizzo, telefono, e-mail, come sulla carta intestata: una riga ciascuno.",
    )
    city = models.CharField("città", max_length=100, blank=True)

    class Meta:
        verbose_name = "ente"
        verbose_name_plural = "enti"
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


def unit_words(name: str, controller: object) -> str:
    """How a unit is named wherever units of several titolari may stand side by side."""
    return f"{name} · {controller}"


class Unit(models.Model):
    """A team of one ente that works on the records of one titolare."""

    name = models.CharField("nome", max_length=200)
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="units", verbose_name="ente gestore"
    )
    controller = models.ForeignKey(
        Organisation,
        models.PROTECT,
        related_name="controlled_units",
        verbose_name="titolare",
        help_text="Il Comune o ambito a cui appartengono i fascicoli (titolare del trattamento).",
    )
    case_scope = models.CharField(
        "visibilità dei casi", max_length=10, choices=CaseScope.choices, default=CaseScope.EQUIPE
    )
    active = models.BooleanField("attiva", default=True)

    class Meta:
        verbose_name = "unità"
        verbose_name_plural = "unità"
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["name", "controller"],
                name="unit_name_per_controller",
                violation_error_message="Questo titolare ha già un'unità con questo nome.",
            )
        ]

    def __str__(self) -> str:
        return unit_words(self.name, self.controller)


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """A person who signs in with `email`; without a password the account cannot sign in yet."""
        if not email:
            raise ValueError("Serve un indirizzo e-mail.")
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """An account for the admin site. It gives no sight of case data."""
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)


@pghistory.track(exclude=["password", "last_login"])
class User(AbstractBaseUser, PermissionsMixin):
    email = models.EmailField("e-mail", unique=True)
    first_name = models.CharField("nome", max_length=100)
    last_name = models.CharField("cognome", max_length=100)
    profession = models.CharField(
        "professione", max_length=30, choices=Profession.choices, default=Profession.ALTRO
    )
    register_number = models.CharField("iscrizione all'albo", max_length=60, blank=True)
    is_staff = models.BooleanField("accede all'amministrazione", default=False)
    is_active = models.BooleanField("attivo", default=True)
    date_joined = models.DateTimeField("creato il", default=timezone.now, editable=False)

    objects = UserManager()

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = ["first_name", "last_name"]

    class Meta:
        verbose_name = "utente"
        verbose_name_plural = "utenti"
        ordering = ["last_name", "first_name"]

    def __str__(self) -> str:
        return self.get_full_name() or self.email

    def get_full_name(self) -> str:
        return f"{self.first_name} {self.last_name}".strip()

    def get_short_name(self) -> str:
        return self.first_name


class MembershipQuerySet(models.QuerySet["Membership"]):
    def in_force(self, on: date | None = None) -> "MembershipQuerySet":
        """Memberships valid on a day (today in Rome unless given), of people who may still sign in."""
        day = on or timezone.localdate()
        return self.filter(Q(valid_to=None) | Q(valid_to__gte=day), valid_from__lte=day, user__is_active=True)


@pghistory.track()
class Membership(models.Model):
    """One person's role, in a unit or in a whole ente, from a day to a day."""

    user = models.ForeignKey(User, models.PROTECT, related_name="memberships", verbose_name="persona")
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="memberships", verbose_name="ente"
    )
    unit = models.ForeignKey(
        Unit, models.PROTECT, related_name="memberships", verbose_name="unità", null=True, blank=True
    )
    role = models.CharField("ruolo", max_length=20, choices=Role.choices)
    valid_from = models.DateField("dal")
    valid_to = models.DateField("al", null=True, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = "incarico organizzativo"
        verbose_name_plural = "incarichi organizzativi"
        constraints = [
            models.CheckConstraint(
                name="membership_unit_iff_unit_role",
                condition=Q(role__in=sorted(UNIT_ROLES), unit__isnull=False)
                | (~Q(role__in=sorted(UNIT_ROLES)) & Q(unit=None)),
                violation_error_message="Operatore, coordinatore e responsabile hanno un'unità; "
                "amministratore e referente privacy no.",
            ),
            models.CheckConstraint(
                name="membership_ends_after_start",
                condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")),
                violation_error_message="La fine non può precedere l'inizio.",
            ),
            ExclusionConstraint(
                name="membership_no_overlap",
                expressions=[
                    ("user", RangeOperators.EQUAL),
                    ("organisation", RangeOperators.EQUAL),
                    (Func(F("unit"), Value(0), function="COALESCE"), RangeOperators.EQUAL),
                    ("role", RangeOperators.EQUAL),
                    (day_range("valid_from", "valid_to"), RangeOperators.OVERLAPS),
                ],
                violation_error_message="Questa persona ha già questo ruolo in quel periodo.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.get_role_display()} ({self.unit or self.organisation})"


@pghistory.track()
class Absence(models.Model):
    """Days on which somebody cannot answer for deadlines: the next in line is told instead."""

    user = models.ForeignKey(User, models.PROTECT, related_name="absences", verbose_name="persona")
    starts_on = models.DateField("dal")
    ends_on = models.DateField("al")

    class Meta:
        verbose_name = "assenza"
        verbose_name_plural = "assenze"
        ordering = ["-starts_on"]
        constraints = [
            models.CheckConstraint(
                name="absence_ends_after_start",
                condition=Q(ends_on__gte=F("starts_on")),
                violation_error_message="La fine non può precedere l'inizio.",
            )
        ]

    def __str__(self) -> str:
        return f"Assenza n. {self.pk}"


@pghistory.track()
class NotificationPreference(models.Model):
    """How one person wants the daily summary. Without a row: by e-mail, never at night."""

    user = models.OneToOneField(
        User, models.PROTECT, related_name="notification_preference", verbose_name="persona"
    )
    daily_email = models.BooleanField("riepilogo giornaliero per e-mail", default=True)
    quiet_from = models.TimeField("non disturbare dalle", default=time(19))
    quiet_to = models.TimeField("alle", default=time(7, 30))

    class Meta:
        verbose_name = "preferenze di avviso"
        verbose_name_plural = "preferenze di avviso"

    def __str__(self) -> str:
        return f"Preferenze n. {self.pk}"


class AccessLog(models.Model):
    """Who read what and when. Append-only, partitioned by month, one row per answer.

    Rows hold copies, not foreign keys, so that the trail never blocks or follows live data.
    Garante 4/6/2015: also mere reading is logged and kept at least 24 months.
    """

    at = models.DateTimeField("quando", default=timezone.now)
    user_id = models.BigIntegerField("utente")
    user_email = models.EmailField("e-mail")
    action = models.CharField("operazione", max_length=80)
    method = models.CharField("metodo", max_length=8)
    status = models.PositiveSmallIntegerField("esito")
    case_ids = ArrayField(models.BigIntegerField(), verbose_name="casi")
    why = models.CharField("titolo", max_length=40, blank=True)
    ip = models.GenericIPAddressField("indirizzo IP", null=True)

    class Meta:
        verbose_name = "accesso"
        verbose_name_plural = "registro degli accessi"
        ordering = ["-at", "-id"]
        indexes = [
            GinIndex(fields=["case_ids"], name="accesslog_cases"),
            models.Index(fields=["user_id", "at"], name="accesslog_user_at"),
        ]

    def __str__(self) -> str:
        return f"{self.at:%d/%m/%Y %H:%M} {self.user_email} {self.action}"
