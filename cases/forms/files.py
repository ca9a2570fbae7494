"""Choosing files: each is opened and checked before anything else happens with it."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile

from cases.uploads import SUFFIXES, CheckedFile, checked_document

ACCEPT = ",".join([*SUFFIXES.values(), ".jpeg"])


class ManyFilesInput(forms.ClearableFileInput):
    allow_multiple_selected = True


class CheckedFilesField(forms.FileField):
    """Any number of uploads, checked by content; the cleaned value is a list of CheckedFile."""

    widget = ManyFilesInput

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"required": False, **options})
        self.widget.attrs["accept"] = ACCEPT

    def clean(self, data: Sequence[UploadedFile] | None, initial: Any = None) -> list[CheckedFile]:
        return [checked_document(super(CheckedFilesField, self).clean(upload)) for upload in data or []]
