"""Who else receives a report, and what proves a delivery: a clerk's stamp, a portal's receipt, a second look."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from courts.models import Office
from reports.models.delivery import Dispatch, Receipt
from reports.models.writing import Report


class Addressee(models.Model):
    """An office that receives the report beside the one that gave the mandate. Fixed with the approval."""

    report = models.ForeignKey(Report, models.PROTECT, related_name="addressees", verbose_name="relazione")
    office = models.ForeignKey(Office, models.PROTECT, related_name="+", verbose_name="ufficio")
    principal = models.BooleanField(
        "la scadenza aspetta anche la sua ricevuta",
        default=False,
        help_text="Se non è segnato, l'ufficio riceve la relazione per conoscenza.",
    )
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="aggiunto da"
    )
    added_at = models.DateTimeField("aggiunto il", auto_now_add=True)

    class Meta:
        verbose_name = "altro destinatario"
        verbose_name_plural = "altri destinatari"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["report", "office"],
                name="addressee_once",
                violation_error_message="Questo ufficio è già tra i destinatari.",
            )
        ]

    def __str__(self) -> str:
        return f"Destinatario n. {self.pk}"


class DispatchProof(models.Model):
    """What shows that a person delivered a report: the file, when, by whom, under which number.

    Append only. A wrong proof is corrected by a new one that says why; the wrong one stays.
    """

    dispatch = models.ForeignKey(Dispatch, models.PROTECT, related_name="proofs", verbose_name="invio")
    done_at = models.DateTimeField("depositata o consegnata il")
    performed_by = models.CharField("chi ha depositato o consegnato", max_length=120)
    received_by = models.CharField("chi ha ricevuto", max_length=120, blank=True)
    protocol = models.CharField("numero di protocollo o di deposito", max_length=60, blank=True)
    content = models.BinaryField("file della prova")
    content_type = models.CharField("tipo di contenuto", max_length=100)
    size = models.PositiveIntegerField("dimensione in byte")
    sha256 = models.CharField("impronta SHA-256", max_length=64)
    corrects = models.OneToOneField(
        "self",
        models.PROTECT,
        related_name="corrected_by",
        verbose_name="corregge la prova",
        null=True,
        blank=True,
    )
    reason = models.CharField("motivo della correzione", max_length=300, blank=True)
    registered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="registrata da"
    )
    registered_at = models.DateTimeField("registrata il")

    class Meta:
        verbose_name = "prova di consegna"
        verbose_name_plural = "prove di consegna"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["dispatch"],
                condition=Q(corrects=None),
                name="dispatchproof_one_first",
                violation_error_message="Questo invio ha già la sua prova: se è sbagliata si corregge.",
            ),
            models.CheckConstraint(
                name="dispatchproof_correction_says_why",
                condition=Q(corrects=None, reason="") | (Q(corrects__isnull=False) & ~Q(reason="")),
                violation_error_message="Chi corregge una prova scrive il motivo.",
            ),
        ]

    def __str__(self) -> str:
        return f"Prova n. {self.pk}"


class ReceiptJudgement(models.Model):
    """A second look at a quarantined message, after the trust list was mended. Append only."""

    receipt = models.ForeignKey(Receipt, models.PROTECT, related_name="judgements", verbose_name="messaggio")
    at = models.DateTimeField("quando")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        verbose_name="chiesto da",
        null=True,
        blank=True,
    )
    verdict_before = models.CharField("firma prima", max_length=20)
    verdict_after = models.CharField("firma dopo", max_length=20)
    kind_after = models.CharField("tipo dopo", max_length=40)
    reason = models.CharField("spiegazione", max_length=500, blank=True)

    class Meta:
        verbose_name = "nuovo giudizio"
        verbose_name_plural = "nuovi giudizi"
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"Giudizio n. {self.pk}"
