"""Outlines: what a kind of report is made of, as data that an administrator edits and versions."""

from datetime import date

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, RangeOperators
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q

from accounts.enums import Profession
from accounts.models import day_range
from reports.enums import BlockKind, Feed, ReportKind, SectionContent


class OutlineQuerySet(models.QuerySet["Outline"]):
    def in_force(self, day: date) -> "OutlineQuerySet":
        """What a report opened on `day` is written with; outlines still being prepared are not."""
        return self.filter(Q(valid_to=None) | Q(valid_to__gte=day), valid_from__lte=day)


class Outline(models.Model):
    """One version of the outline of one kind of report.

    Without `valid_from` it is being prepared. Once a report was opened with it the database lets nobody
    change it: the next wording is the next version.
    """

    kind = models.CharField("tipo di relazione", max_length=40, choices=ReportKind.choices)
    number = models.PositiveSmallIntegerField("versione", default=1)
    title = models.CharField("titolo stampato", max_length=200)
    guidance = models.TextField(
        "indicazioni per chi scrive",
        blank=True,
        max_length=3_000,
        help_text="Si leggono in cima alla pagina di scrittura. Non si stampano.",
    )
    second_signature = models.CharField(
        "seconda firma",
        max_length=30,
        choices=Profession.choices,
        blank=True,
        help_text="La professione di chi firma, oltre all'autore, le sezioni di cui risponde.",
    )
    valid_from = models.DateField("in vigore dal", null=True, blank=True)
    valid_to = models.DateField("in vigore fino al", null=True, blank=True)

    objects = OutlineQuerySet.as_manager()

    class Meta:
        verbose_name = "schema di relazione"
        verbose_name_plural = "schemi di relazione"
        ordering = ["kind", "-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "number"],
                name="outline_version_once",
                violation_error_message="Questa versione dello schema esiste già.",
            ),
            models.CheckConstraint(
                name="outline_ends_after_start",
                condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")),
                violation_error_message="La fine non può precedere l'inizio.",
            ),
            ExclusionConstraint(
                name="outline_one_in_force",
                expressions=[
                    ("kind", RangeOperators.EQUAL),
                    (day_range("valid_from", "valid_to"), RangeOperators.OVERLAPS),
                ],
                condition=Q(valid_from__isnull=False),
                violation_error_message="In quel periodo è già in vigore un'altra versione dello schema.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, versione {self.number}"


class OutlineSection(models.Model):
    """One section of an outline: its heading, what it holds and when it is complete."""

    outline = models.ForeignKey(Outline, models.CASCADE, related_name="sections", verbose_name="schema")
    position = models.PositiveSmallIntegerField("ordine")
    key = models.CharField(
        "sigla",
        max_length=40,
        validators=[RegexValidator(r"^[a-z][a-z0-9_]*$", "Solo lettere minuscole, cifre e trattini bassi.")],
        help_text="Uguale da una versione all'altra: con questa si confrontano le relazioni.",
    )
    heading = models.CharField("titolo", max_length=200)
    guidance = models.TextField("indicazioni", blank=True, max_length=2_000)
    content = models.CharField(
        "contenuto", max_length=10, choices=SectionContent.choices, default=SectionContent.BRANI
    )
    kinds = ArrayField(
        models.CharField(max_length=20, choices=BlockKind.choices),
        verbose_name="brani ammessi",
        default=list,
        blank=True,
    )
    feeds = ArrayField(
        models.CharField(max_length=20, choices=Feed.choices),
        verbose_name="che cosa riprende la prima bozza",
        default=list,
        blank=True,
    )
    required = models.BooleanField(
        "obbligatoria", default=False, help_text="Vuota, impedisce l'invio all'approvazione."
    )
    legal_basis = models.CharField("norma", max_length=120, blank=True)
    per_child = models.BooleanField(
        "una per ciascun minore", default=False, help_text="Si ripete; obbligatoria, va scritta per ciascuno."
    )
    covers_mandates = models.BooleanField(
        "risponde agli incarichi",
        default=False,
        help_text="Ogni incarico in corso nel periodo deve avere qui almeno un brano.",
    )
    countersigned = models.BooleanField("la firma anche il secondo firmatario", default=False)

    class Meta:
        verbose_name = "sezione dello schema"
        verbose_name_plural = "sezioni dello schema"
        ordering = ["outline", "position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["outline", "key"],
                name="outlinesection_key_once",
                violation_error_message="Questa sigla è già usata nello schema.",
            ),
            models.CheckConstraint(
                name="outlinesection_blocks_have_kinds",
                condition=Q(content=SectionContent.PROPOSTE) | Q(kinds__len__gt=0),
                violation_error_message="Indicare quali brani la sezione ammette.",
            ),
            models.UniqueConstraint(
                fields=["outline"],
                condition=Q(content=SectionContent.PROPOSTE),
                name="outlinesection_proposals_once",
                violation_error_message="Le proposte hanno una sola sezione.",
            ),
        ]

    def __str__(self) -> str:
        return self.heading

    @property
    def holds_blocks(self) -> bool:
        return self.content == SectionContent.BRANI
