"""What every form of a case shares, and days as people write them."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from accounts.acting_form import ActingForm

EARLIEST = date(1900, 1, 1)


class DayField(forms.DateField):
    """A day since 1900; with `past` not in the future."""

    def __init__(self, *, past: bool = False, **options: Any) -> None:
        self.past = past
        options.setdefault("widget", forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}))
        super().__init__(**options)

    def validate(self, value: date | None) -> None:
        super().validate(value)
        if value is None:
            return
        if value < EARLIEST:
            raise ValidationError("La data non può precedere il 1900.")
        if value.year > timezone.localdate().year + 50:
            raise ValidationError("La data è troppo lontana.")
        if self.past and value > timezone.localdate():
            raise ValidationError("La data non può essere nel futuro.")


class CaseForm(ActingForm):
    """A form about a case."""
