"""Files that came with an entry of the diary: a photograph of a drawing, a letter shown during a visit."""

import pghistory
from django.conf import settings
from django.db import models

from cases.models.record import DiaryEntry
from cases.models.withdrawing import WITHDRAWAL, Withdrawable, withdrawn_whole


def attachment_path(attachment: "DiaryAttachment", filename: str) -> str:
    """A storage name that tells nothing; the person's file name is not kept at all."""
    return f"cases/{attachment.entry.case_id}/{attachment.storage_key}"


@pghistory.track(pghistory.InsertEvent(), pghistory.DeleteEvent(), exclude=WITHDRAWAL)
class DiaryAttachment(Withdrawable):
    """A checked file of one entry. Who reads the entry reads it; siblings' entries have copies of their own.

    One put there by mistake is withdrawn: nobody opens it any more, that it was there stays on record.
    """

    entry = models.ForeignKey(
        DiaryEntry, models.PROTECT, related_name="attachments", verbose_name="annotazione"
    )
    file = models.FileField("file", upload_to=attachment_path)
    storage_key = models.UUIDField(unique=True, editable=False)
    content_type = models.CharField("tipo di contenuto", max_length=100, editable=False)
    size = models.PositiveIntegerField("dimensione in byte", editable=False)
    sha256 = models.CharField("impronta SHA-256", max_length=64, editable=False)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="caricato da"
    )
    uploaded_at = models.DateTimeField("caricato il", auto_now_add=True)

    class Meta:
        verbose_name = "allegato di una nota"
        verbose_name_plural = "allegati delle note"
        ordering = ["pk"]
        constraints = [withdrawn_whole("attachment_withdrawn_whole", "allegato")]

    def __str__(self) -> str:
        return f"Allegato n. {self.pk}"
