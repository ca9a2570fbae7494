"""Forms of the case itself: the new case, its corrections, its moves."""

from typing import Any, cast

from crispy_forms.layout import Fieldset, Layout
from django import forms
from django.forms import BaseFormSet, formset_factory

from accounts.models import Unit, User
from cases.actions.intake import AdultData, ChildData, units_open_to
from cases.actions.people import AddressData
from cases.enums import AddressKind, CodeKind, Kinship, ResponsibilityStatus, Sex
from cases.fiscal_code import canonical
from cases.forms.base import CaseForm, DayField
from cases.forms.codes import CodeField, offer_codes
from cases.forms.life import WHO
from cases.forms.matching import MatchedPersonForm
from cases.forms.places import PlaceField, settle_birth_place
from cases.forms.text import PlainCharField
from cases.models import Case
from cases.permissions import visible_cases

MAX_CHILDREN = MAX_ADULTS = 6
ADULT_KINSHIPS = [choice for choice in Kinship.choices if choice[0] != Kinship.CHILD]


SECTION = "form-section form-grid"


class IntakeForm(CaseForm):
    """What the children of one household have in common when their cases open."""

    unit = forms.ModelChoiceField(label="Unità", queryset=Unit.objects.none(), empty_label=None)
    opened_on = DayField(label="Aperto il", past=True)
    source_code = CodeField(
        CodeKind.SOURCE, label="Segnalazione da", required=False, empty_label="Non indicata"
    )
    source = PlainCharField(label="Chi ha segnalato", max_length=120, required=False, help_text=WHO)
    reason = PlainCharField(
        label="Motivo", required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 3})
    )
    household_name = PlainCharField(
        label="Nome del nucleo", max_length=200, required=False, help_text="Di solito i cognomi dei genitori."
    )
    sibling_reference = PlainCharField(
        label="Oppure: fascicolo di un fratello o una sorella",
        max_length=20,
        required=False,
        help_text="Se il nucleo è già seguito: il numero di un suo fascicolo, per esempio 2026/00012.",
    )
    address_kind = forms.ChoiceField(label="Tipo di indirizzo", choices=AddressKind.choices)
    address_text = PlainCharField(label="Indirizzo", max_length=300, required=False)
    address_secret = forms.BooleanField(
        label="Indirizzo riservato",
        required=False,
        help_text="Lo legge solo chi è responsabile del caso o ne ha il permesso: gli altri non sanno che c'è.",
    )

    layout = Layout(
        Fieldset("Segnalazione", "unit", "opened_on", "source_code", "source", "reason", css_class=SECTION),
        Fieldset("Nucleo", "household_name", "sibling_reference", css_class=SECTION),
    )
    # On the page it comes after the family.
    place_layout = Layout(
        Fieldset("Dove vivono i minori", "address_kind", "address_text", "address_secret", css_class=SECTION)
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        self.sibling: Case | None = None
        self.fields["unit"].queryset = units_open_to(user)  # type: ignore[attr-defined]
        offer_codes(self)
        self.place_helper = self.helper_for(self.place_layout)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        self._find_sibling(data.get("unit"), data.get("sibling_reference", ""))
        if not data.get("household_name") and not data.get("sibling_reference"):
            self.add_error(
                "household_name", "Dare un nome al nucleo, o indicare il fascicolo di un fratello."
            )
        return data

    def _find_sibling(self, unit: Unit | None, reference: str) -> None:
        """Only among the cases the person sees: a hidden number and a missing one answer alike."""
        if not reference or unit is None:
            return
        found = visible_cases(self.user).filter(reference=reference, unit__controller=unit.controller_id)
        self.sibling = found.select_related("household").first()
        if self.sibling is None:
            self.add_error(
                "sibling_reference",
                "Nessun fascicolo con questo numero tra quelli che vedi per questo titolare.",
            )

    @property
    def address(self) -> AddressData | None:
        """The address, when one was written."""
        data = self.cleaned_data
        if not data["address_text"]:
            return None
        return AddressData(data["address_kind"], data["address_text"], data["address_secret"])


class FamilyRowForm(MatchedPersonForm):
    """One row of a family: what is only chosen from a list does not make it a person."""

    written = ("first_name", "last_name", "birth_date", "birth_place", "citizenship", "tax_code")

    def has_changed(self) -> bool:
        return any(self.data.get(self.add_prefix(name), "").strip() for name in self.written)

    def clean_tax_code(self) -> str:
        return canonical(self.cleaned_data["tax_code"])


class ChildForm(FamilyRowForm):
    first_name = PlainCharField(label="Nome", max_length=100)
    last_name = PlainCharField(label="Cognome", max_length=100)
    birth_date = DayField(label="Data di nascita", past=True, required=False)
    sex = forms.ChoiceField(label="Sesso", choices=Sex.choices, initial=Sex.UNKNOWN)
    birth_place = PlaceField(label="Luogo di nascita")
    citizenship = PlainCharField(label="Cittadinanza", max_length=80, required=False)
    tax_code = PlainCharField(
        label="Codice fiscale", max_length=40, required=False, help_text="Si può lasciare vuoto."
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        settle_birth_place(self)
        return data

    @property
    def child(self) -> ChildData:
        """The child as the action takes it."""
        return ChildData(**self.cleaned_data)


class AdultForm(FamilyRowForm):
    first_name = PlainCharField(label="Nome", max_length=100)
    last_name = PlainCharField(label="Cognome", max_length=100)
    birth_date = DayField(label="Data di nascita", past=True, required=False)
    tax_code = PlainCharField(
        label="Codice fiscale", max_length=40, required=False, help_text="Si può lasciare vuoto."
    )
    kinship = forms.ChoiceField(label="Rapporto con i minori", choices=ADULT_KINSHIPS)
    responsibility = forms.ChoiceField(
        label="Responsabilità genitoriale",
        choices=[("", "Non ne ha, o non si sa"), *ResponsibilityStatus.choices],
        required=False,
    )
    cohabiting = forms.BooleanField(label="Vive con i minori", required=False, initial=True)

    @property
    def adult(self) -> AdultData:
        """The adult as the action takes it."""
        return AdultData(**self.cleaned_data)


class FamilyFormSet(BaseFormSet):
    """Rows left empty are not persons; the page always offers the same number of rows."""

    @property
    def filled(self) -> list[Any]:
        """The rows somebody wrote in."""
        return [form for form in self.forms if form.has_changed()]


ChildFormSet = cast(
    type[FamilyFormSet],
    formset_factory(
        ChildForm,
        formset=FamilyFormSet,
        extra=MAX_CHILDREN - 1,
        min_num=1,
        max_num=MAX_CHILDREN,
        validate_max=True,
    ),
)
AdultFormSet = cast(
    type[FamilyFormSet],
    formset_factory(
        AdultForm, formset=FamilyFormSet, extra=MAX_ADULTS, max_num=MAX_ADULTS, validate_max=True
    ),
)
