"""Fields for what is copied from a court paper."""

from collections.abc import Callable
from datetime import date
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout
from django import forms
from django.db.models import QuerySet

from cases.forms.base import DayField
from cases.models import Case
from courts.models import Office, Proceeding

DAY_FORMATS = ["%d/%m/%Y", "%Y-%m-%d", "%d-%m-%Y", "%d.%m.%Y", "%d%m%Y"]


class PaperDayField(DayField):
    """A day typed as it is printed. A text box: the browser's own would swallow a day that does not exist,
    and the person could not see what was wrong."""

    def __init__(self, **options: Any) -> None:
        box = forms.DateInput(
            format="%d/%m/%Y",
            attrs={"placeholder": "gg/mm/aaaa", "inputmode": "numeric", "autocomplete": "off"},
        )
        options.setdefault("widget", box)
        options.setdefault("input_formats", DAY_FORMATS)
        super().__init__(**options)
        self.error_messages["invalid"] = "Questa data non esiste: scriverla come gg/mm/aaaa."


class Options:
    """Rows to choose from, read once however many fields of a page offer them."""

    def __init__(self, queryset: QuerySet[Any], label: Callable[[Any], str]) -> None:
        self.queryset = queryset
        self.labels = [(row.pk, label(row)) for row in queryset]

    def put_into(self, field: forms.Field) -> None:
        """Let a field of a form offer these, after its empty choice when it has one."""
        empty = getattr(field, "empty_label", None)
        field.queryset = self.queryset  # type: ignore[attr-defined]
        field.choices = [("", empty), *self.labels] if empty else self.labels  # type: ignore[attr-defined]


def child_label(case: Case) -> str:
    """How a child is offered: by name and reference."""
    return f"{case.person.full_name} ({case.reference})"


class ChildrenField(forms.ModelMultipleChoiceField):
    """Children to tick."""

    widget = forms.CheckboxSelectMultiple


class ProceedingField(forms.ModelChoiceField):
    """Proceedings to choose from, by number and office."""

    def label_from_instance(self, proceeding: Proceeding) -> str:
        return (
            f"n. {proceeding.pk}: {proceeding.label}, {proceeding.office} ({proceeding.get_kind_display()})"
        )


def helper(layout: Layout) -> FormHelper:
    """A part of a form, laid out by itself."""
    part = FormHelper()
    part.form_tag = False
    part.disable_csrf = True
    part.layout = layout
    return part


def offices_in_force(today: date) -> QuerySet[Office]:
    """Offices that exist today: an abolished one gives no new orders."""
    return Office.objects.exclude(valid_to__lt=today)
