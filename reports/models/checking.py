"""What is checked before a report is approved and after: working copy, exceptions to the leak scan, hashes."""

from django.conf import settings
from django.db import models
from encrypted_fields.fields import EncryptedTextField

from reports.models.rendering import Rendering, pdf_with_hash
from reports.models.writing import Report


class WorkingCopy(Rendering):
    """The report as a PDF marked «BOZZA»: read by who approves, searched for protected data, never frozen."""

    report = models.OneToOneField(
        Report, models.CASCADE, related_name="working_copy", verbose_name="relazione"
    )
    snapshot = models.TextField("contenuto")
    content_sha256 = models.CharField("impronta del testo", max_length=64)
    text = models.TextField("testo del PDF", blank=True)
    requested_at = models.DateTimeField("chiesta il")

    pdf_bytes: int | None  # how heavy its PDF is, where `copies.last_copy` read it

    class Meta:
        verbose_name = "copia di lavoro"
        verbose_name_plural = "copie di lavoro"
        constraints = [pdf_with_hash("workingcopy_pdf_with_hash")]

    def __str__(self) -> str:
        return f"Copia di lavoro n. {self.pk}"


class LeakWaiver(models.Model):
    """Somebody other than author and approver let one protected passage stand, and wrote why. Never changed."""

    report = models.ForeignKey(Report, models.PROTECT, related_name="waivers", verbose_name="relazione")
    # Of the protected words, the place and its text: a passage that changes has to be looked at again.
    digest = models.CharField("impronta del passaggio", max_length=64)
    kind = models.CharField("dato protetto", max_length=60)
    passage = EncryptedTextField("passaggio")
    reason = models.CharField("motivo", max_length=500)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="consentito da"
    )
    at = models.DateTimeField("quando")

    class Meta:
        verbose_name = "passaggio consentito"
        verbose_name_plural = "passaggi consentiti"
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["report", "digest"],
                name="leakwaiver_once_per_passage",
                violation_error_message="Questo passaggio è già stato consentito.",
            )
        ]

    def __str__(self) -> str:
        return f"Passaggio consentito n. {self.pk}"


class HashCheck(models.Model):
    """One check of every hash of the approved reports and of their files."""

    started_at = models.DateTimeField("iniziata il")
    finished_at = models.DateTimeField("finita il")
    reports = models.PositiveIntegerField("relazioni controllate")
    files = models.PositiveIntegerField("file controllati")
    # [{"report": id, "what": words}, …]: ids and names of hashes only.
    mismatches = models.JSONField("difformità", default=list)

    class Meta:
        verbose_name = "verifica delle impronte"
        verbose_name_plural = "verifiche delle impronte"
        ordering = ["-started_at", "-pk"]

    def __str__(self) -> str:
        return f"Verifica del {self.started_at:%d/%m/%Y %H:%M}"
