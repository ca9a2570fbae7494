"""The form of a diary entry: facts, statements and evaluations each in their own place."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, cast

from crispy_forms.layout import HTML, Div, Fieldset, Layout
from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from cases.diary_content import EVALUATION, FACT, STATEMENT, EntryContent, ParagraphContent
from cases.enums import EntryKind
from cases.forms.base import CaseForm, DayField
from cases.forms.diary_rows import (
    PARTS,
    STATEMENTS,
    PartFormSet,
    PartRows,
    StatementFormSet,
    StatementRows,
    rows_of_draft,
)
from cases.forms.files import CheckedFilesField
from cases.forms.text import PlainCharField
from cases.models import Case
from cases.moments import rome_moment
from cases.uploads import ACCEPTED

# On the page between the facts and the evaluations, and folded away at the end.
STATEMENT_ROWS = HTML("{% include 'cases/_diary_statements.html' %}")
PART_ROWS = HTML("{% if form.parts %}{% include 'cases/_diary_parts.html' %}{% endif %}")


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
    shared = forms.BooleanField(
        label="Scritta a più mani",
        required=False,
        help_text="Anche i colleghi dell'équipe possono correggerla; ogni versione è firmata.",
    )
    siblings = forms.TypedMultipleChoiceField(
        label="Anche per i fratelli",
        required=False,
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        help_text="La stessa annotazione viene scritta anche nel loro fascicolo.",
    )
    attachments = CheckedFilesField(
        label="Allegati",
        help_text=f"Solo in questo fascicolo; al massimo 20 MB l'uno. {ACCEPTED}.",
    )
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    # The appointment this entry tells of; a draft keeps it.
    appointment = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(
        self, *args: Any, siblings: Sequence[Case] = (), about: Case | None = None, **kwargs: Any
    ) -> None:
        """`siblings` may be chosen too; `about` is the case of a new entry, which may have parts."""
        given = kwargs.get("initial") or {}
        super().__init__(*args, **kwargs)
        data = self.data if self.is_bound else None
        self.statements: StatementRows = StatementFormSet(
            data, prefix=STATEMENTS, initial_rows=given.get("statements", [])
        )
        self.parts: PartRows | None = None
        # A page without the rows of parts sends none.
        if about is not None and (data is None or f"{PARTS}-TOTAL_FORMS" in data):
            children = [(case.pk, case.person.full_name) for case in (about, *siblings)]
            self.parts = PartFormSet(
                data,
                prefix=PARTS,
                initial_rows=given.get("parts", []),
                form_kwargs={"children": children},
            )
        self._offer(siblings)
        self.helper.layout = self._layout()

    def _offer(self, siblings: Sequence[Case]) -> None:
        if not siblings:
            del self.fields["siblings"]
            return
        field = cast(forms.ChoiceField, self.fields["siblings"])
        field.choices = [(case.pk, f"{case.person.full_name} ({case.reference})") for case in siblings]

    def _layout(self) -> Layout:
        siblings = ["siblings"] if "siblings" in self.fields else []
        return Layout(
            Div("kind", "participants", "day", "time", "place", "hours", css_class="form-grid"),
            "facts",
            STATEMENT_ROWS,
            "evaluations",
            PART_ROWS,
            Fieldset(
                "Come va trattata",
                "missed",
                "reserved",
                "shared",
                *siblings,
                "attachments",
                css_class="form-section",
            ),
            "version",
            "appointment",
        )

    def is_valid(self) -> bool:
        rows_are = [rows.is_valid() for rows in (self.statements, self.parts) if rows is not None]
        return super().is_valid() and all(rows_are)

    @property
    def rows_are_valid(self) -> bool:
        """Whether every row is right, for the notice on top of the page."""
        return all(rows.is_valid() for rows in (self.statements, self.parts) if rows is not None)

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
            shared=given["shared"],
            paragraphs=(*facts, *self.statements.contents(), *evaluations),
        )


class QuickEntryForm(CaseForm):
    """A note in a few seconds, on a telephone: it happened now, and it is a fact."""

    kind = forms.ChoiceField(label="Tipo", choices=EntryKind.choices, initial=EntryKind.VISITA_DOMICILIARE)
    facts = PlainCharField(label="Che cosa è accaduto", lines=6)
    reserved = forms.BooleanField(label="Annotazione riservata", required=False)
    layout = Layout("facts", "kind", "reserved")

    def content(self) -> EntryContent:
        """What was typed, as of now. Only after `is_valid()`."""
        given = self.cleaned_data
        return EntryContent(
            kind=given["kind"],
            occurred_at=timezone.now().replace(second=0, microsecond=0),
            reserved=given["reserved"],
            paragraphs=(ParagraphContent(FACT, given["facts"]),),
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
        "shared": content.shared,
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
    initial["statements"] = rows_of_draft(fields, STATEMENTS, ("speaker", "text"))
    initial["parts"] = rows_of_draft(fields, PARTS, ("child", "nature", "speaker", "text", "reserved"))
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
