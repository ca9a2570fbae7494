"""Persons and what is dated about them: identifiers, addresses, households, parental responsibility."""

from datetime import date
from typing import TypeVar

import pghistory
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from encrypted_fields.fields import EncryptedTextField

from accounts.models import Organisation
from cases.enums import AddressKind, IdentifierKind, Kinship, ResponsibilityStatus, Sex


def ends_after_start(name: str) -> models.CheckConstraint:
    """A period may stay open but never ends before it starts."""
    return models.CheckConstraint(
        name=name,
        condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")),
        violation_error_message="La fine non può precedere l'inizio.",
    )


Row = TypeVar("Row", bound=models.Model)


class DatedQuerySet(models.QuerySet[Row]):
    def as_of(self, day: date) -> "DatedQuerySet[Row]":
        """What was true on `day`: a report prints the household of its own date."""
        return self.filter(Q(valid_to=None) | Q(valid_to__gte=day), valid_from__lte=day)


@pghistory.track()
class Person(models.Model):
    """Anyone: child, parent, relative, carer. Belongs to one titolare and never shows to another."""

    controller = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="titolare")
    first_name = models.CharField("nome", max_length=100)
    last_name = models.CharField("cognome", max_length=100)
    sex = models.CharField("sesso", max_length=1, choices=Sex.choices, default=Sex.UNKNOWN)
    birth_date = models.DateField("data di nascita", null=True, blank=True)
    birth_place = models.CharField("luogo di nascita", max_length=120, blank=True)
    citizenship = models.CharField("cittadinanza", max_length=80, blank=True)
    died_on = models.DateField("data di decesso", null=True, blank=True)

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
    """A tax code or another official number of a person. Having none is allowed."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="identifiers", verbose_name="persona")
    kind = models.CharField("tipo", max_length=20, choices=IdentifierKind.choices)
    value = models.CharField("valore", max_length=40)
    valid_from = models.DateField("valido dal", null=True, blank=True)
    valid_to = models.DateField("valido al", null=True, blank=True)

    class Meta:
        verbose_name = "identificativo"
        verbose_name_plural = "identificativi"
        constraints = [
            models.UniqueConstraint(
                fields=["person", "kind", "value"],
                name="identifier_once_per_person",
                violation_error_message="Questo identificativo è già registrato per la persona.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.value}"


@pghistory.track()
class Address(models.Model):
    """Where a person lives, from a day to a day. A secret one is encrypted and needs its own right to be read."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="addresses", verbose_name="persona")
    kind = models.CharField("tipo", max_length=20, choices=AddressKind.choices)
    text = EncryptedTextField("indirizzo")
    secret = models.BooleanField("riservato", default=False)
    valid_from = models.DateField("dal")
    valid_to = models.DateField("al", null=True, blank=True)

    objects = DatedQuerySet["Address"].as_manager()

    class Meta:
        verbose_name = "indirizzo"
        verbose_name_plural = "indirizzi"
        constraints = [ends_after_start("address_ends_after_start")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} (n. {self.pk})"

    @property
    def public_text(self) -> str:
        """What may be printed anywhere: a secret address never leaves by this door."""
        return "presso collocazione nota al servizio" if self.secret else self.text


@pghistory.track()
class Household(models.Model):
    """A nucleo. Siblings share it, but each child has a case and a visibility of its own."""

    controller = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="titolare")
    name = models.CharField("nome del nucleo", max_length=200)

    class Meta:
        verbose_name = "nucleo"
        verbose_name_plural = "nuclei"
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


@pghistory.track()
class HouseholdMember(models.Model):
    """One person in one household, from a day to a day."""

    household = models.ForeignKey(Household, models.PROTECT, related_name="members", verbose_name="nucleo")
    person = models.ForeignKey(Person, models.PROTECT, related_name="memberships", verbose_name="persona")
    kinship = models.CharField("rapporto", max_length=20, choices=Kinship.choices)
    cohabiting = models.BooleanField("convivente", default=True)
    note = models.CharField("nota", max_length=300, blank=True)
    valid_from = models.DateField("dal")
    valid_to = models.DateField("al", null=True, blank=True)

    objects = DatedQuerySet["HouseholdMember"].as_manager()

    class Meta:
        verbose_name = "componente del nucleo"
        verbose_name_plural = "componenti del nucleo"
        ordering = ["household", "valid_from", "pk"]
        constraints = [ends_after_start("householdmember_ends_after_start")]

    def __str__(self) -> str:
        return f"{self.person} ({self.get_kinship_display()})"


@pghistory.track()
class ParentalResponsibility(models.Model):
    """How far one parent holds responsibility for one child, from a day to a day."""

    child = models.ForeignKey(Person, models.PROTECT, related_name="held_by", verbose_name="minore")
    parent = models.ForeignKey(Person, models.PROTECT, related_name="holds_for", verbose_name="genitore")
    status = models.CharField("responsabilità", max_length=20, choices=ResponsibilityStatus.choices)
    valid_from = models.DateField("dal")
    valid_to = models.DateField("al", null=True, blank=True)

    objects = DatedQuerySet["ParentalResponsibility"].as_manager()

    class Meta:
        verbose_name = "responsabilità genitoriale"
        verbose_name_plural = "responsabilità genitoriali"
        constraints = [ends_after_start("responsibility_ends_after_start")]

    def __str__(self) -> str:
        return f"{self.parent} per {self.child}: {self.get_status_display()}"
