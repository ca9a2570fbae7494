"""Judicial offices with their sections, and the registers that number what they do."""

import pghistory
from django.db import models
from django.db.models import F, Q

from courts.enums import Channel, OfficeKind


@pghistory.track()
class Office(models.Model):
    """A judicial office, with the address and the habits that a dispatch to it must respect."""

    kind = models.CharField("tipo", max_length=5, choices=OfficeKind.choices)
    name = models.CharField("denominazione", max_length=200, unique=True)
    city = models.CharField("sede", max_length=100)
    section = models.CharField("sezione", max_length=100, blank=True)
    channel = models.CharField("canale", max_length=10, choices=Channel.choices, default=Channel.PEC)
    pec = models.EmailField("indirizzo PEC", blank=True)
    subject_template = models.CharField(
        "oggetto del messaggio",
        max_length=200,
        default="{numero} - {atto} - prot. {riferimento}",
        help_text="Segnaposto ammessi: {numero}, {atto}, {riferimento}. Nessun nome di persona.",
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
            )
        ]

    def __str__(self) -> str:
        return self.name


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
