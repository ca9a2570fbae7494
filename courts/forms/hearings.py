"""What is written about an udienza."""

from typing import Any

from crispy_forms.layout import Layout
from django import forms
from django.core.exceptions import ValidationError

from cases.forms.text import PlainCharField
from cases.moments import rome_moment
from courts.forms.fields import PaperDayField
from courts.forms.life import LifeForm
from courts.models import Hearing


class MomentForm(LifeForm):
    """A day and an hour of Rome, given to the action as one moment `at`."""

    day = PaperDayField(label="Giorno")
    time = forms.TimeField(
        label="Ora",
        widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"}),
        error_messages={"invalid": "Scrivere l'ora come 9:30."},
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        day, at = data.pop("day", None), data.pop("time", None)
        if day is not None and at is not None:
            try:
                data["at"] = rome_moment(day, at)
            except ValidationError as never:
                self.add_error("time", never)
        return data

    def adopt(self, refusal: ValidationError) -> None:
        if hasattr(refusal, "error_dict") and "at" in refusal.error_dict:
            refusal = ValidationError(
                {"day" if name == "at" else name: errors for name, errors in refusal.error_dict.items()}
            )
        super().adopt(refusal)


class HearingForm(MomentForm):
    """A hearing to come, or one already held that nobody wrote down."""

    place = PlainCharField(label="Luogo", max_length=200, required=False)
    purpose = PlainCharField(
        label="Oggetto", max_length=200, required=False, help_text="Per esempio: ascolto del minore."
    )
    layout = Layout("day", "time", "place", "purpose")


class HearingLifeForm(LifeForm):
    """A form about one hearing."""

    def __init__(self, *args: Any, hearing: Hearing, **kwargs: Any) -> None:
        self.hearing = hearing
        super().__init__(*args, **kwargs)


class HoldForm(HearingLifeForm):
    """Who was there, and what came of it."""

    attended_by = PlainCharField(
        label="Chi ha partecipato per il servizio", max_length=300, help_text="«Nessuno», se nessuno."
    )
    outcome = PlainCharField(label="Esito", lines=5)


class PostponeForm(HearingLifeForm, MomentForm):
    """The new moment."""

    reason = PlainCharField(label="Perché è rinviata", max_length=200)
    layout = Layout("day", "time", "reason")


class CancelForm(HearingLifeForm):
    """Why it will not take place."""

    reason = PlainCharField(label="Perché è annullata", max_length=200)
