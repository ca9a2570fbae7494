"""Forms about requests for the record."""

from typing import Any

from crispy_forms.layout import Layout
from django import forms
from django.utils import timezone

from cases.enums import RecordsDecision, RequesterKind
from cases.forms.base import CaseForm, DayField
from cases.forms.text import PlainCharField
from cases.records_hooks import Candidate, sources


class RequestForm(CaseForm):
    requester = PlainCharField(label="Chi chiede", max_length=200)
    requester_kind = forms.ChoiceField(label="In qualità di", choices=RequesterKind.choices)
    received_on = DayField(label="Ricevuta il", past=True)
    protocol = PlainCharField(label="Protocollo", max_length=60, required=False)
    scope = PlainCharField(label="Che cosa chiede", lines=4, max_length=2000)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["received_on"].initial = timezone.localdate()


class DecisionForm(CaseForm):
    decision = forms.ChoiceField(label="Decisione", choices=RecordsDecision.choices)
    decided_on = DayField(label="Il", past=True)
    deferred_until = DayField(label="Differita al", required=False, help_text="Solo se la differisci.")
    decision_reason = PlainCharField(
        label="Motivazione",
        lines=5,
        max_length=4000,
        required=False,
        help_text="Obbligatoria se non accogli tutto.",
    )
    layout = Layout("decision", "decided_on", "deferred_until", "decision_reason")

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        whole = given.get("decision") == RecordsDecision.GRANTED
        if not whole and not given.get("decision_reason") and "decision_reason" not in self.errors:
            self.add_error("decision_reason", "Indica la motivazione.")
        return given


class ChoiceForm(CaseForm):
    """What of the case goes into the copy: one group of boxes for each kind."""

    def __init__(
        self, *args: Any, candidates: dict[str, list[Candidate]], chosen: set[str], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        for kind, found in candidates.items():
            if not found:
                continue
            self.fields[kind] = forms.MultipleChoiceField(
                label=sources[kind].label,
                required=False,
                widget=forms.CheckboxSelectMultiple,
                choices=[(f"{kind}:{each.object_id}", _label(each)) for each in found],
                initial=[key for key in chosen if key.startswith(f"{kind}:")],
            )

    @property
    def chosen(self) -> list[str]:
        """What was ticked, in the order of the page."""
        return [key for kind in self.fields for key in self.cleaned_data.get(kind, [])]


def _label(candidate: Candidate) -> str:
    return f"{candidate.title}. ⚠ {candidate.warning}" if candidate.warning else candidate.title


class WordsForm(CaseForm):
    words = PlainCharField(
        label="Parole da togliere ovunque",
        lines=10,
        max_length=4000,
        required=False,
        strip=True,
        help_text="Una per riga: nomi, indirizzi, scuole, recapiti di altre persone. Maiuscole e accenti non contano.",
    )


class ReadOverForm(CaseForm):
    """The passages of one item; a tick takes one out."""

    seen = forms.CharField(widget=forms.HiddenInput, max_length=64)
    removed = forms.TypedMultipleChoiceField(
        label="Togli i passaggi segnati", required=False, coerce=int, widget=forms.CheckboxSelectMultiple
    )
    as_it_is = forms.BooleanField(label="Dai il file com'è, senza togliere nulla", required=False)

    def __init__(self, *args: Any, passages: tuple[str, ...], is_file: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["removed"].choices = list(enumerate(passages))  # type: ignore[attr-defined]
        if not passages:
            del self.fields["removed"]
        if not is_file:
            del self.fields["as_it_is"]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        return {"removed": [], "as_it_is": False} | given
