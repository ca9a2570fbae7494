"""The form of a diary entry: facts, statements and evaluations each in their own place."""

from datetime import datetime
from typing import Any, cast

from crispy_forms.layout import HTML, Div, Fieldset, Layout
from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from cases.diary_content import EVALUATION, FACT, STATEMENT, EntryContent, ParagraphContent
from cases.enums import EntryKind
from cases.forms.base import CaseForm, DayField
from cases.forms.text import PlainCharField
from cases.models import Case
from cases.moments import rome_moment

MAX_STATEMENTS = 30
STATEMENTS = HTML("{% include 'cases/_diary_statements.html' %}")


class StatementForm(CaseForm):
    """What somebody said, and who."""

    speaker = PlainCharField(label="Chi dichiara", max_length=120, required=False)
    text = PlainCharField(label="Che cosa dichiara", lines=3, required=False)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if given.get("text") and not given.get("speaker") and "speaker" not in self.errors:
            self.add_error("speaker", "Indica chi ha fatto la dichiarazione.")
        if given.get("speaker") and not given.get("text") and "text" not in self.errors:
            self.add_error("text", "Scrivi la dichiarazione oppure svuota anche chi dichiara.")
        return given


class StatementRows(forms.BaseFormSet):
    """The statements of an entry: empty rows do not count, the page adds rows as they are needed."""

    default_error_messages = {
        "missing_management_form": "Le dichiarazioni non sono arrivate per intero: ricarica la pagina e riprova."
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{**kwargs, "form_kwargs": {"empty_permitted": True}})

    def contents(self) -> list[ParagraphContent]:
        """The statements written down, in their order."""
        filled = (form.cleaned_data for form in self.forms if form.cleaned_data.get("text"))
        return [ParagraphContent(STATEMENT, row["text"], row["speaker"]) for row in filled]


StatementFormSet = forms.formset_factory(
    StatementForm, formset=StatementRows, extra=1, max_num=MAX_STATEMENTS, absolute_max=MAX_STATEMENTS
)
PREFIX = "dichiarazioni"


class EntryForm(CaseForm):
    """An entry with its statements: `statements` is the set of rows that belongs to this form."""

    kind = forms.ChoiceField(label="Tipo", choices=EntryKind.choices)
    day = DayField(label="Giorno", past=True)
    time = forms.TimeField(label="Ora", widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"}))
    hours = forms.DecimalField(
        label="Ore impiegate",
        required=False,
        localize=True,
        min_value=0,
        max_value=24,
        decimal_places=2,
        help_text="Per esempio 1,5",
        widget=forms.TextInput(attrs={"inputmode": "decimal"}),
    )
    place = PlainCharField(label="Luogo", max_length=120, required=False)
    participants = PlainCharField(label="Con chi", max_length=300, required=False)
    missed = forms.BooleanField(label="Appuntamento mancato", required=False)
    facts = PlainCharField(
        label="Fatti",
        lines=7,
        required=False,
        help_text="Che cosa è accaduto o è stato osservato, senza giudizi.",
    )
    evaluations = PlainCharField(
        label="Valutazioni", lines=5, required=False, help_text="La lettura professionale di chi scrive."
    )
    reserved = forms.BooleanField(
        label="Annotazione riservata",
        required=False,
        help_text="La legge solo chi può scrivere sul fascicolo; non entra da sola nelle relazioni.",
    )
    siblings = forms.TypedMultipleChoiceField(
        label="Anche per i fratelli",
        required=False,
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        help_text="La stessa annotazione viene scritta anche nel loro fascicolo.",
    )
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    # The appointment this entry tells of; a draft keeps it.
    appointment = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, siblings: list[Case] | None = None, **kwargs: Any) -> None:
        statements = (kwargs.get("initial") or {}).get("statements", [])
        super().__init__(*args, **kwargs)
        rows = StatementFormSet(self.data if self.is_bound else None, prefix=PREFIX)
        self.statements = cast(StatementRows, rows)
        if not self.is_bound:
            self.statements.extra = min(len(statements) + 1, MAX_STATEMENTS)
            for form, row in zip(self.statements.forms, statements, strict=False):
                form.initial = row
        self._offer(siblings or [])
        self.helper.layout = self._layout()

    def _offer(self, siblings: list[Case]) -> None:
        if not siblings:
            del self.fields["siblings"]
            return
        field = cast(forms.ChoiceField, self.fields["siblings"])
        field.choices = [(case.pk, f"{case.person.full_name} ({case.reference})") for case in siblings]

    def _layout(self) -> Layout:
        last = [
            "missed",
            "reserved",
            *(["siblings"] if "siblings" in self.fields else []),
            "version",
            "appointment",
        ]
        return Layout(
            Div("kind", "participants", "day", "time", "place", "hours", css_class="form-grid"),
            "facts",
            STATEMENTS,
            "evaluations",
            Fieldset("Come va trattata", *last, css_class="form-section"),
        )

    def is_valid(self) -> bool:
        rows_are = self.statements.is_valid()
        return super().is_valid() and rows_are

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if given.get("day") and given.get("time"):
            try:
                given["occurred_at"] = rome_moment(given["day"], given["time"])
            except ValidationError as never:
                self.add_error("time", never)
        return given

    def content(self) -> EntryContent:
        """What was typed. Only after `is_valid()`."""
        given = self.cleaned_data
        facts = [ParagraphContent(FACT, given["facts"])] if given["facts"] else []
        evaluations = [ParagraphContent(EVALUATION, given["evaluations"])] if given["evaluations"] else []
        return EntryContent(
            kind=given["kind"],
            occurred_at=given["occurred_at"],
            place=given["place"],
            participants=given["participants"],
            hours=given["hours"],
            missed=given["missed"],
            reserved=given["reserved"],
            paragraphs=(*facts, *self.statements.contents(), *evaluations),
        )


def blank(now: datetime | None = None) -> dict[str, Any]:
    """The initial values of a new entry: now, in Rome."""
    moment = timezone.localtime(now)
    return {"kind": EntryKind.COLLOQUIO, "day": moment.date(), "time": moment.strftime("%H:%M")}


def initial_of(content: EntryContent, version: int) -> dict[str, Any]:
    """The initial values for correcting an entry."""
    moment = timezone.localtime(content.occurred_at)
    return {
        "kind": content.kind,
        "day": moment.date(),
        "time": moment.strftime("%H:%M"),
        "hours": content.hours,
        "place": content.place,
        "participants": content.participants,
        "missed": content.missed,
        "reserved": content.reserved,
        "facts": content.joined(FACT),
        "evaluations": content.joined(EVALUATION),
        "statements": [{"speaker": part.speaker, "text": part.text} for part in content.of_kind(STATEMENT)],
        "version": version,
    }


def initial_of_draft(fields: dict[str, list[str]]) -> dict[str, Any]:
    """The initial values of an entry somebody has begun: exactly what the form held, right or wrong."""
    initial: dict[str, Any] = {
        name: values if name == "siblings" else values[-1] for name, values in fields.items() if values
    }
    rows = range(MAX_STATEMENTS)
    pairs = [(fields.get(f"{PREFIX}-{i}-speaker"), fields.get(f"{PREFIX}-{i}-text")) for i in rows]
    initial["statements"] = [
        {"speaker": (speaker or [""])[-1], "text": (text or [""])[-1]}
        for speaker, text in pairs
        if any(speaker or []) or any(text or [])
    ]
    return initial


class DiaryFilterForm(CaseForm):
    """Which entries to show."""

    tipo = forms.ChoiceField(label="Tipo", required=False, choices=[("", "Tutti i tipi"), *EntryKind.choices])
    dal = DayField(label="Dal", required=False)
    al = DayField(label="Al", required=False)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if given.get("dal") and given.get("al") and given["al"] < given["dal"]:
            self.add_error("al", "La fine non può precedere l'inizio.")
        return given
