"""Forms about the files of a case."""

from typing import Any

from crispy_forms.layout import Fieldset, Layout
from django import forms
from django.core.files.uploadedfile import UploadedFile

from cases.enums import DocumentDirection, DocumentFolder
from cases.forms.base import CaseForm, DayField
from cases.forms.text import PlainCharField
from cases.uploads import ACCEPTED, SUFFIXES, CheckedFile, checked_document

PROTOCOL = Fieldset(
    "Protocollo dell'ente",
    "protocol_number",
    "protocol_date",
    "protocol_office",
    css_class="form-section form-grid",
)
FILING = ("title", "folder", "direction", "correspondent", "dated_on", PROTOCOL)


class CheckedFileField(forms.FileField):
    """An upload that has been opened and checked; the cleaned value is a CheckedFile."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("label", "File")
        options.setdefault("help_text", f"Al massimo 20 MB. {ACCEPTED}.")
        accepted = ",".join([*SUFFIXES.values(), ".jpeg"])
        options.setdefault("widget", forms.ClearableFileInput(attrs={"accept": accepted}))
        super().__init__(**options)

    def clean(self, data: UploadedFile | None, initial: Any = None) -> CheckedFile:
        return checked_document(super().clean(data, initial))


class MoveDocumentForm(CaseForm):
    title = PlainCharField(label="Titolo", max_length=200)
    folder = forms.ChoiceField(label="Cartella", choices=DocumentFolder.choices)
    direction = forms.ChoiceField(
        label="Ricevuto o inviato",
        choices=[("", "Non indicato"), *DocumentDirection.choices],
        required=False,
    )
    correspondent = PlainCharField(label="Mittente o destinatario", max_length=200, required=False)
    dated_on = DayField(label="Data del documento", past=True, required=False)
    protocol_number = PlainCharField(
        label="Numero",
        max_length=40,
        required=False,
        help_text="Come risulta dal registro dell'ente: qui non si assegnano numeri.",
    )
    protocol_date = DayField(label="Data", past=True, required=False)
    protocol_office = PlainCharField(label="Registro o ente", max_length=120, required=False)
    layout = Layout(*FILING)


class DocumentForm(MoveDocumentForm):
    file = CheckedFileField()
    layout = Layout("file", *FILING)


class VersionForm(CaseForm):
    """A newer file of the same document."""

    file = CheckedFileField(label="Nuova versione")
    layout = Layout("file")


class WithdrawForm(CaseForm):
    """Why a file is taken away."""

    reason = PlainCharField(
        label="Perché lo togli",
        max_length=300,
        help_text="Lo legge chi vede il fascicolo: non nominare la persona di cui parla il file.",
    )
