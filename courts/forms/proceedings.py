"""The numbers of a proceeding."""

from typing import Any

from crispy_forms.layout import Layout
from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from accounts.models import User
from cases.forms.base import CaseForm
from courts.actions.proceedings import NumberData, add_number
from courts.forms.fields import offices_in_force
from courts.models import Office, Proceeding, Register

WHOLE = {"invalid": "Scrivere un numero intero."}


class NumberFields(CaseForm):
    """A number as it stands on the paper, whole or not at all."""

    register = forms.ModelChoiceField(
        label="Registro", queryset=Register.objects.all(), required=False, empty_label="Scegli…"
    )
    number = forms.IntegerField(
        label="Numero", required=False, min_value=1, max_value=9_999_999, error_messages=WHOLE
    )
    sub = forms.IntegerField(
        label="Sub",
        required=False,
        min_value=1,
        max_value=9_999,
        error_messages=WHOLE,
        help_text="Nei sub-procedimenti: 1 per 1234-1/2026.",
    )
    year = forms.IntegerField(
        label="Anno", required=False, min_value=1950, max_value=2100, error_messages=WHOLE
    )

    def number_data(self, office: Office | None) -> NumberData | None:
        """The number, when there is one; what is missing of it is marked beside its field."""
        data = self.cleaned_data
        parts = {name: data.get(name) for name in ("register", "number", "year")}
        if not any(parts.values()) or any(self.errors.get(name) for name in parts):
            return None
        missing = [name for name, value in parts.items() if not value]
        for name in missing:
            self.add_error(name, "Per il numero servono registro, numero e anno.")
        if missing:
            return None
        return NumberData(**parts, sub=data.get("sub"), office=office)  # type: ignore[arg-type]

    def clean_year(self) -> int | None:
        year = self.cleaned_data["year"]
        if year and year > timezone.localdate().year:
            raise ValidationError("L'anno è nel futuro.")
        return year


class NumberForm(NumberFields):
    """One more number for a proceeding."""

    office = forms.ModelChoiceField(
        label="Ufficio che lo ha assegnato", queryset=Office.objects.none(), empty_label=None
    )
    current = forms.BooleanField(
        label="È il numero in uso",
        required=False,
        initial=True,
        help_text="Quello usato finora resta fra i numeri precedenti.",
    )
    layout = Layout("office", "register", "number", "year", "sub", "current")

    def __init__(self, *args: Any, proceeding: Proceeding, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.proceeding = proceeding
        offices = offices_in_force(timezone.localdate()) | Office.objects.filter(pk=proceeding.office_id)
        self.fields["office"].queryset = offices  # type: ignore[attr-defined]
        self.fields["office"].initial = proceeding.office_id
        for name in ("register", "number", "year"):
            self.fields[name].required = True

    def adds(self, *, by: User) -> bool:
        """Whether the number was right and free; it is written then."""
        if not self.is_valid():
            return False
        data = self.number_data(self.cleaned_data["office"])
        if data is None:
            return False
        try:
            add_number(proceeding=self.proceeding, data=data, by=by, current=self.cleaned_data["current"])
        except ValidationError as refusal:
            self.adopt(refusal)
            return False
        return True
