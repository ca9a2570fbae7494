"""The typed paragraphs of a report, who writes which section, and what is said about them."""

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import F, Q

from accounts.enums import Profession
from cases.models import Case, Document
from courts.models import Mandate
from reports.enums import BlockKind, Verification, Wording
from reports.models.outlines import OutlineSection
from reports.models.writing import Report


@pghistory.track()
class Block(models.Model):
    """One typed paragraph of a report, with where it comes from and which child it is about.

    The fields of the other two kinds stay empty. Without `child` it is about all the children of the report.
    """

    report = models.ForeignKey(Report, models.PROTECT, related_name="blocks", verbose_name="relazione")
    section = models.ForeignKey(OutlineSection, models.PROTECT, related_name="+", verbose_name="sezione")
    kind = models.CharField("tipo di brano", max_length=20, choices=BlockKind.choices)
    child = models.ForeignKey(
        Case, models.PROTECT, related_name="+", verbose_name="riguarda", null=True, blank=True
    )
    position = models.PositiveIntegerField("ordine", default=0)
    text = models.TextField("testo", blank=True, max_length=20_000)
    on = models.DateField("data", null=True, blank=True)
    # A fact.
    place = models.CharField("luogo", max_length=120, blank=True)
    observer = models.CharField("chi l'ha osservato", max_length=120, blank=True)
    verified = models.CharField("come è verificato", max_length=20, choices=Verification.choices, blank=True)
    document = models.ForeignKey(
        Document, models.PROTECT, related_name="+", verbose_name="allegato", null=True, blank=True
    )
    # A statement.
    speaker = models.CharField("chi dichiara", max_length=120, blank=True)
    speaker_role = models.CharField("in quale veste", max_length=120, blank=True)
    setting = models.CharField("contesto", max_length=200, blank=True)
    listener = models.CharField("chi l'ha raccolta", max_length=120, blank=True)
    wording = models.CharField("forma", max_length=10, choices=Wording.choices, blank=True)
    # An evaluation.
    evaluator = models.CharField("chi valuta", max_length=120, blank=True)
    profession = models.CharField("professione", max_length=30, choices=Profession.choices, blank=True)
    method = models.CharField("metodo o protocollo", max_length=500, blank=True)
    personality = models.BooleanField(
        "riguarda la personalità",
        default=False,
        help_text="Allora il metodo scientifico va indicato (art. 473-bis.27 c.p.c.).",
    )
    facts = models.ManyToManyField(
        "self",
        through="Basis",
        symmetrical=False,
        related_name="evaluations",
        verbose_name="fatti su cui poggia",
    )
    # What it answers and where it comes from.
    mandate = models.ForeignKey(
        Mandate,
        models.PROTECT,
        related_name="+",
        verbose_name="incarico a cui risponde",
        null=True,
        blank=True,
    )
    source = models.CharField("fonte", max_length=200, blank=True)
    source_ref = models.CharField("origine", max_length=60, blank=True, editable=False)
    # What the record said when it was taken over: the record as it stands now is compared with this.
    source_text = models.TextField("testo della fonte", blank=True, editable=False)
    disclosure_hold = models.BooleanField(
        "trattenuto",
        default=False,
        help_text="Non entra nelle copie per le parti finché l'autorità non lo consente.",
    )
    # Counts the saves: a form that carries an older number meets the newer text (nothing is overwritten).
    version = models.PositiveIntegerField("versione", default=1, editable=False)
    edited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        verbose_name="modificato da",
        null=True,
        blank=True,
    )

    class Meta:
        verbose_name = "brano"
        verbose_name_plural = "brani"
        ordering = ["report", "position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["report", "source_ref"],
                condition=~Q(source_ref=""),
                name="block_once_per_source",
                violation_error_message="Questo brano è già nella relazione.",
            )
        ]

    def __str__(self) -> str:
        return f"Brano n. {self.pk}"


@pghistory.track()
class Basis(models.Model):
    """An evaluation rests on a fact of the same report."""

    evaluation = models.ForeignKey(Block, models.CASCADE, related_name="bases", verbose_name="valutazione")
    fact = models.ForeignKey(Block, models.CASCADE, related_name="supports", verbose_name="fatto")

    class Meta:
        verbose_name = "fondamento di una valutazione"
        verbose_name_plural = "fondamenti delle valutazioni"
        constraints = [
            models.UniqueConstraint(
                fields=["evaluation", "fact"],
                name="basis_once",
                violation_error_message="Questo fatto è già indicato.",
            ),
            models.CheckConstraint(
                name="basis_of_another_block",
                condition=~Q(evaluation=F("fact")),
                violation_error_message="Un brano non poggia su sé stesso.",
            ),
        ]

    def __str__(self) -> str:
        return f"Fondamento n. {self.pk}"


@pghistory.track()
class SectionAuthor(models.Model):
    """Who writes one section besides the author of the report."""

    report = models.ForeignKey(
        Report, models.PROTECT, related_name="section_authors", verbose_name="relazione"
    )
    section = models.ForeignKey(OutlineSection, models.PROTECT, related_name="+", verbose_name="sezione")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="affidata a"
    )
    assigned_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="da"
    )
    assigned_at = models.DateTimeField("il", auto_now_add=True)

    class Meta:
        verbose_name = "coautore di una sezione"
        verbose_name_plural = "coautori delle sezioni"
        constraints = [
            models.UniqueConstraint(
                fields=["report", "section"],
                name="sectionauthor_once",
                violation_error_message="La sezione è già affidata a una persona.",
            )
        ]

    def __str__(self) -> str:
        return f"Sezione affidata n. {self.pk}"


class Comment(models.Model):
    """What the approver asks, or what the author answers, about the report or about one paragraph."""

    report = models.ForeignKey(Report, models.PROTECT, related_name="comments", verbose_name="relazione")
    block = models.ForeignKey(
        Block, models.SET_NULL, related_name="comments", verbose_name="brano", null=True, blank=True
    )
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="autore"
    )
    text = models.TextField("commento", max_length=5_000)
    created_at = models.DateTimeField("scritto il", auto_now_add=True)
    resolved_at = models.DateTimeField("risolto il", null=True, blank=True)
    resolved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        verbose_name="risolto da",
        null=True,
        blank=True,
    )

    class Meta:
        verbose_name = "commento"
        verbose_name_plural = "commenti"
        ordering = ["created_at", "pk"]
        constraints = [
            models.CheckConstraint(
                name="comment_resolved_by_somebody",
                condition=Q(resolved_at=None, resolved_by=None)
                | Q(resolved_at__isnull=False, resolved_by__isnull=False),
                violation_error_message="Un commento risolto dice da chi e quando.",
            )
        ]

    def __str__(self) -> str:
        return f"Commento n. {self.pk}"
