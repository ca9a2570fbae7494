"""Judicial offices with their sections, and the registers that number what they do."""

from datetime import date

import pghistory
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q

from courts.enums import Channel, OfficeKind
from courts.subject_template import NEEDED, template_fault


@pghistory.track()
class Office(models.Model):
    """A judicial office, with the address and the habits that a dispatch to it must respect."""

    kind = models.CharField("tipo", max_length=5, choices=OfficeKind.choices)
    name = models.CharField("denominazione", max_length=200, unique=True)
    city = models.CharField("sede", max_length=100)
    channel = models.CharField("canale", max_length=10, choices=Channel.choices, default=Channel.PEC)
    pec = models.EmailField("indirizzo PEC", blank=True)
    subject_template = models.CharField(
        "oggetto del messaggio",
        max_length=200,
        default="{numero} - {atto} - prot. {riferimento}",
        help_text=NEEDED,
    )
    valid_from = models.DateField("istituito il", null=True, blank=True)
    valid_to = models.DateField("soppresso il", null=True, blank=True)
    succeeded_by = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="sostituito da"
    )

    class Meta:
        verbose_name = "ufficio giudiziario"
        verbose_name_plural = "uffici giudiziari"
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                name="office_pec_when_channel_pec",
                condition=~Q(channel=Channel.PEC) | ~Q(pec=""),
                violation_error_message="Per un ufficio che riceve via PEC serve l'indirizzo PEC.",
            ),
            models.CheckConstraint(
                name="office_ends_after_start",
                condition=Q(valid_to=None) | Q(valid_from=None) | Q(valid_to__gte=F("valid_from")),
                violation_error_message="La soppressione non può precedere l'istituzione.",
            ),
            models.CheckConstraint(
                name="office_succession_dated",
                condition=Q(succeeded_by=None) | Q(valid_to__isnull=False),
                violation_error_message="Un ufficio sostituito ha il giorno in cui è stato soppresso.",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """Refuse a subject with unknown placeholders, and a succession that comes back to this office."""
        faults = {}
        if fault := template_fault(self.subject_template):
            faults["subject_template"] = fault
        if self.pk is not None and self.pk in {office.pk for office in self.successors()}:
            faults["succeeded_by"] = "La sostituzione torna a questo stesso ufficio."
        if faults:
            raise ValidationError(faults)

    def successors(self) -> "list[Office]":
        """The offices that took its place, one after the other; a circle is followed once."""
        found: list[Office] = []
        following = self.succeeded_by
        while following is not None and following not in found:
            found.append(following)
            following = following.succeeded_by
        return found

    def ceased_by(self, day: date) -> bool:
        """Whether it does not exist any more on `day`; its last day still counts."""
        return self.valid_to is not None and self.valid_to < day

    def competent_on(self, day: date) -> "Office":
        """The office that does its work on `day`: itself, or the first successor that still exists then."""
        line = [self, *self.successors()]
        return next((office for office in line if not office.ceased_by(day)), self)


@pghistory.track()
class Register(models.Model):
    """A court register such as R.G. V.G.: an editable table, since every office has its own."""

    code = models.CharField("sigla", max_length=30, unique=True)
    label = models.CharField("descrizione", max_length=120)

    class Meta:
        verbose_name = "registro"
        verbose_name_plural = "registri"
        ordering = ["code"]

    def __str__(self) -> str:
        return self.code


@pghistory.track()
class OfficeSection(models.Model):
    """A section of an office, as long as it exists."""

    office = models.ForeignKey(Office, models.PROTECT, related_name="sections", verbose_name="ufficio")
    name = models.CharField("sezione", max_length=100)
    valid_from = models.DateField("istituita il", null=True, blank=True)
    valid_to = models.DateField("soppressa il", null=True, blank=True)

    class Meta:
        verbose_name = "sezione"
        verbose_name_plural = "sezioni"
        ordering = ["office", "name"]
        constraints = [
            models.UniqueConstraint(
                fields=["office", "name"],
                name="officesection_once",
                violation_error_message="Questa sezione è già registrata.",
            ),
            models.CheckConstraint(
                name="officesection_ends_after_start",
                condition=Q(valid_to=None) | Q(valid_from=None) | Q(valid_to__gte=F("valid_from")),
                violation_error_message="La soppressione non può precedere l'istituzione.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.office}, {self.name}"

    def existed_on(self, day: date) -> bool:
        """Whether `day` lies within its life."""
        return (self.valid_from is None or self.valid_from <= day) and (
            self.valid_to is None or self.valid_to >= day
        )
