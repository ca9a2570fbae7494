"""Orders with their dates and file, and what they do to parental responsibility."""

from uuid import uuid4

import pghistory
from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from cases.enums import ResponsibilityStatus
from cases.models import Case, Person
from courts.enums import OrderKind
from courts.models.proceedings import Proceeding


def order_path(order: "Order", filename: str) -> str:
    """A storage name that tells nothing."""
    return f"orders/{order.storage_key}"


def envelope_path(order: "Order", filename: str) -> str:
    """A storage name that tells nothing."""
    return f"orders/{order.storage_key}.p7m"


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent(), exclude=["words"])
class Order(models.Model):
    """A provvedimento. Its dates are kept apart because each has effects of its own."""

    proceeding = models.ForeignKey(
        Proceeding, models.PROTECT, related_name="orders", verbose_name="procedimento"
    )
    kind = models.CharField("tipo", max_length=30, choices=OrderKind.choices)
    decided_on = models.DateField("deciso il")
    deposited_on = models.DateField("depositato il", null=True, blank=True)
    received_on = models.DateField("ricevuto il")
    served_on = models.DateField("notificato al servizio il", null=True, blank=True)
    effective_on = models.DateField("efficace dal", null=True, blank=True)
    expires_on = models.DateField("scade il", null=True, blank=True)
    amends = models.ForeignKey(
        "self",
        models.PROTECT,
        related_name="amended_by",
        verbose_name="modifica il provvedimento",
        null=True,
        blank=True,
    )
    protocol = models.CharField("protocollo in entrata", max_length=60, blank=True)
    cases = models.ManyToManyField(Case, related_name="orders", verbose_name="casi")
    file = models.FileField("file PDF", upload_to=order_path)
    storage_key = models.UUIDField(unique=True, editable=False)
    file_sha256 = models.CharField("impronta SHA-256", max_length=64, editable=False)
    # The signed envelope the PDF came in, byte for byte; empty when it came as a bare PDF.
    envelope = models.FileField("busta firmata (.p7m)", upload_to=envelope_path, blank=True)
    envelope_sha256 = models.CharField(
        "impronta SHA-256 della busta", max_length=64, blank=True, editable=False
    )
    # What the PDF says, for the search; empty for a scan.
    text = models.TextField("testo estratto", blank=True, editable=False)
    words = SearchVectorField(null=True, editable=False)
    registered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="registrato da"
    )
    registered_at = models.DateTimeField("registrato il", auto_now_add=True)

    class Meta:
        verbose_name = "provvedimento"
        verbose_name_plural = "provvedimenti"
        ordering = ["-received_on", "-pk"]
        indexes = [GinIndex(fields=["words"], name="order_words")]
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
            models.CheckConstraint(
                name="order_expires_after_decided",
                condition=Q(expires_on=None) | Q(expires_on__gte=F("decided_on")),
                violation_error_message="La scadenza non può precedere la decisione.",
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


@pghistory.track()
class OrderEffect(models.Model):
    """What an order does to one parent's responsibility for one child (handbook courts §2.6)."""

    order = models.ForeignKey(Order, models.PROTECT, related_name="effects", verbose_name="provvedimento")
    case = models.ForeignKey(Case, models.PROTECT, related_name="+", verbose_name="minore")
    parent = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name="genitore")
    status = models.CharField("responsabilità", max_length=20, choices=ResponsibilityStatus.choices)
    from_day = models.DateField("dal")

    class Meta:
        verbose_name = "effetto sulla responsabilità"
        verbose_name_plural = "effetti sulla responsabilità"
        ordering = ["order", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["order", "case", "parent"],
                name="ordereffect_once",
                violation_error_message="Per questo genitore e questo minore l'effetto è già indicato.",
            )
        ]

    def __str__(self) -> str:
        return f"Effetto n. {self.pk}"
