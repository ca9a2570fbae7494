"""Legal numbers as data with validity dates (design §3): never constants in code."""

from datetime import date

import pghistory
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q

from courts.enums import NumberRolling, NumberUnit, TermRuleKind

K = TermRuleKind
MONTH = [MinValueValidator(1), MaxValueValidator(12)]
MONTH_DAY = [MinValueValidator(1), MaxValueValidator(31)]


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


def _day_of_year(day: int | None, month: int | None) -> bool:
    """Whether such a day exists; 29 February does."""
    try:
        return day is not None and month is not None and bool(date(2000, month, day))
    except ValueError:
        return False


@pghistory.track()
class TermRule(models.Model):
    """One rule on counting legal terms, while it is in force: a holiday, the Saturday, the August stop.

    Source: art. 155 c.4-6 c.p.c.; L. 260/1949 as amended; L. 742/1969. Read by `courts.reckoning`.
    """

    kind = models.CharField("regola", max_length=12, choices=K.choices)
    label = models.CharField("denominazione", max_length=120)
    first_day = models.PositiveSmallIntegerField("giorno", null=True, blank=True, validators=MONTH_DAY)
    first_month = models.PositiveSmallIntegerField("mese", null=True, blank=True, validators=MONTH)
    last_day = models.PositiveSmallIntegerField("ultimo giorno", null=True, blank=True, validators=MONTH_DAY)
    last_month = models.PositiveSmallIntegerField("ultimo mese", null=True, blank=True, validators=MONTH)
    after_easter = models.PositiveSmallIntegerField(
        "giorni dopo Pasqua", null=True, blank=True, help_text="Per il lunedì dell'Angelo: 1."
    )
    source = models.CharField("fonte", max_length=200)
    valid_from = models.DateField("valida dal", null=True, blank=True)
    valid_to = models.DateField("valida al", null=True, blank=True)

    class Meta:
        verbose_name = "regola sui termini"
        verbose_name_plural = "regole sui termini"
        ordering = ["kind", "first_month", "first_day", "valid_from", "pk"]
        constraints = [
            models.CheckConstraint(
                name="termrule_ends_after_start",
                condition=Q(valid_to=None) | Q(valid_from=None) | Q(valid_to__gte=F("valid_from")),
                violation_error_message="La fine della validità non può precedere l'inizio.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.label}"

    def clean(self) -> None:
        """A rule has the days its kind needs. Raises ValidationError by field."""
        faults = {}
        if self.kind in {K.HOLIDAY, K.SUSPENSION} and not _day_of_year(self.first_day, self.first_month):
            faults["first_day"] = "Indicare giorno e mese: questo giorno non esiste."
        if self.kind == K.SUSPENSION and not _day_of_year(self.last_day, self.last_month):
            faults["last_day"] = "Indicare l'ultimo giorno e mese: questo giorno non esiste."
        if self.kind == K.EASTER and self.after_easter is None:
            faults["after_easter"] = "Indicare quanti giorni dopo Pasqua."
        if faults:
            raise ValidationError(faults)
