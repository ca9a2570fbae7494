"""What everything that becomes a PDF has in common: claimed with a lease, made once, kept with its hash."""

from django.db import models
from django.db.models import Q


class Rendering(models.Model):
    """The PDF of a snapshot and how far it has got."""

    pdf = models.BinaryField("PDF", null=True, blank=True)
    pdf_sha256 = models.CharField("impronta del PDF", max_length=64, blank=True)
    rendered_at = models.DateTimeField("PDF prodotto il", null=True, blank=True)
    render_attempts = models.PositiveSmallIntegerField("tentativi", default=0)
    render_lease = models.DateTimeField("in lavorazione fino alle", null=True, blank=True)
    render_error = models.CharField("errore", max_length=200, blank=True)

    class Meta:
        abstract = True


def pdf_with_hash(name: str) -> models.CheckConstraint:
    """A PDF is never without its hash and its time."""
    return models.CheckConstraint(
        name=name,
        condition=Q(pdf=None, pdf_sha256="", rendered_at=None)
        | (Q(pdf__isnull=False, rendered_at__isnull=False) & ~Q(pdf_sha256="")),
        violation_error_message="Il PDF ha sempre la sua impronta.",
    )
