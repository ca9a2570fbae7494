"""Printable texts and comments."""

from typing import Any

from django import forms

from reports.snapshot_fields import SnapshotError, clean_text


class PrintableTextField(forms.CharField):
    """A text that can be printed: no invisible characters, no NUL, bounded length."""

    def clean(self, value: Any) -> str:
        text: str = super().clean(value)
        try:
            return clean_text(text)
        except SnapshotError as error:
            raise forms.ValidationError(error.problem[:1].upper() + error.problem[1:]) from error


class CommentForm(forms.Form):
    text = PrintableTextField(
        label="Commento", max_length=5_000, widget=forms.Textarea(attrs={"rows": 3, "class": "form-control"})
    )
