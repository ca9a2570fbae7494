"""What the list of reports can be narrowed to."""

from collections.abc import Iterable
from typing import Any

from django import forms

from reports.enums import DueWindow, ReportKind, ReportState
from reports.queue import Counted, Counts


class ReportFilter(forms.Form):
    """Every choice says how many reports it would leave; anything unknown is ignored."""

    due = forms.ChoiceField(label="Termine", required=False)
    state = forms.ChoiceField(label="Stato", required=False)
    kind = forms.ChoiceField(label="Tipo", required=False)
    author = forms.ChoiceField(label="Autore", required=False)
    unit = forms.ChoiceField(label="Unità", required=False)

    def __init__(self, *args: Any, counts: Counts, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        labels = {"state": dict(ReportState.choices), "kind": dict(ReportKind.choices)}
        due = [Counted(value, label, counts.due[value]) for value, label in DueWindow.choices]
        self._offer("due", "Tutti i termini", due)
        self._offer("state", "Tutti gli stati", _named(counts.states, labels["state"]))
        self._offer("kind", "Tutti i tipi", _named(counts.kinds, labels["kind"]))
        self._offer("author", "Tutti gli autori", counts.authors)
        self._offer("unit", "Tutte le unità", counts.units)

    def _offer(self, name: str, everything: str, rows: Iterable[Counted]) -> None:
        choices = [("", everything)] + [(row.value, f"{row.label} ({row.told})") for row in rows]
        self.fields[name].choices = choices  # type: ignore[attr-defined]

    def chosen(self) -> dict[str, str]:
        """The valid choices; one nobody could have made narrows nothing."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}


def _named(rows: Iterable[Counted], labels: dict[str, str]) -> list[Counted]:
    return [Counted(row.value, labels.get(row.value, row.value), row.number, row.late) for row in rows]
