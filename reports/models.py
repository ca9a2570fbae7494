"""Court reports, their frozen versions, and the ledger of their delivery."""

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django_fsm import FSMField, FSMModelMixin, transition
from encrypted_fields.fields import EncryptedCharField

from accounts.models import Organisation
from cases.models import Case
from courts.models import Mandate, Office
from reports.enums import (
    PENDING_STATES,
    WRITABLE_STATES,
    AlarmKind,
    Encryption,
    MailboxState,
    ReportKind,
    ReportState,
    Section,
)
from reports.pec.states import LABELS, DispatchState

S = ReportState


@pghistory.track()
class Report(FSMModelMixin, models.Model):
    """A relazione for a court, from the day it opens to its approval.

    It hangs on one case and may cover siblings: whoever reads it must see every covered case.
    """

    case = models.ForeignKey(Case, models.PROTECT, related_name="reports", verbose_name="caso")
    covered = models.ManyToManyField(Case, related_name="covering_reports", verbose_name="minori")
    mandate = models.ForeignKey(Mandate, models.PROTECT, related_name="reports", verbose_name="incarico")
    cycle = models.PositiveSmallIntegerField("periodo n.")
    kind = models.CharField("tipo", max_length=40, choices=ReportKind.choices)
    period_from = models.DateField("periodo dal")
    period_to = models.DateField("periodo al")
    due_on = models.DateField("entro il")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        verbose_name="autore",
        null=True,
        blank=True,
        help_text="Vuoto finché il caso non ha un responsabile.",
    )
    proposals = models.TextField("proposte", blank=True, max_length=20_000)
    state = FSMField("stato", choices=S.choices, default=S.BOZZA, protected=True)
    opened_at = models.DateTimeField("aperta il", auto_now_add=True)
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        verbose_name="inviata da",
        null=True,
        blank=True,
    )
    submitted_at = models.DateTimeField("inviata all'approvazione il", null=True, blank=True)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        verbose_name="approvata da",
        null=True,
        blank=True,
    )
    approved_at = models.DateTimeField("approvata il", null=True, blank=True)

    class Meta:
        verbose_name = "relazione"
        verbose_name_plural = "relazioni"
        ordering = ["due_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["mandate", "cycle"],
                name="report_once_per_cycle",
                violation_error_message="Per questo periodo la relazione è già aperta.",
            ),
            models.CheckConstraint(
                name="report_approver_is_not_author",
                condition=Q(approved_by=None)
                | (~Q(approved_by=F("author")) & ~Q(approved_by=F("submitted_by"))),
                violation_error_message="Chi ha scritto o inviato la relazione non può approvarla.",
            ),
            models.CheckConstraint(
                name="report_approved_by_iff_approved",
                condition=Q(state=S.APPROVATA, approved_by__isnull=False, approved_at__isnull=False)
                | (~Q(state=S.APPROVATA) & Q(approved_by=None, approved_at=None)),
                violation_error_message="Solo una relazione approvata porta chi l'ha approvata.",
            ),
            models.CheckConstraint(
                name="report_period_in_order",
                condition=Q(period_to__gte=F("period_from")),
                violation_error_message="La fine del periodo non può precedere l'inizio.",
            ),
        ]
        indexes = [
            models.Index(fields=["state", "due_on"], name="report_state_due"),
            models.Index(fields=["author", "state"], name="report_author_state"),
        ]

    def __str__(self) -> str:
        return f"Relazione n. {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("reports:report_detail", args=[self.pk])

    @property
    def is_writable(self) -> bool:
        return self.state in WRITABLE_STATES

    @property
    def is_pending(self) -> bool:
        return self.state in PENDING_STATES

    @transition(field=state, source=[S.BOZZA, S.RESTITUITA], target=S.IN_APPROVAZIONE)
    def submit(self) -> None:
        """The author asks for approval."""

    @transition(field=state, source=S.IN_APPROVAZIONE, target=S.BOZZA)
    def withdraw(self) -> None:
        """The author takes it back."""

    @transition(field=state, source=S.IN_APPROVAZIONE, target=S.RESTITUITA)
    def give_back(self) -> None:
        """The approver asks for changes, with a comment."""

    @transition(field=state, source=S.IN_APPROVAZIONE, target=S.APPROVATA)
    def approve(self) -> None:
        """Somebody else agrees; from here on nothing changes."""


@pghistory.track()
class Block(models.Model):
    """One typed paragraph of a report, with where it comes from."""

    report = models.ForeignKey(Report, models.PROTECT, related_name="blocks", verbose_name="relazione")
    section = models.CharField("sezione", max_length=20, choices=Section.choices)
    position = models.PositiveIntegerField("ordine", default=0)
    text = models.TextField("testo", blank=True, max_length=20_000)
    speaker = models.CharField("chi dichiara", max_length=120, blank=True)
    on = models.DateField("data", null=True, blank=True)
    source = models.CharField("fonte", max_length=200, blank=True)
    source_ref = models.CharField("origine", max_length=60, blank=True, editable=False)
    # Counts the saves: a form that carries an older number meets the newer text (nothing is overwritten).
    version = models.PositiveIntegerField("versione", default=1, editable=False)
    edited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        verbose_name="modificato da",
        null=True,
        blank=True,
    )

    class Meta:
        verbose_name = "blocco"
        verbose_name_plural = "blocchi"
        ordering = ["report", "section", "position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["report", "source_ref"],
                condition=~Q(source_ref=""),
                name="block_once_per_source",
                violation_error_message="Questo brano è già nella relazione.",
            )
        ]

    def __str__(self) -> str:
        return f"Blocco n. {self.pk}"


class Comment(models.Model):
    """What the approver asks, or what the author answers."""

    report = models.ForeignKey(Report, models.PROTECT, related_name="comments", verbose_name="relazione")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="autore"
    )
    text = models.TextField("commento", max_length=5_000)
    created_at = models.DateTimeField("scritto il", auto_now_add=True)

    class Meta:
        verbose_name = "commento"
        verbose_name_plural = "commenti"
        ordering = ["created_at", "pk"]

    def __str__(self) -> str:
        return f"Commento n. {self.pk}"


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
        help_text="Le autorità che firmano le ricevute. Senza, ogni ricevuta va in quarantena.",
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


D = DispatchState


@pghistory.track(exclude=["message"])
class Dispatch(models.Model):
    """One report to one recipient: a row of the outbox. The row is the truth, the queue only a bell."""

    frozen = models.ForeignKey(
        FrozenReport, models.PROTECT, related_name="dispatches", verbose_name="relazione approvata"
    )
    recipient_office = models.ForeignKey(Office, models.PROTECT, related_name="+", verbose_name="ufficio")
    recipient = models.EmailField("indirizzo PEC")
    mailbox = models.ForeignKey(Mailbox, models.PROTECT, related_name="dispatches", verbose_name="casella")
    message_id = models.CharField("Message-ID", max_length=200, unique=True)
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
