"""Forms for the copies of a report."""

from typing import Any

from django import forms
from django.utils.text import Truncator

from cases.forms.base import CaseForm, DayField
from cases.forms.text import PlainCharField
from reports.models import FrozenReport
from reports.redaction import PARTS
from reports.snapshot import ReportSnapshot


class EditionForm(CaseForm):
    """For whom the copy is and what is left out of it."""

    party = PlainCharField(label="Per chi è la copia", max_length=200, help_text="Si stampa sulla copia.")
    reason = PlainCharField(
        label="Perché", max_length=500, lines=2, help_text="Resta nel registro, non si stampa."
    )
    children = forms.MultipleChoiceField(
        label="Persone di cui togliere i dati",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Con un minore della relazione escono anche i minori del nucleo di cui la copia non tratta, i suoi "
        "servizi, progetti e colloqui, e i conteggi delle attività, che riguardano tutti insieme.",
    )
    parts = forms.MultipleChoiceField(
        label="Parti intere da togliere",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=list(PARTS.items()),
    )
    blocks = forms.MultipleChoiceField(
        label="Brani da togliere", required=False, widget=forms.CheckboxSelectMultiple
    )
    words = PlainCharField(
        label="Parole da togliere ovunque",
        required=False,
        max_length=2_000,
        lines=3,
        help_text="Una per riga: nomi, indirizzi, numeri.",
    )

    def __init__(self, *args: Any, frozen: FrozenReport, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        snapshot = ReportSnapshot.from_json(frozen.snapshot)
        names = dict.fromkeys(
            [child.name for child in snapshot.children] + [row.name for row in snapshot.household]
        )
        self.fields["children"].choices = [(name, name) for name in names]  # type: ignore[attr-defined]
        self.fields["blocks"].choices = [  # type: ignore[attr-defined]
            (f"{number}-{index}", f"{section.title}: {Truncator(block.text).words(14)}")
            for number, section in enumerate(snapshot.sections)
            for index, block in enumerate(section.blocks)
        ]

    def clean_blocks(self) -> list[tuple[int, int]]:
        pairs = [value.split("-") for value in self.cleaned_data["blocks"]]
        return [(int(number), int(index)) for number, index in pairs]

    def clean_words(self) -> list[str]:
        return [line.strip() for line in self.cleaned_data["words"].splitlines() if line.strip()]


class HandOverForm(CaseForm):
    """When and how a copy was handed over."""

    on = DayField(label="Consegnata il", past=True)
    how = PlainCharField(
        label="Come",
        max_length=200,
        help_text="Per esempio: a mano, con ricevuta firmata; PEC del difensore.",
    )
