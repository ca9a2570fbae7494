"""The queue of reports: what is due when, in which state, and whose it is."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Case, CharField, Count, Exists, F, OuterRef, Q, QuerySet, Value, When
from django.db.models.functions import Concat

from reports.enums import DueWindow, ReportState
from reports.models import Dispatch, Report
from reports.pec.states import DispatchState

NOBODY = "nessuno"
WEEK, MONTH = timedelta(days=7), timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Counted:
    """A choice of the filter and how many reports it would leave, how many of them late."""

    value: str
    label: str
    number: int
    late: int = 0

    @property
    def told(self) -> str:
        """The numbers as the page says them."""
        return f"{self.number}, {self.late} oltre il termine" if self.late else str(self.number)


@dataclass(frozen=True, slots=True)
class Counts:
    """Reports by term, state, kind, author and unit."""

    due: dict[str, int]
    states: list[Counted]
    kinds: list[Counted]
    authors: list[Counted]
    units: list[Counted]


def with_window(reports: QuerySet[Report], today: date) -> QuerySet[Report]:
    """The same reports, each with `window`: a DueWindow, empty once delivered or given up. No query more."""
    delivered = Dispatch.objects.filter(frozen__report=OuterRef("pk"), state=DispatchState.CONSEGNATA)
    return reports.annotate(
        window=Case(
            When(Q(state=ReportState.ANNULLATA) | Exists(delivered), then=Value("")),
            When(due_on__lt=today, then=Value(DueWindow.LATE)),
            When(due_on__lte=today + WEEK, then=Value(DueWindow.WEEK)),
            When(due_on__lte=today + MONTH, then=Value(DueWindow.MONTH)),
            default=Value(DueWindow.LATER),
            output_field=CharField(),
        )
    )


def counts(reports: QuerySet[Any]) -> Counts:
    """How many reports (with their window) every choice would leave. One query: a row for each combination."""
    name = Concat("author__first_name", Value(" "), "author__last_name", output_field=CharField())
    rows = list(
        reports.order_by()
        .values("window", "state", "kind", "author", "case__unit", unit=F("case__unit__name"), name=name)
        .annotate(number=Count("pk", distinct=True))
    )
    due = dict.fromkeys(DueWindow.values, 0)
    tables: dict[str, dict[str, Counted]] = {"state": {}, "kind": {}, "author": {}, "case__unit": {}}
    labels = {"author": "name", "case__unit": "unit"}
    for row in rows:
        late = row["number"] if row["window"] == DueWindow.LATE else 0
        if row["window"]:
            due[row["window"]] += row["number"]
        for key, table in tables.items():
            value = str(row[key] or NOBODY)
            label = row[labels.get(key, key)] if row[key] else "Da assegnare"
            old = table.get(value, Counted(value, label, 0))
            table[value] = Counted(value, old.label, old.number + row["number"], old.late + late)
    by_name = {key: sorted(table.values(), key=lambda one: one.label) for key, table in tables.items()}
    return Counts(due, by_name["state"], by_name["kind"], by_name["author"], by_name["case__unit"])


def narrowed(reports: QuerySet[Report], chosen: dict[str, str]) -> QuerySet[Report]:
    """The reports (with their window) that answer every choice."""
    columns = {"due": "window", "state": "state", "kind": "kind", "unit": "case__unit", "author": "author"}
    wanted = {columns[name]: None if value == NOBODY else value for name, value in chosen.items()}
    return reports.filter(**wanted)
