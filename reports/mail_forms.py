"""Forms with which a person sorts a message from outside."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from accounts.models import User
from cases.enums import DocumentFolder
from cases.forms.base import CaseForm
from cases.forms.text import PlainCharField
from cases.models import Case
from reports.enums import MailState
from reports.models import IncomingAttachment
from reports.suggestions import case_by_reference

QUARANTINE = "quarantena"


class MailFilter(forms.Form):
    """What the inbox can be narrowed to; anything unknown is ignored."""

    state = forms.ChoiceField(
        label="Mostra",
        required=False,
        choices=[("", "Da smistare"), ("tutte", "Tutti i messaggi"), *MailState.choices],
    )
    certified = forms.ChoiceField(
        label="Tipo",
        required=False,
        choices=[("", "Tutti"), ("si", "Posta certificata"), ("no", "Posta ordinaria")],
    )


class CaseChoiceForm(CaseForm):
    """One case: among the likely ones, or by its number."""

    suggested = forms.ChoiceField(label="Fascicoli probabili", required=False, widget=forms.RadioSelect)
    reference = PlainCharField(
        label="Oppure numero del fascicolo", required=False, max_length=20, help_text="Per esempio 2026/14."
    )

    def __init__(self, *args: Any, user: User, cases: list[Case], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user, self.cases = user, {str(case.pk): case for case in cases}
        self.fields["suggested"].choices = [  # type: ignore[attr-defined]
            (pk, f"{case.reference} · {case.person.full_name}") for pk, case in self.cases.items()
        ]
        if not cases:
            del self.fields["suggested"]
            self.fields["reference"].label = "Numero del fascicolo"

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        typed, chosen = data.pop("reference", ""), data.pop("suggested", "")
        case = case_by_reference(self.user, typed) if typed else self.cases.get(chosen)
        if case is None and "reference" not in self.errors:
            words = (
                "Non c'è un fascicolo con questo numero che tu possa modificare."
                if typed
                else "Scegli un fascicolo o scrivi il suo numero."
            )
            self.add_error("reference", ValidationError(words))
        data["case"] = case
        return data


class FileMailForm(CaseChoiceForm):
    """Into a case, with the files that become documents."""

    attachments = forms.ModelMultipleChoiceField(
        label="Allegati da mettere tra i documenti",
        queryset=IncomingAttachment.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    folder = forms.ChoiceField(
        label="Cartella", choices=DocumentFolder.choices, initial=DocumentFolder.INCOMING
    )

    def __init__(self, *args: Any, files: list[IncomingAttachment], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        safe = [row.pk for row in files if row.is_safe]
        field = self.fields["attachments"]
        field.queryset = IncomingAttachment.objects.filter(pk__in=safe)  # type: ignore[attr-defined]
        field.label_from_instance = lambda row: row.name  # type: ignore[attr-defined]
        field.initial = safe
        if not safe:
            del self.fields["attachments"]

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        data["attachments"] = list(data.get("attachments") or [])
        return data


class OrderFromMailForm(CaseChoiceForm):
    """The case, and the PDF that is the order."""

    attachment = forms.ModelChoiceField(
        label="PDF del provvedimento",
        queryset=IncomingAttachment.objects.none(),
        empty_label=None,
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, files: list[IncomingAttachment], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        pdfs = [row.pk for row in files if row.is_pdf]
        field = self.fields["attachment"]
        field.queryset = IncomingAttachment.objects.filter(pk__in=pdfs)  # type: ignore[attr-defined]
        field.label_from_instance = lambda row: row.name  # type: ignore[attr-defined]
        field.initial = pdfs[0] if pdfs else None


class ArchiveForm(CaseForm):
    note = PlainCharField(
        label="Perché non riguarda nessun fascicolo",
        max_length=300,
        help_text="Per esempio: pubblicità, messaggio già ricevuto.",
    )
