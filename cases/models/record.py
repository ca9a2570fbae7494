"""What is written about a case day by day: diary and documents."""

import pghistory
from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from encrypted_fields.fields import EncryptedTextField

from cases.enums import DocumentDirection, DocumentFolder, EntryKind, ParagraphKind
from cases.models.case import Case
from cases.models.withdrawing import WITHDRAWAL, Withdrawable, withdrawn_whole


@pghistory.track()
class DiaryEntry(models.Model):
    """One thing that happened, noted by one operator."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="diary", verbose_name="caso")
    kind = models.CharField("tipo", max_length=30, choices=EntryKind.choices)
    occurred_at = models.DateTimeField("quando")
    place = models.CharField("luogo", max_length=120, blank=True)
    participants = models.CharField("con chi", max_length=300, blank=True)
    hours = models.DecimalField(
        "ore",
        max_digits=4,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0), MaxValueValidator(24)],
    )
    missed = models.BooleanField("appuntamento mancato", default=False)
    reserved = models.BooleanField(
        "riservata", default=False, help_text="Una nota riservata non entra da sola nelle relazioni."
    )
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="autore"
    )
    created_at = models.DateTimeField("registrata il", auto_now_add=True)
    # Every correction is the next version; the words of the earlier ones are in the change history.
    version = models.PositiveIntegerField("versione", default=1, editable=False)
    # What was written once for several siblings: each child's copy, and the parts about one child alone.
    batch = models.UUIDField("scritta insieme", null=True, editable=False)
    part_of = models.ForeignKey(
        "self", models.PROTECT, related_name="parts", verbose_name="parte di", null=True, editable=False
    )
    shared = models.BooleanField(
        "a più mani", default=False, help_text="Anche i colleghi dell'équipe possono correggerla."
    )

    class Meta:
        verbose_name = "nota di diario"
        verbose_name_plural = "diario"
        ordering = ["-occurred_at", "-pk"]
        indexes = [
            models.Index(fields=["case", "-occurred_at", "-id"], name="diary_case_newest"),
            models.Index(fields=["batch"], name="diary_batch", condition=~models.Q(batch=None)),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} (n. {self.pk})"


@pghistory.track(
    pghistory.InsertEvent(),
    pghistory.UpdateEvent(),
    pghistory.DeleteEvent(),
    exclude=["words", "case_key", "unit_key", "moment"],
)
class DiaryParagraph(models.Model):
    """One typed paragraph of an entry: fact, statement or evaluation, never mixed."""

    entry = models.ForeignKey(DiaryEntry, models.PROTECT, related_name="paragraphs", verbose_name="nota")
    kind = models.CharField("natura", max_length=20, choices=ParagraphKind.choices)
    speaker = models.CharField("chi dichiara", max_length=120, blank=True)
    text = models.TextField("testo", max_length=20_000)
    position = models.PositiveSmallIntegerField("ordine", default=0)
    # Italian stems without accents, kept by the database.
    words = SearchVectorField(null=True, editable=False)
    # Of its entry, kept by the database: a search goes by unit and words together, the newest first.
    case_key = models.BigIntegerField("numero del caso", null=True, editable=False)
    unit_key = models.BigIntegerField("numero dell'unità", null=True, editable=False)
    moment = models.DateTimeField("quando", null=True, editable=False)

    class Meta:
        verbose_name = "paragrafo"
        verbose_name_plural = "paragrafi"
        ordering = ["position", "pk"]
        indexes = [
            GinIndex(fields=["unit_key", "words"], name="paragraph_words"),
            models.Index(fields=["unit_key", "-moment", "-id"], name="paragraph_newest"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} (n. {self.pk})"


class DiaryDraft(models.Model):
    """An entry somebody has begun and not saved: what the form holds, kept so that nothing typed is lost.

    Only its writer reads it. Encrypted because nobody has yet said what of it is reserved.
    """

    case = models.ForeignKey(Case, models.PROTECT, related_name="+", verbose_name="caso")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="operatore"
    )
    data = EncryptedTextField("campi del modulo, in JSON")
    updated_at = models.DateTimeField("salvata il", auto_now=True)

    class Meta:
        verbose_name = "bozza di nota"
        verbose_name_plural = "bozze di note"
        constraints = [
            models.UniqueConstraint(
                fields=["case", "user"],
                name="diarydraft_one_per_person_and_case",
                violation_error_message="C'è già una bozza per questo fascicolo.",
            )
        ]

    def __str__(self) -> str:
        return f"Bozza n. {self.pk}"


def document_path(document: "Document", filename: str) -> str:
    """A storage name that tells nothing: the person's file name stays in the row."""
    return f"cases/{document.case_id}/{document.storage_key}"


@pghistory.track(exclude=WITHDRAWAL)
class Document(Withdrawable):
    """A file of the case, served through the gate only.

    One that belongs to another record is withdrawn with all its versions.
    """

    case = models.ForeignKey(Case, models.PROTECT, related_name="documents", verbose_name="caso")
    folder = models.CharField("cartella", max_length=20, choices=DocumentFolder.choices)
    title = models.CharField("titolo", max_length=200)
    direction = models.CharField(
        "ricevuto o inviato", max_length=10, choices=DocumentDirection.choices, blank=True
    )
    correspondent = models.CharField("mittente o destinatario", max_length=200, blank=True)
    dated_on = models.DateField("data del documento", null=True, blank=True)
    # As the ente's own register gave them: never counted here (DPR 445/2000 art. 53).
    protocol_number = models.CharField("numero di protocollo", max_length=40, blank=True)
    protocol_date = models.DateField("data di protocollo", null=True, blank=True)
    protocol_office = models.CharField("registro o ente del protocollo", max_length=120, blank=True)
    version = models.PositiveSmallIntegerField("versione", default=1, editable=False)
    replaces = models.OneToOneField(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="replaced_by",
        verbose_name="prende il posto di",
    )
    file = models.FileField("file", upload_to=document_path)
    storage_key = models.UUIDField(unique=True, editable=False)
    content_type = models.CharField("tipo di contenuto", max_length=100, editable=False)
    size = models.PositiveIntegerField("dimensione in byte", editable=False)
    sha256 = models.CharField("impronta SHA-256", max_length=64, editable=False)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="caricato da"
    )
    uploaded_at = models.DateTimeField("caricato il", auto_now_add=True)

    class Meta:
        verbose_name = "documento"
        verbose_name_plural = "documenti"
        ordering = ["-uploaded_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="document_protocol_has_a_number",
                condition=~Q(protocol_number="") | Q(protocol_date=None, protocol_office=""),
                violation_error_message="Indica il numero di protocollo, come risulta dal registro dell'ente.",
            ),
            withdrawn_whole("document_withdrawn_whole", "documento"),
        ]

    def __str__(self) -> str:
        return f"Documento n. {self.pk}"
