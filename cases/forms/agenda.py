"""Planning what is to be done on a case."""

from typing import Any, cast

from crispy_forms.layout import Div, Layout
from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from accounts.models import User
from cases.enums import PLANNED_KINDS, EntryKind
from cases.forms.base import CaseForm, DayField
from cases.forms.text import PlainCharField
from cases.models import Appointment, Case
from cases.moments import rome_moment
from cases.permissions import people_who_see


class AppointmentForm(CaseForm):
    """When, where, with whom, and who goes for the service."""

    kind = forms.ChoiceField(
        label="Tipo", choices=[(kind.value, kind.label) for kind in EntryKind if kind in PLANNED_KINDS]
    )
    participants = PlainCharField(label="Con chi", max_length=300, required=False)
    day = DayField(label="Giorno")
    time = forms.TimeField(label="Ora", widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"}))
    minutes = forms.IntegerField(label="Durata in minuti", min_value=5, max_value=24 * 60, initial=60)
    place = PlainCharField(
        label="Luogo",
        max_length=120,
        required=False,
        help_text="Non scrivere qui un indirizzo protetto: lo legge chiunque veda il fascicolo.",
    )
    operators = forms.ModelMultipleChoiceField(
        label="Chi va per il servizio", queryset=User.objects.none(), widget=forms.CheckboxSelectMultiple
    )
    siblings = forms.TypedMultipleChoiceField(
        label="Anche per i fratelli",
        required=False,
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        help_text="Lo stesso appuntamento compare anche nel loro fascicolo.",
    )

    def __init__(self, *args: Any, case: Case, siblings: list[Case] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = cast(forms.ModelMultipleChoiceField, self.fields["operators"])
        people.queryset = people_who_see(case).order_by("last_name", "first_name")
        last = ["operators"]
        if siblings:
            choices = [(child.pk, f"{child.person.full_name} ({child.reference})") for child in siblings]
            cast(forms.ChoiceField, self.fields["siblings"]).choices = choices
            last.append("siblings")
        else:
            del self.fields["siblings"]
        grid = ("kind", "participants", "day", "time", "minutes", "place")
        self.helper.layout = Layout(*grid, Div(*last, css_class="field-wide"))
        self.offered = [child.pk for child in siblings or []]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if given.get("day") and given.get("time"):
            try:
                given["starts_at"] = rome_moment(given.pop("day"), given.pop("time"))
            except ValidationError as never:
                self.add_error("time", never)
        given.pop("siblings", None)
        return given

    def chosen_siblings(self) -> list[int]:
        """Ids of the brothers and sisters ticked. Only after `is_valid()`."""
        ticked = self.data.getlist("siblings") if hasattr(self.data, "getlist") else []
        return [pk for pk in self.offered if str(pk) in ticked]


class CancelAppointmentForm(CaseForm):
    reason = PlainCharField(label="Motivo", max_length=200, help_text="Resta scritto nel fascicolo.")


def initial_of(appointment: Appointment) -> dict[str, Any]:
    """The initial values for moving an appointment."""
    moment = timezone.localtime(appointment.starts_at)
    return {
        "kind": appointment.kind,
        "participants": appointment.participants,
        "day": moment.date(),
        "time": moment.strftime("%H:%M"),
        "minutes": appointment.minutes,
        "place": appointment.place,
        "operators": list(appointment.operators.values_list("pk", flat=True)),
    }


def as_entry(appointment: Appointment, siblings: list[int]) -> dict[str, Any]:
    """The initial values of the diary entry that says how it went."""
    moment = timezone.localtime(appointment.starts_at)
    return {
        "kind": appointment.kind,
        "participants": appointment.participants,
        "day": moment.date(),
        "time": moment.strftime("%H:%M"),
        "place": appointment.place,
        "siblings": siblings,
        "appointment": appointment.pk,
    }
