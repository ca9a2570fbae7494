"""What an order does to what was before it."""

from typing import Any

from django import forms
from django.utils import timezone

from cases.enums import Kinship, ResponsibilityStatus
from cases.forms.base import CaseForm
from cases.forms.text import PlainCharField
from cases.models import Case, HouseholdMember, ParentalResponsibility, Person
from courts.enums import OPEN_MANDATE_STATES, ExtensionState, MandateState
from courts.forms.duties import ExtensionField
from courts.forms.fields import ChildrenField, PaperDayField, child_label
from courts.legal_numbers import in_years
from courts.models import Extension, Mandate, Order
from courts.terms.wording import day_of

PARENTS = [Kinship.MOTHER, Kinship.FATHER]


class OrderDutyForm(CaseForm):
    """A form about one order; `children` are those in sight of who fills it."""

    def __init__(self, *args: Any, order: Order, children: list[Case], **kwargs: Any) -> None:
        self.order, self.children = order, children
        super().__init__(*args, **kwargs)

    def earlier_mandates(self) -> Any:
        """The open mandates about these children that other orders gave, up to the day of this one."""
        rows = Mandate.objects.filter(cases__in=self.children, state__in=OPEN_MANDATE_STATES)
        rows = rows.filter(order__decided_on__lte=self.order.decided_on).exclude(order=self.order)
        return rows.select_related("order").distinct().order_by("order__decided_on", "pk")


class MandatesField(ChildrenField):
    """Mandates to tick, each with the order it comes from."""

    def label_from_instance(self, mandate: Mandate) -> str:
        given = day_of(mandate.order.decided_on, "del")
        return f"{mandate.get_kind_display()} ({mandate.order.get_kind_display().lower()} {given})"


class SupersedeForm(OrderDutyForm):
    """Which earlier mandates end with this order."""

    mandates = MandatesField(label="Incarichi di provvedimenti precedenti", queryset=Mandate.objects.none())
    outcome = forms.ChoiceField(
        label="Da questo provvedimento sono",
        choices=[
            (MandateState.SUPERATO.value, "Superati: il nuovo provvedimento ne prende il posto"),
            (MandateState.REVOCATO.value, "Revocati"),
        ],
        widget=forms.RadioSelect,
    )
    reason = PlainCharField(
        label="Motivo", max_length=300, required=False, help_text="Vuoto: il provvedimento e la sua data."
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["mandates"].queryset = self.earlier_mandates()  # type: ignore[attr-defined]


class EffectForm(OrderDutyForm):
    """The responsibility of one parent for one child."""

    case = forms.ModelChoiceField(label="Minore", queryset=Case.unscoped.none(), empty_label=None)
    parent = forms.ModelChoiceField(label="Genitore", queryset=Person.objects.none(), empty_label="Scegli…")
    status = forms.ChoiceField(label="La sua responsabilità è", choices=ResponsibilityStatus.choices)
    from_day = PaperDayField(label="Dal", help_text="Di solito il giorno della decisione.")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        children, parents = self.fields["case"], self.fields["parent"]
        children.queryset = self.order.cases.filter(pk__in=[case.pk for case in self.children])  # type: ignore[attr-defined]
        children.queryset = children.queryset.select_related("person")  # type: ignore[attr-defined]
        children.label_from_instance = child_label  # type: ignore[attr-defined]
        members = HouseholdMember.objects.filter(
            household__in=[case.household_id for case in self.children], kinship__in=PARENTS
        )
        held = ParentalResponsibility.objects.filter(child__in=[case.person_id for case in self.children])
        parents.queryset = Person.objects.filter(  # type: ignore[attr-defined]
            pk__in=members.values("person")
        ) | Person.objects.filter(pk__in=held.values("parent"))
        parents.label_from_instance = lambda person: person.full_name  # type: ignore[attr-defined]
        self.fields["from_day"].initial = self.order.decided_on


class UrgeForm(OrderDutyForm):
    """Which mandates a sollecito urges, and by when to answer."""

    mandates = MandatesField(label="Quali incarichi sollecita", queryset=Mandate.objects.none())
    answer_by = PaperDayField(label="Rispondere entro il")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["mandates"].queryset = self.earlier_mandates()  # type: ignore[attr-defined]


class GrantForm(OrderDutyForm):
    """The request for more time that this order answers."""

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

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        waiting = Extension.objects.filter(mandate__cases__in=self.children, state=ExtensionState.RICHIESTA)
        self.fields["extension"].queryset = waiting.select_related("mandate").distinct()  # type: ignore[attr-defined]


class CuratorForm(CaseForm):
    """Reasons for a curatore speciale that no data of the proceeding tells."""

    unrepresented = forms.BooleanField(
        label="Il pregiudizio è tale che nessuno dei genitori può rappresentare il minore", required=False
    )
    curator_asked = forms.BooleanField(label="Il minore ha chiesto un curatore speciale", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        age = in_years("curatore-richiesta", timezone.localdate())
        self.fields["curator_asked"].help_text = f"Può chiederlo chi ha almeno {age} (art. 473-bis.8 c.p.c.)."
