"""The outbox and its proofs: dispatches, their steps, the receipts, the alarms."""

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import Q

from courts.enums import Channel
from courts.models import Office
from reports.enums import AlarmKind
from reports.models.frozen import FrozenReport
from reports.models.mailboxes import Mailbox
from reports.models.writing import Report
from reports.pec.states import LABELS, DispatchState

D = DispatchState


@pghistory.track(exclude=["message"])
class Dispatch(models.Model):
    """One report to one recipient: a row of the outbox. The row is the truth, the queue only a bell."""

    frozen = models.ForeignKey(
        FrozenReport, models.PROTECT, related_name="dispatches", verbose_name="relazione approvata"
    )
    recipient_office = models.ForeignKey(Office, models.PROTECT, related_name="+", verbose_name="ufficio")
    channel = models.CharField("canale", max_length=10, choices=Channel.choices, default=Channel.PEC)
    # Only a certified message has an address, a mailbox and a Message-ID; the other channels have a proof.
    recipient = models.EmailField("indirizzo PEC", blank=True)
    mailbox = models.ForeignKey(
        Mailbox, models.PROTECT, related_name="dispatches", verbose_name="casella", null=True, blank=True
    )
    message_id = models.CharField("Message-ID", max_length=200, blank=True)
    subject = models.CharField("oggetto", max_length=300)
    replaces = models.OneToOneField(
        "self",
        models.PROTECT,
        related_name="replaced_by",
        verbose_name="ripete l'invio",
        null=True,
        blank=True,
    )
    # The very bytes that leave, composed once when the PDF is there and kept for every retry.
    message = models.BinaryField("messaggio", null=True, blank=True)
    state = models.CharField(
        "stato",
        max_length=20,
        choices=[(state.value, LABELS[state]) for state in D],
        default=D.IN_CODA.value,
    )
    stage = models.CharField("fase dell'invio", max_length=20, blank=True)
    attempts = models.PositiveSmallIntegerField("tentativi", default=0)
    lease_until = models.DateTimeField("in lavorazione fino alle", null=True, blank=True)
    next_try_at = models.DateTimeField("prossimo tentativo", null=True, blank=True)
    error = models.CharField("ultimo errore", max_length=300, blank=True)
    queued_at = models.DateTimeField("in coda dal")
    sent_at = models.DateTimeField("inviata il", null=True, blank=True)
    accepted_at = models.DateTimeField("accettata il", null=True, blank=True)
    delivered_at = models.DateTimeField("consegnata il", null=True, blank=True)

    class Meta:
        verbose_name = "invio"
        verbose_name_plural = "invii"
        ordering = ["queued_at", "pk"]
        constraints = [
            models.CheckConstraint(
                name="dispatch_delivered_at_iff_delivered",
                condition=Q(state=D.CONSEGNATA.value, delivered_at__isnull=False)
                | (~Q(state=D.CONSEGNATA.value) & Q(delivered_at=None)),
                violation_error_message="Solo un invio consegnato ha la data di consegna.",
            ),
            models.CheckConstraint(
                name="dispatch_mailbox_iff_pec",
                condition=(
                    Q(channel=Channel.PEC, mailbox__isnull=False) & ~Q(recipient="") & ~Q(message_id="")
                )
                | (~Q(channel=Channel.PEC) & Q(mailbox=None, recipient="", message_id="")),
                violation_error_message="Solo un invio via PEC ha casella, indirizzo e Message-ID.",
            ),
            models.UniqueConstraint(
                fields=["message_id"],
                condition=~Q(message_id=""),
                name="dispatch_message_id_once",
                violation_error_message="Questo Message-ID è già in uso.",
            ),
            models.UniqueConstraint(
                fields=["frozen", "recipient_office"],
                condition=Q(replaces=None),
                name="dispatch_once_per_office",
                violation_error_message="Questa relazione è già nella posta in uscita per questo ufficio.",
            ),
        ]
        indexes = [
            models.Index(
                fields=["next_try_at"],
                name="dispatch_to_send",
                condition=Q(state__in=["in_coda", "in_invio"]),
            )
        ]

    def __str__(self) -> str:
        return f"Invio n. {self.pk}"

    @property
    def is_certified(self) -> bool:
        """Whether certified mail carries it; otherwise a person delivers it and brings the proof."""
        return self.channel == Channel.PEC

    @property
    def box(self) -> Mailbox:
        """The mailbox that sends it. Raises ValueError when no certified mail is involved."""
        if self.mailbox is None:
            raise ValueError("Questo invio non passa dalla posta certificata.")
        return self.mailbox


class DispatchStep(models.Model):
    """The timeline of one dispatch, in the order in which things became known."""

    dispatch = models.ForeignKey(Dispatch, models.PROTECT, related_name="steps", verbose_name="invio")
    at = models.DateTimeField("quando")
    state = models.CharField("stato", max_length=20)
    note = models.CharField("nota", max_length=300, blank=True)

    class Meta:
        verbose_name = "evento d'invio"
        verbose_name_plural = "eventi d'invio"
        ordering = ["pk"]  # the provider dates its receipt before its answer has reached us

    def __str__(self) -> str:
        return f"{self.at:%d/%m/%Y %H:%M} {self.state}"


class Receipt(models.Model):
    """A message found in a certified mailbox: the raw bytes are the proof, never changed."""

    mailbox = models.ForeignKey(Mailbox, models.PROTECT, related_name="receipts", verbose_name="casella")
    uid_validity = models.BigIntegerField("UIDVALIDITY")
    uid = models.BigIntegerField("UID")
    dispatch = models.ForeignKey(
        Dispatch, models.PROTECT, related_name="receipts", verbose_name="invio", null=True, blank=True
    )
    kind = models.CharField("tipo", max_length=40)
    verdict = models.CharField("firma", max_length=20)
    quarantined = models.BooleanField("in quarantena", default=False)
    identificativo = models.CharField("identificativo del gestore", max_length=200, blank=True)
    certified_at = models.DateTimeField("data certificata", null=True, blank=True)
    reason = models.CharField("spiegazione", max_length=500, blank=True)
    raw = models.BinaryField("messaggio originale")
    sha256 = models.CharField("impronta", max_length=64)
    read_at = models.DateTimeField("letta il")

    class Meta:
        verbose_name = "ricevuta"
        verbose_name_plural = "ricevute"
        ordering = ["read_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["mailbox", "uid_validity", "uid"],
                name="receipt_once_per_uid",
                violation_error_message="Questo messaggio è già stato letto.",
            )
        ]

    def __str__(self) -> str:
        return f"Ricevuta n. {self.pk}"


class AlarmQuerySet(models.QuerySet["Alarm"]):
    def open(self) -> "AlarmQuerySet":
        return self.filter(closed_at=None)


@pghistory.track()
class Alarm(models.Model):
    """Something that keeps a report from its proof of delivery, on the list of somebody who answers for it."""

    kind = models.CharField("allarme", max_length=30, choices=AlarmKind.choices)
    report = models.ForeignKey(
        Report, models.PROTECT, related_name="alarms", verbose_name="relazione", null=True, blank=True
    )
    dispatch = models.ForeignKey(
        Dispatch, models.PROTECT, related_name="alarms", verbose_name="invio", null=True, blank=True
    )
    mailbox = models.ForeignKey(
        Mailbox, models.PROTECT, related_name="alarms", verbose_name="casella", null=True, blank=True
    )
    note = models.CharField("dettaglio", max_length=300, blank=True)
    opened_at = models.DateTimeField("dal")
    closed_at = models.DateTimeField("chiuso il", null=True, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        verbose_name="chiuso da",
        null=True,
        blank=True,
    )

    objects = AlarmQuerySet.as_manager()

    class Meta:
        verbose_name = "allarme"
        verbose_name_plural = "allarmi"
        ordering = ["-opened_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "report", "dispatch", "mailbox"],
                condition=Q(closed_at=None),
                nulls_distinct=False,
                name="alarm_open_once",
                violation_error_message="Questo allarme è già aperto.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} (n. {self.pk})"
