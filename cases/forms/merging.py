"""Forms for putting two rows of one person together, and for finding the other row."""

from typing import Any

from django import forms

from cases.actions.merging import FIELDS
from cases.forms.base import CaseForm, DayField
from cases.forms.text import PlainCharField
from cases.matching import Sought
from cases.models import Person

KEPT, MERGED = "resta", "unita"
LABELS = {
    "first_name": "Nome",
    "last_name": "Cognome",
    "sex": "Sesso",
    "birth_date": "Data di nascita",
    "birth_place": "Luogo di nascita",
    "citizenship": "Cittadinanza",
    "died_on": "Data di decesso",
}


class MergeSearchForm(CaseForm):
    """Whom to look for: to begin with, the person's own data."""

    first_name = PlainCharField(label="Nome", max_length=100)
    last_name = PlainCharField(label="Cognome", max_length=100)
    birth_date = DayField(label="Data di nascita", past=True, required=False)

    @property
    def sought(self) -> Sought:
        """Who is described."""
        data = self.cleaned_data
        return Sought(data["first_name"], data["last_name"], data.get("birth_date"))


class MergeForm(CaseForm):
    """For each thing the two rows say differently, which of them is right; and why they are one person."""

    reason = PlainCharField(
        label="Perché sono la stessa persona",
        max_length=500,
        help_text="Per esempio: stesso documento visto il 3 marzo.",
    )

    def __init__(self, *args: Any, kept: Person, merged: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.differing = [name for name in FIELDS if getattr(kept, name) != getattr(merged, name)]
        for name in self.differing:
            ours, theirs = _said(kept, name), _said(merged, name)
            self.fields[name] = forms.ChoiceField(
                label=LABELS[name],
                choices=[(KEPT, ours or "non indicato"), (MERGED, theirs or "non indicato")],
                initial=KEPT if ours else MERGED,
                widget=forms.RadioSelect,
            )
        self.order_fields([*self.differing, "reason"])
        self.helper = self.helper_for(None)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        taken = [name for name in self.differing if data.get(name) == MERGED]
        return {"reason": data.get("reason", ""), "taken": taken}


def _said(person: Person, name: str) -> str:
    if name == "sex":
        return person.get_sex_display()
    value = getattr(person, name)
    return f"{value:%d/%m/%Y}" if name in ("birth_date", "died_on") and value else str(value or "")


class UndoForm(CaseForm):
    """Nothing to fill in: a button."""
