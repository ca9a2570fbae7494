"""How an ente presents itself on paper, and the certificate it seals with."""

from django.db import models
from encrypted_fields.fields import EncryptedCharField, EncryptedTextField

from accounts.models import Organisation
from reports.enums import Signing


class Logo(models.Model):
    """A picture for the head of the page, kept as long as a report was printed with it."""

    sha256 = models.CharField("impronta", max_length=64, unique=True, editable=False)
    content = models.BinaryField("immagine", editable=False)
    content_type = models.CharField("tipo", max_length=40, editable=False)

    class Meta:
        verbose_name = "logo di un ente"
        verbose_name_plural = "loghi degli enti"

    def __str__(self) -> str:
        return f"Logo n. {self.pk}"


class Stationery(models.Model):
    """The headed paper of one ente; its address lines are those of the ente."""

    organisation = models.OneToOneField(
        Organisation, models.PROTECT, related_name="stationery", verbose_name="ente"
    )
    logo = models.ForeignKey(
        Logo, models.PROTECT, related_name="+", verbose_name="logo", null=True, blank=True, editable=False
    )
    logo_text = models.CharField(
        "descrizione del logo",
        max_length=200,
        blank=True,
        help_text="La legge chi non vede l'immagine, per esempio «Stemma del Comune».",
    )
    contacts = models.TextField(
        "recapiti", blank=True, max_length=1_000, help_text="PEC, e-mail, telefono: una riga ciascuno."
    )
    signing = models.CharField("firma del PDF", max_length=10, choices=Signing.choices, default=Signing.NONE)

    class Meta:
        verbose_name = "carta intestata"
        verbose_name_plural = "carte intestate"
        ordering = ["organisation__name"]

    def __str__(self) -> str:
        return f"Carta intestata di {self.organisation}"


class Seal(models.Model):
    """The certificate and key of one ente, encrypted: the system seals approved reports with it."""

    organisation = models.OneToOneField(
        Organisation, models.PROTECT, related_name="seal", verbose_name="ente"
    )
    pkcs12 = EncryptedTextField("archivio PKCS#12, in base64", editable=False)
    passphrase = EncryptedCharField("password dell'archivio", max_length=200, blank=True)
    subject = models.CharField("intestato a", max_length=300, editable=False)
    valid_from = models.DateTimeField("valido dal", editable=False)
    valid_to = models.DateTimeField("valido fino al", editable=False)

    class Meta:
        verbose_name = "sigillo elettronico"
        verbose_name_plural = "sigilli elettronici"
        ordering = ["organisation__name"]

    def __str__(self) -> str:
        return f"Sigillo di {self.organisation}"
