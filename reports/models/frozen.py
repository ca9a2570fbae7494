"""A report once approved: text, data and PDF that never change again, and what is made of it."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from reports.enums import SignedForm, Signing
from reports.models.rendering import Rendering, pdf_with_hash
from reports.models.writing import Report


class FrozenReport(Rendering):
    """The approved version: text and data as they were, then the PDF made from them, once.

    The database refuses any later change (trigger `frozenreport_immutable`).
    """

    report = models.OneToOneField(Report, models.PROTECT, related_name="frozen", verbose_name="relazione")
    snapshot = models.TextField("contenuto")
    snapshot_sha256 = models.CharField("impronta del contenuto", max_length=64)
    frozen_at = models.DateTimeField("congelata il")
    # As the ente had decided on the day of approval: until then nothing leaves.
    signing = models.CharField("firma del PDF", max_length=10, choices=Signing.choices, default=Signing.NONE)

    class Meta:
        verbose_name = "relazione approvata"
        verbose_name_plural = "relazioni approvate"
        constraints = [pdf_with_hash("frozenreport_pdf_with_hash")]
        indexes = [models.Index(fields=["frozen_at"], name="frozenreport_to_render", condition=Q(pdf=None))]

    def __str__(self) -> str:
        return f"Versione approvata n. {self.pk}"


class SignedCopy(models.Model):
    """The approved PDF with a digital signature around it: the file that leaves. Never changed."""

    frozen = models.OneToOneField(
        FrozenReport, models.PROTECT, related_name="signed", verbose_name="relazione approvata"
    )
    form = models.CharField("forma", max_length=10, choices=SignedForm.choices)
    content = models.BinaryField("file firmato")
    sha256 = models.CharField("impronta del file firmato", max_length=64)
    signers = models.JSONField("firmatari", default=list)
    sealed = models.BooleanField("sigillo dell'ente", default=False)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        verbose_name="caricato da",
        null=True,
        blank=True,
    )
    added_at = models.DateTimeField("dal")

    class Meta:
        verbose_name = "file firmato"
        verbose_name_plural = "file firmati"

    def __str__(self) -> str:
        return f"File firmato n. {self.pk}"


class Edition(Rendering):
    """The approved report without what one party may not read: made from data with those parts taken out.

    It has its own hash, and the register says for whom, why, what was left out and when it was handed over.
    """

    frozen = models.ForeignKey(
        FrozenReport, models.PROTECT, related_name="editions", verbose_name="relazione approvata"
    )
    party = models.CharField("per chi", max_length=200)
    reason = models.CharField("motivo", max_length=500)
    omitted = models.JSONField("parti omesse", default=list)
    snapshot = models.TextField("contenuto")
    snapshot_sha256 = models.CharField("impronta del contenuto", max_length=64)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="preparata da"
    )
    made_at = models.DateTimeField("preparata il")
    handed_on = models.DateField("consegnata il", null=True, blank=True)
    handed_how = models.CharField("consegnata come", max_length=200, blank=True)
    handed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        verbose_name="consegnata da",
        null=True,
        blank=True,
    )

    class Meta:
        verbose_name = "copia con omissis"
        verbose_name_plural = "copie con omissis"
        ordering = ["made_at", "pk"]
        constraints = [
            pdf_with_hash("edition_pdf_with_hash"),
            models.CheckConstraint(
                name="edition_handed_over_wholly",
                condition=Q(handed_on=None, handed_by=None, handed_how="")
                | (Q(handed_on__isnull=False, handed_by__isnull=False) & ~Q(handed_how="")),
                violation_error_message="La consegna della copia ha giorno, modo e chi l'ha fatta.",
            ),
        ]

    def __str__(self) -> str:
        return f"Copia con omissis n. {self.pk}"


class EvidenceIndex(Rendering):
    """The index of a report's evidence bundle, made again when more evidence has come."""

    frozen = models.OneToOneField(
        FrozenReport, models.PROTECT, related_name="evidence_index", verbose_name="relazione approvata"
    )
    snapshot = models.TextField("contenuto")
    requested_at = models.DateTimeField("chiesto il")

    class Meta:
        verbose_name = "indice delle prove"
        verbose_name_plural = "indici delle prove"
        constraints = [pdf_with_hash("evidenceindex_pdf_with_hash")]

    def __str__(self) -> str:
        return f"Indice delle prove n. {self.pk}"
