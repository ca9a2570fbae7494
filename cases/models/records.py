"""Requests for the record itself (accesso agli atti): register, what goes into the copy, the copies made."""

import pghistory
from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import F, Q
from encrypted_fields.fields import EncryptedTextField

from cases.enums import BundleState, RecordsDecision, RequesterKind
from cases.models.case import Case


@pghistory.track()
class RecordsRequest(models.Model):
    """Somebody outside asks to see or copy what the case holds (L. 241/1990 artt. 22-25)."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="records_requests", verbose_name="caso")
    requester = models.CharField("chi chiede", max_length=200)
    requester_kind = models.CharField("in qualità di", max_length=20, choices=RequesterKind.choices)
    received_on = models.DateField("ricevuta il")
    protocol = models.CharField("protocollo", max_length=60, blank=True)
    scope = models.TextField("che cosa chiede", max_length=2000)
    due_on = models.DateField("rispondere entro il", editable=False)
    decision = models.CharField("decisione", max_length=20, choices=RecordsDecision.choices, blank=True)
    decision_reason = models.TextField("motivazione", max_length=4000, blank=True)
    decided_on = models.DateField("decisa il", null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        verbose_name="decisa da",
        null=True,
        blank=True,
    )
    deferred_until = models.DateField("differita al", null=True, blank=True)
    # Words that go from every item: names, addresses, schools of other people.
    words = EncryptedTextField("parole da togliere ovunque", max_length=4000, blank=True, default="")
    registered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="registrata da"
    )
    registered_at = models.DateTimeField("registrata il", auto_now_add=True)

    class Meta:
        verbose_name = "richiesta di accesso agli atti"
        verbose_name_plural = "richieste di accesso agli atti"
        ordering = ["-received_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="recordsrequest_decision_whole",
                condition=Q(decision="", decided_on=None, decided_by=None)
                | (~Q(decision="") & Q(decided_on__isnull=False, decided_by__isnull=False)),
                violation_error_message="La decisione ha una data e chi l'ha presa.",
            ),
            models.CheckConstraint(
                name="recordsrequest_reasons",
                condition=Q(decision__in=["", "accolta"]) | ~Q(decision_reason=""),
                violation_error_message="Indicare la motivazione.",
            ),
            models.CheckConstraint(
                name="recordsrequest_deferred_until",
                condition=Q(deferred_until=None)
                | Q(decision="differita", deferred_until__gt=F("decided_on")),
                violation_error_message="Il differimento vale fino a un giorno dopo la decisione.",
            ),
            models.CheckConstraint(
                name="recordsrequest_decided_after_received",
                condition=Q(decided_on=None) | Q(decided_on__gte=F("received_on")),
                violation_error_message="La decisione non può precedere la richiesta.",
            ),
        ]

    def __str__(self) -> str:
        return f"Richiesta di accesso agli atti n. {self.pk}"


class RecordsItem(models.Model):
    """One thing chosen for the copy, and what is taken out of it."""

    request = models.ForeignKey(
        RecordsRequest, models.PROTECT, related_name="items", verbose_name="richiesta"
    )
    kind = models.SlugField("tipo", max_length=30)  # a source in `cases.records_hooks`
    object_id = models.BigIntegerField("numero")
    # Numbers of the passages that go, of the text with this hash: another text must be looked at again.
    removed = models.JSONField("passaggi tolti", default=list, blank=True)
    text_sha256 = models.CharField("impronta del testo riletto", max_length=64, blank=True)
    as_it_is = models.BooleanField("il file com'è, senza togliere nulla", default=False)
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        verbose_name="riletto da",
        null=True,
        blank=True,
    )

    class Meta:
        verbose_name = "atto scelto"
        verbose_name_plural = "atti scelti"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["request", "kind", "object_id"],
                name="recordsitem_once",
                violation_error_message="Questo atto è già nell'elenco.",
            )
        ]

    def __str__(self) -> str:
        return f"Atto n. {self.pk}"


def bundle_path(bundle: "RecordsBundle", filename: str) -> str:
    """A storage name that tells nothing."""
    return f"cases/{bundle.request.case_id}/{bundle.storage_key}"


class RecordsBundle(models.Model):
    """One archive of copies: asked for in a page, made by a worker, never changed afterwards."""

    request = models.ForeignKey(
        RecordsRequest, models.PROTECT, related_name="bundles", verbose_name="richiesta"
    )
    state = models.CharField("stato", max_length=20, choices=BundleState.choices, default=BundleState.WAITING)
    asked_at = models.DateTimeField("chiesto il")
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="chiesto da"
    )
    made_at = models.DateTimeField("prodotto il", null=True, blank=True)
    attempts = models.PositiveSmallIntegerField("tentativi", default=0)
    storage_key = models.UUIDField(unique=True, editable=False)
    file = models.FileField("file", upload_to=bundle_path, blank=True)
    sha256 = models.CharField("impronta SHA-256", max_length=64, blank=True)
    contents = models.JSONField("indice", default=list, blank=True, encoder=DjangoJSONEncoder)
    error = models.CharField("errore", max_length=200, blank=True)

    class Meta:
        verbose_name = "copia degli atti"
        verbose_name_plural = "copie degli atti"
        ordering = ["-asked_at", "-pk"]
        indexes = [
            models.Index(
                fields=["asked_at"], name="recordsbundle_to_make", condition=Q(state="in_preparazione")
            )
        ]

    def __str__(self) -> str:
        return f"Copia n. {self.pk}"
