"""What a person keeps of the list of cases: views by name, columns, and the files asked of it."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models

from cases.enums import BundleState, ExportFormat

# The row under this name is no view: it is how the person keeps the list.
HABIT = ""


class SavedView(models.Model):
    """Filters, order and columns of the list of cases under a name. Only its person reads it.

    Nothing of a case is in it: a view without a right shows nothing.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="operatore"
    )
    name = models.CharField("nome", max_length=60, blank=True)
    asked = models.JSONField("filtri e ordine", default=dict, blank=True)
    columns = models.JSONField("colonne", default=list, blank=True)

    class Meta:
        verbose_name = "vista salvata"
        verbose_name_plural = "viste salvate"
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "name"],
                name="savedview_one_of_a_name",
                violation_error_message="Hai già una vista con questo nome.",
            )
        ]

    def __str__(self) -> str:
        return f"Vista n. {self.pk}"


def export_path(export: "ListExport", filename: str) -> str:
    """A storage name that tells nothing."""
    return f"exports/{export.storage_key}"


class ListExport(models.Model):
    """The list of cases as a file, made by a worker because it is long. Kept for a day.

    `case_ids` are the cases in it: who has lost one of them since does not get the file any more.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="chiesta da"
    )
    file_format = models.CharField("formato", max_length=4, choices=ExportFormat.choices)
    asked = models.JSONField("filtri e ordine", default=dict, blank=True)
    columns = models.JSONField("colonne", default=list, blank=True)
    state = models.CharField("stato", max_length=20, choices=BundleState.choices, default=BundleState.WAITING)
    asked_at = models.DateTimeField("chiesta il")
    touched_at = models.DateTimeField("ultimo passo", null=True, blank=True)
    attempts = models.PositiveSmallIntegerField("tentativi", default=0)
    total = models.PositiveIntegerField("casi da scrivere", default=0)
    done = models.PositiveIntegerField("casi scritti", default=0)
    storage_key = models.UUIDField(unique=True, editable=False)
    file = models.FileField("file", upload_to=export_path, blank=True)
    case_ids = ArrayField(models.BigIntegerField(), default=list, blank=True, verbose_name="casi")

    class Meta:
        verbose_name = "elenco in file"
        verbose_name_plural = "elenchi in file"
        ordering = ["-asked_at", "-pk"]

    def __str__(self) -> str:
        return f"Elenco n. {self.pk}"
