"""Proceedings, the numbers they have carried, who takes part in them, and their hearings."""

from datetime import date

import pghistory
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django_fsm import FSMField, FSMModelMixin, transition

from accounts.models import Organisation
from cases.models import Case, Person
from courts.enums import HearingState, MinorRole, ProceedingArea, ProceedingKind, ProceedingRoleKind
from courts.models.authorities import Office, OfficeSection, Register


@pghistory.track()
class Proceeding(models.Model):
    """A court proceeding about one or more children. It is reached through a case."""

    office = models.ForeignKey(Office, models.PROTECT, related_name="+", verbose_name="ufficio")
    area = models.CharField(
        "area", max_length=20, choices=ProceedingArea.choices, default=ProceedingArea.CIVILE
    )
    kind = models.CharField("materia", max_length=30, choices=ProceedingKind.choices)
    instituted_on = models.DateField("iniziato il", null=True, blank=True)
    section = models.ForeignKey(
        OfficeSection, models.PROTECT, related_name="+", verbose_name="sezione", null=True, blank=True
    )
    minor_role = models.CharField(
        "il minore è", max_length=10, choices=MinorRole.choices, blank=True, help_text="Solo nel penale."
    )
    transferred_to = models.OneToOneField(
        "self",
        models.PROTECT,
        related_name="transferred_from",
        verbose_name="trasferito nel procedimento",
        null=True,
        blank=True,
    )
    transferred_on = models.DateField("trasferito il", null=True, blank=True)
    appeal_of = models.ForeignKey(
        "self",
        models.PROTECT,
        related_name="appeals",
        verbose_name="impugna il procedimento",
        null=True,
        blank=True,
    )
    closed_on = models.DateField("concluso il", null=True, blank=True)
    unrepresented = models.BooleanField(
        "nessun genitore può rappresentare il minore",
        default=False,
        help_text="Il pregiudizio impedisce a entrambi di rappresentarlo: serve il curatore speciale.",
    )
    curator_asked = models.BooleanField("il minore ha chiesto un curatore speciale", default=False)
    cases = models.ManyToManyField(Case, related_name="proceedings", verbose_name="casi")

    class Meta:
        verbose_name = "procedimento"
        verbose_name_plural = "procedimenti"
        constraints = [
            models.CheckConstraint(
                name="proceeding_transfer_dated",
                condition=Q(transferred_to=None, transferred_on=None)
                | Q(transferred_to__isnull=False, transferred_on__isnull=False),
                violation_error_message="Un trasferimento ha la sua data e il nuovo procedimento.",
            ),
            models.CheckConstraint(
                name="proceeding_closes_after_start",
                condition=Q(closed_on=None) | Q(instituted_on=None) | Q(closed_on__gte=F("instituted_on")),
                violation_error_message="La conclusione non può precedere l'inizio.",
            ),
        ]

    def __str__(self) -> str:
        return f"Procedimento n. {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("courts:proceeding_detail", args=[self.pk])

    @property
    def ended_on(self) -> date | None:
        """The day it ended here: closed, or gone to another office."""
        return self.closed_on or self.transferred_on

    @property
    def state_label(self) -> str:
        """How it stands, in a word."""
        if self.transferred_on:
            return "Trasferito"
        return "Concluso" if self.closed_on else "In corso"

    @property
    def tone(self) -> str:
        """How the badge of its state looks."""
        return "neutral" if self.ended_on else "active"

    @property
    def current_number(self) -> "ProceedingNumber | None":
        """The number in use now. Reads the prefetched numbers when there are any."""
        return next((number for number in self.numbers.all() if number.current), None)

    @property
    def label(self) -> str:
        """What people call it: the current number, or a plain statement that there is none."""
        number = self.current_number
        return str(number) if number else "numero non ancora assegnato"


@pghistory.track()
class ProceedingNumber(models.Model):
    """One of the numbers a proceeding has had: `1234-1/2024 R.G. V.G.`"""

    proceeding = models.ForeignKey(
        Proceeding, models.PROTECT, related_name="numbers", verbose_name="procedimento"
    )
    # Whose record it is: two titolari may follow the same proceeding, and neither learns of the other.
    controller = models.ForeignKey(
        Organisation, models.PROTECT, related_name="+", verbose_name="titolare", null=True, editable=False
    )
    office = models.ForeignKey(Office, models.PROTECT, related_name="+", verbose_name="ufficio")
    register = models.ForeignKey(Register, models.PROTECT, related_name="+", verbose_name="registro")
    number = models.PositiveIntegerField("numero", validators=[MinValueValidator(1)])
    year = models.PositiveSmallIntegerField(
        "anno", validators=[MinValueValidator(1950), MaxValueValidator(2100)]
    )
    sub = models.PositiveSmallIntegerField("sub", null=True, blank=True)
    current = models.BooleanField("in uso", default=True)

    class Meta:
        verbose_name = "numero di procedimento"
        verbose_name_plural = "numeri di procedimento"
        ordering = ["-current", "year", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["controller", "office", "register", "number", "year", "sub"],
                nulls_distinct=False,
                name="proceedingnumber_once_per_register",
                violation_error_message="Questo numero è già registrato in questo registro e anno.",
            ),
            models.UniqueConstraint(
                fields=["proceeding"],
                condition=Q(current=True),
                name="proceedingnumber_one_current",
                violation_error_message="Il procedimento ha già un numero in uso.",
            ),
            models.CheckConstraint(
                name="proceedingnumber_has_controller",
                condition=Q(controller__isnull=False),
                violation_error_message="Il numero appartiene al fascicolo di un titolare.",
            ),
        ]

    def __str__(self) -> str:
        sub = f"-{self.sub}" if self.sub else ""
        return f"{self.number}{sub}/{self.year} {self.register.code}"


class ProceedingRoleQuerySet(models.QuerySet["ProceedingRole"]):
    def as_of(self, day: date) -> "ProceedingRoleQuerySet":
        """Who held a role on `day`: a report prints the roles of its own date."""
        return self.filter(Q(valid_to=None) | Q(valid_to__gte=day), valid_from__lte=day)


@pghistory.track()
class ProceedingRole(models.Model):
    """Somebody's part in a proceeding, from a day to a day: judge, curatore, tutore, lawyer, CTU."""

    proceeding = models.ForeignKey(
        Proceeding, models.PROTECT, related_name="roles", verbose_name="procedimento"
    )
    kind = models.CharField("ruolo", max_length=30, choices=ProceedingRoleKind.choices)
    name = models.CharField("nome e cognome", max_length=150)
    person = models.ForeignKey(
        Person, models.PROTECT, related_name="+", verbose_name="di chi (persona)", null=True, blank=True
    )
    contact = models.CharField("recapito", max_length=200, blank=True)
    valid_from = models.DateField("dal")
    valid_to = models.DateField("al", null=True, blank=True)

    objects = ProceedingRoleQuerySet.as_manager()

    class Meta:
        verbose_name = "ruolo nel procedimento"
        verbose_name_plural = "ruoli nel procedimento"
        ordering = ["kind", "-valid_from", "pk"]
        constraints = [
            models.CheckConstraint(
                name="proceedingrole_ends_after_start",
                condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")),
                violation_error_message="La fine non può precedere l'inizio.",
            )
        ]

    def __str__(self) -> str:
        return f"Ruolo n. {self.pk}"


H = HearingState


@pghistory.track()
class Hearing(FSMModelMixin, models.Model):
    """An udienza, with what to prepare before and what came of it."""

    proceeding = models.ForeignKey(
        Proceeding, models.PROTECT, related_name="hearings", verbose_name="procedimento"
    )
    at = models.DateTimeField("data e ora")
    place = models.CharField("luogo", max_length=200, blank=True)
    purpose = models.CharField("oggetto", max_length=200, blank=True)
    state = FSMField("stato", choices=H.choices, default=H.FISSATA, protected=True)
    attended_by = models.CharField("chi ha partecipato per il servizio", max_length=300, blank=True)
    outcome = models.TextField("esito", blank=True)
    moved_to = models.OneToOneField(
        "self", models.PROTECT, related_name="moved_from", verbose_name="rinviata a", null=True, blank=True
    )

    class Meta:
        verbose_name = "udienza"
        verbose_name_plural = "udienze"
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"Udienza n. {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("courts:hearing_detail", args=[self.pk])

    @property
    def tone(self) -> str:
        """How the badge of its state looks."""
        return H(self.state).tone

    def origin(self) -> str:
        """The name its preparation deadline carries in `cases.Deadline.origin`."""
        return f"hearing:{self.pk}:1"

    @transition(field=state, source=H.FISSATA, target=H.TENUTA)
    def hold(self) -> None:
        """It took place."""

    @transition(field=state, source=H.FISSATA, target=H.RINVIATA)
    def postpone(self) -> None:
        """Moved to another day."""

    @transition(field=state, source=H.FISSATA, target=H.ANNULLATA)
    def cancel(self) -> None:
        """Will not take place."""
