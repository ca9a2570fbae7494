"""Forms around approval and what follows it."""

from datetime import date

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from cases.forms.base import CaseForm, DayField
from cases.forms.text import PlainCharField
from reports.enums import CorrectionKind


class CorrectionForm(CaseForm):
    """What a report that follows an approved one does to it, and why."""

    kind = forms.ChoiceField(
        label="Che cosa serve",
        choices=[
            (CorrectionKind.INTEGRAZIONE, "Integrazione: aggiungere qualcosa, il resto rimane"),
            (CorrectionKind.RETTIFICA, "Rettifica: correggere qualcosa che era sbagliato"),
        ],
        widget=forms.RadioSelect,
        help_text="La rettifica parte dal testo della prima relazione, l’integrazione da una pagina vuota.",
    )
    reason = PlainCharField(
        label="Motivo",
        max_length=500,
        lines=3,
        help_text="Si stampa in testa alla nuova relazione: il giudice deve capire perché la riceve.",
    )
    due_on = DayField(label="Da consegnare entro il")

    def clean_due_on(self) -> date:
        day: date = self.cleaned_data["due_on"]
        if day < timezone.localdate():
            raise ValidationError("Il giorno è già passato.")
        return day
