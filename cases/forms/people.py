"""Forms about the persons of a household and what is dated about them."""

from datetime import date
from typing import Any

from crispy_forms.layout import HTML, Layout
from django import forms
from django.utils import timezone

from cases.actions.people import persons_with_own_file
from cases.enums import AddressKind, Kinship, ResponsibilityStatus, Sex
from cases.fiscal_code import canonical
from cases.forms.base import CaseForm, DayField
from cases.models import Case, HouseholdMember, Person

OR_NEW = "<p class='muted'>Altrimenti, i dati di una persona nuova:</p>"


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


class PersonChoice(forms.TypedChoiceField):
    """One of the persons of the household; the cleaned value is the person."""

    def __init__(self, **options: Any) -> None:
        super().__init__(coerce=self._person, empty_value=None, **options)

    @staticmethod
    def _person(pk: str) -> Person:
        return Person.objects.get(pk=pk)


class PersonForm(CaseForm):
    first_name = forms.CharField(label="Nome", max_length=100)
    last_name = forms.CharField(label="Cognome", max_length=100)
    birth_date = DayField(label="Data di nascita", past=True, required=False)
    sex = forms.ChoiceField(label="Sesso", choices=Sex.choices)
    birth_place = forms.CharField(label="Luogo di nascita", max_length=120, required=False)
    citizenship = forms.CharField(label="Cittadinanza", max_length=80, required=False)
    tax_code = forms.CharField(label="Codice fiscale", max_length=40, required=False)

    def clean_tax_code(self) -> str:
        return canonical(self.cleaned_data["tax_code"])


class HouseholdMemberForm(CaseForm):
    known = PersonChoice(
        label="Persona già stata nel nucleo",
        required=False,
        help_text="Per chi ritorna: i suoi dati ci sono già.",
    )
    first_name = forms.CharField(label="Nome", max_length=100, required=False)
    last_name = forms.CharField(label="Cognome", max_length=100, required=False)
    birth_date = DayField(label="Data di nascita", past=True, required=False)
    kinship = forms.ChoiceField(label="Rapporto con i minori", choices=Kinship.choices)
    valid_from = DayField(label="Nel nucleo dal", past=True)
    cohabiting = forms.BooleanField(label="Vive con i minori", required=False, initial=True)
    note = forms.CharField(label="Nota", max_length=300, required=False)

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

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["known"].choices = [("", "Nessuna: è una persona nuova"), *persons_of(case)]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if not data.get("known"):
            for name in ("first_name", "last_name"):
                if not data.get(name) and name not in self.errors:
                    self.add_error(name, "Campo obbligatorio per una persona nuova.")
        return data


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


class AddressForm(CaseForm):
    person = PersonChoice(label="Di chi")
    kind = forms.ChoiceField(label="Tipo", choices=AddressKind.choices)
    text = forms.CharField(label="Indirizzo", max_length=300)
    valid_from = DayField(label="Dal", past=True)
    secret = forms.BooleanField(
        label="Riservato",
        required=False,
        help_text="Lo legge solo chi è responsabile del caso; altrove appare «presso collocazione nota al servizio».",
    )
    ends_previous = forms.BooleanField(
        label="Chiudi il precedente dello stesso tipo", required=False, initial=True
    )

    layout = Layout("person", "kind", "text", "valid_from", "secret", "ends_previous")

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        elsewhere = {str(pk) for pk in persons_with_own_file(case)}
        self.fields["person"].choices = [  # type: ignore[attr-defined]
            choice for choice in persons_of(case) if choice[0] not in elsewhere
        ]


class ResponsibilityForm(CaseForm):
    parent = PersonChoice(label="Genitore")
    status = forms.ChoiceField(label="Responsabilità genitoriale", choices=ResponsibilityStatus.choices)
    valid_from = DayField(label="Dal", past=True, help_text="Di solito la data del provvedimento.")

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["parent"].choices = adults_of(case)  # type: ignore[attr-defined]
