"""Forms about plans. Layout is data; the actions decide."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from crispy_forms.layout import Field, Layout
from django import forms
from django.forms.boundfield import BoundField
from django.utils import timezone

from cases.forms.base import CaseForm, DayField
from peipa.actions import Finding
from peipa.enums import Horizon, Result
from peipa.models import Objective, Plan, PlanArea


def long_text(label: str, rows: int = 4, **options: Any) -> forms.CharField:
    """A text of several lines."""
    widget = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, max_length=5000, widget=widget, **options)


class PlanForm(CaseForm):
    """A plan's title, its days, and what the child and the family say of it."""

    title = forms.CharField(label="Titolo", max_length=200, initial="Progetto educativo individualizzato")
    starts_on = DayField(label="Dal", initial=timezone.localdate)
    review_on = DayField(
        label="Verifica il", help_text="Quando il progetto è attivo diventa una scadenza del caso."
    )
    child_voice = long_text("Parole del minore", required=False)
    family_voice = long_text("Parole della famiglia", required=False)
    layout = Layout(
        Field("title", wrapper_class="field-wide"), "starts_on", "review_on", "child_voice", "family_voice"
    )

    @staticmethod
    def values_of(plan: Plan) -> dict[str, Any]:
        """What the form starts from when the plan is there already."""
        return {name: getattr(plan, name) for name in PlanForm.base_fields}


class ObjectiveForm(CaseForm):
    """One thing to reach, in one of the areas in use."""

    area = forms.ModelChoiceField(
        PlanArea.objects.filter(active=True), label="Area", empty_label="Scegli l'area"
    )
    horizon = forms.ChoiceField(label="Orizzonte", choices=Horizon.choices, initial=Horizon.MEDIO)
    title = forms.CharField(
        label="Obiettivo",
        max_length=300,
        help_text="Si può partire da una competenza proposta e precisarla.",
        widget=forms.TextInput(attrs={"list": "competenze", "autocomplete": "off"}),
    )
    indicator = forms.CharField(
        label="Indicatore", max_length=300, required=False, help_text="Da che cosa si capirà che è raggiunto."
    )
    actions = long_text("Azioni", required=False, help_text="Che cosa, chi, quando.")
    layout = Layout(
        "area",
        "horizon",
        Field("title", wrapper_class="field-wide"),
        Field("indicator", wrapper_class="field-wide"),
        "actions",
    )

    @staticmethod
    def values_of(objective: Objective) -> dict[str, Any]:
        """What the form starts from when the objective is there already."""
        return {name: getattr(objective, name) for name in ObjectiveForm.base_fields}


class ReviewDateForm(CaseForm):
    """Another day for the review, and why."""

    review_on = DayField(label="Nuova data della verifica")
    reason = forms.CharField(label="Motivo", max_length=150)
    layout = Layout("review_on", "reason")


class ConcludeForm(CaseForm):
    """The day a plan ends and how it went."""

    concluded_on = DayField(label="Concluso il", past=True, initial=timezone.localdate)
    outcome = long_text("Esito", help_text="Come è andata nel complesso e che cosa resta da fare.")
    layout = Layout("concluded_on", "outcome")


class ConfirmForm(CaseForm):
    """Nothing to fill in: the person confirms, and what the action refuses has a place to show."""


@dataclass(frozen=True)
class ResultRow:
    """An objective with its two fields."""

    objective: Objective
    result: BoundField
    evidence: BoundField


class ResultsForm(CaseForm):
    """The result of every objective of one plan and, if this was the review, when the next one is.

    Its cleaned data are what `actions.record_results` takes.
    """

    reviewed_on = DayField(label="Verifica svolta il", past=True, required=False)
    next_review_on = DayField(label="Prossima verifica il", required=False)

    def __init__(self, *args: Any, plan: Plan, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.objectives = list(plan.objectives.all())
        for row in self.objectives:
            self.fields[f"result_{row.pk}"] = forms.ChoiceField(
                label="Risultato", choices=Result.choices, initial=row.result
            )
            self.fields[f"evidence_{row.pk}"] = long_text(
                "Riscontri", rows=2, required=False, initial=row.evidence
            )

    def rows(self) -> Iterator[ResultRow]:
        """The objectives in the order of the plan, with their fields, for the page."""
        for row in self.objectives:
            yield ResultRow(row, self[f"result_{row.pk}"], self[f"evidence_{row.pk}"])

    def clean(self) -> dict[str, Any]:
        values = self.cleaned_data
        findings = {
            row.pk: Finding(values.get(f"result_{row.pk}", ""), values.get(f"evidence_{row.pk}", ""))
            for row in self.objectives
        }
        days = {name: values.get(name) for name in ("reviewed_on", "next_review_on")}
        return {"findings": findings, **days}
