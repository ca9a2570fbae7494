"""Forms about the persons of a household and what is dated about them."""

from datetime import date
from typing import Any

from crispy_forms.layout import HTML, Layout
from django import forms
from django.utils import timezone

from accounts.models import User
from cases.actions.people import persons_with_own_file
from cases.enums import AddressKind, ContactKind, IdentifierKind, Kinship, ResponsibilityStatus, Sex
from cases.fiscal_code import canonical
from cases.forms.base import CaseForm, DayField
from cases.forms.matching import MatchedPersonForm
from cases.forms.places import PlaceField, settle_birth_place, understand
from cases.forms.text import PlainCharField
from cases.matching import candidates
from cases.models import Case, HouseholdMember, Person

OR_NEW = "<p class='muted'>Altrimenti, i dati della persona: si cerca prima tra quelle che già conosci.</p>"
WHO_READS = (
    "Lo legge solo chi è responsabile del caso o ha un permesso suo, nella pagina dei dati riservati: a tutti gli "
    "altri non risulta nemmeno che c'è."
)


def persons_of(case: Case) -> list[tuple[str, str]]:
    """The persons ever in the household, as choices."""
    rows = HouseholdMember.objects.filter(household=case.household_id).select_related("person")
    found = {case.person_id: case.person} | {row.person_id: row.person for row in rows}
    return [(str(pk), person.full_name) for pk, person in found.items()]


def adults_of(case: Case) -> list[tuple[str, str]]:
    """The persons ever in the household who are not its children, as choices."""
    rows = HouseholdMember.objects.filter(household=case.household_id).exclude(kinship=Kinship.CHILD)
    found = {row.person_id: row.person for row in rows.select_related("person")}
    return [(str(pk), person.full_name) for pk, person in found.items() if pk != case.person_id]


def persons_kept_here(case: Case) -> list[tuple[str, str]]:
    """Those of the household whose data are kept in this file, as choices."""
    elsewhere = {str(pk) for pk in persons_with_own_file(case)}
    return [choice for choice in persons_of(case) if choice[0] not in elsewhere]


class PersonChoice(forms.TypedChoiceField):
    """One of the persons of the household; the cleaned value is the person."""

    def __init__(self, **options: Any) -> None:
        super().__init__(coerce=self._person, empty_value=None, **options)

    @staticmethod
    def _person(pk: str) -> Person:
        return Person.objects.get(pk=pk)


class PersonForm(CaseForm):
    first_name = PlainCharField(label="Nome", max_length=100)
    last_name = PlainCharField(label="Cognome", max_length=100)
    birth_date = DayField(label="Data di nascita", past=True, required=False)
    sex = forms.ChoiceField(label="Sesso", choices=Sex.choices)
    birth_place = PlaceField(label="Luogo di nascita")
    citizenship = PlainCharField(label="Cittadinanza", max_length=80, required=False)
    tax_code = PlainCharField(
        label="Codice fiscale in uso",
        max_length=40,
        required=False,
        help_text="Si può lasciare vuoto. Gli altri documenti si scrivono nella scheda della persona.",
    )
    died_on = DayField(label="Data di decesso", past=True, required=False)

    def clean_tax_code(self) -> str:
        return canonical(self.cleaned_data["tax_code"])

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        settle_birth_place(self)
        return data


class HouseholdMemberForm(MatchedPersonForm):
    known = PersonChoice(
        label="Persona già stata nel nucleo",
        required=False,
        help_text="Per chi ritorna: i suoi dati ci sono già.",
    )
    first_name = PlainCharField(label="Nome", max_length=100, required=False)
    last_name = PlainCharField(label="Cognome", max_length=100, required=False)
    birth_date = DayField(label="Data di nascita", past=True, required=False)
    kinship = forms.ChoiceField(label="Rapporto con i minori", choices=Kinship.choices)
    valid_from = DayField(label="Nel nucleo dal", past=True)
    cohabiting = forms.BooleanField(label="Vive con i minori", required=False, initial=True)
    note = PlainCharField(label="Nota", max_length=300, required=False)

    layout = Layout(
        "known",
        HTML(OR_NEW),
        "first_name",
        "last_name",
        "birth_date",
        "kinship",
        "valid_from",
        "note",
        "cohabiting",
    )

    def __init__(self, *args: Any, case: Case, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.case, self.user = case, user
        self.fields["known"].choices = [("", "Nessuna"), *persons_of(case)]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("known"):
            return data
        for name in ("first_name", "last_name"):
            if not data.get(name) and name not in self.errors:
                self.add_error(name, "Campo obbligatorio per una persona nuova.")
        if data.get("first_name") and data.get("last_name"):
            self.offer(
                candidates(
                    user=self.user, controller_id=self.case.household.controller_id, sought=self.sought()
                )
            )
        return data

    def take(self, person_id: int) -> None:
        self.cleaned_data["known"] = Person.objects.get(pk=person_id)


class MemberChangeForm(CaseForm):
    """From a day on somebody is in the household in another way."""

    on = DayField(label="Dal giorno", past=True, help_text="Quello di prima finisce il giorno precedente.")
    kinship = forms.ChoiceField(label="Rapporto con i minori", choices=Kinship.choices)
    note = PlainCharField(label="Nota", max_length=300, required=False)
    cohabiting = forms.BooleanField(label="Vive con i minori", required=False)


class AsOfForm(CaseForm):
    """The day on which the household is looked at."""

    al = DayField(label="Com'era il", required=False)

    @property
    def day(self) -> date:
        """The chosen day; today when none, or when it cannot be read."""
        chosen = self.cleaned_data.get("al") if self.is_valid() else None
        return chosen or timezone.localdate()


class EndForm(CaseForm):
    """The last day of something dated."""

    valid_to = DayField(label="Fino al", help_text="L'ultimo giorno compreso.")


class IdentifierForm(CaseForm):
    kind = forms.ChoiceField(label="Tipo", choices=IdentifierKind.choices)
    value = PlainCharField(label="Numero o codice", max_length=40)
    valid_from = DayField(label="Valido dal", required=False)
    valid_to = DayField(
        label="Valido al", required=False, help_text="Per STP, passaporto e permesso: la scadenza."
    )
    note = PlainCharField(label="Rilasciato da, o nota", max_length=120, required=False)


class AddressForm(CaseForm):
    person = PersonChoice(label="Di chi")
    kind = forms.ChoiceField(label="Tipo", choices=AddressKind.choices)
    text = PlainCharField(label="Indirizzo", max_length=300)
    comune = PlaceField(label="Comune", help_text="Non si indica per un indirizzo riservato.")
    valid_from = DayField(label="Dal", past=True)
    secret = forms.BooleanField(label="Riservato", required=False, help_text=WHO_READS)
    ends_previous = forms.BooleanField(
        label="Chiudi il precedente dello stesso tipo", required=False, initial=True
    )

    layout = Layout("person", "kind", "text", "comune", "valid_from", "secret", "ends_previous")

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].choices = persons_kept_here(case)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        place = understand(self, "comune", data.get("valid_from"))
        typed = data.pop("comune", "")
        if typed and data.get("secret"):
            self.add_error("comune", "Di un indirizzo riservato il comune non si indica: si troverebbe.")
        elif typed and place is None and "comune" not in self.errors:
            self.add_error("comune", "A quella data non c'è un comune o uno Stato con questo nome.")
        return data | {"comune_code": place.code if place else ""}


class ContactForm(CaseForm):
    person = PersonChoice(label="Di chi")
    kind = forms.ChoiceField(label="Tipo", choices=ContactKind.choices)
    value = PlainCharField(label="Recapito", max_length=254)
    note = PlainCharField(label="Nota: di chi è, quando chiamare", max_length=200, required=False)
    valid_from = DayField(label="Dal", past=True)
    secret = forms.BooleanField(label="Riservato", required=False, help_text=WHO_READS)

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].choices = persons_kept_here(case)  # type: ignore[attr-defined]


class ResponsibilityForm(CaseForm):
    parent = PersonChoice(label="Genitore")
    status = forms.ChoiceField(label="Responsabilità genitoriale", choices=ResponsibilityStatus.choices)
    valid_from = DayField(label="Dal", past=True, help_text="Di solito la data del provvedimento.")

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["parent"].choices = adults_of(case)  # type: ignore[attr-defined]
