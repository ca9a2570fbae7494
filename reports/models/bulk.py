"""Approving many: who has read which version, and what became of each report of a joint approval."""

from django.conf import settings
from django.db import models

from reports.enums import BatchState
from reports.models.writing import Report


class Reading(models.Model):
    """An approver has opened the text as it was submitted then. A text submitted again must be read again."""

    report = models.ForeignKey(Report, models.PROTECT, related_name="readings", verbose_name="relazione")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="chi ha letto"
    )
    # While a report waits for approval its text cannot change: this moment names the version.
    submitted_at = models.DateTimeField("inviata all'approvazione il")
    at = models.DateTimeField("letta il", auto_now_add=True)

    class Meta:
        verbose_name = "lettura"
        verbose_name_plural = "letture"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["report", "user", "submitted_at"],
                name="reading_once_per_version",
                violation_error_message="Questa lettura è già registrata.",
            )
        ]

    def __str__(self) -> str:
        return f"Lettura n. {self.pk}"


class ApprovalBatch(models.Model):
    """Reports that one person approves together, each on its own merits."""

    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="chi approva"
    )
    created_at = models.DateTimeField("chiesta il", auto_now_add=True)

    class Meta:
        verbose_name = "approvazione di più relazioni"
        verbose_name_plural = "approvazioni di più relazioni"
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"Approvazione n. {self.pk}"


class BatchItem(models.Model):
    """One report of a joint approval: approved, or refused and why."""

    batch = models.ForeignKey(
        ApprovalBatch, models.PROTECT, related_name="items", verbose_name="approvazione"
    )
    report = models.ForeignKey(Report, models.PROTECT, related_name="+", verbose_name="relazione")
    state = models.CharField("esito", max_length=20, choices=BatchState.choices, default=BatchState.IN_ATTESA)
    reason = models.CharField("motivo", max_length=300, blank=True)
    done_at = models.DateTimeField("quando", null=True, blank=True)

    class Meta:
        verbose_name = "relazione da approvare insieme"
        verbose_name_plural = "relazioni da approvare insieme"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["batch", "report"],
                name="batchitem_once",
                violation_error_message="Questa relazione è già nell'elenco.",
            )
        ]
        indexes = [
            models.Index(fields=["batch"], name="batchitem_waiting", condition=models.Q(state="in_attesa"))
        ]

    def __str__(self) -> str:
        return f"Riga n. {self.pk}"
