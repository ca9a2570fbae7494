"""Forms about the life of a case: its corrections, its moves, what was found about the child."""

from typing import Any

from crispy_forms.layout import Div, Layout
from django import forms

from cases.actions.life import Move
from cases.enums import CodeKind
from cases.forms.base import CaseForm, DayField
from cases.forms.codes import CodeField, CodesField, offer_codes
from cases.forms.text import PlainCharField
from cases.models import Code

WHO = "Per esempio: la scuola primaria, la nonna materna."


class CaseCorrectionForm(CaseForm):
    opened_on = DayField(label="Aperto il", past=True)
    source_code = CodeField(
        CodeKind.SOURCE, label="Segnalazione da", required=False, empty_label="Non indicata"
    )
    source = PlainCharField(label="Chi ha segnalato", max_length=120, required=False, help_text=WHO)
    reason = PlainCharField(
        label="Motivo", required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 5})
    )

    def __init__(self, *args: Any, now: Code | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["source_code"].offer(now)  # type: ignore[attr-defined]


class MoveForm(CaseForm):
    """The day and the reason of a move; a closing also says why and where the child is left."""

    on = DayField(label="Dal giorno", past=True)
    closure = CodeField(CodeKind.CLOSURE, label="Motivo di chiusura")
    situation = CodeField(CodeKind.SITUATION, label="Dove resta il minore")
    destination = PlainCharField(label="A quale servizio", max_length=200)
    reason = PlainCharField(label="Motivo", max_length=2000, widget=forms.Textarea(attrs={"rows": 4}))

    def __init__(self, *args: Any, move: Move, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].required = move.needs_reason
        if not move.closes:
            del self.fields["closure"], self.fields["situation"]
        else:
            self.fields["reason"].label = "Note sulla chiusura"
            self.fields["reason"].help_text = "Come si è arrivati alla chiusura, che cosa resta da sapere."
        if not move.sends:
            del self.fields["destination"]
        offer_codes(self)


class AssessmentForm(CaseForm):
    assessed_on = DayField(label="Valutazione del", past=True)
    child = CodesField(CodeKind.CHILD, label="Il minore")
    family = CodesField(CodeKind.FAMILY, label="La famiglia")
    note = PlainCharField(
        label="Sintesi", required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 5})
    )
    layout = Layout(Div("assessed_on", css_class="field-wide"), "child", "family", "note")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_codes(self)
