"""What one may ask of the *Cronologia*."""

from typing import Any

from crispy_forms.layout import Layout
from django import forms

from cases.chronology import every_kind
from cases.forms.search import PeriodForm


class ChronologyForm(PeriodForm):
    """Kinds and period: what cannot be understood is left out."""

    cosa = forms.MultipleChoiceField(label="Che cosa", required=False, widget=forms.CheckboxSelectMultiple)
    layout = Layout("cosa", "dal", "al")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["cosa"].choices = [(name, kind.label) for name, kind in every_kind().items()]  # type: ignore[attr-defined]

    @property
    def asked(self) -> dict[str, Any]:
        """The arguments of `cases.chronology.events_of`."""
        self.is_valid()
        given = getattr(self, "cleaned_data", {})
        return {"chosen": given.get("cosa") or (), "start": given.get("dal"), "end": given.get("al")}
