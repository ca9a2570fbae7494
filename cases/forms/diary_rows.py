"""The rows that repeat inside the form of a diary entry: what somebody said, what is about one child alone."""

from collections.abc import Sequence
from typing import Any

from crispy_forms.layout import Div, Layout
from django import forms

from cases.diary_content import STATEMENT, ParagraphContent, PartContent
from cases.enums import ParagraphKind
from cases.forms.base import CaseForm
from cases.forms.text import PlainCharField

MAX_ROWS = 30
STATEMENTS, PARTS = "dichiarazioni", "parti"
WHO = "Indica chi ha fatto la dichiarazione."


class StatementForm(CaseForm):
    """What somebody said, and who."""

    speaker = PlainCharField(label="Chi dichiara", max_length=120, required=False)
    text = PlainCharField(label="Che cosa dichiara", lines=3, required=False)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if given.get("text") and not given.get("speaker") and "speaker" not in self.errors:
            self.add_error("speaker", WHO)
        if given.get("speaker") and not given.get("text") and "text" not in self.errors:
            self.add_error("text", "Scrivi la dichiarazione oppure svuota anche chi dichiara.")
        return given


class PartForm(CaseForm):
    """What is about one child alone: it is kept in that child's file and nowhere else."""

    child = forms.TypedChoiceField(label="Di chi", coerce=int)
    nature = forms.ChoiceField(label="Natura", choices=ParagraphKind.choices, initial=ParagraphKind.FATTO)
    speaker = PlainCharField(
        label="Chi lo ha detto", max_length=120, required=False, help_text="Solo per una dichiarazione."
    )
    text = PlainCharField(label="Testo", lines=3, required=False)
    reserved = forms.BooleanField(label="Riservata", required=False, initial=True)
    layout = Layout(Div("child", "nature", "speaker", css_class="form-grid"), "text", "reserved")

    def __init__(self, *args: Any, children: Sequence[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        child = self.fields["child"]
        child.choices, child.initial = list(children), children[0][0]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        states = given.get("nature") == STATEMENT
        if given.get("text") and states and not given.get("speaker") and "speaker" not in self.errors:
            self.add_error("speaker", WHO)
        if given.get("speaker") and not states and "nature" not in self.errors:
            self.add_error("speaker", "Chi lo ha detto si indica solo per una dichiarazione.")
        return given


class Rows(forms.BaseFormSet):
    """Empty rows do not count, the page adds rows as they are needed."""

    default_error_messages = {
        "missing_management_form": "Le righe non sono arrivate per intero: ricarica la pagina e riprova."
    }

    def __init__(self, *args: Any, initial_rows: Sequence[dict[str, Any]] = (), **kwargs: Any) -> None:
        kwargs["form_kwargs"] = {"empty_permitted": True, **kwargs.get("form_kwargs", {})}
        super().__init__(*args, **kwargs)
        if not self.is_bound:
            self.extra = min(len(initial_rows) + 1, MAX_ROWS)
            for form, row in zip(self.forms, initial_rows, strict=False):
                form.initial = row

    def filled(self) -> list[dict[str, Any]]:
        """The rows somebody wrote in, in their order. Only after `is_valid()`."""
        return [form.cleaned_data for form in self.forms if form.cleaned_data.get("text")]


class StatementRows(Rows):
    def contents(self) -> list[ParagraphContent]:
        """The statements written down."""
        return [ParagraphContent(STATEMENT, row["text"], row["speaker"]) for row in self.filled()]


class PartRows(Rows):
    @property
    def unfolded(self) -> bool:
        """Whether something stands in them already."""
        return any(form["text"].value() or form["speaker"].value() for form in self.forms)

    def contents(self) -> list[PartContent]:
        """What was written about single children."""
        return [
            PartContent(
                row["child"], ParagraphContent(row["nature"], row["text"], row["speaker"]), row["reserved"]
            )
            for row in self.filled()
        ]


def _rows(form: type[CaseForm], rows: type[Rows]) -> type[Any]:
    return forms.formset_factory(form, formset=rows, extra=1, max_num=MAX_ROWS, absolute_max=MAX_ROWS)


StatementFormSet = _rows(StatementForm, StatementRows)
PartFormSet = _rows(PartForm, PartRows)


def rows_of_draft(fields: dict[str, list[str]], prefix: str, names: Sequence[str]) -> list[dict[str, str]]:
    """The rows a draft holds under a prefix, right or wrong, without the empty ones."""
    found = [
        {name: (fields.get(f"{prefix}-{number}-{name}") or [""])[-1] for name in names}
        for number in range(MAX_ROWS)
    ]
    return [row for row in found if row.get("speaker") or row.get("text")]
