"""Authorities, proceedings with their numbers, orders with their dates, and the mandates they give."""

from uuid import uuid4

import pghistory
from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django_fsm import FSMField, FSMModelMixin, transition

from accounts.models import Unit
from cases.models import Case
from courts.enums import (
    OPEN_MANDATE_STATES,
    Channel,
    MandateKind,
    MandateState,
    OfficeKind,
    OrderKind,
    ProceedingArea,
    ProceedingKind,
    TermUnit,
)


@pghistory.track()
class Office(models.Model):
    """A judicial office, with the address and the habits that a dispatch to it must respect."""

    kind = models.CharField("tipo", max_length=5, choices=OfficeKind.choices)
    name = models.CharField("denominazione", max_length=200, unique=True)
    city = models.CharField("sede", max_length=100)
    section = models.CharField("sezione", max_length=100, blank=True)
    channel = models.CharField("canale", max_length=10, choices=Channel.choices, default=Channel.PEC)
    pec = models.EmailField("indirizzo PEC", blank=True)
    subject_template = models.CharField(
        "oggetto del messaggio",
        max_length=200,
        default="{numero} - {atto} - prot. {riferimento}",
        help_text="Segnaposto ammessi: {numero}, {atto}, {riferimento}. Nessun nome di persona.",
    )
    valid_from = models.DateField("istituito il", null=True, blank=True)
    valid_to = models.DateField("soppresso il", null=True, blank=True)
    succeeded_by = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="sostituito da"
    )

    class Meta:
        verbose_name = "ufficio giudiziario"
        verbose_name_plural = "uffici giudiziari"
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                name="office_pec_when_channel_pec",
                condition=~Q(channel=Channel.PEC) | ~Q(pec=""),
                violation_error_message="Per un ufficio che riceve via PEC serve l'indirizzo PEC.",
            )
        ]

    def __str__(self) -> str:
        return self.name


@pghistory.track()
class Register(models.Model):
    """A court register such as R.G. V.G.: an editable table, since every office has its own."""

    code = models.CharField("sigla", max_length=30, unique=True)
    label = models.CharField("descrizione", max_length=120)

    class Meta:
        verbose_name = "registro"
        verbose_name_plural = "registri"
        ordering = ["code"]

    def __str__(self) -> str:
        return self.code


@pghistory.track()
class Proceeding(models.Model):
    """A court proceeding about one or more children. It is reached through a case."""

    office = models.ForeignKey(Office, models.PROTECT, related_name="+", verbose_name="ufficio")
    area = models.CharField(
        "area", max_length=20, choices=ProceedingArea.choices, default=ProceedingArea.CIVILE
    )
    kind = models.CharField("materia", max_length=30, choices=ProceedingKind.choices)
    instituted_on = models.DateField("iniziato il", null=True, blank=True)
    judge = models.CharField("giudice delegato o relatore", max_length=120, blank=True)
    cases = models.ManyToManyField(Case, related_name="proceedings", verbose_name="casi")

    class Meta:
        verbose_name = "procedimento"
        verbose_name_plural = "procedimenti"

    def __str__(self) -> str:
        return f"Procedimento n. {self.pk}"

    @property
    def current_number(self) -> "ProceedingNumber | None":
        """The number in use now. Reads the prefetched numbers when there are any."""
        return next((number for number in self.numbers.all() if number.current), None)

    @property
    def label(self) -> str:
        """What people call it: the current number, or a plain statement that there is none."""
        number = self.current_number
        return str(number) if number else "numero non ancora assegnato"


@pghistory.track()
class ProceedingNumber(models.Model):
    """One of the numbers a proceeding has had: `1234-1/2024 R.G. V.G.`"""

    proceeding = models.ForeignKey(
        Proceeding, models.PROTECT, related_name="numbers", verbose_name="procedimento"
    )
    office = models.ForeignKey(Office, models.PROTECT, related_name="+", verbose_name="ufficio")
    register = models.ForeignKey(Register, models.PROTECT, related_name="+", verbose_name="registro")
    number = models.PositiveIntegerField("numero", validators=[MinValueValidator(1)])
    year = models.PositiveSmallIntegerField(
        "anno", validators=[MinValueValidator(1950), MaxValueValidator(2100)]
    )
    sub = models.PositiveSmallIntegerField("sub", null=True, blank=True)
    current = models.BooleanField("in uso", default=True)

    class Meta:
        verbose_name = "numero di procedimento"
        verbose_name_plural = "numeri di procedimento"
        ordering = ["-current", "year", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["office", "register", "number", "year", "sub"],
                nulls_distinct=False,
                name="proceedingnumber_once_per_register",
                violation_error_message="Questo numero è già registrato in questo registro e anno.",
            ),
            models.UniqueConstraint(
                fields=["proceeding"],
                condition=Q(current=True),
                name="proceedingnumber_one_current",
                violation_error_message="Il procedimento ha già un numero in uso.",
            ),
        ]

    def __str__(self) -> str:
        sub = f"-{self.sub}" if self.sub else ""
        return f"{self.number}{sub}/{self.year} {self.register.code}"


def order_path(order: "Order", filename: str) -> str:
    """A storage name that tells nothing."""
    return f"orders/{order.storage_key}"


@pghistory.track()
class Order(models.Model):
    """A provvedimento. Its dates are kept apart because each has effects of its own."""

    proceeding = models.ForeignKey(
        Proceeding, models.PROTECT, related_name="orders", verbose_name="procedimento"
    )
    kind = models.CharField("tipo", max_length=30, choices=OrderKind.choices)
    decided_on = models.DateField("deciso il")
    deposited_on = models.DateField("depositato il", null=True, blank=True)
    received_on = models.DateField("ricevuto il")
    protocol = models.CharField("protocollo in entrata", max_length=60, blank=True)
    cases = models.ManyToManyField(Case, related_name="orders", verbose_name="casi")
    file = models.FileField("file PDF", upload_to=order_path)
    storage_key = models.UUIDField(unique=True, editable=False)
    file_sha256 = models.CharField("impronta SHA-256", max_length=64, editable=False)
    registered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="registrato da"
    )
    registered_at = models.DateTimeField("registrato il", auto_now_add=True)

    class Meta:
        verbose_name = "provvedimento"
        verbose_name_plural = "provvedimenti"
        ordering = ["-received_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="order_received_after_decided",
                condition=Q(received_on__gte=F("decided_on")),
                violation_error_message="Il provvedimento non può essere ricevuto prima di essere deciso.",
            ),
            models.CheckConstraint(
                name="order_deposited_after_decided",
                condition=Q(deposited_on=None)
                | Q(deposited_on__gte=F("decided_on"), deposited_on__lte=F("received_on")),
                violation_error_message="Il deposito sta fra la decisione e il ricevimento.",
            ),
        ]

    def __str__(self) -> str:
        return f"Provvedimento n. {self.pk}"


def pending_path(pending: "PendingUpload", filename: str) -> str:
    """A storage name that tells nothing."""
    return f"pending/{pending.token}"


class PendingUpload(models.Model):
    """A checked PDF whose form still has errors: nobody must choose the file twice. Lives a day."""

    token = models.UUIDField(unique=True, default=uuid4, editable=False)
    case = models.ForeignKey(Case, models.PROTECT, related_name="+", verbose_name="caso")
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="caricato da"
    )
    file = models.FileField("file PDF", upload_to=pending_path)
    name = models.CharField("nome del file", max_length=150)
    received_at = models.DateTimeField("ricevuto il", default=timezone.now)

    class Meta:
        verbose_name = "file in attesa"
        verbose_name_plural = "file in attesa"
        indexes = [models.Index(fields=["received_at"], name="pendingupload_received")]

    def __str__(self) -> str:
        return f"File in attesa n. {self.pk}"


S = MandateState


@pghistory.track()
class Mandate(FSMModelMixin, models.Model):
    """One duty given by an order, with its own first term and its own periodicity."""

    order = models.ForeignKey(Order, models.PROTECT, related_name="mandates", verbose_name="provvedimento")
    kind = models.CharField("incarico", max_length=40, choices=MandateKind.choices)
    task_text = models.TextField("testo dell'incarico", help_text="Copiato dal provvedimento.")
    cases = models.ManyToManyField(Case, related_name="mandates", verbose_name="casi")
    starts_on = models.DateField("decorre dal")
    first_term_amount = models.PositiveSmallIntegerField(
        "primo termine", null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(730)]
    )
    first_term_unit = models.CharField(
        "unità", max_length=10, choices=TermUnit.choices, default=TermUnit.DAYS, blank=True
    )
    every_months = models.PositiveSmallIntegerField(
        "aggiornamento ogni (mesi)",
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(24)],
    )
    ends_on = models.DateField("termina il", null=True, blank=True)
    no_term_reason = models.CharField(
        "perché non ha termini",
        max_length=300,
        blank=True,
        help_text="Da scrivere quando il provvedimento non fissa né un termine né una periodicità.",
    )
    august_suspension = models.BooleanField("sospensione di agosto", default=False)
    august_note = models.CharField("perché si sospende", max_length=300, blank=True)
    recipient = models.ForeignKey(Office, models.PROTECT, related_name="+", verbose_name="destinatario")
    executor = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="esecutore")
    state = FSMField("stato", choices=S.choices, default=S.ATTIVO, protected=True)
    state_reason = models.CharField("motivo", max_length=300, blank=True)

    class Meta:
        verbose_name = "incarico"
        verbose_name_plural = "incarichi"
        ordering = ["order", "pk"]
        constraints = [
            models.CheckConstraint(
                name="mandate_has_term_or_reason",
                condition=Q(first_term_amount__isnull=False)
                | Q(every_months__isnull=False)
                | ~Q(no_term_reason=""),
                violation_error_message="Indicare un primo termine o una periodicità, oppure perché mancano.",
            ),
            models.CheckConstraint(
                name="mandate_first_term_positive",
                condition=Q(first_term_amount=None) | Q(first_term_amount__gte=1),
                violation_error_message="Il termine è di almeno un giorno.",
            ),
            models.CheckConstraint(
                name="mandate_august_needs_note",
                condition=Q(august_suspension=False) | ~Q(august_note=""),
                violation_error_message="Per sospendere il termine in agosto serve il motivo.",
            ),
            models.CheckConstraint(
                name="mandate_ends_after_start",
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                violation_error_message="L'incarico non può terminare prima di decorrere.",
            ),
        ]

    def __str__(self) -> str:
        return f"Incarico n. {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("courts:mandate_detail", args=[self.pk])

    @property
    def tone(self) -> str:
        """How the badge of its state looks."""
        return S(self.state).tone

    @property
    def is_open(self) -> bool:
        return self.state in OPEN_MANDATE_STATES

    def origin(self, cycle: int) -> str:
        """The name its deadlines carry in `cases.Deadline.origin`; cycle 1 is the first one due."""
        return f"mandate:{self.pk}:{cycle}"

    @transition(field=state, source=[S.ATTIVO, S.SOSPESO], target=S.OTTEMPERATO)
    def fulfil(self) -> None:
        """Everything asked has been delivered."""

    @transition(field=state, source=S.ATTIVO, target=S.SOSPESO)
    def suspend(self) -> None:
        """Rests for a stated reason."""

    @transition(field=state, source=S.SOSPESO, target=S.ATTIVO)
    def resume(self) -> None:
        """Runs again."""

    @transition(field=state, source=[S.ATTIVO, S.SOSPESO], target=S.REVOCATO)
    def revoke(self) -> None:
        """Taken back by a later order."""
