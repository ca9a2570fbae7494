"""Art. 403 c.c.: the forms that start a removal, tick a step, correct it, close."""

from datetime import datetime, time
from typing import Any

from crispy_forms.layout import HTML, Column, Fieldset, Layout, Row
from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from accounts.models import User
from cases.forms.base import CaseForm, DayField
from cases.forms.text import PlainCharField
from cases.models import Case, Document
from cases.moments import ROME, rome_moment
from cases.permissions import people_who_may_join, saw
from courts.actions.emergencies import OUTCOMES
from courts.enums import OfficeKind
from courts.forms.fields import ChildrenField, Options, child_label, offices_in_force
from courts.models import Emergency, EmergencyStep, Office
from courts.permissions import cases_for_order

WHICH = [("prima", "La prima (ora legale)"), ("seconda", "La seconda (ora solare)")]
MOST_DOCUMENTS = 50
# Shown by static/courts/moment.js: without it the person types.
NOW = '<button type="button" class="btn btn-sm btn-outline-primary" data-now="{name}" hidden>Adesso</button>'


class Question(forms.RadioSelect):
    """Choices that the summary of errors can lead to: at the first of them."""

    def id_for_label(self, id_: str, index: str | None = None) -> str:
        return super().id_for_label(id_, index or "0")


def moment_fields(label: str) -> tuple[DayField, forms.TimeField, forms.ChoiceField]:
    """A day, a time of Rome, and the question asked only on the night when the hour comes twice."""
    return (
        DayField(label=f"{label}: giorno", past=True),
        forms.TimeField(
            label=f"{label}: ora",
            widget=forms.TimeInput(format="%H:%M", attrs={"type": "time", "step": "60"}),
        ),
        forms.ChoiceField(label="Quale delle due?", choices=WHICH, required=False, widget=forms.HiddenInput),
    )


class MomentForm(CaseForm):
    """A form with moments to the minute: for each `name`, the fields `name_day`, `name_time`, `name_which`.

    They become one `name_at` in the cleaned values, and what an action says of it lands beside the time.
    """

    moments: tuple[str, ...] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in self.moments:
            self.fields[f"{name}_day"].initial = timezone.localdate

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        for name in self.moments:
            day, at, which = (data.pop(f"{name}_{part}", None) for part in ("day", "time", "which"))
            if day is not None and at is not None:
                data[f"{name}_at"] = self._moment(name, datetime.combine(day, at), which or "")
        return data

    def adopt(self, refusal: ValidationError) -> None:
        if hasattr(refusal, "error_dict"):
            names = {f"{name}_at": f"{name}_time" for name in self.moments}
            refusal = ValidationError(
                {names.get(field, field): errors for field, errors in refusal.error_dict.items()}
            )
        super().adopt(refusal)

    def _moment(self, name: str, wall: datetime, which: str) -> datetime | None:
        try:
            return rome_moment(wall.date(), wall.time())
        except ValidationError as doubt:
            if doubt.code != "twice":
                self.add_error(f"{name}_time", doubt)
                return None
        self.fields[f"{name}_which"].widget = Question(choices=WHICH)
        if not which:
            self.add_error(
                f"{name}_which",
                "Quella notte l’orologio torna dalle 3 alle 2: quest’ora c’è stata due volte. Indica quale.",
            )
            return None
        return wall.replace(tzinfo=ROME, fold=int(which == "seconda"))


def moment_row(name: str) -> tuple[Row, str]:
    """How a moment is laid out: day and time side by side, the question below."""
    return (
        Row(
            Column(f"{name}_day", css_class="col-6 col-sm-5"),
            Column(f"{name}_time", css_class="col-6 col-sm-4"),
            Column(HTML(NOW.format(name=name)), css_class="col-12 col-sm-3 moment-now"),
        ),
        f"{name}_which",
    )


class PersonField(forms.ModelChoiceField):
    """A colleague, by name."""

    def label_from_instance(self, user: User) -> str:
        return str(user)


class StartForm(MomentForm):
    """«Allontanamento ex art. 403»: as little as can be asked at night, and what the law wants written."""

    moments = ("removed", "oral_notice")
    cases = ChildrenField(queryset=Case.unscoped.none(), label="Minori allontanati")
    removed_day, removed_time, removed_which = moment_fields("Al sicuro")
    oral_notice_day, oral_notice_time, oral_notice_which = moment_fields("Avviso")
    oral_notice_by = PersonField(queryset=User.objects.none(), label="Chi ha avvisato", empty_label=None)
    prosecutor = forms.ModelChoiceField(
        queryset=Office.objects.none(),
        label="Procura minorile",
        empty_label="Scegli…",
        help_text="Quella della residenza abituale del minore.",
    )
    call_taken_by = PlainCharField(
        label="Chi ha risposto in Procura",
        max_length=150,
        help_text="Nome e funzione di chi ha preso la chiamata.",
    )
    reasons = PlainCharField(
        label="Motivi in breve",
        lines=4,
        help_text="I fatti e il pericolo: la relazione completa va trasmessa entro il primo termine.",
    )

    layout = Layout(
        Fieldset("Chi", "cases", css_class="form-section"),
        Fieldset("Quando è al sicuro", *moment_row("removed"), css_class="form-section"),
        Fieldset(
            "L’avviso orale al pubblico ministero",
            *moment_row("oral_notice"),
            "prosecutor",
            "call_taken_by",
            "oral_notice_by",
            css_class="form-section",
        ),
        Fieldset("Perché", "reasons", css_class="form-section"),
    )

    def __init__(self, *args: Any, user: User, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        children = Options(cases_for_order(user, case), child_label)
        saw(pk for pk, _ in children.labels)
        children.put_into(self.fields["cases"])
        self.fields["cases"].initial = [case.pk]
        people = people_who_may_join(case).order_by("last_name", "first_name", "pk")
        Options(people, str).put_into(self.fields["oral_notice_by"])
        self.fields["oral_notice_by"].initial = user.pk
        offices = Options(offices_in_force(timezone.localdate()).filter(kind=OfficeKind.PMM), str)
        offices.put_into(self.fields["prosecutor"])
        if len(offices.labels) == 1:
            self.fields["prosecutor"].initial = offices.labels[0][0]

    def clean_cases(self) -> list[Case]:
        return list(self.cleaned_data["cases"])


class DocumentField(forms.ModelChoiceField):
    """A document of the case, by title and day."""

    def label_from_instance(self, document: Document) -> str:
        return f"{document.title} ({timezone.localtime(document.uploaded_at):%d/%m/%Y})"


class TickForm(MomentForm):
    """«Fatto»: when, and what proves it."""

    moments = ("done",)
    done_day, done_time, done_which = moment_fields("Fatto")
    proof = PlainCharField(
        label="Prova",
        max_length=300,
        help_text="Ricevuta PEC, protocollo, oppure chi lo ha confermato e come.",
    )
    document = DocumentField(
        queryset=Document.objects.none(),
        label="Documento del fascicolo",
        required=False,
        empty_label="Nessuno",
    )
    layout = Layout(
        Fieldset("Quando", *moment_row("done"), css_class="form-section"),
        Fieldset("La prova", "proof", "document", css_class="form-section"),
    )

    def __init__(self, *args: Any, emergency: Emergency, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = Document.objects.filter(case__in=emergency.cases.all()).order_by("-uploaded_at", "-pk")
        recent = list(rows.values_list("pk", flat=True)[:MOST_DOCUMENTS])
        self.fields["document"].queryset = rows.filter(pk__in=recent)  # type: ignore[attr-defined]


def held_moment(name: str, moment: datetime) -> dict[str, Any]:
    """What the fields of one moment hold at first."""
    local = timezone.localtime(moment)
    return {
        f"{name}_day": local.date(),
        f"{name}_time": time(local.hour, local.minute),
        f"{name}_which": WHICH[local.fold][0],
    }


class CorrectForm(TickForm):
    """A lead puts a tick right, and says why."""

    reason = PlainCharField(label="Motivo della correzione", max_length=300)
    layout = Layout(*TickForm.layout.fields, Fieldset("Perché", "reason", css_class="form-section"))

    def __init__(self, *args: Any, step: EmergencyStep, **kwargs: Any) -> None:
        held = {"proof": step.proof, "document": step.document_id}
        if step.done_at is not None:
            held |= held_moment("done", step.done_at)
        super().__init__(*args, initial=held, emergency=step.emergency, **kwargs)


class CorrectStartForm(MomentForm):
    """A lead puts right when the child was safe, or the notice."""

    moments = ("removed", "oral_notice")
    removed_day, removed_time, removed_which = moment_fields("Al sicuro")
    oral_notice_day, oral_notice_time, oral_notice_which = moment_fields("Avviso")
    call_taken_by = PlainCharField(label="Chi ha risposto in Procura", max_length=150)
    reason = PlainCharField(label="Motivo della correzione", max_length=300)
    layout = Layout(
        Fieldset("Quando è al sicuro", *moment_row("removed"), css_class="form-section"),
        Fieldset(
            "L’avviso orale al pubblico ministero",
            *moment_row("oral_notice"),
            "call_taken_by",
            css_class="form-section",
        ),
        Fieldset("Perché", "reason", css_class="form-section"),
    )

    def __init__(self, *args: Any, emergency: Emergency, **kwargs: Any) -> None:
        held = held_moment("removed", emergency.removed_at)
        held |= held_moment("oral_notice", emergency.oral_notice_at)
        super().__init__(*args, initial=held | {"call_taken_by": emergency.call_taken_by}, **kwargs)


class CloseForm(CaseForm):
    """How it ended."""

    state = forms.ChoiceField(
        label="Esito",
        choices=[("", "Scegli…"), *((outcome.value, outcome.label) for outcome in OUTCOMES)],
        help_text="Convalidato: il decreto tiene. Revocato: tolto dal PM o dal Tribunale. "
        "Decaduto: ha perso efficacia.",
    )
    reason = PlainCharField(
        label="Motivo", max_length=280, help_text="Per esempio l’atto che lo dispone e la sua data."
    )
    layout = Layout("state", "reason")
