"""The rarer parts of «Registra provvedimento»: further dates, what it amends, what becomes of the parents."""

from collections.abc import Sequence

from crispy_forms.layout import Column, Layout, Row
from django import forms
from django.db.models import QuerySet

from accounts.models import User
from cases.enums import Kinship, ResponsibilityStatus
from cases.forms.base import CaseForm
from cases.models import Case, HouseholdMember, ParentalResponsibility, Person
from courts.actions.orders import EffectData
from courts.forms.fields import PaperDayField, helper
from courts.models import Order
from courts.permissions import visible_orders
from courts.terms.wording import day_of

PARENTS = [Kinship.MOTHER, Kinship.FATHER]


class EarlierOrderField(forms.ModelChoiceField):
    """An order to choose, by kind and day."""

    def label_from_instance(self, order: Order) -> str:
        return f"{order.get_kind_display()} {day_of(order.decided_on, 'del')}"


class OrderParts(CaseForm):
    """Fields most orders leave empty. `parents_of` knows which parents each child has."""

    served_on = PaperDayField(
        label="Notificato al servizio il",
        required=False,
        help_text="Da qui decorre il termine per nominare il responsabile. Vuoto: dal ricevimento.",
    )
    effective_on = PaperDayField(label="Efficace dal", required=False)
    expires_on = PaperDayField(label="Scade il", required=False)
    amends = EarlierOrderField(
        label="Modifica il provvedimento",
        queryset=Order.objects.none(),
        required=False,
        empty_label="Nessuno",
    )

    further = ("served_on", "effective_on", "expires_on", "amends")

    def lay_parts(self, user: User, cases: QuerySet[Case]) -> None:
        """Add what depends on the children that may be chosen."""
        self.further_helper = helper(
            Layout(Row(*(Column(name, css_class="col-md-4") for name in self.further[:3])), "amends")
        )
        earlier = visible_orders(user).filter(cases__in=cases).distinct().order_by("-decided_on", "-pk")
        self.fields["amends"].queryset = earlier  # type: ignore[attr-defined]
        self.effect_fields: dict[str, tuple[Case, Person]] = {}
        for case, parent in parents_of(cases):
            name = f"effect_{case.pk}_{parent.pk}"
            self.effect_fields[name] = (case, parent)
            self.fields[name] = forms.ChoiceField(
                label=f"{parent.full_name}, per {case.person.first_name}",
                required=False,
                choices=[("", "Il provvedimento non la cambia"), *ResponsibilityStatus.choices],
            )
        self.effects_helper = helper(Layout(*self.effect_fields))

    def unfolded(self, names: Sequence[str]) -> bool:
        """Whether a folded part must be in sight: something in it is filled or has an error."""
        return self.is_bound and any(self.errors.get(name) or self[name].value() for name in names)

    @property
    def further_open(self) -> bool:
        return self.unfolded(self.further)

    @property
    def effects_open(self) -> bool:
        return self.unfolded(list(self.effect_fields))

    def effects(self) -> list[EffectData]:
        """What was chosen for the parents. Marks an effect for a child the order is not about."""
        chosen = {case.pk for case in self.cleaned_data.get("cases") or []}
        found = []
        for name, (case, parent) in self.effect_fields.items():
            status = self.cleaned_data.get(name)
            if not status:
                continue
            if case.pk not in chosen:
                self.add_error(name, "Il provvedimento non riguarda questo minore.")
                continue
            found.append(EffectData(case=case, parent=parent, status=status))
        return found


def parents_of(cases: QuerySet[Case]) -> list[tuple[Case, Person]]:
    """Mother and father of each child, from the household and from who holds responsibility. Four queries."""
    children = list(cases)
    members = HouseholdMember.objects.filter(
        household__in=[case.household_id for case in children], kinship__in=PARENTS
    )
    held = ParentalResponsibility.objects.filter(child__in=[case.person_id for case in children])
    by_home: dict[int | None, set[int]] = {}
    for home, person in members.values_list("household_id", "person_id"):
        by_home.setdefault(home, set()).add(person)
    by_child: dict[int, set[int]] = {}
    for child, person in held.values_list("child_id", "parent_id"):
        by_child.setdefault(child, set()).add(person)
    wanted = {pk for group in (*by_home.values(), *by_child.values()) for pk in group}
    people = {person.pk: person for person in Person.objects.filter(pk__in=wanted)}
    return [
        (case, people[pk])
        for case in children
        for pk in sorted(by_home.get(case.household_id, set()) | by_child.get(case.person_id, set()))
        if pk != case.person_id
    ]
