"""The certified mailboxes of the enti."""

import pghistory
from django.db import models
from encrypted_fields.fields import EncryptedCharField

from accounts.models import Organisation, Unit
from reports.enums import Encryption, MailboxState


@pghistory.track()
class Mailbox(models.Model):
    """A certified mailbox of one ente: it sends the reports and receives their receipts."""

    organisation = models.OneToOneField(
        Organisation, models.PROTECT, related_name="mailbox", verbose_name="ente"
    )
    address = models.EmailField("indirizzo PEC", unique=True)
    username = models.CharField("utente", max_length=200)
    password = EncryptedCharField("password", max_length=200)
    smtp_host = models.CharField("server SMTP", max_length=200)
    smtp_port = models.PositiveIntegerField("porta SMTP", default=465)
    imap_host = models.CharField("server IMAP", max_length=200)
    imap_port = models.PositiveIntegerField("porta IMAP", default=993)
    encryption = models.CharField(
        "cifratura", max_length=10, choices=Encryption.choices, default=Encryption.TLS
    )
    trust_pem = models.TextField(
        "certificati di cui fidarsi (PEM)",
        blank=True,
        help_text="Le autorità che firmano le ricevute. Finché mancano, le ricevute non si leggono.",
    )
    sorting_unit = models.ForeignKey(
        Unit,
        models.PROTECT,
        related_name="+",
        verbose_name="unità che smista la posta",
        null=True,
        blank=True,
        help_text="Chi la coordina e i suoi amministrativi vedono la posta in arrivo non ancora in un fascicolo. "
        "Necessaria quando la casella serve unità di titolari diversi.",
    )
    state = models.CharField(
        "stato", max_length=10, choices=MailboxState.choices, default=MailboxState.ATTIVA
    )
    uid_validity = models.BigIntegerField("UIDVALIDITY", default=0, editable=False)
    last_uid = models.BigIntegerField("ultimo UID letto", default=0, editable=False)
    last_read_at = models.DateTimeField("letta il", null=True, blank=True, editable=False)
    unreachable_since = models.DateTimeField("irraggiungibile dal", null=True, blank=True, editable=False)

    class Meta:
        verbose_name = "casella PEC"
        verbose_name_plural = "caselle PEC"
        ordering = ["address"]

    def __str__(self) -> str:
        return self.address
