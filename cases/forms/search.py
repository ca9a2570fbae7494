"""The boxes of search and of the register of accesses."""

from datetime import timedelta
from typing import Any

from crispy_forms.layout import Layout
from django import forms
from django.utils import timezone

from cases.forms.base import CaseForm, DayField
from cases.forms.text import PlainCharField


class SearchForm(CaseForm):
    text = PlainCharField(
        label="Cerca persone, fascicoli, parole del diario, documenti",
        min_length=2,
        max_length=200,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off", "autofocus": True}),
    )


class PeriodForm(CaseForm):
    dal = DayField(label="Dal", required=False)
    al = DayField(label="Al", required=False)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if given.get("dal") and given.get("al") and given["al"] < given["dal"]:
            self.add_error("al", "La fine non può precedere l'inizio.")
        return given


class AccessFilterForm(PeriodForm):
    """Whose accesses to one case, of which kind, when."""

    chi = PlainCharField(label="Chi", max_length=100, required=False)
    azione = forms.ChoiceField(
        label="Azione",
        required=False,
        choices=[
            ("", "Tutte"),
            ("lettura", "Letture"),
            ("scrittura", "Scritture"),
            ("emergenza", "In emergenza"),
        ],
    )
    layout = Layout("chi", "azione", "dal", "al")


class RegisterForm(PeriodForm):
    """Who looked at a case, or what a person looked at, in a period."""

    reference = PlainCharField(label="Numero del fascicolo", max_length=20, required=False)
    email = PlainCharField(label="E-mail della persona", max_length=254, required=False)
    same_child = forms.BooleanField(
        label="Anche gli altri fascicoli dello stesso minore tenuti dall'ente", required=False
    )
    layout = Layout("reference", "email", "dal", "al", "same_child")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        today = timezone.localdate()
        for name, day in (("dal", today - timedelta(days=30)), ("al", today)):
            self.fields[name].required = True
            self.fields[name].initial = day

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        if not self.errors and not given.get("reference") and not given.get("email"):
            self.add_error("reference", "Indica il numero del fascicolo o l'e-mail della persona.")
        return given
