"""The rows of mandates in the form of an order, and the steps of one mandate."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from crispy_forms.layout import Column, Div, Layout, Row
from django import forms
from django.forms import BaseFormSet, formset_factory
from django.utils import timezone
from django_fsm import can_proceed

from accounts.models import Unit
from cases.forms.base import CaseForm
from cases.forms.text import PlainCharField
from cases.models import Case
from courts.actions import checks
from courts.actions.entrustment import ActData
from courts.actions.kind_checks import acts_refused
from courts.actions.mandates import MandateData
from courts.enums import Act, ActHolder, LivesWith, MandateKind, TermUnit
from courts.forms.fields import ChildrenField, Options, PaperDayField, helper
from courts.models import Mandate, Office
from courts.terms import RuleSet

MAX_MANDATES = 20
STEPS = {
    "fulfil": "Ottemperato: tutto ciò che era chiesto è stato fatto",
    "suspend": "Sospeso: le scadenze future si fermano",
    "resume": "Riprende: le scadenze tornano a correre",
    "revoke": "Revocato dall'autorità giudiziaria",
    "give_up": "Non eseguibile: l'autorità va avvisata subito",
}
WHOLE = {"invalid": "Scrivere un numero intero."}


class TermForm(CaseForm):
    """The numbers of a mandate: what its due dates are computed from."""

    first_term_amount = forms.IntegerField(
        label="Primo termine",
        required=False,
        min_value=1,
        max_value=730,
        error_messages=WHOLE | {"min_value": "Il termine è di almeno un giorno."},
    )
    first_term_unit = forms.ChoiceField(label="Unità", choices=TermUnit.choices, required=False)
    every_months = forms.IntegerField(
        label="Aggiornamento ogni (mesi)",
        required=False,
        min_value=1,
        max_value=24,
        error_messages=WHOLE | {"min_value": "La periodicità è di almeno un mese."},
    )
    starts_on = PaperDayField(
        label="Decorre dal", required=False, help_text="Vuoto: dal giorno in cui il provvedimento è arrivato."
    )
    ends_on = PaperDayField(
        label="Termina il", required=False, help_text="Vuoto: fino a nuovo provvedimento."
    )
    august_suspension = forms.BooleanField(label="Sospendi il primo termine in agosto", required=False)

    def mandate(self, received_on: date | None) -> Mandate:
        """The mandate these numbers describe, not saved: enough to compute its cycles."""
        data = self.cleaned_data
        return Mandate(
            kind=data.get("kind") or MandateKind.ALTRO,
            starts_on=data.get("starts_on") or received_on or timezone.localdate(),
            first_term_amount=data.get("first_term_amount"),
            first_term_unit=data.get("first_term_unit") or TermUnit.DAYS,
            every_months=data.get("every_months"),
            ends_on=data.get("ends_on"),
            august_suspension=data.get("august_suspension", False),
            august_note=data.get("august_note", ""),
            no_term_reason=data.get("no_term_reason", ""),
            lives_with=data.get("lives_with", ""),
        )


class MandateForm(TermForm):
    """One row: a duty as it stands in the order. A row in which nobody wrote is no mandate."""

    kind = forms.ChoiceField(label="Incarico", choices=[("", "Scegli…"), *MandateKind.choices])
    task_text = PlainCharField(
        label="Testo dell'incarico",
        max_length=10_000,
        help_text="Copialo dal provvedimento.",
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    cases = ChildrenField(
        label="Minori a cui si riferisce",
        queryset=Case.unscoped.none(),
        required=False,
        help_text="Nessuna scelta: tutti i minori del provvedimento.",
    )
    no_term_reason = PlainCharField(
        label="Perché non ha termini",
        max_length=300,
        required=False,
        help_text="Solo se il provvedimento non fissa né un termine né una periodicità.",
    )
    august_note = PlainCharField(label="Perché si sospende", max_length=300, required=False)
    recipient = forms.ModelChoiceField(
        label="Destinatario delle relazioni",
        queryset=Office.objects.none(),
        required=False,
        empty_label="L'ufficio del procedimento",
    )
    executor = forms.ModelChoiceField(
        label="Esecutore",
        queryset=Unit.objects.none(),
        required=False,
        empty_label="L'unità che ha in carico il caso",
    )

    lives_with = forms.ChoiceField(
        label="Il minore vive con", choices=[("", "Scegli…"), *LivesWith.choices], required=False
    )

    written = ("kind", "task_text", "first_term_amount", "every_months", "no_term_reason")
    folded = (
        "starts_on",
        "ends_on",
        "no_term_reason",
        "august_suspension",
        "august_note",
        "recipient",
        "executor",
    )
    main_layout = Layout(
        "kind",
        Div("cases", css_class="field-wide"),
        "task_text",
        Row(
            *(
                Column(name, css_class="col-md-4")
                for name in ("first_term_amount", "first_term_unit", "every_months")
            )
        ),
    )
    folded_layout = Layout(*folded)

    def __init__(self, *args: Any, choices: "RowChoices", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices.put_into(self.fields)
        self.helper.layout = self.main_layout
        self.folded_helper = helper(self.folded_layout)
        for act in Act:
            self.fields[f"act_{act.value}"] = forms.ChoiceField(
                label=act.label,
                required=False,
                choices=[("", "Non indicato"), *ActHolder.choices],
            )
        self.entrusted = ("lives_with", *(f"act_{act.value}" for act in Act))
        self.entrustment_helper = helper(
            Layout(Row(*(Column(name, css_class="col-sm-6 col-md-4") for name in self.entrusted)))
        )

    def has_changed(self) -> bool:
        return any(self.data.get(self.add_prefix(name), "").strip() for name in self.written)

    @property
    def unfolded(self) -> bool:
        """Whether the rarer fields must be in sight: one is filled or has an error."""
        return self.is_bound and any(self.errors.get(name) or self[name].value() for name in self.folded)

    @property
    def entrustment_open(self) -> bool:
        """Whether the part of art. 5-bis must be in sight."""
        filled = any(self.errors.get(name) or self[name].value() for name in self.entrusted)
        return self.is_bound and (filled or self["kind"].value() == MandateKind.AFFIDAMENTO_SERVIZIO)

    def act_rows(self) -> list[ActData]:
        """The matrix act × holder, as far as the order states it."""
        data = self.cleaned_data
        chosen = [act for act in Act if data.get(f"act_{act.value}")]
        return [ActData(act=act.value, holder=data[f"act_{act.value}"]) for act in chosen]

    def check(
        self,
        decided_on: date | None,
        received_on: date | None,
        of_order: list[Case],
        rules: Sequence[RuleSet],
    ) -> None:
        """Put beside the fields what only the whole order can tell."""
        if decided_on is None and received_on is None:
            return
        faults = checks.mandate_terms(self.mandate(received_on), decided_on, rules)
        if self.cleaned_data.get("cases"):
            faults |= checks.children_of_mandate(self.cleaned_data["cases"], of_order)
        if self.errors.get("first_term_amount") or self.errors.get("every_months"):
            faults.pop("no_term_reason", None)  # a term was written, only not rightly
        acts = self.act_rows()
        if acts and (refusal := acts_refused(self.cleaned_data.get("kind", ""))):
            faults[f"act_{acts[0].act}"] = refusal
        for name, sentence in faults.items():
            if name not in self.errors:
                self.add_error(name, sentence)

    def mandate_data(self, of_order: list[Case]) -> MandateData:
        """The row as the action takes it."""
        data = {name: value for name, value in self.cleaned_data.items() if not name.startswith("act_")}
        return MandateData(**data | {"cases": list(data["cases"]) or of_order, "acts": self.act_rows()})


class RowChoices:
    """What can be chosen in a row: read once for all the rows of a page."""

    def __init__(self, *, children: Options, offices: Options, case: Case) -> None:
        units = Unit.objects.filter(active=True, controller=case.unit.controller_id)
        self.several = len(children.labels) > 1
        self.options = {
            "cases": children,
            "recipient": offices,
            "executor": Options(units.select_related("controller"), str),
        }

    def put_into(self, fields: dict[str, forms.Field]) -> None:
        """Give the fields of one row what can be chosen."""
        for name, options in self.options.items():
            options.put_into(fields[name])
        if not self.several:
            fields["cases"].widget = forms.MultipleHiddenInput()


class MandateRows(BaseFormSet):
    """The mandates of one order. A row taken off the page leaves a hole in the numbers: an empty row."""

    @property
    def filled(self) -> list[MandateForm]:
        """The rows somebody wrote in, in order."""
        return [form for form in self.forms if form.has_changed()]

    @property
    def shown(self) -> list[MandateForm]:
        """The rows of the page: at least one, to begin with."""
        return self.filled or self.forms[:1]

    @property
    def wrong(self) -> list[tuple[int, MandateForm]]:
        """The rows with errors, under the numbers people read."""
        return [(n, form) for n, form in enumerate(self.filled, start=1) if form.errors]


MandateFormSet = formset_factory(
    MandateForm,
    formset=MandateRows,
    extra=1,
    max_num=MAX_MANDATES,
    absolute_max=MAX_MANDATES,
    validate_max=True,
)


class StepForm(CaseForm):
    """One step in the life of a mandate, with its reason."""

    step = forms.ChoiceField(label="Che cosa succede", widget=forms.RadioSelect)
    reason = PlainCharField(
        label="Motivo", max_length=300, help_text="Per esempio il decreto, con la sua data."
    )

    def __init__(self, *args: Any, mandate: Mandate, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["step"].choices = [  # type: ignore[attr-defined]
            (name, label) for name, label in STEPS.items() if can_proceed(getattr(mandate, name))
        ]
