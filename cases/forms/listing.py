"""What one may ask of the list of cases, and how one keeps it."""

from typing import Any

from crispy_forms.layout import Layout
from django import forms
from django.db.models import Exists, OuterRef
from django.utils import timezone

from accounts.models import Unit, User
from cases.enums import CaseStatus
from cases.forms.base import CaseForm
from cases.forms.places import PlaceField
from cases.forms.text import PlainCharField
from cases.listing import ALL, BY_DEADLINE, NONE, OPEN, ORDERS, OVERDUE, Asked
from cases.listing_columns import USUAL, every_column
from cases.listing_hooks import filters
from cases.models import TeamMember
from cases.permissions import visible_cases

STATES = [(OPEN, "Aperti"), (ALL, "Tutti, anche chiusi"), *CaseStatus.choices]
WINDOWS = [
    ("", "Qualunque"),
    (OVERDUE, "Scaduta"),
    *((str(days), f"Entro {days} giorni") for days in (7, 30, 90)),
    (NONE, "Nessuna scadenza"),
]
SORTED = [(name, order.label) for name, order in ORDERS.items()]
QUICK = ("q", "stato", "ordine")
MOST_DAYS, OLDEST = 3650, 120


class CaseFilterForm(CaseForm):
    """The filter above the caseload: what cannot be understood is left out, never an error page."""

    states, orders = STATES, SORTED

    q = PlainCharField(label="Cognome o numero", max_length=80, required=False)
    stato = forms.ChoiceField(label="Stato", choices=STATES, required=False)
    ordine = forms.ChoiceField(label="Ordine", choices=SORTED, required=False)
    unita = forms.TypedChoiceField(label="Unità", coerce=int, empty_value=None, required=False)
    operatore = forms.TypedChoiceField(
        label="Operatore dell'équipe", coerce=int, empty_value=None, required=False
    )
    scadenza = forms.ChoiceField(label="Prossima scadenza", choices=WINDOWS, required=False)
    silenzio = forms.IntegerField(
        label="Senza contatti da almeno (giorni)", min_value=0, max_value=MOST_DAYS, required=False
    )
    eta_da = forms.IntegerField(label="Età da (anni)", min_value=0, max_value=OLDEST, required=False)
    eta_a = forms.IntegerField(label="Età fino a (anni)", min_value=0, max_value=OLDEST, required=False)
    comune = PlaceField(label="Comune di residenza o domicilio", help_text="")

    def __init__(self, data: Any, *, user: User, whole: bool = False) -> None:
        """`whole` offers every filter; a filter in `data` beside the quick ones does so by itself."""
        super().__init__(data)
        self.whole = whole or any(data.get(name) for name in {*self.fields, *filters} - {*QUICK})
        if not self.whole:
            self.fields = {name: self.fields[name] for name in QUICK}
            return
        self._offer("unita", _units(user), "Tutte")
        self._offer("operatore", _workers(user), "Chiunque")
        for name, narrowing in filters.items():
            choices = [("", "Tutti"), *narrowing.choices()]
            self.fields[name] = forms.ChoiceField(label=narrowing.label, choices=choices, required=False)

    def _offer(self, name: str, choices: list[tuple[str, str]], empty: str) -> None:
        self.fields[name].choices = [("", empty), *choices]  # type: ignore[attr-defined]

    @property
    def asked(self) -> Asked:
        """What was asked, as far as it can be understood."""
        self.is_valid()
        given = {name: value for name, value in self.cleaned_data.items() if value not in ("", None)}
        further = {name: given.pop(name) for name in filters if name in given}
        return Asked(**{"stato": OPEN, "ordine": BY_DEADLINE, **given}, altri=further)


def _units(user: User) -> list[tuple[str, str]]:
    """The units of the cases `user` sees."""
    rows = Unit.objects.filter(pk__in=visible_cases(user).values("unit")).select_related("controller")
    return [(str(unit.pk), str(unit)) for unit in rows]


def _workers(user: User) -> list[tuple[str, str]]:
    """Who is today in the équipe of a case `user` sees."""
    team = TeamMember.objects.in_force(timezone.localdate()).filter(user=OuterRef("pk"))
    rows = User.objects.filter(Exists(team.filter(case__in=visible_cases(user).values("pk"))))
    return [(str(each.pk), str(each)) for each in rows.order_by("last_name", "first_name", "pk")]


class ColumnsForm(CaseForm):
    """Which columns the list shows."""

    columns = forms.MultipleChoiceField(
        label="Colonne dell'elenco",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Scegli almeno una colonna."},
    )

    def __init__(self, data: Any = None, *, chosen: list[str]) -> None:
        super().__init__(data, initial={"columns": chosen or list(USUAL)})
        labels = [(name, column.label) for name, column in every_column().items()]
        self.fields["columns"].choices = labels  # type: ignore[attr-defined]


class ViewForm(CaseForm):
    """The name under which the list is kept as it stands now."""

    name = PlainCharField(
        label="Nome della vista",
        max_length=60,
        help_text="Per esempio «Senza contatti». Si salvano filtri, ordine e colonne; il cognome cercato no.",
    )
    layout = Layout("name")
