"""Legal numbers as data with validity dates (design §3): never constants in code."""

import pghistory
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from courts.enums import NumberRolling, NumberUnit


@pghistory.track()
class LegalNumber(models.Model):
    """One number of the law or of practice: how much, counted how, from which rule, valid when."""

    slug = models.SlugField("sigla", max_length=60)
    label = models.CharField("che cosa", max_length=200)
    amount = models.PositiveIntegerField(
        "quanto", validators=[MinValueValidator(1), MaxValueValidator(10_000)]
    )
    unit = models.CharField("unità", max_length=10, choices=NumberUnit.choices)
    rolling = models.CharField("se cade in un giorno festivo", max_length=10, choices=NumberRolling.choices)
    source = models.CharField("fonte", max_length=200)
    uncertain = models.BooleanField(
        "da verificare", default=False, help_text="Prassi o fonte incerta: controllare prima di fidarsi."
    )
    valid_from = models.DateField("valido dal", null=True, blank=True)
    valid_to = models.DateField("valido al", null=True, blank=True)

    class Meta:
        verbose_name = "numero di legge"
        verbose_name_plural = "numeri di legge"
        ordering = ["slug", "valid_from"]
        constraints = [
            models.UniqueConstraint(
                fields=["slug", "valid_from"],
                nulls_distinct=False,
                name="legalnumber_once_per_start",
                violation_error_message="Esiste già un valore con questa decorrenza.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.label}: {self.amount} {self.get_unit_display()}"


@pghistory.track()
class AgeMilestone(models.Model):
    """An age that changes something: hearing, consent, prosieguo, coming of age."""

    months = models.PositiveSmallIntegerField("età in mesi", validators=[MaxValueValidator(25 * 12)])
    title = models.CharField("scadenza", max_length=200)
    source = models.CharField("fonte", max_length=200)
    lead_days = models.PositiveSmallIntegerField("giorni di preavviso", default=60)
    only_with_mandate = models.BooleanField("solo con un incarico attivo", default=True)
    uncertain = models.BooleanField("da verificare", default=False)
    active = models.BooleanField("in uso", default=True)

    class Meta:
        verbose_name = "età rilevante"
        verbose_name_plural = "età rilevanti"
        ordering = ["months", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["months", "title"],
                name="agemilestone_once",
                violation_error_message="Questa età è già registrata.",
            )
        ]

    def __str__(self) -> str:
        return self.title
