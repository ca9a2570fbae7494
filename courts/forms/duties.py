"""What is written on the page of a mandate: more time, acts, the person who answers, declarations, projects."""

from typing import Any

from crispy_forms.layout import Column, Div, Layout, Row
from django import forms
from django.utils import timezone
from django.utils.html import format_html_join
from django.utils.safestring import mark_safe

from accounts.models import User
from cases.forms.base import CaseForm
from cases.forms.text import PlainCharField
from courts.actions.entrustment import ActData, people_to_name
from courts.actions.extensions import (
    cycle_title,
    extendable_cycles,
    longest_extension,
    reasons_of_cycles,
)
from courts.enums import Act, ActHolder, ExtensionState, MandateKind
from courts.forms.fields import PaperDayField, offices_in_force
from courts.legal_numbers import in_words, in_years
from courts.lines import latest_of
from courts.models import Extension, JuvenileProject, Mandate, Office, Order
from courts.terms.wording import day_of

BREAK = mark_safe("<br>")


class MandateDutyForm(CaseForm):
    """A form about one mandate."""

    def __init__(self, *args: Any, mandate: Mandate, **kwargs: Any) -> None:
        self.mandate = mandate
        super().__init__(*args, **kwargs)


class RecipientForm(MandateDutyForm):
    """The office a mandate reports to."""

    recipient = forms.ModelChoiceField(label="Riferisce a", queryset=Office.objects.none(), empty_label=None)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        today = timezone.localdate()
        self.fields["recipient"].queryset = offices_in_force(today)  # type: ignore[attr-defined]
        heard = latest_of(self.mandate.order.proceeding).office
        moved = self.mandate.recipient_id == self.mandate.order.proceeding.office_id
        now = heard if moved else self.mandate.recipient
        self.fields["recipient"].initial = now.competent_on(today).pk


class ExtensionForm(MandateDutyForm):
    """Ask for more time."""

    cycle = forms.TypedChoiceField(label="Per quale scadenza", coerce=int)
    requested_on = PaperDayField(label="Chiesta il", past=True)
    requested_until = PaperDayField(label="Chiesta fino al")
    reason = PlainCharField(label="Motivi", lines=4)
    serious = forms.BooleanField(
        label="I motivi sono particolarmente gravi",
        required=False,
        help_text="Serve per chiedere una seconda proroga della stessa scadenza.",
    )

    def __init__(self, *args: Any, mandate: Mandate, **kwargs: Any) -> None:
        super().__init__(*args, mandate=mandate, **kwargs)
        reasons, choices, lines = reasons_of_cycles(mandate), [], []
        for n, due_on in extendable_cycles(mandate).items():
            title, longest = cycle_title(mandate, n), longest_extension(mandate, n, due_on)
            until = f"al più tardi {day_of(longest.due_on, 'al')}"
            choices.append((n, f"{title}: scade {day_of(due_on)}, {until}"))
            lines.append((title, reasons.get(n, ""), f"Proroga {until}: {longest.explanation}"))
        self.fields["cycle"].choices = choices  # type: ignore[attr-defined]
        self.fields["cycle"].help_text = format_html_join(BREAK, "{}. {} {}", lines)


class ExtensionField(forms.ModelChoiceField):
    """A request that waits for its answer."""

    def label_from_instance(self, extension: Extension) -> str:
        return (
            f"{cycle_title(extension.mandate, extension.cycle)}: chiesta {day_of(extension.requested_on)}, "
            f"fino {day_of(extension.requested_until, 'al')}"
        )


class DecisionForm(MandateDutyForm):
    """The answer to a request for more time."""

    extension = ExtensionField(label="Richiesta", queryset=Extension.objects.none(), empty_label=None)
    granted = forms.TypedChoiceField(
        label="Risposta",
        choices=[("si", "Concessa"), ("no", "Negata")],
        coerce=lambda value: value == "si",
        widget=forms.RadioSelect,
    )
    granted_until = PaperDayField(
        label="Concessa fino al", required=False, help_text="Vuoto: fino al giorno chiesto."
    )
    order = forms.ModelChoiceField(
        label="Con il provvedimento",
        queryset=Order.objects.none(),
        required=False,
        empty_label="Nessun provvedimento registrato",
    )

    def __init__(self, *args: Any, mandate: Mandate, **kwargs: Any) -> None:
        super().__init__(*args, mandate=mandate, **kwargs)
        waiting = mandate.extensions.filter(state=ExtensionState.RICHIESTA).select_related("mandate")
        self.fields["extension"].queryset = waiting  # type: ignore[attr-defined]
        reasons = reasons_of_cycles(mandate)
        lines = [(cycle_title(mandate, row.cycle), reasons.get(row.cycle, "")) for row in waiting]
        self.fields["extension"].help_text = format_html_join(BREAK, "{}. {}", lines)
        orders = mandate.order.proceeding.orders.filter(cases__in=mandate.cases.all()).distinct()
        field = self.fields["order"]
        field.queryset = orders  # type: ignore[attr-defined]
        field.label_from_instance = lambda order: (  # type: ignore[attr-defined]
            f"{order.get_kind_display()} {day_of(order.decided_on, 'del')}"
        )


class ActsForm(MandateDutyForm):
    """The matrix act × holder, one line an act."""

    def __init__(self, *args: Any, mandate: Mandate, **kwargs: Any) -> None:
        super().__init__(*args, mandate=mandate, **kwargs)
        known = {row.act: row for row in mandate.acts.all()}
        lines = []
        for act in Act:
            row = known.get(act)
            self.fields[act.value] = forms.ChoiceField(
                label=act.label,
                required=False,
                choices=[("", "Non indicato nel provvedimento"), *ActHolder.choices],
                initial=row.holder if row else "",
            )
            self.fields[f"{act.value}_note"] = PlainCharField(
                label=f"Nota su: {act.label.lower()}",
                required=False,
                max_length=300,
                initial=row.note if row else "",
            )
            lines.append(
                Row(
                    Column(act.value, css_class="col-md-5"), Column(f"{act.value}_note", css_class="col-md-7")
                )
            )
        self.helper = self.helper_for(Layout(Div(*lines, css_class="field-wide")))

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        chosen = [act for act in Act if data.get(act.value)]
        return {
            "acts": [
                ActData(act=act.value, holder=data[act.value], note=data.get(f"{act.value}_note", ""))
                for act in chosen
            ]
        }


class ResponsibleForm(MandateDutyForm):
    """Who answers for the entrustment."""

    responsible = forms.ModelChoiceField(
        label="Responsabile dell’affidamento", queryset=User.objects.none(), empty_label="Scegli…"
    )
    named_on = PaperDayField(label="Nominato il", past=True)

    def __init__(self, *args: Any, mandate: Mandate, **kwargs: Any) -> None:
        super().__init__(*args, mandate=mandate, **kwargs)
        self.fields["responsible"].queryset = people_to_name(mandate)  # type: ignore[attr-defined]
        term = in_words("5bis-responsabile", mandate.order.served_on or mandate.order.received_on)
        self.fields["named_on"].help_text = f"Entro {term} dalla notifica del provvedimento."


class DeclarationForm(MandateDutyForm):
    """No conflict of interest."""

    carer = PlainCharField(label="Affidatario o comunità", max_length=200)
    declared_on = PaperDayField(label="Dichiarata il", past=True)
    no_kinship = forms.BooleanField(
        label="Dichiara di non essere parente o affine entro il quarto grado di chi giudica, del consulente "
        "o di chi ha seguito il caso come assistente sociale nello stesso procedimento",
        required=False,
    )
    no_office = forms.BooleanField(
        label="Dichiara che nessuno di loro, né i loro familiari, ha incarichi o lavora nella struttura, "
        "nemmeno senza compenso",
        required=False,
    )
    note = PlainCharField(label="Nota", max_length=300, required=False)


class PlacementForm(MandateDutyForm):
    """The day the child went."""

    placed_on = PaperDayField(label="Il collocamento è iniziato il", past=True)


class ProjectForm(MandateDutyForm):
    """A juvenile project with its parts."""

    starts_on = PaperDayField(label="Dal")
    ends_on = PaperDayField(label="Al")
    hearing_on = PaperDayField(
        label="Udienza finale",
        required=False,
    )
    serious = forms.BooleanField(
        label="Reato fra i più gravi",
        required=False,
    )
    family_involvement = PlainCharField(
        label="Coinvolgimento del minore, della famiglia e dell’ambiente", lines=4
    )
    commitments = PlainCharField(label="Impegni del minore", lines=4)
    roles = PlainCharField(label="Ruolo degli operatori della giustizia e del territorio", lines=4)
    reparation = PlainCharField(
        label="Riparazione e conciliazione con la persona offesa",
        lines=4,
        required=False,
        help_text="Obbligatoria nella messa alla prova.",
    )

    def __init__(self, *args: Any, mandate: Mandate, **kwargs: Any) -> None:
        project = JuvenileProject.objects.filter(mandate=mandate).first()
        if project is not None:
            names = ("starts_on", "ends_on", "hearing_on", "family_involvement", "commitments", "roles")
            known = {name: getattr(project, name) for name in (*names, "reparation")}
            kwargs["initial"] = known | kwargs.get("initial", {})
        super().__init__(*args, mandate=mandate, **kwargs)
        day = timezone.localdate()
        before, longer, usual = (
            in_words(slug, day) for slug in ("udienza-preparazione", "map-durata-grave", "map-durata")
        )
        self.fields[
            "hearing_on"
        ].help_text = f"La relazione finale scade {before} prima; finché manca, {before} prima della fine."
        prison = in_years("map-pena-grave", day)
        self.fields["serious"].help_text = (
            f"Punito con l’ergastolo o con almeno {prison} nel massimo: la messa alla prova dura al massimo "
            f"{longer}, altrimenti {usual}."
        )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if self.mandate.kind == MandateKind.PROGETTO_ART25:
            data["serious"] = False
        return data


class FinishForm(CaseForm):
    """What was done about a duty that no report fulfils."""

    done_on = PaperDayField(label="Fatto il", past=True)
    note = PlainCharField(
        label="Che cosa è stato fatto",
        max_length=150,
        help_text="Per esempio l’atto inviato, con il protocollo.",
    )
