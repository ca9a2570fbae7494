"""Forms about enrolments. Layout is data; the actions decide."""

from typing import Any

from crispy_forms.layout import Layout
from django import forms
from django.utils import timezone

from cases.forms.base import CaseForm, DayField
from cases.models import Case
from courts.enums import MandateState
from courts.models import Mandate
from services.catalogue.enums import EnrolmentOrigin, EnrolmentState
from services.catalogue.models import ServiceKind


class MandateField(forms.ModelChoiceField):
    """The mandates of one case, told by what they ask and who asks it."""

    def label_from_instance(self, obj: Mandate) -> str:
        order = obj.order
        return f"{obj.get_kind_display()}, {order.proceeding.office} ({order.decided_on:%d/%m/%Y})"


class EnrolmentForm(CaseForm):
    """A service asked for a case. `case` says which mandates there are to choose from."""

    kind = forms.ModelChoiceField(
        ServiceKind.objects.all(), label="Servizio", empty_label="Scegli il servizio"
    )
    requested_on = DayField(label="Richiesto il", past=True, initial=timezone.localdate)
    origin = forms.ChoiceField(label="Origine della richiesta", choices=EnrolmentOrigin.choices)
    mandate = MandateField(
        Mandate.objects.none(),
        label="Incarico",
        required=False,
        empty_label="Nessun incarico",
        help_text="Da indicare quando l'origine è un provvedimento.",
    )
    note = forms.CharField(
        label="Note", required=False, max_length=5000, widget=forms.Textarea(attrs={"rows": 4})
    )
    layout = Layout("kind", "requested_on", "origin", "mandate", "note")

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        running = Mandate.objects.filter(cases=case, state__in=[MandateState.ATTIVO, MandateState.SOSPESO])
        field = self.fields["mandate"]
        field.queryset = running.select_related("order__proceeding__office")  # type: ignore[attr-defined]


class MoveForm(CaseForm):
    """The day and the reason of a change of state."""

    on = DayField(label="Dal giorno", past=True, initial=timezone.localdate)
    reason = forms.CharField(label="Motivo", max_length=2000, widget=forms.Textarea(attrs={"rows": 4}))
    layout = Layout("on", "reason")

    def __init__(
        self, *args: Any, day_label: str, reason_label: str, reason_required: bool, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["on"].label = day_label
        self.fields["reason"].label = reason_label
        self.fields["reason"].required = reason_required


class StateFilter(forms.Form):
    """The list of a service by state; anything else in the address shows them all."""

    stato = forms.ChoiceField(
        label="Stato", required=False, choices=[("", "Tutti gli stati"), *EnrolmentState.choices]
    )

    def chosen(self) -> str:
        return self.cleaned_data["stato"] if self.is_valid() else ""
