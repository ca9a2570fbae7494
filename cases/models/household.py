"""Households over time, and who is what to whom: kinship, parental responsibility, legal protection."""

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import F, Q

from accounts.models import Organisation
from cases.enums import BondKind, BondTone, Kinship, ProtectionKind, ResponsibilityStatus
from cases.models.dated import DatedQuerySet, ends_after_start
from cases.models.people import Person


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
        return f"{self.person} ({self.kinship_words})"

    @property
    def kinship_words(self) -> str:
        """What the person is to the children, in words that agree with the sex."""
        return Kinship(self.kinship).said_of(self.person.sex)


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


@pghistory.track()
class Bond(models.Model):
    """What `person` is to `other` (parent of, married to …), from a day to a day. Without a start: since ever."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="bonds_to", verbose_name="persona")
    other = models.ForeignKey(Person, models.PROTECT, related_name="bonds_from", verbose_name="di chi")
    kind = models.CharField("legame", max_length=20, choices=BondKind.choices)
    tone = models.CharField("com'è il rapporto", max_length=20, choices=BondTone.choices, blank=True)
    note = models.CharField("nota", max_length=300, blank=True)
    valid_from = models.DateField("dal", null=True, blank=True)
    valid_to = models.DateField("al", null=True, blank=True)

    objects = DatedQuerySet["Bond"].as_manager()

    class Meta:
        verbose_name = "legame"
        verbose_name_plural = "legami"
        constraints = [
            ends_after_start("bond_ends_after_start"),
            models.CheckConstraint(
                name="bond_between_two",
                condition=~Q(person=F("other")),
                violation_error_message="Un legame è tra due persone diverse.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} {self.get_kind_display()} {self.other}"


@pghistory.track()
class LegalProtection(models.Model):
    """Guardianship, curatorship, fostering and the like: who protects a person, by which decree, and when."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="protections", verbose_name="persona")
    kind = models.CharField("tipo", max_length=30, choices=ProtectionKind.choices)
    holder = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="protects", verbose_name="affidata a"
    )
    holder_name = models.CharField("ente o persona fuori dal nucleo", max_length=200, blank=True)
    decree = models.CharField("provvedimento", max_length=200, blank=True)
    valid_from = models.DateField("dal")
    valid_to = models.DateField("al", null=True, blank=True)

    objects = DatedQuerySet["LegalProtection"].as_manager()

    class Meta:
        verbose_name = "protezione giuridica"
        verbose_name_plural = "protezioni giuridiche"
        constraints = [
            ends_after_start("protection_ends_after_start"),
            models.CheckConstraint(
                name="protection_has_a_holder",
                condition=Q(holder__isnull=False) | ~Q(holder_name=""),
                violation_error_message="Indica a chi è affidata la protezione.",
            ),
            models.CheckConstraint(
                name="protection_of_somebody_else",
                condition=Q(holder=None) | ~Q(holder=F("person")),
                violation_error_message="Nessuno è tutore di se stesso.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.person}"


class PersonMerge(models.Model):
    """Two rows found to be one person: what was moved and what was set aside, so that it can be undone exactly.

    `moved` holds ids by table and column, and without a column the barriers that came with the merge; `removed` and
    `before` hold rows as the database wrote them, the encrypted columns still encrypted.
    """

    kept = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name="persona che resta")
    merged = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name="persona unita")
    reason = models.CharField("perché sono la stessa persona", max_length=500)
    moved = models.JSONField("spostati", default=list, editable=False)
    removed = models.JSONField("messi da parte", default=list, editable=False)
    before = models.JSONField("dati di prima", default=dict, editable=False)
    after = models.JSONField("dati di dopo", default=dict, editable=False)
    made_at = models.DateTimeField("unite il", auto_now_add=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="unite da"
    )
    undone_at = models.DateTimeField("separate il", null=True, blank=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="separate da",
    )

    class Meta:
        verbose_name = "unione di persone"
        verbose_name_plural = "unioni di persone"
        constraints = [
            models.CheckConstraint(
                name="personmerge_of_two",
                condition=~Q(kept=F("merged")),
                violation_error_message="Scegli due persone diverse.",
            ),
            models.UniqueConstraint(
                fields=["merged"],
                condition=Q(undone_at=None),
                name="personmerge_once",
                violation_error_message="Questa persona è già unita a un'altra.",
            ),
        ]

    def __str__(self) -> str:
        return f"Unione n. {self.pk}"
