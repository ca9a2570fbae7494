"""Persons and what is dated about them: identifiers, addresses, contacts."""

from datetime import date

import pghistory
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from encrypted_fields.fields import EncryptedTextField

from accounts.models import Organisation
from cases.enums import AddressKind, ContactKind, IdentifierKind, Sex
from cases.models.dated import DatedQuerySet, ends_after_start

NEUTRAL_PLACE = "presso collocazione nota al servizio"


@pghistory.track()
class Person(models.Model):
    """Anyone: child, parent, relative, carer. Belongs to one titolare and never shows to another."""

    controller = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="titolare")
    first_name = models.CharField("nome", max_length=100)
    last_name = models.CharField("cognome", max_length=100)
    sex = models.CharField("sesso", max_length=1, choices=Sex.choices, default=Sex.UNKNOWN)
    birth_date = models.DateField("data di nascita", null=True, blank=True)
    birth_place = models.CharField("luogo di nascita", max_length=120, blank=True)
    # Belfiore code of the comune or foreign state; the name beside it is the one of the birth date.
    birth_place_code = models.CharField("codice del luogo di nascita", max_length=4, blank=True)
    citizenship = models.CharField("cittadinanza", max_length=80, blank=True)
    died_on = models.DateField("data di decesso", null=True, blank=True)
    # Found to be somebody already known: whatever was about this row is now about that one.
    merged_into = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        editable=False,
        verbose_name="unita a",
    )

    class Meta:
        verbose_name = "persona"
        verbose_name_plural = "persone"
        ordering = ["last_name", "first_name"]
        constraints = [
            models.CheckConstraint(
                name="person_dies_after_birth",
                condition=Q(died_on=None) | Q(birth_date=None) | Q(died_on__gte=F("birth_date")),
                violation_error_message="Il decesso non può precedere la nascita.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.last_name} {self.first_name}"

    @property
    def full_name(self) -> str:
        return f"{self.first_name} {self.last_name}"

    def age_on(self, day: date | None = None) -> int | None:
        """Years completed on `day` (today in Rome unless given); None without a birth date."""
        if self.birth_date is None:
            return None
        on = day or timezone.localdate()
        before_birthday = (on.month, on.day) < (self.birth_date.month, self.birth_date.day)
        return on.year - self.birth_date.year - before_birthday


@pghistory.track()
class Identifier(models.Model):
    """A tax code or another official number of a person, from a day to a day. Having none is allowed.

    Two persons may bear one number: telling them apart is what the merge is for, and refusing the second
    would tell of a person out of sight.
    """

    person = models.ForeignKey(Person, models.PROTECT, related_name="identifiers", verbose_name="persona")
    kind = models.CharField("tipo", max_length=20, choices=IdentifierKind.choices)
    value = models.CharField("valore", max_length=40)
    valid_from = models.DateField("valido dal", null=True, blank=True)
    valid_to = models.DateField("valido al", null=True, blank=True)
    note = models.CharField("rilasciato da, o nota", max_length=120, blank=True)

    objects = DatedQuerySet["Identifier"].as_manager()

    class Meta:
        verbose_name = "identificativo"
        verbose_name_plural = "identificativi"
        indexes = [models.Index(fields=["value"], name="identifier_value")]
        constraints = [
            ends_after_start("identifier_ends_after_start"),
            models.UniqueConstraint(
                fields=["person", "kind", "value"],
                name="identifier_once_per_person",
                violation_error_message="Questo identificativo è già registrato per la persona.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.value}"


@pghistory.track()
class Address(models.Model):
    """Where a person lives, from a day to a day. Encrypted at rest; a secret one needs its own right to be read.

    The right is the one on the case it was written in: the same person may live in the household of another.
    """

    person = models.ForeignKey(Person, models.PROTECT, related_name="addresses", verbose_name="persona")
    case = models.ForeignKey(
        "cases.Case", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="scritto nel caso"
    )
    kind = models.CharField("tipo", max_length=20, choices=AddressKind.choices)
    text = EncryptedTextField("indirizzo")
    comune_code = models.CharField("codice del comune", max_length=4, blank=True)
    secret = models.BooleanField("riservato", default=False)
    valid_from = models.DateField("dal")
    valid_to = models.DateField("al", null=True, blank=True)

    objects = DatedQuerySet["Address"].as_manager()

    class Meta:
        verbose_name = "indirizzo"
        verbose_name_plural = "indirizzi"
        constraints = [
            ends_after_start("address_ends_after_start"),
            models.CheckConstraint(
                name="address_secret_names_no_comune",
                condition=Q(secret=False) | Q(comune_code=""),
                violation_error_message="Di un indirizzo riservato non si indica il comune: non è cifrato.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} (n. {self.pk})"

    @property
    def public_text(self) -> str:
        """What may be printed anywhere: a secret address never leaves by this door."""
        return NEUTRAL_PLACE if self.secret else self.text


@pghistory.track()
class Contact(models.Model):
    """A telephone number, an e-mail or PEC address. Encrypted at rest; a secret one shows only to who has the right."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="contacts", verbose_name="persona")
    case = models.ForeignKey(
        "cases.Case", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="scritto nel caso"
    )
    kind = models.CharField("tipo", max_length=20, choices=ContactKind.choices)
    value = EncryptedTextField("recapito")
    note = EncryptedTextField("di chi è, quando chiamare", null=True, blank=True)  # "" encrypts to nothing
    secret = models.BooleanField("riservato", default=False)
    valid_from = models.DateField("dal")
    valid_to = models.DateField("al", null=True, blank=True)

    objects = DatedQuerySet["Contact"].as_manager()

    class Meta:
        verbose_name = "recapito"
        verbose_name_plural = "recapiti"
        constraints = [ends_after_start("contact_ends_after_start")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} (n. {self.pk})"
