"""Forms about who may see a case."""

from datetime import timedelta
from typing import Any

from crispy_forms.layout import Layout
from django import forms
from django.utils import timezone

from accounts.models import User
from cases.enums import BarrierKind, GlassVerdict
from cases.forms.base import CaseForm, DayField
from cases.forms.team import colleagues
from cases.forms.text import PlainCharField
from cases.models import Case
from cases.models.sight import REASON

NO_NAMES = "Senza nomi né fatti della famiglia: lo legge anche chi non vede il fascicolo."


def short(rows: int) -> forms.Textarea:
    """A few lines, not a page to write on."""
    return forms.Textarea(attrs={"rows": rows})


class ReasonForm(CaseForm):
    """Nothing but a reason."""

    reason = PlainCharField(label="Motivo", widget=short(3), max_length=REASON)


class BarrierForm(CaseForm):
    user = forms.ModelChoiceField(
        label="Persona da escludere", empty_label="Scegli…", queryset=User.objects.none()
    )
    kind = forms.ChoiceField(label="Causa", choices=BarrierKind.choices)
    valid_from = DayField(label="Dal")
    reason = PlainCharField(label="Motivo", widget=short(3), max_length=REASON)
    siblings = forms.BooleanField(
        label="Anche dagli altri casi di questa unità per lo stesso nucleo", required=False, initial=True
    )
    layout = Layout("user", "kind", "valid_from", "reason", "siblings")

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["user"].queryset = colleagues(case)  # type: ignore[attr-defined]


class EndBarrierForm(CaseForm):
    valid_to = DayField(
        label="Fino al", help_text="L'ultimo giorno compreso: dal giorno dopo l'esclusione non vale più."
    )
    end_reason = PlainCharField(label="Motivo", widget=short(3), max_length=REASON)


class EmergencyForm(CaseForm):
    reference = PlainCharField(
        label="Numero del fascicolo",
        max_length=20,
        help_text="Esatto, per esempio 2026/00042. Non si cerca per nome.",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    reason = PlainCharField(
        label="Perché serve adesso", widget=short(3), max_length=REASON, help_text=NO_NAMES
    )


class ReviewForm(CaseForm):
    verdict = forms.ChoiceField(label="Esito", choices=GlassVerdict.choices, widget=forms.RadioSelect)
    note = PlainCharField(
        label="Nota",
        widget=short(3),
        max_length=REASON,
        required=False,
        help_text="Obbligatoria se l'accesso non era giustificato.",
    )


class AskForm(CaseForm):
    reference = PlainCharField(
        label="Numero del fascicolo", max_length=20, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    reason = PlainCharField(label="Perché ti serve", widget=short(3), max_length=REASON, help_text=NO_NAMES)


class DecideForm(CaseForm):
    """Grant up to a day, or refuse."""

    answer = forms.ChoiceField(
        label="Risposta",
        choices=[("si", "Può leggere il fascicolo"), ("no", "Non concedere")],
        widget=forms.RadioSelect,
    )
    until = DayField(label="Fino al", required=False, help_text="L'ultimo giorno compreso.")
    note = PlainCharField(label="Nota interna", widget=short(2), max_length=REASON, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["until"].initial = timezone.localdate() + timedelta(days=30)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if given.get("answer") == "si" and not given.get("until") and "until" not in self.errors:
            self.add_error("until", "Indica l'ultimo giorno.")
        return given


class CanSeeForm(CaseForm):
    reference = PlainCharField(label="Numero del fascicolo", max_length=20)
    email = PlainCharField(label="E-mail della persona", max_length=254)
