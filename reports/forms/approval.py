"""Forms around approval and what follows it."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from cases.forms.base import CaseForm, DayField
from cases.forms.text import PlainCharField
from reports.block_words import summary_of
from reports.enums import CorrectionKind
from reports.models import Block, Report


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


class ReturnForm(CaseForm):
    """What has to change: in the whole report, and beside each paragraph where there is something to say."""

    text = PlainCharField(label="Che cosa va rivisto", max_length=5_000, lines=4)

    def __init__(self, *args: Any, report: Report, **kwargs: Any) -> None:
        self.blocks = {f"b{block.pk}": block for block in report.blocks.all() if block.text.strip()}
        super().__init__(*args, **kwargs)
        for name, block in self.blocks.items():
            self.fields[name] = PlainCharField(
                label=_head(block.text),
                help_text=summary_of(block),
                required=False,
                max_length=5_000,
                widget=forms.Textarea(attrs={"rows": 1}),
            )

    def values(self) -> dict[str, Any]:
        """What `actions.approval.give_back` takes."""
        notes: dict[Block, str] = {
            block: self.cleaned_data[name] for name, block in self.blocks.items() if self.cleaned_data[name]
        }
        return {"text": self.cleaned_data["text"], "on_blocks": notes}


def _head(text: str) -> str:
    """The first words of a paragraph, to tell it from the others."""
    words = " ".join(text.split())
    return f"{words[:90]}…" if len(words) > 90 else words


class WaiverForm(CaseForm):
    """Why a protected passage may stand."""

    digest = forms.RegexField(r"^[0-9a-f]{64}$", widget=forms.HiddenInput)
    reason = PlainCharField(
        label="Motivo",
        max_length=500,
        lines=2,
        help_text="Resta scritto con il tuo nome. Chi consente un passaggio non può poi approvare la relazione.",
    )


class SignedFileForm(CaseForm):
    """A signed file brought back."""

    upload = forms.FileField(
        label="File firmato",
        help_text="PAdES (.pdf) o CAdES (.pdf.p7m), fatto firmando il PDF scaricato da questa relazione.",
    )
