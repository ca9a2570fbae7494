"""Mail that others send to the certified mailbox: what it is, who handled it, where it went."""

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import Q
from django_fsm import FSMField, FSMModelMixin, transition

from cases.models import Case, Document
from courts.models import Office
from reports.enums import UNSORTED_STATES, MailState
from reports.models.delivery import Dispatch, Receipt
from reports.models.mailboxes import Mailbox

M = MailState


@pghistory.track()
class IncomingMail(FSMModelMixin, models.Model):
    """One message from outside, found in a certified mailbox. Its bytes are those of `receipt`, for good."""

    receipt = models.OneToOneField(
        Receipt, models.PROTECT, related_name="incoming", verbose_name="messaggio originale"
    )
    mailbox = models.ForeignKey(Mailbox, models.PROTECT, related_name="incoming", verbose_name="casella")
    certified = models.BooleanField("posta certificata")
    sender = models.CharField("mittente", max_length=254, blank=True)
    subject = models.CharField("oggetto", max_length=300, blank=True)
    office = models.ForeignKey(
        Office, models.PROTECT, related_name="+", verbose_name="ufficio mittente", null=True, blank=True
    )
    answers = models.ForeignKey(
        Dispatch, models.PROTECT, related_name="answers", verbose_name="risponde a", null=True, blank=True
    )
    received_at = models.DateTimeField("ricevuta il")
    examined_at = models.DateTimeField("allegati controllati il", null=True, blank=True)
    state = FSMField("stato", choices=M.choices, default=M.NUOVA, protected=True)
    case = models.ForeignKey(
        Case, models.PROTECT, related_name="incoming_mail", verbose_name="caso", null=True, blank=True
    )
    handled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        verbose_name="smistata da",
        null=True,
        blank=True,
    )
    handled_at = models.DateTimeField("smistata il", null=True, blank=True)
    note = models.CharField("motivo", max_length=300, blank=True)

    class Meta:
        verbose_name = "messaggio ricevuto"
        verbose_name_plural = "messaggi ricevuti"
        ordering = ["-received_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="incomingmail_case_iff_sorted",
                condition=Q(state__in=[M.ASSEGNATA, M.IN_REGISTRAZIONE], case__isnull=False)
                | Q(state__in=[M.NUOVA, M.ARCHIVIATA], case=None),
                violation_error_message="Un messaggio smistato ha il suo fascicolo.",
            )
        ]
        indexes = [models.Index(fields=["mailbox", "-received_at"], name="incomingmail_by_mailbox")]

    def __str__(self) -> str:
        return f"Messaggio n. {self.receipt_id}"

    @property
    def is_unsorted(self) -> bool:
        return self.state in UNSORTED_STATES

    @transition(field=state, source=[M.NUOVA, M.IN_REGISTRAZIONE], target=M.ASSEGNATA)
    def assign(self) -> None:
        """It has become documents, or an order, of a case."""

    @transition(field=state, source=M.NUOVA, target=M.IN_REGISTRAZIONE)
    def start_registration(self) -> None:
        """Somebody is registering the order that it brings."""

    @transition(field=state, source=M.NUOVA, target=M.ARCHIVIATA)
    def archive(self) -> None:
        """It belongs to no case; the reason says why."""

    @transition(field=state, source=[M.ARCHIVIATA, M.IN_REGISTRAZIONE, M.ASSEGNATA], target=M.NUOVA)
    def put_back(self) -> None:
        """It has to be looked at again."""


class IncomingAttachment(models.Model):
    """A file that a message brings: what the check of its content said. The bytes stay in the message."""

    mail = models.ForeignKey(
        IncomingMail, models.PROTECT, related_name="attachments", verbose_name="messaggio"
    )
    position = models.PositiveSmallIntegerField("posizione")
    name = models.CharField("nome", max_length=200)
    content_type = models.CharField("tipo di contenuto", max_length=100, blank=True)
    size = models.PositiveIntegerField("dimensione in byte")
    sha256 = models.CharField("impronta SHA-256", max_length=64)
    refusal = models.CharField("perché non è accettato", max_length=300, blank=True)
    document = models.ForeignKey(
        Document, models.PROTECT, related_name="+", verbose_name="documento", null=True, blank=True
    )

    class Meta:
        verbose_name = "allegato ricevuto"
        verbose_name_plural = "allegati ricevuti"
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(
                fields=["mail", "position"],
                name="incomingattachment_once",
                violation_error_message="Questo allegato è già stato controllato.",
            )
        ]

    def __str__(self) -> str:
        return f"Allegato n. {self.pk}"

    @property
    def is_safe(self) -> bool:
        return not self.refusal

    @property
    def is_pdf(self) -> bool:
        return self.is_safe and self.content_type == "application/pdf"
