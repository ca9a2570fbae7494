"""Forms about the files of a case."""

from typing import Any

from crispy_forms.layout import Layout
from django import forms
from django.core.files.uploadedfile import UploadedFile

from cases.enums import DocumentFolder
from cases.forms.base import CaseForm
from cases.forms.text import PlainCharField
from cases.uploads import ACCEPTED, SUFFIXES, CheckedFile, checked_document


class CheckedFileField(forms.FileField):
    """An upload that has been opened and checked; the cleaned value is a CheckedFile."""

    def clean(self, data: UploadedFile | None, initial: Any = None) -> CheckedFile:
        return checked_document(super().clean(data, initial))


class MoveDocumentForm(CaseForm):
    title = PlainCharField(label="Titolo", max_length=200)
    folder = forms.ChoiceField(label="Cartella", choices=DocumentFolder.choices)


class DocumentForm(MoveDocumentForm):
    file = CheckedFileField(
        label="File",
        help_text=f"Al massimo 20 MB. {ACCEPTED}.",
        widget=forms.ClearableFileInput(attrs={"accept": ",".join([*SUFFIXES.values(), ".jpeg"])}),
    )
    layout = Layout("file", "title", "folder")
