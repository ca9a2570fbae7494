"""Forms about handing a case to another unit."""

from typing import Any

from crispy_forms.layout import Layout
from django import forms

from accounts.models import Unit, User
from cases.forms.base import CaseForm
from cases.forms.text import PlainCharField
from cases.models import Case, CaseTransfer
from cases.models.transfer import NOTE
from cases.transfers import people_of, units_to_transfer_to


class UnitField(forms.ModelChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.name} ({obj.organisation.name})"


class TransferForm(CaseForm):
    to_unit = UnitField(label="Nuova unità", empty_label="Scegli…", queryset=Unit.objects.none())
    note = PlainCharField(
        label="Consegne",
        max_length=NOTE,
        widget=forms.Textarea(attrs={"rows": 8, "class": "writing"}),
        help_text="Perché il caso passa, che cosa è in corso, scadenze e contatti. "
        "Lo legge chi coordina la nuova unità prima di accettare.",
    )
    layout = Layout("to_unit", "note")

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to_unit"].queryset = units_to_transfer_to(case)  # type: ignore[attr-defined]


class TransferDecisionForm(CaseForm):
    decision = forms.ChoiceField(
        label="Decisione",
        choices=[("si", "Prendiamo il caso"), ("no", "Non lo prendiamo")],
        widget=forms.RadioSelect,
    )
    responsible = forms.ModelChoiceField(
        label="Nuovo responsabile", empty_label="Scegli…", queryset=User.objects.none(), required=False
    )
    answer = PlainCharField(
        label="Risposta",
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="La legge chi ha proposto il trasferimento. Serve se non prendete il caso.",
    )
    layout = Layout("decision", "responsible", "answer")

    def __init__(self, *args: Any, transfer: CaseTransfer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["responsible"].queryset = people_of(transfer.to_unit)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if given.get("decision") == "si" and not given.get("responsible") and not self.errors:
            self.add_error("responsible", "Scegliere chi risponderà del caso.")
        return given
