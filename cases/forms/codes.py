"""Choosing among the coded answers of the national flow."""

from typing import Any

from django import forms
from django.utils import timezone

from cases.enums import CodeKind
from cases.models import Code


class CodeField(forms.ModelChoiceField):
    """One answer of a list, among those valid today; `keep` also offers the one already given."""

    def __init__(self, kind: CodeKind, **options: Any) -> None:
        self.kind = kind
        super().__init__(queryset=Code.objects.filter(kind=kind), **{"empty_label": "Scegli…", **options})

    def offer(self, keep: Code | None = None) -> None:
        """Cut the list to what may be chosen today. A form calls it when it is made."""
        valid = Code.objects.choices_of(self.kind, on=timezone.localdate())
        self.queryset = valid | Code.objects.filter(pk=keep.pk) if keep else valid


class CodesField(forms.ModelMultipleChoiceField):
    """Several answers of a list, among those valid today."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, kind: CodeKind, **options: Any) -> None:
        self.kind = kind
        super().__init__(queryset=Code.objects.filter(kind=kind), **options)

    def offer(self) -> None:
        """Cut the list to what may be chosen today. A form calls it when it is made."""
        self.queryset = Code.objects.choices_of(self.kind, on=timezone.localdate())


def offer_codes(form: forms.Form) -> None:
    """Cut every list of coded answers of the form to what may be chosen today."""
    for field in form.fields.values():
        if isinstance(field, CodeField | CodesField):
            field.offer()
