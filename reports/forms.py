"""Forms of the report pages. They clean; the actions act."""

from typing import Any

from django import forms

from reports.enums import ReportState, Section
from reports.models import Block
from reports.snapshot_fields import SnapshotError, clean_text


class PrintableTextField(forms.CharField):
    """A text that can be printed: no invisible characters, no NUL, bounded length."""

    def clean(self, value: Any) -> str:
        text: str = super().clean(value)
        try:
            return clean_text(text)
        except SnapshotError as error:
            raise forms.ValidationError(error.problem[:1].upper() + error.problem[1:]) from error


class DateInput(forms.DateInput):
    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class BlockForm(forms.ModelForm):
    """One paragraph of the report. `version` is the one the writer saw."""

    text = PrintableTextField(label="Testo", required=False, max_length=20_000, widget=forms.Textarea)
    speaker = PrintableTextField(label="Chi dichiara", required=False, max_length=120)
    source = PrintableTextField(label="Fonte", required=False, max_length=200)
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)

    class Meta:
        model = Block
        fields = ["text", "speaker", "on", "source"]
        widgets = {"on": DateInput()}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        block: Block = self.instance
        self.initial.setdefault("version", block.version)
        rows = min(14, max(4, len(block.text) // 90 + block.text.count("\n") + 2))
        self.fields["text"].widget.attrs.update(
            {"rows": rows, "class": "writing form-control", "aria-label": "Testo"}
        )
        if block.section != Section.STATEMENTS:
            del self.fields["speaker"]

    def values(self) -> dict[str, Any]:
        """What `actions.writing.save_block` takes."""
        data = dict(self.cleaned_data)
        data["expected_version"] = data.pop("version")
        return data


class ProposalsForm(forms.Form):
    text = PrintableTextField(
        label="Proposte al Tribunale",
        required=False,
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 6, "class": "writing form-control"}),
        help_text="Possibilità che il servizio sottopone al giudice: mai disposizioni.",
    )


class CommentForm(forms.Form):
    text = PrintableTextField(
        label="Commento", max_length=5_000, widget=forms.Textarea(attrs={"rows": 3, "class": "form-control"})
    )


class ReportFilter(forms.Form):
    """What the list of reports can be narrowed to; anything unknown is ignored."""

    state = forms.ChoiceField(
        label="Stato", required=False, choices=[("", "Tutti gli stati"), *ReportState.choices]
    )
    mine = forms.BooleanField(label="Solo le mie", required=False)
