"""Forms about who is what to whom, and who protects whom by decree."""

from typing import Any

from django import forms

from cases.enums import BondKind, BondTone, ProtectionKind
from cases.forms.base import CaseForm, DayField
from cases.forms.people import PersonChoice, persons_of
from cases.forms.text import PlainCharField
from cases.models import Case

UNSAID = [("", "Non indicato"), *BondTone.choices]


class BondChangeForm(CaseForm):
    """How two people get on, and since when until when their bond lasts."""

    tone = forms.ChoiceField(label="Com'è il rapporto", choices=UNSAID, required=False)
    note = PlainCharField(label="Nota", max_length=300, required=False)
    valid_from = DayField(label="Dal", required=False, help_text="Vuoto: da sempre, o non si sa.")
    valid_to = DayField(label="Al", required=False, help_text="Vuoto: dura ancora.")


class BondForm(BondChangeForm):
    person = PersonChoice(label="Chi")
    kind = forms.ChoiceField(label="È", choices=BondKind.choices)
    other = PersonChoice(label="Di chi")

    field_order = ("person", "kind", "other", "tone", "note", "valid_from", "valid_to")

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = persons_of(case)
        self.fields["person"].choices = people  # type: ignore[attr-defined]
        self.fields["other"].choices = people  # type: ignore[attr-defined]


class ProtectionForm(CaseForm):
    kind = forms.ChoiceField(label="Tipo", choices=ProtectionKind.choices)
    holder = PersonChoice(label="Affidata a una persona del nucleo", required=False)
    holder_name = PlainCharField(
        label="Oppure a un ente o a una persona fuori", max_length=200, required=False
    )
    decree = PlainCharField(
        label="Provvedimento",
        max_length=200,
        required=False,
        help_text="Autorità, numero e data, come nel decreto.",
    )
    valid_from = DayField(label="Dal", past=True)

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = [choice for choice in persons_of(case) if choice[0] != str(case.person_id)]
        self.fields["holder"].choices = [("", "Nessuna"), *people]  # type: ignore[attr-defined]
