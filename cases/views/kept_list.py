"""The list of cases as a person has it before them: asked by the address, a saved view or habit."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.http import urlencode

from accounts.requests import SignedInRequest
from cases.forms.listing import CaseFilterForm
from cases.listing import Asked
from cases.models import SavedView
from cases.models.listing import HABIT

NOT_FILTERS = ("dopo", "vista", "filtri")


@dataclass(frozen=True)
class KeptList:
    """What is asked, with which columns, and the views to choose from; `view` is the one in use."""

    form: CaseFilterForm
    asked: Asked
    columns: list[str]
    views: list[SavedView]
    view: SavedView | None

    def url(self, name: str = "cases:case_list", **other: str) -> str:
        """The address of a page about this list, with some parameters changed or, when empty, left out."""
        kept = {**self.asked.parameters, "vista": str(self.view.pk) if self.view else "", **other}
        asked = urlencode({key: value for key, value in kept.items() if value})
        return reverse(name) + (f"?{asked}" if asked else "")

    @property
    def columns_url(self) -> str:
        return self.url("cases:list_columns")

    @property
    def views_url(self) -> str:
        return self.url("cases:list_views")

    @property
    def export_url(self) -> str:
        return self.url("cases:list_export")

    @property
    def filters_url(self) -> str:
        """The same list with every filter offered."""
        return self.url(filtri="1")


def kept_list(request: SignedInRequest) -> KeptList:
    """Read the list's state from the request. One query, and those of the filters when they are all offered."""
    rows = list(SavedView.objects.filter(user=request.user))
    number, whole = request.GET.get("vista", ""), bool(request.GET.get("filtri"))
    habit = next((row for row in rows if row.name == HABIT), None)
    views = [row for row in rows if row.name != HABIT]
    view = next((row for row in views if str(row.pk) == number), None)
    data = {name: str(value) for name, value in request.GET.items() if name not in NOT_FILTERS and value}
    if view and not data:
        data = Asked(**view.asked).parameters
    form = CaseFilterForm(data, user=request.user, whole=whole)
    shape = view or habit
    return KeptList(form, form.asked, shape.columns if shape else [], views, view)
