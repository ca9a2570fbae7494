"""Giving a deadline to somebody."""

from typing import Any, cast

from django import forms

from accounts.models import User
from cases.forms.base import CaseForm
from cases.models import Case
from cases.permissions import people_who_see


class AssignForm(CaseForm):
    to = forms.ModelChoiceField(
        label="A chi",
        required=False,
        empty_label="Chi è responsabile del caso",
        queryset=User.objects.none(),
        help_text="Solo chi può vedere il fascicolo. Nei giorni in cui manca ne risponde il responsabile del "
        "caso, poi chi coordina, poi il responsabile del servizio.",
    )

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = cast(forms.ModelChoiceField, self.fields["to"])
        people.queryset = people_who_see(case).order_by("last_name", "first_name")
