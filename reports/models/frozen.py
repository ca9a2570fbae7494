"""A report once approved: text, data and PDF that never change again."""

from django.db import models
from django.db.models import Q

from reports.models.writing import Report


class FrozenReport(models.Model):
    """The approved version: text and data as they were, then the PDF made from them, once.

    The database refuses any later change (trigger `frozenreport_immutable`).
    """

    report = models.OneToOneField(Report, models.PROTECT, related_name="frozen", verbose_name="relazione")
    snapshot = models.TextField("contenuto")
    snapshot_sha256 = models.CharField("impronta del contenuto", max_length=64)
    frozen_at = models.DateTimeField("congelata il")
    pdf = models.BinaryField("PDF", null=True, blank=True)
    pdf_sha256 = models.CharField("impronta del PDF", max_length=64, blank=True)
    rendered_at = models.DateTimeField("PDF prodotto il", null=True, blank=True)
    render_attempts = models.PositiveSmallIntegerField("tentativi", default=0)
    render_lease = models.DateTimeField("in lavorazione fino alle", null=True, blank=True)
    render_error = models.CharField("errore", max_length=200, blank=True)

    class Meta:
        verbose_name = "relazione approvata"
        verbose_name_plural = "relazioni approvate"
        constraints = [
            models.CheckConstraint(
                name="frozenreport_pdf_with_hash",
                condition=Q(pdf=None, pdf_sha256="", rendered_at=None)
                | (Q(pdf__isnull=False, rendered_at__isnull=False) & ~Q(pdf_sha256="")),
                violation_error_message="Il PDF ha sempre la sua impronta.",
            )
        ]
        indexes = [models.Index(fields=["frozen_at"], name="frozenreport_to_render", condition=Q(pdf=None))]

    def __str__(self) -> str:
        return f"Versione approvata n. {self.pk}"
