"""The form that opens a report no term asks for."""

from datetime import timedelta
from typing import Any

from crispy_forms.layout import Div, Fieldset, Layout
from django import forms
from django.db.models import QuerySet
from django.utils import timezone

from cases.forms.base import CaseForm, DayField
from cases.models import Case
from courts.actions.juvenile import final_report_due
from courts.enums import MandateKind
from courts.models import JuvenileProject, Mandate, Office
from reports.enums import ReportKind
from reports.kinds import FINAL

HALF_A_YEAR = 182
TWO_WEEKS = 14


def final_report_of(mandate: Mandate) -> dict[str, Any]:
    """What the final report of a juvenile project begins with; nothing for another mandate or before the
    project is written. Two queries."""
    project = JuvenileProject.objects.filter(mandate=mandate).first()
    if project is None:
        return {}
    today = timezone.localdate()
    return {
        "kind": FINAL[MandateKind(mandate.kind)],
        "recipient": mandate.recipient_id,
        "mandate": mandate.pk,
        "period_from": min(project.starts_on, today),
        "period_to": min(project.ends_on, today),
        "due_on": final_report_due(project).due_on,
        "children": list(mandate.cases.values_list("pk", flat=True)),
    }


class OpenReportForm(CaseForm):
    """Kind, recipient, mandate, period and term. The record of the period fills it."""

    kind = forms.ChoiceField(label="Tipo di relazione", choices=[("", "Scegli…"), *ReportKind.choices])
    recipient = forms.ModelChoiceField(Office.objects.none(), label="Destinatario", empty_label="Scegli…")
    mandate = forms.ModelChoiceField(
        Mandate.objects.none(),
        label="Incarico",
        required=False,
        empty_label="Nessun incarico",
        help_text="Nessuno per una segnalazione o un'altra relazione che nessun provvedimento ha chiesto.",
    )
    children = forms.ModelMultipleChoiceField(
        Case.unscoped.none(),
        label="Altri minori della relazione",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    period_from = DayField(label="Periodo dal")
    period_to = DayField(label="Periodo al", past=True)
    due_on = DayField(label="Da consegnare entro il")
    layout = Layout(
        Fieldset("Che cosa", "kind", "recipient", "mandate", "children"),
        Fieldset("Periodo e termine", Div("period_from", "period_to", "due_on", css_class="form-grid")),
    )

    def __init__(
        self, *args: Any, mandates: QuerySet[Mandate], siblings: QuerySet[Case], **kwargs: Any
    ) -> None:
        today = timezone.localdate()
        usual = {
            "period_from": today - timedelta(days=HALF_A_YEAR),
            "period_to": today,
            "due_on": today + timedelta(days=TWO_WEEKS),
        }
        kwargs["initial"] = usual | kwargs.get("initial", {})
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["recipient"].queryset = Office.objects.filter(valid_to=None)
        fields["mandate"].queryset = mandates
        fields["mandate"].label_from_instance = _mandate_in_words
        fields["children"].queryset = siblings
        fields["children"].label_from_instance = _name_of
        if not siblings:
            del self.fields["children"]

    def clean_kind(self) -> ReportKind:
        return ReportKind(self.cleaned_data["kind"])

    def clean(self) -> dict[str, Any]:
        data = dict(super().clean() or self.cleaned_data)
        data["children"] = list(data.get("children") or [])
        return data


def _mandate_in_words(row: Mandate) -> str:
    return f"{row.get_kind_display()}, dal {row.starts_on:%d/%m/%Y}"


def _name_of(row: Case) -> str:
    return row.person.full_name
